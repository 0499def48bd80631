//! Every message fits its schema.
#![expect(clippy::unwrap_used, reason = "tests panic")]

use milepost_domain::Time;
use milepost_notification::render::Facts;
use milepost_notification::{
    Channel, Content, NotificationMessage, Recipient, Resume, Rules, Severity,
};
use serde_json::Value;

const REQUESTED: &str = include_str!("../schemas/milepost.notification.requested.v1.schema.json");
const RESUMED: &str = include_str!("../schemas/milepost.notification.resumed.v1.schema.json");

fn now() -> Time {
    "2026-11-24T08:00:00Z".parse().unwrap()
}

fn message(channel: Channel, audience: &str, content: Content) -> NotificationMessage {
    NotificationMessage {
        notification_id: "ab".repeat(32).parse().unwrap(),
        is_sample: false,
        event_key: None,
        channel,
        audience: audience.parse().unwrap(),
        severity: Severity::Warning,
        rule: "stalled".to_owned(),
        recipient: Recipient { user_id: None, address: "ana@example.com".to_owned() },
        content,
    }
}

fn errors(schema: &str, message: &Value) -> Vec<String> {
    let schema = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
    schema.iter_errors(message).map(|error| error.to_string()).collect()
}

fn json(message: NotificationMessage) -> Value {
    serde_json::to_value(message.into_cloud_event(now())).unwrap()
}

#[test]
fn what_channels_get_fits_its_schema() {
    let rules = Rules::built_in().unwrap();
    let facts = Facts::sample("Example Ltd");
    for template in rules.templates.names() {
        for audience in ["learner", "manager", "managers_manager", "team:hr"] {
            for channel in [Channel::Email, Channel::Sms] {
                let content = rules.templates.content(channel, template, Some("de"), &facts);
                let message = json(message(channel, audience, content.unwrap()));
                assert_eq!(errors(REQUESTED, &message), [""; 0], "{message}");
            }
        }
    }
}

#[test]
fn the_schema_tells_mails_from_short_messages() {
    let rules = Rules::built_in().unwrap();
    let facts = Facts::sample("Example Ltd");
    let content = rules.templates.content(Channel::Email, "stalled", None, &facts).unwrap();
    let mut mail = json(message(Channel::Email, "learner", content));
    mail["data"]["channel"] = "sms".into();
    assert_ne!(errors(REQUESTED, &mail), [""; 0]);
    assert!(mail["data"].get("isSample").is_none());
    mail["data"]["channel"] = "email".into();
    mail["data"]["more"] = true.into();
    assert_ne!(errors(REQUESTED, &mail), [""; 0]);
}

#[test]
fn what_has_one_picked_up_fits_its_schema() {
    let id = "ab".repeat(32).parse().unwrap();
    let message = Resume { notification_id: id }.into_cloud_event(now(), now());
    let message = serde_json::to_value(message).unwrap();
    assert_eq!(errors(RESUMED, &message), [""; 0]);
    assert_ne!(errors(REQUESTED, &message), [""; 0]);
}
