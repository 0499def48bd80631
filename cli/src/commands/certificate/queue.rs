//! The queue of certificates in Amazon SQS.

use aws_config::SdkConfig;
use aws_sdk_sqs::Client;
use milepost_certificate::Request;
use milepost_contracts::CloudEvent;

use crate::aws_error::{AwsError, Place};
use crate::error::Error;

/// Sends a request, to be taken in order with whatever else is asked of the certificate.
pub(super) async fn send(
    config: &SdkConfig,
    place: &Place,
    url: &str,
    request: &CloudEvent<Request>,
) -> Result<(), Error> {
    let body = request.to_body().map_err(Error::Request)?;
    let call = Client::new(config).send_message().queue_url(url).message_body(body);
    let call = call.message_group_id(&request.subject).message_deduplication_id(&request.id);
    call.send().await.map_err(|error| AwsError::of(&error, place))?;
    Ok(())
}

#[cfg(test)]
mod tests;
