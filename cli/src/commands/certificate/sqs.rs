//! The queue of certificates in Amazon SQS.

use aws_sdk_sqs::Client;
use milepost_certificate::Request;
use milepost_contracts::CloudEvent;

use super::error::CertificateError;
use super::port::SendRequest;
use crate::aws_error::{AwsError, Place};
use crate::stack::Stack;

/// The stack's queue.
pub(super) struct Queue {
    client: Client,
    url: String,
    place: Place,
}

impl Queue {
    pub(super) fn of(stack: &Stack) -> Result<Self, AwsError> {
        let url = stack.output("CertificatesQueueUrl")?.to_owned();
        Ok(Self { client: Client::new(&stack.config), url, place: stack.place.clone() })
    }
}

impl SendRequest for Queue {
    async fn send(&self, request: &CloudEvent<Request>) -> Result<(), CertificateError> {
        let body = request.to_body().map_err(CertificateError::Request)?;
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
