//! The work: addresses onto the list first, then the record of the notification.
//!
//! Both can be done again, so a message that fails is done whole when it comes again.

use milepost_notification::table::{Notifications, Revised};
use milepost_notification::{NotificationId, Reason, Status};
use milepost_runtime::batch::Batch;
use milepost_runtime::consumer::{Consumer, Context};
use milepost_runtime::log_key::LogKey;
use milepost_store::{StoreError, Tries};

use crate::event::{self, Feedback, NotAnEvent};

/// Why a message has failed.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum WorkError {
    /// It is none of ours.
    #[error(transparent)]
    NotAnEvent(#[from] NotAnEvent),
    /// The table could not be used.
    #[error(transparent)]
    Table(#[from] StoreError),
}

/// Writes down what came back.
pub struct Worker {
    /// The records, and who is not written to any more.
    pub notifications: Notifications,
    /// Names notifications in logs.
    pub log_key: LogKey,
}

impl Consumer for Worker {
    type Message = Feedback;
    type Error = WorkError;

    fn name(&self) -> &'static str {
        "ses-events"
    }

    fn counts(&self) -> &'static [&'static str] {
        &["AddressesSuppressed", "NotificationsFailed"]
    }

    fn read(&self, body: &str) -> Result<Feedback, WorkError> {
        Ok(event::read(body)?)
    }

    async fn handle(&self, message: Feedback, context: &Context<'_>) -> Result<(), WorkError> {
        let (Feedback { notification, failure, suppressed }, batch) = (message, context.batch);
        if let Some((reason, addresses)) = &suppressed {
            for address in addresses {
                self.notifications.suppress(address, reason, batch.now().into()).await?;
                batch.count("AddressesSuppressed", 1);
            }
        }
        if let (Some(id), Some(reason)) = (notification, &failure) {
            self.fail(id, reason, batch).await?;
        }
        Ok(())
    }
}

impl Worker {
    /// Writes down that a notification has failed, unless it has. A sample has no record.
    async fn fail(
        &self,
        id: NotificationId,
        reason: &Reason,
        batch: &Batch,
    ) -> Result<(), StoreError> {
        let mut tries = Tries::default();
        loop {
            let Some(found) = self.notifications.read(id).await? else { return Ok(()) };
            batch.trace(found.value.event_key);
            if found.value.status == Status::Failed {
                return Ok(());
            }
            let value = found.value.failed(reason.clone(), batch.now().into());
            let record = self.log_key.of(&value.about.record_key().to_string());
            match self.notifications.write(&Revised { value, revision: found.revision }).await {
                Ok(_) => {
                    let notification = self.log_key.of(&id.to_string());
                    let reason = reason.in_words();
                    tracing::warn!(notification, record, reason, "notification.came_back");
                    batch.count("NotificationsFailed", 1);
                    return Ok(());
                }
                Err(error) if tries.again(&error).await => {}
                Err(error) => return Err(error),
            }
        }
    }
}

#[cfg(test)]
mod tests;
