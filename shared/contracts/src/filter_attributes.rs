//! What subscriptions of the transitions topic can filter by.

use milepost_domain::{AccountId, LoType};

use crate::percent_encoded;

/// What subscriptions can filter by, sent as message attributes. Percent-encoded: ids and types may
/// hold characters that an attribute may not.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FilterAttributes {
    /// `changes`: the distinct names of the changes, for a `String.Array`.
    pub changes: Vec<&'static str>,
    /// `account`
    pub account: String,
    /// `lo_type`, `unknown` if nobody said.
    pub lo_type: String,
}

impl FilterAttributes {
    /// The attributes of a message with these changes.
    pub(crate) fn new(
        changes: Vec<&'static str>,
        account: &AccountId,
        lo_type: Option<&LoType>,
    ) -> Self {
        let lo_type = percent_encoded(lo_type.map_or("unknown", LoType::as_str));
        Self { changes, account: percent_encoded(account.as_str()), lo_type }
    }
}
