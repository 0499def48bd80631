//! Short messages by Amazon SNS.

use aws_sdk_sns::Client;
use aws_sdk_sns::error::{BuildError, SdkError};
use aws_sdk_sns::operation::publish::PublishError;
use aws_sdk_sns::operation::publish::builders::PublishInputBuilder;
use aws_sdk_sns::types::MessageAttributeValue;
use milepost_notification::delivery::{Deliver, Outcome};
use milepost_notification::render::gsm;
use milepost_notification::{NotificationMessage, Reason};
use milepost_runtime::aws_error::code;
use milepost_runtime::retry::OnlyIfAnswered;

/// What SNS answers about the one number or text, by any of its names for it.
const OF_THE_MESSAGE: [&str; 6] = [
    "InvalidParameter",
    "InvalidParameterValue",
    "ParameterValueInvalid",
    "OptedOut",
    "EndpointDisabled",
    "ValidationException",
];

/// Sends by `Publish` to a phone number.
#[derive(Clone, Debug)]
pub struct SnsPhone {
    client: Client,
    is_enabled: bool,
    sender_id: Option<String>,
}

impl SnsPhone {
    /// Sends with this sender, or refuses if it is not enabled. A call without an answer is not
    /// made again at once: the message may be on its way.
    pub fn new(aws: &aws_config::SdkConfig, is_enabled: bool, sender_id: Option<String>) -> Self {
        let config = aws_sdk_sns::config::Builder::from(aws).retry_classifier(OnlyIfAnswered);
        Self { client: Client::from_conf(config.build()), is_enabled, sender_id }
    }

    fn request(&self, message: &NotificationMessage) -> Result<PublishInputBuilder, BuildError> {
        let request = PublishInputBuilder::default()
            .phone_number(&message.recipient.address)
            .message(&message.content.text)
            // Delivered before advertisements, and at night.
            .message_attributes("AWS.SNS.SMS.SMSType", text("Transactional")?);
        Ok(match &self.sender_id {
            Some(id) => request.message_attributes("AWS.SNS.SMS.SenderID", text(id)?),
            None => request,
        })
    }
}

impl Deliver for SnsPhone {
    async fn deliver(&self, message: &NotificationMessage) -> Outcome {
        if !self.is_enabled {
            return Outcome::Refused(Reason::NotConfigured);
        }
        // What is longer, or of another alphabet, goes out as several and is paid as such.
        if !gsm::fits(&message.content.text) {
            return rejected("TooLong".to_owned());
        }
        let Ok(request) = self.request(message) else {
            return rejected("InvalidRequest".to_owned());
        };
        match request.send_with(&self.client).await {
            Ok(answer) => Outcome::Delivered(answer.message_id.unwrap_or_default()),
            Err(error) => refusal(&error),
        }
    }
}

/// What a failure means. By its code alone: SNS's words quote numbers.
fn refusal(error: &SdkError<PublishError>) -> Outcome {
    let code = code(error);
    if OF_THE_MESSAGE.contains(&code.as_str()) { rejected(code) } else { Outcome::NotTaken(code) }
}

fn rejected(code: String) -> Outcome {
    Outcome::Refused(Reason::Rejected { code })
}

fn text(value: &str) -> Result<MessageAttributeValue, BuildError> {
    MessageAttributeValue::builder().data_type("String").string_value(value).build()
}

#[cfg(test)]
mod tests;
