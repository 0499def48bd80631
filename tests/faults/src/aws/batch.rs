//! An entry of a batch to a FIFO queue or topic, as it was sent.

use std::collections::BTreeMap;

/// An attribute of a message.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Attribute {
    /// `String`, `Number`, `String.Array` …
    pub data_type: String,
    /// The value.
    pub value: String,
}

/// The attributes of a message by name.
pub type Attributes = BTreeMap<String, Attribute>;

/// One entry, before anybody has looked whether it is within the limits.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Entry {
    /// Names the entry in the answer.
    pub id: String,
    /// The message group; may be missing.
    pub group: Option<String>,
    /// The deduplication id; may be missing.
    pub deduplication_id: Option<String>,
    /// The body.
    pub body: String,
    /// The attributes.
    pub attributes: Attributes,
}

impl Entry {
    /// What counts against the size limit, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        let attribute =
            |(name, it): (&String, &Attribute)| name.len() + it.data_type.len() + it.value.len();
        self.body.len() + self.attributes.iter().map(attribute).sum::<usize>()
    }
}
