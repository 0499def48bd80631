//! A message for a queue or a topic.
//!
//! Amazon SQS developer guide, "Message quotas" and "Message metadata"; Amazon SNS developer
//! guide, "Message attributes": SNS takes more, but our topics deliver raw to queues, and what
//! a queue refuses would end in the subscription's dead letters.

use super::LimitError;
use super::call::CallLimits;

/// Most attributes of a message. With more, SNS discards a raw delivery as a client-side error.
const MAX_ATTRIBUTES: usize = 10;
/// Longest name of an attribute, in characters.
const MAX_NAME: usize = 256;
/// Longest group or deduplication id, in characters.
const MAX_FIFO_ID: usize = 128;

/// An attribute of a message.
#[derive(Clone, Copy, Debug)]
pub struct Attribute<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its type, as in `String.Array`.
    pub data_type: &'a str,
    /// Its value.
    pub value: &'a str,
}

impl Attribute<'_> {
    /// What counts towards the limits, in bytes.
    pub fn bytes(&self) -> usize {
        self.name.len() + self.data_type.len() + self.value.len()
    }

    fn check(&self) -> Result<(), LimitError> {
        check_name(self.name)?;
        check_text(self.data_type)?;
        check_text(self.value)
    }
}

/// A message for a queue or a topic.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    /// The body.
    pub body: &'a str,
    /// What it is ordered by, on a FIFO queue or topic.
    pub group_id: Option<&'a str>,
    /// What a repeat is recognised by, on a FIFO queue or topic.
    pub deduplication_id: Option<&'a str>,
    /// Its attributes.
    pub attributes: &'a [Attribute<'a>],
}

impl Message<'_> {
    /// What counts towards the limits, in bytes: the body, and name, type and value of each
    /// attribute.
    pub fn bytes(&self) -> usize {
        self.body.len() + self.attributes.iter().map(Attribute::bytes).sum::<usize>()
    }

    /// Checks all that AWS checks of a message by itself. Takes one pass over its texts.
    ///
    /// # Errors
    /// The first limit that it breaks.
    pub fn check(&self, limits: CallLimits) -> Result<(), LimitError> {
        limits.check_entry(self.bytes())?;
        self.group_id.map_or(Ok(()), check_group_id)?;
        self.deduplication_id.map_or(Ok(()), check_deduplication_id)?;
        let attributes = self.attributes.len();
        if attributes > MAX_ATTRIBUTES {
            return Err(LimitError::TooManyAttributes { attributes });
        }
        self.attributes.iter().try_for_each(Attribute::check)?;
        check_text(self.body)
    }
}

fn check_group_id(id: &str) -> Result<(), LimitError> {
    match fifo_id(id) {
        FifoId::Fine => Ok(()),
        FifoId::Length(characters) => Err(LimitError::GroupIdLength { characters }),
        FifoId::Character => Err(LimitError::GroupIdCharacter),
    }
}

fn check_deduplication_id(id: &str) -> Result<(), LimitError> {
    match fifo_id(id) {
        FifoId::Fine => Ok(()),
        FifoId::Length(characters) => Err(LimitError::DeduplicationIdLength { characters }),
        FifoId::Character => Err(LimitError::DeduplicationIdCharacter),
    }
}

enum FifoId {
    Fine,
    Length(usize),
    Character,
}

/// Letters, digits and ASCII's punctuation: all that prints, but for the space.
fn fifo_id(id: &str) -> FifoId {
    if !id.bytes().all(|byte| byte.is_ascii_graphic()) {
        return FifoId::Character;
    }
    if (1..=MAX_FIFO_ID).contains(&id.len()) { FifoId::Fine } else { FifoId::Length(id.len()) }
}

/// Letters, digits, `_`, `-` and single `.` inside; the prefixes of AWS are its own.
fn check_name(name: &str) -> Result<(), LimitError> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
    let has_prefix = |prefix: &str| {
        name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    };
    let is_fine = (1..=MAX_NAME).contains(&name.len())
        && name.bytes().all(is_plain)
        && !(name.starts_with('.') || name.ends_with('.') || name.contains(".."))
        && !(has_prefix("AWS.") || has_prefix("Amazon."));
    if is_fine { Ok(()) } else { Err(LimitError::AttributeName) }
}

/// The characters of XML 1.0: `#x9 | #xA | #xD | #x20-#xD7FF | #xE000-#xFFFD | #x10000-#x10FFFF`.
fn check_text(text: &str) -> Result<(), LimitError> {
    if text.is_empty() {
        return Err(LimitError::EmptyText);
    }
    let is_control = |byte: u8| byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r');
    // To the end even if one is found, so that the compiler makes vectors of it.
    let has_control = text.bytes().fold(false, |found, byte| found | is_control(byte));
    // Of what UTF-8 can hold beyond the control characters, only these two are refused.
    let has_refused = !text.is_ascii() && text.contains(['\u{fffe}', '\u{ffff}']);
    if has_control || has_refused { Err(LimitError::Character) } else { Ok(()) }
}

#[cfg(test)]
mod tests;
