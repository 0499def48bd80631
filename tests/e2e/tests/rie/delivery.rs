//! What delivers, and what hears of what comes back. The records are written here, as
//! `notifications` would have.

#![expect(clippy::expect_used, reason = "tests panic")]

use milepost_contracts::CloudEvent;
use milepost_e2e::payloads::{self, Case};
use milepost_e2e::records;
use milepost_e2e::stack::Stack;
use milepost_notification::item::{NotificationItem, SuppressedItem};
use milepost_notification::{Notification, NotificationMessage, Reason, Status};
use serde_json::{Value, json};

use super::play;

const NOW: &str = "2026-11-24T08:00:57.000Z";
const TABLE: &str = "NotificationsTable";

/// A notification that was handed over, as the table has it.
fn item(id: &Value, channel: &str) -> Value {
    let notification = json!({
        "id": id, "accountId": "1234", "userId": "31017009", "loInstanceId": "course:7717001_1",
        "rule": "encourage-at-25", "trigger": "milestone", "cause": "key", "occurredAt": NOW,
        "audience": "learner", "channel": channel, "severity": "info", "template": "encouragement",
        "details": {}, "status": "published", "createdAt": NOW, "publishedAt": NOW,
    });
    let notification: Notification = serde_json::from_value(notification).expect("a notification");
    serde_json::to_value(NotificationItem::new(notification, 1)).expect("an item")
}

/// What a payload's first message is about.
fn message(case: &Case) -> Value {
    let body = case.records()[0]["body"].as_str().expect("a body").to_owned();
    serde_json::from_str(&body).expect("a message")
}

async fn outcome(stack: &Stack, id: &Value) -> (Status, Option<Reason>) {
    let items = records::notifications(stack).await;
    let ours = items.into_iter().find(|item| json!(item.notification.id) == *id);
    let found = ours.expect("the notification").notification;
    (found.status, found.reason)
}

fn rejected(code: &str) -> (Status, Option<Reason>) {
    (Status::Failed, Some(Reason::Rejected { code: code.to_owned() }))
}

/// SES sends for whom it has verified only; the local stack believes everybody.
async fn verify_sender(stack: &Stack) {
    let call = reqwest::Client::new()
        .post(format!("{}/v2/email/identities", stack.endpoint()))
        .header("authorization", stack.authorization("ses"))
        .body(json!({"EmailIdentity": "learn@example.com"}).to_string());
    let answer = call.send().await.expect("an answer of SES");
    assert!(answer.status().is_success(), "{}", answer.status());
}

#[tokio::test]
async fn email_answers_every_payload() {
    let stack = Stack::shared();
    let cases = payloads::cases("email");
    for case in [&cases[0], &cases[2]] {
        let id = &message(case)["data"]["notificationId"];
        records::put_item(&stack, TABLE, item(id, "email")).await;
    }
    let now = NOW.parse().expect("a time");
    let gone = SuppressedItem::new("Gone@example.com", Reason::Bounced, now);
    records::put_item(&stack, TABLE, serde_json::to_value(gone).expect("an item")).await;
    verify_sender(&stack).await;
    play("email", &stack, &[("MAIL_FROM", "Learning <learn@example.com>")]).await;

    let id = |case: &Case| message(case)["data"]["notificationId"].clone();
    assert_eq!(outcome(&stack, &id(&cases[0])).await, (Status::Sent, None));
    let suppressed = (Status::Failed, Some(Reason::Suppressed));
    assert_eq!(outcome(&stack, &id(&cases[2])).await, suppressed);
}

#[tokio::test]
async fn sms_answers_every_payload() {
    let stack = Stack::shared();
    let cases = payloads::cases("sms");
    let id = |case: &Case| message(case)["data"]["notificationId"].clone();
    for case in [&cases[0], &cases[2]] {
        records::put_item(&stack, TABLE, item(&id(case), "sms")).await;
    }
    play("sms", &stack, &[("SMS_ENABLED", "true")]).await;

    assert_eq!(outcome(&stack, &id(&cases[0])).await, (Status::Sent, None));
    assert_eq!(outcome(&stack, &id(&cases[2])).await, rejected("TooLong"));
}

#[tokio::test]
async fn ses_events_answers_every_payload() {
    let stack = Stack::shared();
    let cases = payloads::cases("ses-events");
    let id = |case: &Case| message(case)["mail"]["tags"]["notification"][0].clone();
    for case in &cases[..3] {
        records::put_item(&stack, TABLE, item(&id(case), "email")).await;
    }
    play("ses-events", &stack, &[]).await;

    let expected = [
        (Status::Failed, Some(Reason::Bounced)),
        (Status::Failed, Some(Reason::Complained)),
        (Status::Published, None),
    ];
    for (case, expected) in cases.iter().zip(expected) {
        assert_eq!(outcome(&stack, &id(case)).await, expected, "{}", case.file);
    }
}

#[test]
fn the_messages_are_as_notifications_publishes_them() {
    let cases = ["email", "sms"].map(payloads::cases);
    for record in cases.iter().flatten().flat_map(Case::records) {
        let body = record["body"].as_str().expect("a body");
        let Ok(event) = serde_json::from_str::<CloudEvent<NotificationMessage>>(body) else {
            continue;
        };
        assert_eq!(event.to_body().expect("JSON"), body);
        for (name, value) in event.data.filter_attributes() {
            assert_eq!(record["messageAttributes"][name]["stringValue"], value);
        }
    }
}
