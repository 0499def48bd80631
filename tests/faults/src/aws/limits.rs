//! AWS's documented limits, checked apart from the functions' own code.

pub(crate) mod batch;
pub(crate) mod item;
pub(crate) mod object;
pub(crate) mod reads_and_writes;

/// A request, or an entry of one, that AWS refuses: its code, and why in words.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Violation {
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

pub(crate) type Checked = Result<(), Violation>;

/// Passes if `holds`.
pub(crate) fn require(
    holds: bool,
    code: &'static str,
    message: impl FnOnce() -> String,
) -> Checked {
    if holds { Ok(()) } else { Err(Violation { code, message: message() }) }
}
