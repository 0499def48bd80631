//! The mail, as Amazon SES wants it. Pure.

use aws_sdk_sesv2::error::BuildError;
use aws_sdk_sesv2::operation::send_email::builders::SendEmailInputBuilder;
use aws_sdk_sesv2::types::{
    Body, Content, Destination, EmailContent, Message, MessageHeader, MessageTag,
};
use milepost_notification::NotificationMessage;

use crate::config::Sender;

/// Why a mail cannot be made of a message. None of it is otherwise at the next try.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    /// Subject or address would write headers of their own.
    #[error("a line break in a header")]
    Header,
    /// A mail has a subject; only short messages have none.
    #[error("no subject")]
    NoSubject,
    /// The SDK misses something.
    #[error(transparent)]
    Build(#[from] BuildError),
}

impl RequestError {
    /// The code that the record keeps.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Header => "InvalidHeader",
            Self::NoSubject => "NoSubject",
            Self::Build(_) => "InvalidRequest",
        }
    }
}

/// The request that sends a message.
///
/// # Errors
/// If no mail can be made of it.
pub fn request(
    message: &NotificationMessage,
    sender: &Sender,
) -> Result<SendEmailInputBuilder, RequestError> {
    let address = &message.recipient.address;
    let subject = message.content.subject.as_deref().ok_or(RequestError::NoSubject)?;
    if [address, subject].iter().any(|text| text.contains(char::is_control)) {
        return Err(RequestError::Header);
    }
    let unsubscribe = format!("<mailto:{}?subject=unsubscribe>", sender.unsubscribe);
    let simple = Message::builder()
        .subject(text(subject)?)
        .body(body(message)?)
        .headers(header("List-Unsubscribe", &unsubscribe)?)
        // RFC 3834: no answers of machines, such as that somebody is out of the office.
        .headers(header("Auto-Submitted", "auto-generated")?)
        .build();
    Ok(SendEmailInputBuilder::default()
        .from_email_address(&sender.from)
        .set_reply_to_addresses(sender.reply_to.clone().map(|address| vec![address]))
        .destination(Destination::builder().to_addresses(address).build())
        .content(EmailContent::builder().simple(simple).build())
        .email_tags(tag("notification", &message.notification_id.to_string())?)
        .email_tags(tag("rule", &message.rule)?)
        .email_tags(tag("audience", &message.audience.to_string())?)
        .set_configuration_set_name(sender.configuration_set.clone()))
}

fn body(message: &NotificationMessage) -> Result<Body, BuildError> {
    let html = message.content.html.as_deref().map(text).transpose()?;
    Ok(Body::builder().text(text(&message.content.text)?).set_html(html).build())
}

fn text(data: &str) -> Result<Content, BuildError> {
    Content::builder().data(data).charset("UTF-8").build()
}

fn header(name: &str, value: &str) -> Result<MessageHeader, BuildError> {
    MessageHeader::builder().name(name).value(value).build()
}

/// SES takes letters, digits, `_` and `-` in tags (SES API v2, `MessageTag`).
fn tag(name: &str, value: &str) -> Result<MessageTag, BuildError> {
    let is_taken = |it: char| it.is_ascii_alphanumeric() || matches!(it, '_' | '-');
    let value: String = value.chars().map(|it| if is_taken(it) { it } else { '-' }).collect();
    MessageTag::builder().name(name).value(value).build()
}
