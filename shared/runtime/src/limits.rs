//! The limits that AWS documents, checked before a call: local emulators take what AWS refuses.
//!
//! Pure sums over texts and sizes. What is over a limit is over it at the next try as well, so a
//! port refuses it with the limit's name instead of AWS's `ValidationException`.

pub mod call;
pub mod dynamodb;
pub mod message;

/// A limit of AWS, broken. Says how far, and nothing of the content.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum LimitError {
    /// A call that asks for nothing.
    #[error("a call has no entries")]
    NoEntries,
    /// More entries than one call takes.
    #[error("a call has {entries} entries, more than {max}")]
    TooManyEntries {
        /// How many there are.
        entries: usize,
        /// How many are taken.
        max: usize,
    },
    /// Entries that are together too large for one call.
    #[error("a call has {bytes} bytes, more than {max}")]
    CallTooLarge {
        /// Their size.
        bytes: usize,
        /// The largest that is taken.
        max: usize,
    },
    /// One entry that is too large for any call.
    #[error("an entry has {bytes} bytes, more than {max}")]
    EntryTooLarge {
        /// Its size.
        bytes: usize,
        /// The largest that is taken.
        max: usize,
    },
    /// A message, or one of its attributes, without content.
    #[error("a message or one of its attributes is empty")]
    EmptyText,
    /// A message, or one of its attributes, with a character outside XML 1.0.
    #[error("a message has a character that queues refuse")]
    Character,
    /// A message with more attributes than raw delivery hands on.
    #[error("a message has {attributes} attributes, more than 10")]
    TooManyAttributes {
        /// How many there are.
        attributes: usize,
    },
    /// An attribute's name of the wrong form or length.
    #[error("a message attribute's name is not allowed")]
    AttributeName,
    /// A group id that is empty or too long.
    #[error("a message group id has {characters} characters, not 1 to 128")]
    GroupIdLength {
        /// How many there are.
        characters: usize,
    },
    /// A group id with a space, a control character or a letter outside ASCII.
    #[error("a message group id has a character other than letters, digits and punctuation")]
    GroupIdCharacter,
    /// A deduplication id that is empty or too long.
    #[error("a deduplication id has {characters} characters, not 1 to 128")]
    DeduplicationIdLength {
        /// How many there are.
        characters: usize,
    },
    /// A deduplication id with a space, a control character or a letter outside ASCII.
    #[error("a deduplication id has a character other than letters, digits and punctuation")]
    DeduplicationIdCharacter,
    /// A partition or sort key that is missing or the empty text.
    #[error("a key is empty")]
    EmptyKey,
    /// A partition key that is too long.
    #[error("a partition key has {bytes} bytes, more than 2048")]
    PartitionKeyTooLong {
        /// Its size.
        bytes: usize,
    },
    /// A sort key that is too long.
    #[error("a sort key has {bytes} bytes, more than 1024")]
    SortKeyTooLong {
        /// Its size.
        bytes: usize,
    },
    /// A key that one call names twice.
    #[error("a call names a key twice")]
    RepeatedKey,
}
