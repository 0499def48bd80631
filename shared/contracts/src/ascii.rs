//! Texts in the characters that every AWS API takes.

use std::fmt::Write as _;

/// JSON in ASCII: non-ASCII stands only inside of its texts, where each may be written as its
/// escape. SQS and SNS refuse some characters.
pub(crate) fn ascii_json(json: String) -> String {
    if json.is_ascii() && !json.contains('\u{7f}') {
        return json;
    }
    let mut out = String::with_capacity(json.len());
    for character in json.chars() {
        if character.is_ascii() && character != '\u{7f}' {
            out.push(character);
            continue;
        }
        for unit in character.encode_utf16(&mut [0; 2]) {
            let _ = write!(out, "\\u{unit:04x}");
        }
    }
    out
}

/// The text with all but the plainest characters percent-escaped, for attributes and metadata:
/// what an id holds is the sender's choice.
pub fn percent_encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// Reads a text that [`percent_encoded`] wrote; what is no escape stays as it is.
pub fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        let mut escaped = [0];
        match tail.get(..2) {
            Some(digits) if byte == b'%' && hex::decode_to_slice(digits, &mut escaped).is_ok() => {
                bytes.extend(escaped);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(byte);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn plain_ids_stay_as_they_are_and_others_are_safe() {
        assert_eq!(percent_encoded("8308-a_b.c:d"), "8308-a_b.c:d");
        assert_eq!(percent_encoded("a b\r\n\"é%"), "a%20b%0D%0A%22%C3%A9%25");
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded(text in any::<String>()) {
            prop_assert_eq!(percent_decoded(&percent_encoded(&text)), text);
        }
    }

    #[test]
    fn what_is_no_escape_stays() {
        assert_eq!(percent_decoded("100%"), "100%");
        assert_eq!(percent_decoded("%4"), "%4");
        assert_eq!(percent_decoded("%zz%41"), "%zzA");
    }

    #[test]
    fn characters_that_queues_refuse_are_escaped() {
        assert_eq!(ascii_json("\"\u{ffff}\u{7f}😀\"".to_owned()), r#""\uffff\u007f\ud83d\ude00""#);
    }
}
