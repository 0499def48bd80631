//! Keys of tables and queues.

use milepost_domain::{Digits, Event, EventKey, RecordKey, Scope, UserId, escape};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The key of an item in one of the tables.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
pub struct ItemKey {
    /// The partition key.
    pub pk: String,
    /// The sort key.
    pub sk: String,
}

/// The partition of a learner, in the enrollments and in the history table.
pub fn learner_pk(user: &UserId) -> String {
    format!("user#{}", escape(user.as_str()))
}

/// Where an enrollment lies: all of a learner's together.
pub fn enrollment_key(record: &RecordKey) -> ItemKey {
    let account = escape(record.account_id.as_str());
    let instance = escape(record.lo_instance_id.as_str());
    ItemKey { pk: learner_pk(&record.user_id), sk: format!("{account}#{instance}") }
}

/// The index of enrollments that learners are at, by their last activity.
pub const ACTIVE_INDEX: &str = "active";

/// The partitions of that index. Each progress moves an entry, which takes two write units; a
/// partition takes 1,000 a second, and an index that throttles throttles its table.
pub const ACTIVE_SHARDS: u8 = 64;

/// Which partition of the index `active` an enrollment is in: `00` to `63`.
pub fn active_shard(record: &RecordKey) -> String {
    let hash = Sha256::digest(record.to_string());
    format!("{:02}", hash[0] % ACTIVE_SHARDS)
}

/// Where the history row of an event with this key lies: beside its enrollment, or spread by
/// object and day.
pub fn history_key(event: &Event, key: EventKey) -> ItemKey {
    match event.scope() {
        Scope::Record(record) => {
            let ItemKey { pk, sk } = enrollment_key(&record);
            ItemKey { pk, sk: format!("{sk}#{key}") }
        }
        scope => ItemKey { pk: scope.to_string(), sk: key.to_string() },
    }
}

/// The message group: what belongs together stays in order. A hash, since SQS takes at most 128
/// characters of few kinds, and an id may be of any.
pub fn group_id(event: &Event) -> String {
    group_of(&event.scope())
}

/// The message group of what is about an enrollment: the same as its events have.
pub fn record_group_id(record: &RecordKey) -> String {
    group_of(&Scope::Record(record.clone()))
}

fn group_of(scope: &Scope) -> String {
    let hash = Sha256::digest(scope.to_string());
    Digits::of(&hash.into()).as_str().to_owned()
}

/// The deduplication id of a first delivery. A redrive uses a fresh one, since SQS answers
/// success and drops a repeat within 5 minutes.
pub fn deduplication_id(event: &Event) -> String {
    event.key().to_string()
}
