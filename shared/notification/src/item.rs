//! The layout of the notifications table.
//!
//! | `pk` | `sk` | holds |
//! |---|---|---|
//! | `notification#<id>` | `notification` | a notification |
//! | `suppressed#<hash>` | `suppressed` | that no mail goes to the address with this hash |
//! | `policy` | `accepted` | the rules file that was accepted last |
//!
//! | index | partition | sort | finds |
//! |---|---|---|---|
//! | `about` | `aboutId` | `at` | what was told about a learner |
//! | `recipient` | `toId` | `at` | what was told to a person |
//! | `pending` | `pendingShard` | `dueAt` | what is to be picked up: only pending ones are in it |

use milepost_contracts::ItemKey;
use milepost_domain::{Time, escape};
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use sha2::{Digest as _, Sha256};

use crate::{Notification, NotificationId, Reason, Status};

/// The index by the learner whom it is about.
pub const ABOUT_INDEX: &str = "about";
/// The index by the person who is told.
pub const TO_INDEX: &str = "recipient";
/// The index of what is pending, by when it is due.
pub const PENDING_INDEX: &str = "pending";
/// The partitions of that index. Every notification goes in and out of it; a partition takes
/// 1,000 write units a second, and an index that throttles throttles its table.
pub const PENDING_SHARDS: [&str; 16] =
    ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "a", "b", "c", "d", "e", "f"];

/// How long a notification is kept, in days. Longer than any event can come again.
const KEPT_DAYS: i64 = 400;

/// A notification as it lies in the table.
#[skip_serializing_none]
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NotificationItem {
    /// Where it lies.
    #[serde(flatten)]
    pub key: ItemKey,
    /// Counts the writes, from 1: who writes says which one they have read.
    pub revision: u64,
    /// The learner whom it is about.
    pub about_id: String,
    /// Who is told, once known.
    pub to_id: Option<String>,
    /// What indexes are sorted by: when what is told happened.
    pub at: Time,
    /// Only while it is pending.
    pub pending_shard: Option<String>,
    /// When `DynamoDB` may delete it, in seconds since the epoch.
    pub expires_at: i64,
    /// The notification.
    #[serde(flatten)]
    pub notification: Notification,
}

/// That no mail goes to an address.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SuppressedItem {
    /// Where it lies: named by the hash of the address.
    #[serde(flatten)]
    pub key: ItemKey,
    /// Why.
    pub reason: Reason,
    /// Since when.
    pub since: Time,
}

/// The rules file that was accepted last.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PolicyItem {
    /// Where it lies.
    #[serde(flatten)]
    pub key: ItemKey,
    /// The file.
    pub text: String,
    /// When it was accepted.
    pub accepted_at: Time,
}

impl NotificationItem {
    /// The item of a notification.
    pub fn new(notification: Notification, revision: u64) -> Self {
        let is_pending = notification.status == Status::Pending;
        Self {
            key: notification_key(notification.id),
            revision,
            about_id: escape(notification.about.user_id.as_str()).into_owned(),
            to_id: notification.recipient_id.as_ref().map(|id| escape(id.as_str()).into_owned()),
            at: notification.occurred_at,
            // Ids are hashes: their first digits are spread evenly.
            pending_shard: is_pending.then(|| format!("{:.1}", notification.id)),
            expires_at: notification.created_at.as_seconds() + KEPT_DAYS * 86_400,
            notification,
        }
    }
}

impl PolicyItem {
    /// The item of a rules file.
    pub fn new(text: impl Into<String>, accepted_at: Time) -> Self {
        Self { key: policy_key(), text: text.into(), accepted_at }
    }
}

impl SuppressedItem {
    /// The item of an address.
    pub fn new(address: &str, reason: Reason, since: Time) -> Self {
        Self { key: suppressed_key(address), reason, since }
    }
}

/// Where a notification lies.
pub fn notification_key(id: NotificationId) -> ItemKey {
    ItemKey { pk: format!("notification#{id}"), sk: "notification".to_owned() }
}

/// Where it says that no mail goes to this address. A hash, since keys turn up in consoles; case
/// does not matter in it.
pub fn suppressed_key(address: &str) -> ItemKey {
    let hash = hex::encode(Sha256::digest(address.trim().to_lowercase()));
    ItemKey { pk: format!("suppressed#{hash}"), sk: "suppressed".to_owned() }
}

/// Where the rules file lies that was accepted last.
pub fn policy_key() -> ItemKey {
    ItemKey { pk: "policy".to_owned(), sk: "accepted".to_owned() }
}
