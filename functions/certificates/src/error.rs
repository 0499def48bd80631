//! Why something outside failed.

use std::fmt::Display;

/// What failed, and the words of whoever refused.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{what}: {why}")]
pub struct DependencyError {
    /// What a certificate needs and did not get.
    pub what: &'static str,
    /// Without anything personal.
    pub why: String,
}

/// To map the error of this dependency.
pub(crate) fn failed<E: Display>(what: &'static str) -> impl FnOnce(E) -> DependencyError {
    move |error| DependencyError { what, why: error.to_string() }
}
