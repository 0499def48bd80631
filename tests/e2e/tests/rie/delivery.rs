//! What becomes of the notifications that are delivered, and of those that come back.

#![expect(clippy::expect_used, reason = "tests panic")]

use milepost_e2e::payloads::{self, Case};
use milepost_e2e::records;
use milepost_e2e::stack::Stack;
use milepost_notification::{Reason, Status};
use serde_json::{Value, json};

use super::play::played;

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

#[tokio::test]
async fn a_mail_is_sent_unless_its_address_is_suppressed() {
    let stack = played("email").await;
    let cases = payloads::cases("email");

    let id = |case: &Case| message(case)["data"]["notificationId"].clone();
    assert_eq!(outcome(&stack, &id(&cases[0])).await, (Status::Sent, None));
    let suppressed = (Status::Failed, Some(Reason::Suppressed));
    assert_eq!(outcome(&stack, &id(&cases[2])).await, suppressed);
}

#[tokio::test]
async fn a_short_message_is_sent_unless_it_is_too_long() {
    let stack = played("sms").await;
    let cases = payloads::cases("sms");
    let id = |case: &Case| message(case)["data"]["notificationId"].clone();

    assert_eq!(outcome(&stack, &id(&cases[0])).await, (Status::Sent, None));
    assert_eq!(outcome(&stack, &id(&cases[2])).await, rejected("TooLong"));
}

#[tokio::test]
async fn what_came_back_has_failed() {
    let stack = played("ses-events").await;
    let cases = payloads::cases("ses-events");
    let id = |case: &Case| message(case)["mail"]["tags"]["notification"][0].clone();

    let expected = [
        (Status::Failed, Some(Reason::Bounced)),
        (Status::Failed, Some(Reason::Complained)),
        (Status::Published, None),
    ];
    for (case, expected) in cases.iter().zip(expected) {
        assert_eq!(outcome(&stack, &id(case)).await, expected, "{}", case.file);
    }
}
