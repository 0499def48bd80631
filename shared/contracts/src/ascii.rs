//! Texts in the characters that every AWS API takes.

use std::fmt::Write as _;

/// JSON in ASCII: non-ASCII stands only inside of its texts, where each may be written as its
/// escape. SQS and SNS refuse some characters.
pub(crate) fn ascii_json(json: &str) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_ids_stay_as_they_are_and_others_are_safe() {
        assert_eq!(percent_encoded("8308-a_b.c:d"), "8308-a_b.c:d");
        assert_eq!(percent_encoded("a b\r\n\"é%"), "a%20b%0D%0A%22%C3%A9%25");
    }

    #[test]
    fn characters_that_queues_refuse_are_escaped() {
        assert_eq!(ascii_json("\"\u{ffff}\u{7f}😀\""), r#""\uffff\u007f\ud83d\ude00""#);
    }
}
