//! What stands beside the bytes of a quarantined object, as its user metadata.

use strum::{EnumString, IntoStaticStr};

/// Metadata: why the bytes are kept, in one word. The first part of the object's key, too.
pub const REASON: &str = "reason";
/// Metadata: when they arrived, in ISO-8601.
pub const RECEIVED_AT: &str = "received-at";
/// Metadata: the account, if it is known, percent-encoded.
pub const ACCOUNT: &str = "account";
/// Metadata: a [`Part`].
pub const PART: &str = "part";

/// What the bytes are of the request that they came in.
#[derive(Clone, Copy, Debug, EnumString, Eq, IntoStaticStr, PartialEq)]
#[strum(serialize_all = "lowercase")]
pub enum Part {
    /// All of it.
    Body,
    /// One raw event out of it.
    Event,
}

impl Part {
    /// As it stands in the metadata.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// The key of an object: the same bytes kept again for the same reason make no second one.
pub fn specimen_key(reason: &str, sha256_hex: &str) -> String {
    format!("{reason}/{sha256_hex}")
}
