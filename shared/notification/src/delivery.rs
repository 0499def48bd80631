//! Delivering: what every channel does with the messages of its queue.
//!
//! A message is claimed in its record, sent, and marked as sent. Whoever dies before it is sent
//! leaves a claim that ends, and the queue brings the message again; whoever dies between the
//! last two sends it twice. Nobody sends it never.

mod tally;

use std::time::Instant;

use futures::future::join_all;
use milepost_contracts::CloudEvent;
use milepost_domain::Time;
use milepost_runtime::batch::{Delivery, Failed, WorkMessages};
use milepost_runtime::log_key::LogKey;
use milepost_store::StoreError;

use self::tally::Tally;
use crate::table::{Notifications, Revised};
use crate::{
    Channel, Claim, NOTIFICATION_REQUESTED, Notification, NotificationId, NotificationMessage,
    Reason,
};

/// How often a record is written anew because another writer was faster or a write failed.
const TRIES: usize = 5;

/// What came of a try to send a message.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Outcome {
    /// The provider took it, and calls it so.
    Delivered(String),
    /// It will not be sent, now or later.
    Refused(Reason),
    /// The provider did not take it this time: its code, or how it was not reached.
    NotTaken(String),
}

/// Port: hands one message to a provider.
pub trait Deliver {
    /// Sends it. Nothing of the message, nor of the provider's words, is in what is returned.
    fn deliver(&self, message: &NotificationMessage) -> impl Future<Output = Outcome> + Send;
}

/// Why a message is not done: the queue brings it again.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum DeliveryError {
    /// It is no notification, or one of another channel.
    #[error("not a message of this channel")]
    NotForUs,
    /// The table does not know it, though whoever publishes writes first.
    #[error("no such notification")]
    NoRecord,
    /// Somebody else is at it, or died over it a moment ago.
    #[error("another is delivering it")]
    Busy,
    /// The provider did not take it.
    #[error("not taken: {0}")]
    NotTaken(String),
    /// The record could not be read or written.
    #[error(transparent)]
    Table(#[from] StoreError),
}

/// Delivers the messages of one channel.
pub struct Courier<D> {
    /// Which channel; the function is called the same.
    pub channel: Channel,
    /// The records, and who is not written to.
    pub notifications: Notifications,
    /// Who sends.
    pub provider: D,
    /// Names notifications and records in logs.
    pub log_key: LogKey,
    /// What time it is.
    pub clock: fn() -> Time,
}

impl<D: Deliver + Sync> WorkMessages for Courier<D> {
    async fn work(&self, deliveries: &[Delivery]) -> Failed {
        let (start, tally) = (Instant::now(), Tally::default());
        let turns = deliveries.iter().map(|delivery| self.attempt(delivery, &tally));
        let failed: Failed = join_all(turns).await.into_iter().flatten().collect();
        let now = (self.clock)().into();
        tally
            .metrics(self.channel.as_str(), deliveries.len(), failed.len())
            .duration("DeliveryDuration", start.elapsed())
            .entry(now, if failed.is_empty() { "INFO" } else { "ERROR" }, "batch.delivered")
            .write(now);
        failed
    }
}

impl<D: Deliver + Sync> Courier<D> {
    /// The id of the queue's message, if it has failed.
    async fn attempt(&self, delivery: &Delivery, tally: &Tally) -> Option<String> {
        let message_id = &delivery.message_id;
        match self.message(&delivery.body, tally).await {
            Ok(()) => return None,
            Err(error @ DeliveryError::Busy) => tracing::warn!(message_id, %error, "message.waits"),
            Err(error) => tracing::error!(message_id, %error, "message.failed"),
        }
        Some(message_id.clone())
    }

    async fn message(&self, body: &str, tally: &Tally) -> Result<(), DeliveryError> {
        let message = read(body, self.channel)?;
        if message.is_sample {
            let outcome = self.send(&message, tally).await;
            return self.report(None, outcome);
        }
        let Some(claimed) = self.claim(message.notification_id).await? else { return Ok(()) };
        let outcome = self.send(&message, tally).await;
        let written = self.settle(&claimed, &outcome).await;
        self.report(Some(&claimed.value), outcome)?;
        Ok(written?)
    }

    /// The record with the claim in it, if there is anything to do.
    async fn claim(&self, id: NotificationId) -> Result<Option<Revised>, DeliveryError> {
        for _ in 0..TRIES {
            let found = self.notifications.read(id).await?.ok_or(DeliveryError::NoRecord)?;
            let value = match found.value.claim((self.clock)()) {
                Claim::Deliver(claimed) => *claimed,
                Claim::Busy => return Err(DeliveryError::Busy),
                Claim::Settled => return Ok(None),
            };
            let claimed = Revised { value, revision: found.revision };
            match self.notifications.write(&claimed).await {
                Ok(revision) => return Ok(Some(Revised { revision, ..claimed })),
                Err(StoreError::Conflict) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(StoreError::Conflict.into())
    }

    async fn send(&self, message: &NotificationMessage, tally: &Tally) -> Outcome {
        let outcome = match self.notifications.is_suppressed(&message.recipient.address).await {
            Ok(false) => self.provider.deliver(message).await,
            Ok(true) => Outcome::Refused(Reason::Suppressed),
            // Who may not want it is not written to.
            Err(error) => {
                tracing::error!(%error, "suppressions.not_read");
                Outcome::NotTaken("SuppressionsNotRead".to_owned())
            }
        };
        tally.count(&outcome);
        outcome
    }

    /// Writes down what came of it, whoever wrote meanwhile.
    async fn settle(&self, claimed: &Revised, outcome: &Outcome) -> Result<(), StoreError> {
        let mut found = claimed.clone();
        let mut failure = StoreError::Conflict;
        for _ in 0..TRIES {
            let value = found.value.clone().with(outcome, (self.clock)());
            let next = Revised { value, revision: found.revision };
            match self.notifications.write(&next).await {
                Ok(_) => return Ok(()),
                Err(StoreError::Conflict) => {}
                Err(error) => {
                    failure = error;
                    continue;
                }
            }
            // Somebody who delivers it now holds a claim, which is not ours to end.
            if matches!(outcome, Outcome::NotTaken(_)) {
                return Ok(());
            }
            match self.notifications.read(claimed.value.id).await {
                // By a write of ours that went through unheard, or it has already come back.
                Ok(Some(now)) if now.value.is_settled() => return Ok(()),
                Ok(Some(now)) => found = now,
                Ok(None) => return Ok(()),
                Err(error) => failure = error,
            }
        }
        Err(failure)
    }

    /// Says what came of it; a sample has no record.
    fn report(&self, record: Option<&Notification>, outcome: Outcome) -> Result<(), DeliveryError> {
        let notification = record.map(|it| self.log_key.of(&it.id.to_string()));
        let record = record.map(|it| self.log_key.of(&it.about.record_key().to_string()));
        match outcome {
            Outcome::Delivered(provider_id) => {
                tracing::info!(notification, record, provider_id, "notification.sent");
            }
            Outcome::Refused(reason) => {
                let reason = reason.in_words();
                tracing::warn!(notification, record, reason, "notification.failed");
            }
            Outcome::NotTaken(code) => {
                tracing::warn!(notification, record, code, "notification.not_taken");
                return Err(DeliveryError::NotTaken(code));
            }
        }
        Ok(())
    }
}

impl Notification {
    fn with(self, outcome: &Outcome, now: Time) -> Self {
        match outcome.clone() {
            Outcome::Delivered(provider_id) => self.sent(provider_id, now),
            Outcome::Refused(reason) => self.failed(reason, now),
            Outcome::NotTaken(code) => self.not_taken(code),
        }
    }
}

/// The message, if it is for this channel. What a parser says of it may quote it.
fn read(body: &str, channel: Channel) -> Result<NotificationMessage, DeliveryError> {
    let event: CloudEvent<NotificationMessage> =
        serde_json::from_str(body).map_err(|_| DeliveryError::NotForUs)?;
    let is_ours = event.kind == NOTIFICATION_REQUESTED && event.data.channel == channel;
    is_ours.then_some(event.data).ok_or(DeliveryError::NotForUs)
}

#[cfg(test)]
mod tests;
