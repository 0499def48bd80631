//! What is asked of a certificate.

use jiff::civil::Date;

/// What is asked.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    Revoke,
    Reissue,
    /// For a completion of this day.
    Renew(Date),
}
