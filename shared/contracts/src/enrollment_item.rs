//! An item of the enrollments table.

use milepost_domain::enrollment::{Announcements, Facts};
use milepost_domain::{
    AccountId, Enrollment, LoId, LoInstanceId, LoType, RecordKey, State, UserId, View,
};
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use crate::{active_shard, enrollment_key};

/// The form of `facts` and `announcements` that we write. The first had no attempts.
const FORMAT: u8 = 2;

/// Of items that do not name it.
const fn first_format() -> u8 {
    1
}

/// One enrollment: what others may read of it, and the facts that it is derived from.
#[skip_serializing_none]
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EnrollmentItem {
    /// The partition key.
    pub pk: String,
    /// The sort key.
    pub sk: String,
    /// The account.
    pub account_id: AccountId,
    /// The learner.
    pub user_id: UserId,
    /// The learning object.
    pub lo_id: Option<LoId>,
    /// The instance.
    pub lo_instance_id: LoInstanceId,
    /// The type of the learning object.
    pub lo_type: Option<LoType>,
    /// How it looks.
    #[serde(flatten)]
    pub view: View,
    /// Counts the writes, from 1.
    pub version: u64,
    /// Which partition of the index `active` it is in, while the learner is at it: the stall sweep
    /// reads no other records.
    pub active_shard: Option<String>,
    /// The form of the following two.
    #[serde(default = "first_format")]
    pub format: u8,
    /// What is known. Not for others: its form may change.
    pub facts: Facts,
    /// What was announced. Not for others: its form may change.
    pub announcements: Announcements,
}

impl EnrollmentItem {
    /// The item of an enrollment.
    pub fn new(record: &RecordKey, enrollment: &Enrollment, version: u64) -> Self {
        let key = enrollment_key(record);
        let view = enrollment.view();
        let is_active = view.state == State::InProgress && view.progress_percent < 100;
        Self {
            pk: key.pk,
            sk: key.sk,
            account_id: record.account_id.clone(),
            user_id: record.user_id.clone(),
            lo_id: enrollment.facts.lo_of(&record.lo_instance_id),
            lo_instance_id: record.lo_instance_id.clone(),
            lo_type: enrollment.facts.lo_type.clone(),
            active_shard: is_active.then(|| active_shard(record)),
            view,
            version,
            format: FORMAT,
            facts: enrollment.facts.clone(),
            announcements: enrollment.announcements.clone(),
        }
    }
}

/// What of an item cannot be derived: to read it takes a fraction of the time.
#[derive(Clone, Debug, Deserialize)]
pub struct KnownEnrollment {
    /// Counts the writes, from 1.
    pub version: u64,
    #[serde(default = "first_format")]
    format: u8,
    facts: Facts,
    announcements: Announcements,
}

impl KnownEnrollment {
    /// The enrollment in it.
    pub fn into_enrollment(self) -> Enrollment {
        let facts = if self.format < FORMAT { self.facts.settled() } else { self.facts };
        Enrollment { facts, announcements: self.announcements }
    }
}
