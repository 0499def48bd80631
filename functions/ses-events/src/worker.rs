//! The work: addresses onto the list first, then the record of the notification.
//!
//! Both can be done again, so a message that fails is done whole when it comes again.

mod tally;

use std::time::Instant;

use futures::future::join_all;
use milepost_domain::Time;
use milepost_notification::table::{Notifications, Revised};
use milepost_notification::{NotificationId, Reason, Status};
use milepost_runtime::batch::{Delivery, Failed, WorkMessages};
use milepost_runtime::log_key::LogKey;
use milepost_store::{StoreError, Tries};

use self::tally::Tally;
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
    /// What time it is.
    pub clock: fn() -> Time,
}

impl WorkMessages for Worker {
    async fn work(&self, deliveries: &[Delivery]) -> Failed {
        let (start, tally) = (Instant::now(), Tally::default());
        let turns = deliveries.iter().map(|delivery| self.attempt(delivery, &tally));
        let failed: Failed = join_all(turns).await.into_iter().flatten().collect();
        let now = (self.clock)().into();
        tally
            .metrics(deliveries.len(), failed.len())
            .duration("SesEventsDuration", start.elapsed())
            .entry(now, if failed.is_empty() { "INFO" } else { "ERROR" }, "batch.recorded")
            .write(now);
        failed
    }
}

impl Worker {
    /// The id of the queue's message, if it has failed.
    async fn attempt(&self, delivery: &Delivery, tally: &Tally) -> Option<String> {
        let message_id = &delivery.message_id;
        let error = self.message(&delivery.body, tally).await.err()?;
        tracing::error!(message_id, %error, "ses_event.failed");
        Some(message_id.clone())
    }

    async fn message(&self, body: &str, tally: &Tally) -> Result<(), WorkError> {
        let Feedback { notification, failure, suppressed } = event::read(body)?;
        if let Some((reason, addresses)) = &suppressed {
            for address in addresses {
                self.notifications.suppress(address, reason, (self.clock)()).await?;
                tally.suppressed();
            }
        }
        if let (Some(id), Some(reason)) = (notification, &failure) {
            self.fail(id, reason, tally).await?;
        }
        Ok(())
    }

    /// Writes down that a notification has failed, unless it has. A sample has no record.
    async fn fail(
        &self,
        id: NotificationId,
        reason: &Reason,
        tally: &Tally,
    ) -> Result<(), StoreError> {
        let mut tries = Tries::default();
        loop {
            let Some(found) = self.notifications.read(id).await? else { return Ok(()) };
            if found.value.status == Status::Failed {
                return Ok(());
            }
            let value = found.value.failed(reason.clone(), (self.clock)());
            let record = self.log_key.of(&value.about.record_key().to_string());
            match self.notifications.write(&Revised { value, revision: found.revision }).await {
                Ok(_) => {
                    let notification = self.log_key.of(&id.to_string());
                    let reason = reason.in_words();
                    tracing::warn!(notification, record, reason, "notification.came_back");
                    tally.failed();
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
