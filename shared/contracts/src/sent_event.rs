//! A line of the ledger of what was sent: what `alm-load --ledger` writes and `milepost audit
//! --ledger` reads.

use milepost_domain::EventKey;
use serde::{Deserialize, Serialize};

/// One event that was sent. What Milepost cannot read has no key: it is named by its bytes.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SentEvent {
    /// The event's key, if it can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_key: Option<EventKey>,
    /// The account that it belongs to, if it can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// ALM's name of it, if it can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_name: Option<String>,
    /// SHA-256 of the whole body in hexadecimal digits, of what cannot be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_sha256: Option<String>,
    /// The same of the one event that cannot be read, if the body can be taken apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_sha256: Option<String>,
    /// When its request left, RFC 3339 in milliseconds.
    pub sent_at: String,
    /// The status of the answer: from 200 to 299 the event is acknowledged, else refused; `null`
    /// if no answer came, so that it may have arrived or not.
    pub status: Option<u16>,
}
