//! A message of the transitions topic, whichever of them it is.

use serde::Deserialize;

use crate::{
    CATALOG_CHANGED, CatalogChanged, CloudEvent, ENROLLMENT_CHANGED, EnrollmentChanged,
    FilterAttributes,
};

/// A message that `progress` publishes.
#[derive(Clone, Debug, PartialEq)]
pub enum Transition {
    /// An enrollment changed.
    Enrollment(CloudEvent<EnrollmentChanged>),
    /// The catalog changed.
    Catalog(CloudEvent<CatalogChanged>),
}

/// Why a body is no message of the topic. What the parser says may quote it, and is left out.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum TransitionError {
    /// Not of the form of its `type`, or without one.
    #[error("not a message of the topic")]
    NotAMessage,
    /// Of a type that we do not know.
    #[error("a message of a type that is not known")]
    UnknownType,
}

/// What tells the messages apart.
#[derive(Deserialize)]
struct Typed {
    #[serde(rename = "type")]
    kind: String,
}

impl Transition {
    /// Reads a body.
    ///
    /// # Errors
    /// If it is none of ours.
    pub fn from_body(body: &str) -> Result<Self, TransitionError> {
        let Typed { kind } = read(body)?;
        match kind.as_str() {
            ENROLLMENT_CHANGED => read(body).map(Self::Enrollment),
            CATALOG_CHANGED => read(body).map(Self::Catalog),
            _ => Err(TransitionError::UnknownType),
        }
    }

    /// The body to publish.
    ///
    /// # Errors
    /// If the data cannot be written as JSON.
    pub fn to_body(&self) -> serde_json::Result<String> {
        match self {
            Self::Enrollment(event) => event.to_body(),
            Self::Catalog(event) => event.to_body(),
        }
    }

    /// What subscriptions can filter by.
    pub fn filter_attributes(&self) -> FilterAttributes {
        match self {
            Self::Enrollment(event) => event.data.filter_attributes(),
            Self::Catalog(event) => event.data.filter_attributes(),
        }
    }
}

fn read<'a, T: Deserialize<'a>>(body: &'a str) -> Result<T, TransitionError> {
    serde_json::from_str(body).map_err(|_| TransitionError::NotAMessage)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_none_of_ours_is_told_apart() {
        for (body, error) in [
            ("{", TransitionError::NotAMessage),
            (r#"{"data":{}}"#, TransitionError::NotAMessage),
            (r#"{"type":"milepost.catalog.changed.v1"}"#, TransitionError::NotAMessage),
            (r#"{"type":"milepost.catalog.changed.v2"}"#, TransitionError::UnknownType),
        ] {
            assert_eq!(Transition::from_body(body), Err(error), "{body}");
        }
    }
}
