use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aws_config::SdkConfig;
use aws_config::retry::RetryConfig;
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use milepost_notification::NotificationMessage;
use milepost_scripted_aws::json_aws;
use serde_json::{Value, json};

use super::*;

fn sender() -> Sender {
    Sender {
        from: "Learning <learn@example.com>".to_owned(),
        reply_to: Some("help@example.com".to_owned()),
        unsubscribe: "hr@example.com".to_owned(),
        configuration_set: Some("milepost".to_owned()),
    }
}

fn message(content: &Value) -> NotificationMessage {
    let message = json!({
        "notificationId": "ab".repeat(32), "channel": "email", "audience": "team:hr-emea",
        "severity": "info", "rule": "congratulate", "recipient": {"address": "ana@example.com"},
        "content": content,
    });
    serde_json::from_value(message).unwrap()
}

fn good() -> NotificationMessage {
    message(&json!({
        "locale": "de", "subject": "Glückwunsch!", "text": "Gut gemacht.", "html": "<p>Gut gemacht.</p>",
    }))
}

fn mail(aws: &SdkConfig) -> SesMail {
    SesMail::new(aws, Some(sender()))
}

#[tokio::test]
async fn a_mail_is_what_ses_wants() {
    let (aws, requests) = json_aws([(200, json!({"MessageId": "0100-1"}))]);
    assert_eq!(mail(&aws).deliver(&good()).await, Outcome::Delivered("0100-1".to_owned()));
    insta::with_settings!({sort_maps => true}, {
        insta::assert_json_snapshot!(requests.calls());
    });
}

#[tokio::test]
async fn what_is_not_told_is_not_in_it() {
    let (aws, requests) = json_aws([]);
    let sender = Sender { reply_to: None, configuration_set: None, ..sender() };
    let plain = message(&json!({"locale": "de", "subject": "Hallo", "text": "Hallo"}));
    SesMail::new(&aws, Some(sender)).deliver(&plain).await;
    let body = requests.calls()[0].1.clone();
    assert_eq!(body["ReplyToAddresses"], Value::Null);
    assert_eq!(body["ConfigurationSetName"], Value::Null);
    assert_eq!(body["Content"]["Simple"]["Body"]["Html"], Value::Null);
}

#[tokio::test]
async fn a_refusal_is_of_the_mail_or_of_the_moment() {
    let of_the_mail = ["MessageRejected", "BadRequestException"];
    let of_the_moment = [
        "TooManyRequestsException",
        "LimitExceededException",
        "SendingPausedException",
        "AccountSuspendedException",
        "MailFromDomainNotVerifiedException",
        "NotFoundException",
        "AccessDeniedException",
        "InternalServiceErrorException",
    ];
    for code in of_the_mail.into_iter().chain(of_the_moment) {
        let words = "Email address is not verified: ana@example.com";
        let (aws, _) = json_aws([(400, json!({"__type": code, "message": words}))]);
        let outcome = mail(&aws).deliver(&good()).await;
        let code = code.to_owned();
        if of_the_mail.contains(&code.as_str()) {
            assert_eq!(outcome, Outcome::Refused(Reason::Rejected { code }));
        } else {
            assert_eq!(outcome, Outcome::NotTaken(code));
        }
    }
}

#[tokio::test]
async fn nothing_is_sent_without_a_sender() {
    let (aws, requests) = json_aws([]);
    let outcome = SesMail::new(&aws, None).deliver(&good()).await;
    assert_eq!(outcome, Outcome::Refused(Reason::NotConfigured));
    assert!(requests.all().is_empty());
}

#[tokio::test]
async fn no_header_is_smuggled_in() {
    let (aws, requests) = json_aws([]);
    let mut to_two = good();
    to_two.recipient.address = "ana@example.com\r\nBcc: all@example.com".to_owned();
    for subject in ["Hello\r\nBcc: all@example.com", "Hello\nyou", "Hello\ryou"] {
        let message = message(&json!({"locale": "en", "subject": subject, "text": "Hello"}));
        assert_eq!(mail(&aws).deliver(&message).await, rejected("InvalidHeader"));
    }
    assert_eq!(mail(&aws).deliver(&to_two).await, rejected("InvalidHeader"));
    let nameless = message(&json!({"locale": "en", "text": "Hello"}));
    assert_eq!(mail(&aws).deliver(&nameless).await, rejected("NoSubject"));
    assert!(requests.all().is_empty());
}

/// A network on which every call is lost.
#[derive(Clone, Debug, Default)]
struct Lost(Arc<AtomicUsize>);

impl HttpConnector for Lost {
    fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
        self.0.fetch_add(1, Ordering::Relaxed);
        HttpConnectorFuture::ready(Err(ConnectorError::timeout("no answer".into())))
    }
}

#[tokio::test]
async fn a_call_without_an_answer_is_made_once() {
    let lost = Lost::default();
    let connector = SharedHttpConnector::new(lost.clone());
    let (aws, _) = json_aws([]);
    let aws = aws
        .to_builder()
        .retry_config(RetryConfig::standard())
        .http_client(http_client_fn(move |_, _| connector.clone()))
        .build();
    let outcome = mail(&aws).deliver(&good()).await;
    assert_eq!(outcome, Outcome::NotTaken("not reached".to_owned()));
    assert_eq!(lost.0.load(Ordering::Relaxed), 1);
}
