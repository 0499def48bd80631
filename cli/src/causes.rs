//! What caused an error, in words.

use std::error::Error;

/// An error and what caused it, the deepest cause last.
pub(crate) fn chain<'a>(
    error: &'a (dyn Error + 'static),
) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| Error::source(*error))
}

/// The error and its causes on one line, each said once.
pub(crate) fn line(error: &(dyn Error + 'static)) -> String {
    let mut parts: Vec<String> = chain(error).map(ToString::to_string).collect();
    parts.dedup();
    parts.join(": ").replace(['\n', '\r'], " ")
}
