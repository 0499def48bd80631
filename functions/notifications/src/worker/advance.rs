//! One notification: written down, addressed, rendered, handed over.

use milepost_domain::Time;
use milepost_messaging::{Attribute, Message, SendError};
use milepost_notification::render::RenderError;
use milepost_notification::table::Revised;
use milepost_notification::{
    Content, Notification, NotificationMessage, Reason, Recipient, Rules, Status,
};
use milepost_runtime::batch::Batch;
use milepost_store::StoreError;

use super::{WorkError, Worker, counts};
use crate::addressee::Addressee;
use crate::facts::facts;
use crate::known::Known;

impl Worker {
    /// Writes it down before anything is tried, unless it was before: then as it is now.
    pub(super) async fn begin(
        &self,
        notification: Notification,
        rules: &Rules,
        batch: &Batch,
    ) -> Result<Option<Revised>, WorkError> {
        let now = batch.now().into();
        let id = notification.id;
        let value = if rules.policy.is_old(notification.occurred_at, now) {
            notification.failed(Reason::TooOld, now)
        } else {
            notification.begun(now)
        };
        match self.notifications.write(&Revised { value: value.clone(), revision: 0 }).await {
            Ok(revision) => {
                counts::decided(batch, &value);
                self.log(&value);
                Ok(Some(Revised { value, revision }))
            }
            // It came before; whoever wrote it may have died on the way.
            Err(StoreError::Conflict) => Ok(self.notifications.read(id).await?),
            Err(error) => Err(error.into()),
        }
    }

    /// Hands it over, or writes down what is in the way.
    pub(super) async fn hand_over(
        &self,
        found: Revised,
        addressee: Result<Addressee, Reason>,
        known: &Known,
        rules: &Rules,
        batch: &Batch,
    ) -> Result<(), WorkError> {
        let Revised { value, revision } = found;
        let now = batch.now().into();
        let value = match self.publish(&value, addressee, known, rules, now).await {
            Ok(addressee) => value.published(addressee.user_id, now),
            Err(reason) => value.held_up(reason, now),
        };
        counts::moved(batch, &value);
        self.log(&value);
        match self.notifications.write(&Revised { value, revision }).await {
            // The channel was faster, or another delivery of the message.
            Ok(_) | Err(StoreError::Conflict) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    async fn publish(
        &self,
        notification: &Notification,
        addressee: Result<Addressee, Reason>,
        known: &Known,
        rules: &Rules,
        now: Time,
    ) -> Result<Addressee, Reason> {
        let addressee = addressee?;
        let content = self.render(notification, &addressee, known, rules, now)?;
        let Addressee { user_id, address, .. } = addressee.clone();
        let recipient = Recipient { user_id, address };
        let message = NotificationMessage::of(notification, recipient, content);
        let published = match to_message(message, now) {
            Ok(message) => self.topic.publish_one(message).await,
            Err(error) => Err(SendError::Invalid(error.to_string())),
        };
        match published {
            Ok(()) => Ok(addressee),
            Err(error) => {
                tracing::error!(%error, "notification.not_published");
                Err(Reason::NotTaken { code: "SNS".to_owned() })
            }
        }
    }

    fn render(
        &self,
        notification: &Notification,
        addressee: &Addressee,
        known: &Known,
        rules: &Rules,
        now: Time,
    ) -> Result<Content, Reason> {
        let facts = facts(notification, addressee, known, &self.company, now)?;
        let locale = addressee.locale.as_deref();
        let content =
            rules.templates.content(notification.channel, &notification.template, locale, &facts);
        content.map_err(|error| match error {
            RenderError::UnknownTemplate(_) => Reason::NotInPolicy,
            error => Reason::Template { why: error.to_string() },
        })
    }

    fn log(&self, notification: &Notification) {
        let id = self.log_key.of(&notification.id.to_string());
        let (rule, status) = (&notification.rule, notification.status.as_str());
        let reason = notification.reason.as_ref().map(Reason::code);
        if notification.status == Status::Failed {
            tracing::warn!(notification = id, rule, reason, "notification.failed");
        } else {
            tracing::info!(notification = id, rule, status, reason, "notification.moved");
        }
    }
}

/// The message of the topic, with what channels filter by.
fn to_message(message: NotificationMessage, now: Time) -> Result<Message, serde_json::Error> {
    let attributes = message.filter_attributes();
    let attributes = attributes.map(|(name, value)| Attribute::text(name, value));
    Ok(Message::new(message.into_cloud_event(now).to_body()?).with(attributes.into()))
}
