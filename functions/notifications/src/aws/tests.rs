use milepost_domain::Time;
use milepost_notification::{Audience, Channel, Content, NotificationMessage, Recipient, Severity};
use milepost_scripted_aws::aws;

use super::*;
use crate::ports::{PublishNotification as _, ReadPolicyFile as _};

fn clock() -> Time {
    "2026-11-24T08:00:00Z".parse().unwrap()
}

fn message() -> NotificationMessage {
    NotificationMessage {
        notification_id: "ab".repeat(32).parse().unwrap(),
        is_sample: false,
        channel: Channel::Email,
        audience: Audience::Manager,
        severity: Severity::Warning,
        rule: "stalled".to_owned(),
        recipient: Recipient { user_id: None, address: "bea@example.com".to_owned() },
        content: Content {
            locale: "en".to_owned(),
            subject: Some("Subject".to_owned()),
            text: "Text".to_owned(),
            html: None,
        },
    }
}

#[tokio::test]
async fn a_notification_is_published_with_what_channels_filter_by() {
    let answer = "<PublishResponse><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>";
    let (config, requests) = aws(vec![(200, answer.to_owned())]);
    let topic = SnsNotifications::new(aws_sdk_sns::Client::new(&config), "arn:topic", clock);
    topic.publish(message()).await.unwrap();
    let body = requests.calls().remove(0).1;
    let mut form: Vec<&str> = body.as_str().unwrap().split('&').collect();
    for (name, value) in [("channel", "email"), ("audience", "manager"), ("severity", "warning")] {
        // The SDK numbers them as it likes.
        let has = |it: usize| {
            form.contains(&format!("MessageAttributes.entry.{it}.Name={name}").as_str())
                && form.contains(
                    &format!("MessageAttributes.entry.{it}.Value.StringValue={value}").as_str(),
                )
        };
        assert!((1..=3).any(has), "{form:?}");
    }
    form.retain(|it| !it.starts_with("MessageAttributes"));
    insta::assert_snapshot!(form.join("\n"));
}

#[tokio::test]
async fn a_topic_that_refuses_says_why() {
    let refusal = "<ErrorResponse><Error><Code>NotFound</Code><Message>gone</Message></Error></ErrorResponse>";
    let (config, _) = aws(vec![(404, refusal.to_owned())]);
    let topic = SnsNotifications::new(aws_sdk_sns::Client::new(&config), "arn:topic", clock);
    let error = topic.publish(message()).await.unwrap_err();
    assert!(error.to_string().contains("NotFound"), "{error}");
}

#[tokio::test]
async fn the_rules_file_may_be_missing_or_empty() {
    let missing = "<Error><Code>NoSuchKey</Code><Message>no</Message></Error>";
    let empty = "<Error><Code>InvalidRange</Code><Message>no</Message></Error>";
    let refused = "<Error><Code>AccessDenied</Code><Message>no</Message></Error>";
    let answers = [(200, "version = 1"), (404, missing), (416, empty), (403, refused)];
    let (config, requests) = aws(answers.map(|(status, body)| (status, body.to_owned())).into());
    let file = S3PolicyFile::new(aws_sdk_s3::Client::new(&config), "documents");
    assert_eq!(file.read().await, Ok(Some("version = 1".to_owned())));
    assert_eq!(file.read().await, Ok(None));
    assert_eq!(file.read().await, Ok(Some(String::new())));
    assert!(file.read().await.is_err());
    let target = requests.calls().remove(0).0;
    assert!(target.contains("/notifications/policy.toml"), "{target}");
}
