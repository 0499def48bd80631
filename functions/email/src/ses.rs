//! Mail by Amazon SES.

use aws_sdk_sesv2::Client;
use aws_sdk_sesv2::error::SdkError;
use aws_sdk_sesv2::operation::send_email::SendEmailError;
use milepost_notification::delivery::{Deliver, Outcome};
use milepost_notification::{NotificationMessage, Reason};
use milepost_runtime::aws_error::code;
use milepost_runtime::retry::OnlyIfAnswered;

use crate::config::Sender;
use crate::request::request;

/// Sends by `SendEmail` of SES's API v2.
#[derive(Clone, Debug)]
pub struct SesMail {
    client: Client,
    sender: Option<Sender>,
}

impl SesMail {
    /// Sends from this sender, or refuses without one. A call without an answer is not made
    /// again at once: the mail may be on its way.
    pub fn new(aws: &aws_config::SdkConfig, sender: Option<Sender>) -> Self {
        let config = aws_sdk_sesv2::config::Builder::from(aws).retry_classifier(OnlyIfAnswered);
        Self { client: Client::from_conf(config.build()), sender }
    }
}

impl Deliver for SesMail {
    async fn deliver(&self, message: &NotificationMessage) -> Outcome {
        let Some(sender) = &self.sender else { return Outcome::Refused(Reason::NotConfigured) };
        let request = match request(message, sender) {
            Ok(request) => request,
            Err(error) => return rejected(error.code()),
        };
        match request.send_with(&self.client).await {
            Ok(answer) => Outcome::Delivered(answer.message_id.unwrap_or_default()),
            Err(error) => refusal(&error),
        }
    }
}

/// What a failure means. By its code alone: SES's words quote addresses.
fn refusal(error: &SdkError<SendEmailError>) -> Outcome {
    match error.as_service_error() {
        // Of this mail: its content or its address. All else is of the account or the moment.
        Some(SendEmailError::MessageRejected(_) | SendEmailError::BadRequestException(_)) => {
            rejected(&code(error))
        }
        _ => Outcome::NotTaken(code(error)),
    }
}

fn rejected(code: &str) -> Outcome {
    Outcome::Refused(Reason::Rejected { code: code.to_owned() })
}

#[cfg(test)]
mod tests;
