use super::*;
use crate::limits::call::SEND_MESSAGE_BATCH;
use proptest::prelude::*;

const MAX: usize = SEND_MESSAGE_BATCH.entry_bytes;

const FINE: Message<'static> =
    Message { body: "{}", group_id: Some("group"), deduplication_id: Some("key"), attributes: &[] };

fn check(message: Message<'_>) -> Result<(), LimitError> {
    message.check(SEND_MESSAGE_BATCH)
}

fn attribute(name: &str, value: &str) -> Result<(), LimitError> {
    check(Message { attributes: &[Attribute { name, data_type: "String", value }], ..FINE })
}

#[test]
fn ids_have_1_to_128_characters_that_print() {
    let punctuation = r##"!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~"##;
    let (longest, too_long) = ("x".repeat(128), "x".repeat(129));
    for fine in [punctuation, "aZ9", &longest] {
        assert_eq!(check(Message { group_id: Some(fine), ..FINE }), Ok(()));
        assert_eq!(check(Message { deduplication_id: Some(fine), ..FINE }), Ok(()));
    }
    for id in ["", &too_long] {
        let characters = id.len();
        assert_eq!(
            check(Message { group_id: Some(id), ..FINE }),
            Err(LimitError::GroupIdLength { characters })
        );
        let error = LimitError::DeduplicationIdLength { characters };
        assert_eq!(check(Message { deduplication_id: Some(id), ..FINE }), Err(error));
    }
    for id in ["a b", "é", "\u{7f}", "\t"] {
        assert_eq!(
            check(Message { group_id: Some(id), ..FINE }),
            Err(LimitError::GroupIdCharacter)
        );
        assert_eq!(
            check(Message { deduplication_id: Some(id), ..FINE }),
            Err(LimitError::DeduplicationIdCharacter)
        );
    }
}

#[test]
fn attributes_count_with_name_type_and_value() {
    let attributes = [Attribute { name: "changes", data_type: "String", value: "123" }];
    let body = "x".repeat(MAX - 16);
    let message = Message { body: &body, attributes: &attributes, ..FINE };
    assert_eq!((message.bytes(), check(message)), (MAX, Ok(())));
    let body = format!("{body}x");
    let error = LimitError::EntryTooLarge { bytes: MAX + 1, max: MAX };
    assert_eq!(check(Message { body: &body, ..message }), Err(error));
}

#[test]
fn raw_delivery_takes_ten_attributes() {
    let ten = [Attribute { name: "a", data_type: "String", value: "b" }; 10];
    let eleven = [ten[0]; 11];
    assert_eq!(check(Message { attributes: &ten, ..FINE }), Ok(()));
    let error = LimitError::TooManyAttributes { attributes: 11 };
    assert_eq!(check(Message { attributes: &eleven, ..FINE }), Err(error));
}

#[test]
fn names_of_attributes_are_plain_and_not_those_of_aws() {
    let too_long = "x".repeat(257);
    for name in ["", ".a", "a.", "a..b", "a b", "é", "aws.x", "Amazon.x", &too_long] {
        assert_eq!(attribute(name, "v"), Err(LimitError::AttributeName), "{name}");
    }
    for name in ["lo_type", "a.b-c", "aws", "amazonia"] {
        assert_eq!(attribute(name, "v"), Ok(()), "{name}");
    }
    assert_eq!(attribute("name", ""), Err(LimitError::EmptyText));
    assert_eq!(attribute("name", "\u{0}"), Err(LimitError::Character));
}

#[test]
fn a_message_has_content() {
    assert_eq!(check(Message { body: "", ..FINE }), Err(LimitError::EmptyText));
}

/// As the guide writes it, character by character.
fn is_taken(character: char) -> bool {
    matches!(u32::from(character),
        0x9 | 0xA | 0xD | 0x20..=0xD7FF | 0xE000..=0xFFFD | 0x1_0000..=0x10_FFFF)
}

proptest! {
    #[test]
    fn exactly_the_characters_of_the_guide_pass(text in any_text()) {
        let expected =
            if text.chars().all(is_taken) { Ok(()) } else { Err(LimitError::Character) };
        prop_assert_eq!(check(Message { body: &text, ..FINE }), expected);
    }

    #[test]
    fn a_body_passes_up_to_the_last_byte(bytes in MAX - 3..MAX + 3) {
        let body = "x".repeat(bytes);
        prop_assert_eq!(check(Message { body: &body, ..FINE }).is_ok(), bytes <= MAX);
    }
}

/// Plain texts, and short ones with the characters that are often refused.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof!["[ -~é😀]{1,40}", "[\\x00-\\x20\\x7f\u{fffd}-\u{ffff}]{1,3}", "\\PC{1,3}"]
}
