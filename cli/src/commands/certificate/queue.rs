//! The queue of certificates in Amazon SQS.

use aws_config::SdkConfig;
use aws_sdk_sqs::Client;
use milepost_certificate::Request;
use milepost_contracts::CloudEvent;

use crate::aws_error::{AwsError, Place};
use crate::error::Error;

/// The stack's queue.
pub(super) struct Queue {
    client: Client,
    url: String,
    place: Place,
}

impl Queue {
    pub(super) fn of(config: &SdkConfig, url: &str, place: Place) -> Self {
        Self { client: Client::new(config), url: url.to_owned(), place }
    }

    pub(super) async fn send(&self, request: &CloudEvent<Request>) -> Result<(), Error> {
        let body = request.to_body().map_err(Error::Request)?;
        let call = self.client.send_message().queue_url(&self.url);
        // In order with whatever else is asked of the certificate.
        let call = call.message_group_id(&request.subject).message_deduplication_id(&request.id);
        let answer = call.message_body(body).send().await;
        answer.map_err(|error| AwsError::of(&error, &self.place))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
