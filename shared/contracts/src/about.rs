//! What nearly all that is said of an enrollment begins with.

use milepost_domain::{AccountId, LoId, LoInstanceId, LoType, RecordKey, UserId};
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

/// Whose enrollment it is about.
#[skip_serializing_none]
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct About {
    /// The account.
    pub account_id: AccountId,
    /// The learner.
    pub user_id: UserId,
    /// The learning object, if any event named it.
    pub lo_id: Option<LoId>,
    /// The instance.
    pub lo_instance_id: LoInstanceId,
    /// Its type.
    pub lo_type: Option<LoType>,
}

impl About {
    /// The enrollment.
    pub fn record_key(&self) -> RecordKey {
        RecordKey {
            account_id: self.account_id.clone(),
            user_id: self.user_id.clone(),
            lo_instance_id: self.lo_instance_id.clone(),
        }
    }
}
