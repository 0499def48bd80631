//! What is asked of a partition, and the pages that are answered.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::StoreError;
use crate::item::{Item, of_entity, to_entity};

/// A partition of a table or of one of its indexes, in the order of the sort key.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// The index's name; of the table itself without.
    pub index: Option<String>,
    /// The name and the value of the partition key.
    pub partition: (String, String),
    /// What is asked of the sort key.
    pub sort: Option<Sort>,
    /// The most items of a page.
    pub limit: Option<u32>,
    /// Whether from the greatest sort key down.
    pub newest_first: bool,
    /// Where the page begins.
    pub from: Option<Position>,
}

/// What is asked of the sort key: one thing at most, as AWS takes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Sort {
    /// Its name.
    pub key: String,
    /// How it compares.
    pub range: Range,
    /// To this.
    pub value: String,
}

/// How a sort key compares to a value.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Range {
    /// It is not greater.
    AtMost,
    /// It is less.
    Below,
    /// It begins like it.
    BeginsWith,
}

/// Where the next page begins: after the item with these key attributes.
#[derive(Clone, Debug, PartialEq)]
pub struct Position(pub Item);

impl Position {
    /// The position after the item with these key attributes, those of the table and those of the
    /// index.
    ///
    /// # Errors
    /// If they cannot be written as attributes.
    pub fn after(key: &impl Serialize) -> Result<Self, StoreError> {
        of_entity(key).map(Self)
    }

    /// The key attributes, for somebody to keep.
    ///
    /// # Errors
    /// If they are not of this form.
    pub fn key<T: DeserializeOwned>(self) -> Result<T, StoreError> {
        to_entity(self.0)
    }
}

/// What one call has found.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    /// The entities, in order.
    pub entities: Vec<T>,
    /// How many items of the page this release cannot read. They are left out: one of them must
    /// not hide all others.
    pub unreadable: usize,
    /// Where the next page begins, if there is one.
    pub next: Option<Position>,
}

impl Query {
    /// All items of the table with this `pk`.
    pub fn partition(pk: impl Into<String>) -> Self {
        Self {
            index: None,
            partition: ("pk".to_owned(), pk.into()),
            sort: None,
            limit: None,
            newest_first: false,
            from: None,
        }
    }

    /// All items of an index with this value of its partition key.
    pub fn index(name: &str, partition_key: &str, value: impl Into<String>) -> Self {
        let partition = (partition_key.to_owned(), value.into());
        Self { index: Some(name.to_owned()), partition, ..Self::partition("") }
    }

    /// Only those whose sort key, of this name, is not greater.
    #[must_use]
    pub fn at_most(self, sort_key: &str, value: impl Into<String>) -> Self {
        self.sort(sort_key, Range::AtMost, value.into())
    }

    /// Only those whose sort key, of this name, is less.
    #[must_use]
    pub fn below(self, sort_key: &str, value: impl Into<String>) -> Self {
        self.sort(sort_key, Range::Below, value.into())
    }

    /// Only those whose sort key, of this name, begins like this.
    #[must_use]
    pub fn begins_with(self, sort_key: &str, prefix: impl Into<String>) -> Self {
        self.sort(sort_key, Range::BeginsWith, prefix.into())
    }

    fn sort(self, key: &str, range: Range, value: String) -> Self {
        Self { sort: Some(Sort { key: key.to_owned(), range, value }), ..self }
    }

    /// At most so many items in a page.
    #[must_use]
    pub fn limit(self, items: u32) -> Self {
        Self { limit: Some(items), ..self }
    }

    /// From the greatest sort key down.
    #[must_use]
    pub fn newest_first(self) -> Self {
        Self { newest_first: true, ..self }
    }

    /// The page that begins there; the first without.
    #[must_use]
    pub fn from(self, position: Option<Position>) -> Self {
        Self { from: position, ..self }
    }
}
