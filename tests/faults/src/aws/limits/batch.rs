//! Limits of `SendMessageBatch` and `PublishBatch` to FIFO queues and topics.

use std::collections::HashSet;

use serde_json::Value;

use super::{Checked, require};
use crate::aws::batch::{Attribute, Entry};

/// Bytes of one message, and of a batch.
const MAX_BYTES: usize = 256 * 1024;
const MAX_ENTRIES: usize = 10;
const MAX_ATTRIBUTES: usize = 10;
const INVALID: &str = "InvalidParameterValue";

/// What is wrong with a batch as a whole.
pub(crate) fn check(entries: &[Entry]) -> Checked {
    require(!entries.is_empty(), "EmptyBatchRequest", || "no entries".to_owned())?;
    require(entries.len() <= MAX_ENTRIES, "TooManyEntriesInBatchRequest", || {
        format!("{} entries", entries.len())
    })?;
    for entry in entries {
        require(is_entry_id(&entry.id), "InvalidBatchEntryId", || entry.id.clone())?;
    }
    let ids: HashSet<&str> = entries.iter().map(|it| it.id.as_str()).collect();
    require(ids.len() == entries.len(), "BatchEntryIdsNotDistinct", || "an id twice".to_owned())?;
    let bytes = entries.iter().map(Entry::bytes).sum::<usize>();
    require(bytes <= MAX_BYTES, "BatchRequestTooLong", || format!("{bytes} bytes"))
}

/// What is wrong with one entry: the others are taken.
pub(crate) fn check_entry(entry: &Entry) -> Checked {
    check_fifo_id("MessageGroupId", entry.group.as_deref())?;
    check_fifo_id("MessageDeduplicationId", entry.deduplication_id.as_deref())?;
    require(!entry.body.is_empty(), INVALID, || "an empty message".to_owned())?;
    require(entry.body.chars().all(is_message_character), "InvalidMessageContents", || {
        "a character that is not allowed".to_owned()
    })?;
    let attributes = entry.attributes.len();
    require(attributes <= MAX_ATTRIBUTES, INVALID, || format!("{attributes} attributes"))?;
    entry.attributes.iter().try_for_each(|(name, it)| check_attribute(name, it))
}

fn is_entry_id(id: &str) -> bool {
    (1..=80).contains(&id.len())
        && id.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-' || it == b'_')
}

/// 1 to 128 letters, digits and punctuation marks.
fn check_fifo_id(name: &str, id: Option<&str>) -> Checked {
    require(id.is_some(), "MissingParameter", || format!("no {name}"))?;
    let id = id.unwrap_or_default();
    let fits = (1..=128).contains(&id.len()) && id.bytes().all(|it| it.is_ascii_graphic());
    require(fits, INVALID, || format!("{name} of {} bytes: {id:?}", id.len()))
}

/// XML 1.0's characters.
fn is_message_character(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

fn check_attribute(name: &str, attribute: &Attribute) -> Checked {
    let plain = |it: u8| it.is_ascii_alphanumeric() || b"_-.".contains(&it);
    let lower = name.to_ascii_lowercase();
    let fits = (1..=256).contains(&name.len())
        && name.bytes().all(plain)
        && !(name.starts_with('.') || name.ends_with('.') || name.contains(".."))
        && !(lower.starts_with("aws.") || lower.starts_with("amazon."));
    require(fits, INVALID, || format!("an attribute named {name:?}"))?;
    let Attribute { data_type, value } = attribute;
    let fits = value.chars().all(is_message_character)
        && match data_type.as_str() {
            "String" => !value.is_empty(),
            "Number" => value.parse::<f64>().is_ok(),
            "String.Array" => is_array_of_scalars(value),
            _ => false,
        };
    require(fits, INVALID, || format!("attribute {name} of type {data_type}: {value:?}"))
}

fn is_array_of_scalars(value: &str) -> bool {
    let scalar = |it: &Value| !it.is_array() && !it.is_object();
    serde_json::from_str::<Vec<Value>>(value).is_ok_and(|it| it.iter().all(scalar))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: &str) -> Entry {
        Entry {
            id: id.to_owned(),
            group: Some("group".to_owned()),
            deduplication_id: Some("id".to_owned()),
            body: "body".to_owned(),
            ..Entry::default()
        }
    }

    fn code(checked: Checked) -> &'static str {
        checked.err().map_or("", |it| it.code)
    }

    #[test]
    fn a_batch_has_one_to_ten_entries_with_distinct_plain_ids() {
        let many = |count: usize| (0..count).map(|it| entry(&it.to_string())).collect::<Vec<_>>();
        assert_eq!(code(check(&many(10))), "");
        assert_eq!(code(check(&many(0))), "EmptyBatchRequest");
        assert_eq!(code(check(&many(11))), "TooManyEntriesInBatchRequest");
        assert_eq!(code(check(&[entry("a"), entry("a")])), "BatchEntryIdsNotDistinct");
        assert_eq!(code(check(&[entry(&"a".repeat(80))])), "");
        for id in ["", "a b", "é", &"a".repeat(81)] {
            assert_eq!(code(check(&[entry(id)])), "InvalidBatchEntryId", "{id}");
        }
    }

    #[test]
    fn a_batch_is_limited_to_the_byte_with_its_attributes() {
        let mut full = entry("1");
        let attribute = Attribute { data_type: "String".to_owned(), value: "12".to_owned() };
        full.attributes.insert("name".to_owned(), attribute);
        full.body = "x".repeat(MAX_BYTES - "nameString12".len());
        assert_eq!(code(check(std::slice::from_ref(&full))), "");
        assert_eq!(code(check(&[full, entry("2")])), "BatchRequestTooLong");
    }

    #[test]
    fn group_and_deduplication_ids_are_short_and_without_spaces() {
        let with = |id: Option<&str>| {
            let group = Entry { group: id.map(str::to_owned), ..entry("1") };
            let deduplication = Entry { deduplication_id: id.map(str::to_owned), ..entry("1") };
            assert_eq!(code(check_entry(&group)), code(check_entry(&deduplication)), "{id:?}");
            code(check_entry(&group))
        };
        assert_eq!(with(Some(&"a".repeat(128))), "");
        assert_eq!(with(Some("aZ9!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")), "");
        assert_eq!(with(None), "MissingParameter");
        for id in ["", "a b", "é", "a\n", &"a".repeat(129)] {
            assert_eq!(with(Some(id)), INVALID, "{id}");
        }
    }

    #[test]
    fn a_body_has_characters_of_xml_only() {
        let with = |body: &str| code(check_entry(&Entry { body: body.to_owned(), ..entry("1") }));
        assert_eq!(with("a\t\n\r\u{7f}é\u{fffd}😀"), "");
        assert_eq!(with(""), INVALID);
        for body in ["\0", "\u{1f}", "\u{fffe}", "\u{ffff}"] {
            assert_eq!(with(body), "InvalidMessageContents", "{body:?}");
        }
    }

    #[test]
    fn attributes_have_plain_names_and_values_of_their_type() {
        let with = |name: &str, data_type: &str, value: &str| {
            let (data_type, value) = (data_type.to_owned(), value.to_owned());
            code(check_attribute(name, &Attribute { data_type, value }))
        };
        assert_eq!(with("lo_type", "String", "course"), "");
        assert_eq!(with("changes", "String.Array", r#"["a",1,true,null]"#), "");
        assert_eq!(with("n", "Number", "-1.5"), "");
        for name in ["", "a b", ".a", "a.", "a..b", "AWS.a", "amazon.a"] {
            assert_eq!(with(name, "String", "x"), INVALID, "{name}");
        }
        for (data_type, value) in [
            ("String", ""),
            ("Number", "x"),
            ("String.Array", "[[1]]"),
            ("String.Array", "a"),
            ("Text", "x"),
        ] {
            assert_eq!(with("name", data_type, value), INVALID, "{data_type} {value}");
        }
    }
}
