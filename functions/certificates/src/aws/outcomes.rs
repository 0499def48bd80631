//! Outcomes on an Amazon SNS topic.

use aws_sdk_sns::Client;
use aws_sdk_sns::types::MessageAttributeValue;
use milepost_certificate::CertificateOutcome;
use milepost_contracts::CloudEvent;
use milepost_runtime::aws_error::describe;

use crate::ports::{Outside, PublishOutcome};

/// Publishes to one FIFO topic by `Publish`.
#[derive(Clone, Debug)]
pub struct SnsOutcomes {
    client: Client,
    topic_arn: String,
}

impl SnsOutcomes {
    /// Publishes to this topic.
    pub fn new(client: Client, topic_arn: impl Into<String>) -> Self {
        Self { client, topic_arn: topic_arn.into() }
    }
}

impl PublishOutcome for SnsOutcomes {
    async fn publish(
        &self,
        group: &str,
        outcome: &CloudEvent<CertificateOutcome>,
    ) -> Result<(), Outside> {
        let body = outcome.to_body().map_err(|error| failed(error.to_string()))?;
        let call = self
            .client
            .publish()
            .topic_arn(&self.topic_arn)
            .message(body)
            .message_group_id(group)
            .message_deduplication_id(&outcome.id)
            .message_attributes("type", text(&outcome.kind)?)
            .message_attributes("account", text(outcome.data.account_id.as_str())?);
        call.send().await.map(|_| ()).map_err(|error| failed(describe(&error)))
    }
}

fn text(value: &str) -> Result<MessageAttributeValue, Outside> {
    let value = MessageAttributeValue::builder().data_type("String").string_value(value).build();
    value.map_err(|error| failed(error.to_string()))
}

fn failed(why: String) -> Outside {
    Outside { what: "the topic of outcomes", why }
}
