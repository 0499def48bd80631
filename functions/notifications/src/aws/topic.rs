//! Notifications on an Amazon SNS topic.

use aws_sdk_sns::Client;
use aws_sdk_sns::types::MessageAttributeValue;
use milepost_domain::Time;
use milepost_notification::NotificationMessage;
use milepost_runtime::aws_error::describe;

use crate::ports::{Outside, PublishNotification};

/// Publishes to one topic by `Publish`, with what subscriptions filter by.
#[derive(Clone, Debug)]
pub struct SnsNotifications {
    client: Client,
    topic_arn: String,
    clock: fn() -> Time,
}

impl SnsNotifications {
    /// Publishes to this topic.
    pub fn new(client: Client, topic_arn: impl Into<String>, clock: fn() -> Time) -> Self {
        Self { client, topic_arn: topic_arn.into(), clock }
    }
}

impl PublishNotification for SnsNotifications {
    async fn publish(&self, message: NotificationMessage) -> Result<(), Outside> {
        let attributes = message.filter_attributes();
        let event = message.into_cloud_event((self.clock)());
        let body = event.to_body().map_err(|error| failed(error.to_string()))?;
        let mut call = self.client.publish().topic_arn(&self.topic_arn).message(body);
        for (name, value) in attributes {
            call = call.message_attributes(name, text(value)?);
        }
        call.send().await.map(|_| ()).map_err(|error| failed(describe(&error)))
    }
}

fn text(value: &str) -> Result<MessageAttributeValue, Outside> {
    let value = MessageAttributeValue::builder().data_type("String").string_value(value).build();
    value.map_err(|error| failed(error.to_string()))
}

fn failed(why: String) -> Outside {
    Outside { what: "the topic of notifications", why }
}
