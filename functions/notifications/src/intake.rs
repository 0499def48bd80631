//! What a message asks.

use milepost_certificate::Eligibility;
use milepost_contracts::CloudEvent;
use milepost_notification::{NOTIFICATION_RESUMED, News, NotificationId, Resume, news};
use serde::Deserialize;

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Instruction {
    /// Something happened.
    News(Vec<News>),
    /// A notification is due to be picked up.
    Resume(NotificationId),
}

/// A message that is none of ours. What the parser says may quote it, and is left out.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not a message for notifications")]
pub struct NotForUs;

#[derive(Deserialize)]
struct Typed {
    #[serde(rename = "type")]
    kind: String,
}

/// What a message asks.
///
/// # Errors
/// If it is none of ours.
pub fn read(body: &str, certificates: &Eligibility) -> Result<Instruction, NotForUs> {
    let Typed { kind } = serde_json::from_str(body).map_err(|_| NotForUs)?;
    if kind == NOTIFICATION_RESUMED {
        let event: CloudEvent<Resume> = serde_json::from_str(body).map_err(|_| NotForUs)?;
        return Ok(Instruction::Resume(event.data.notification_id));
    }
    news::read(body, certificates).map(Instruction::News).map_err(|_| NotForUs)
}
