//! Delivering: what every channel does with the messages of its queue.
//!
//! A message is claimed in its record, sent, and marked as sent. Whoever dies before it is sent
//! leaves a claim that ends, and the queue brings the message again; whoever dies between the
//! last two sends it twice. Nobody sends it never.

use milepost_contracts::CloudEvent;
use milepost_domain::Time;
use milepost_runtime::batch::Batch;
use milepost_runtime::consumer::{Consumer, Context};
use milepost_runtime::log_key::LogKey;
use milepost_store::{StoreError, Tries};

use crate::table::{Notifications, Revised};
use crate::{
    Channel, Claim, NOTIFICATION_REQUESTED, Notification, NotificationId, NotificationMessage,
    Reason,
};

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
}

impl<D: Deliver + Sync> Consumer for Courier<D> {
    type Message = NotificationMessage;
    type Error = DeliveryError;

    fn name(&self) -> &'static str {
        self.channel.as_str()
    }

    fn counts(&self) -> &'static [&'static str] {
        &["NotificationsSent", "NotificationsFailed", "NotificationsNotTaken"]
    }

    fn read(&self, body: &str) -> Result<NotificationMessage, DeliveryError> {
        read(body, self.channel)
    }

    async fn handle(
        &self,
        message: NotificationMessage,
        context: &Context<'_>,
    ) -> Result<(), DeliveryError> {
        let batch = context.batch;
        if message.is_sample {
            let outcome = self.send(&message, batch).await;
            return self.report(None, outcome);
        }
        let Some(claimed) = self.claim(message.notification_id, batch).await? else {
            return Ok(());
        };
        let outcome = self.send(&message, batch).await;
        let written = self.settle(&claimed, &outcome, batch.now().into()).await;
        self.report(Some(&claimed.value), outcome)?;
        Ok(written?)
    }

    fn is_expected(&self, error: &DeliveryError) -> bool {
        *error == DeliveryError::Busy
    }
}

impl<D: Deliver + Sync> Courier<D> {
    /// The record with the claim in it, if there is anything to do.
    async fn claim(
        &self,
        id: NotificationId,
        batch: &Batch,
    ) -> Result<Option<Revised>, DeliveryError> {
        let mut tries = Tries::default();
        loop {
            let found = self.notifications.read(id).await?.ok_or(DeliveryError::NoRecord)?;
            let value = match found.value.claim(batch.now().into()) {
                Claim::Deliver(claimed) => *claimed,
                Claim::Busy => return Err(DeliveryError::Busy),
                Claim::Settled => return Ok(None),
            };
            let claimed = Revised { value, revision: found.revision };
            match self.notifications.write(&claimed).await {
                Ok(revision) => return Ok(Some(Revised { revision, ..claimed })),
                Err(error) if tries.again(&error).await => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    async fn send(&self, message: &NotificationMessage, batch: &Batch) -> Outcome {
        let outcome = match self.notifications.is_suppressed(&message.recipient.address).await {
            Ok(false) => self.provider.deliver(message).await,
            Ok(true) => Outcome::Refused(Reason::Suppressed),
            // Who may not want it is not written to.
            Err(error) => {
                tracing::error!(%error, "suppressions.not_read");
                Outcome::NotTaken("SuppressionsNotRead".to_owned())
            }
        };
        // A message that is sent twice counts twice.
        batch.count(outcome.metric(), 1);
        outcome
    }

    /// Writes down what came of it, whoever wrote meanwhile. It matters more than any other write:
    /// without it the message goes out again.
    async fn settle(
        &self,
        claimed: &Revised,
        outcome: &Outcome,
        now: Time,
    ) -> Result<(), StoreError> {
        let (mut found, mut tries) = (claimed.clone(), Tries::default());
        loop {
            let value = found.value.clone().with(outcome, now);
            let next = Revised { value, revision: found.revision };
            let Err(error) = self.notifications.write(&next).await else { return Ok(()) };
            // Somebody who delivers it now holds a claim, which is not ours to end.
            if error == StoreError::Conflict && matches!(outcome, Outcome::NotTaken(_)) {
                return Ok(());
            }
            // One without an answer may have gone through: the next read tells.
            if !tries.again_unheard(&error).await {
                return Err(error);
            }
            match self.notifications.read(claimed.value.id).await {
                Ok(Some(now)) if now.value.is_settled() => return Ok(()),
                Ok(Some(now)) => found = now,
                Ok(None) => return Ok(()),
                Err(error) if tries.again_unheard(&error).await => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Says what came of it; a sample has no record.
    fn report(&self, record: Option<&Notification>, outcome: Outcome) -> Result<(), DeliveryError> {
        let event_key = record.and_then(|it| it.event_key).map(|key| key.to_string());
        let notification = record.map(|it| self.log_key.of(&it.id.to_string()));
        let record = record.map(|it| self.log_key.of(&it.about.record_key().to_string()));
        match outcome {
            Outcome::Delivered(provider_id) => {
                tracing::info!(event_key, notification, record, provider_id, "notification.sent");
            }
            Outcome::Refused(reason) => {
                let reason = reason.in_words();
                tracing::warn!(event_key, notification, record, reason, "notification.failed");
            }
            Outcome::NotTaken(code) => {
                tracing::warn!(event_key, notification, record, code, "notification.not_taken");
                return Err(DeliveryError::NotTaken(code));
            }
        }
        Ok(())
    }
}

impl Outcome {
    /// The metric that counts it.
    const fn metric(&self) -> &'static str {
        match self {
            Self::Delivered(_) => "NotificationsSent",
            Self::Refused(_) => "NotificationsFailed",
            Self::NotTaken(_) => "NotificationsNotTaken",
        }
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
