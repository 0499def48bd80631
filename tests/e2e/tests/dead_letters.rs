//! The poison story: one event of one learner cannot be worked in.
//!
//! The poison is natural: a row in the history table that was damaged, as by a hand edit or a
//! partial restore, under the key of an event that is yet to come. `progress` cannot read the row,
//! so it cannot know whether the event was worked in, and gives the event back, five times. The
//! operator deletes the row and redrives.
#![expect(clippy::unwrap_used, reason = "tests panic")]

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::time::Duration;

use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_sqs::types::{MessageSystemAttributeName as Known, QueueAttributeName};
use milepost_contracts::{HistoryItem, ItemKey, history_key};
use milepost_domain::{Event, Origin};
use milepost_e2e::command::{milepost, succeeded};
use milepost_e2e::records;
use milepost_e2e::stack::Stack;
use milepost_e2e::webhook::Sender;
use serde_json::{Value, json};

/// With poison, and without.
const ACCOUNTS: [&str; 2] = ["9001", "9002"];
const POISONED: u32 = 3;
/// Instead of the template's minute.
const VISIBILITY: Duration = Duration::from_secs(2);
const PATIENCE: Duration = Duration::from_mins(1);

fn event(user: u32, step: i64, name: &str, more: &Value) -> Value {
    let mut data = json!({"userId": user, "loId": "course:9", "loInstanceId": "course:9_1"});
    data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let timestamp = 1_760_000_000_000 + step * 600_000;
    json!({"eventId": format!("{user}-{step}"), "eventName": name, "timestamp": timestamp, "data": data})
}

fn poison() -> Value {
    event(POISONED, 1, "LEARNER_PROGRESS", &json!({"progressPercent": 30}))
}

/// The lives of six learners, step by step, three at a time: the poison lies between its learner's
/// other events and those of other learners, most of them in one batch of ten.
fn lives() -> Vec<Value> {
    let step = |step: i64| {
        move |user: u32| match step {
            0 => event(user, 0, "COURSE_ENROLLMENT", &json!({"enrollmentSource": "SELF_ENROLL"})),
            3 => event(user, 3, "COURSE_COMPLETED", &json!({"hasPassed": true})),
            _ => event(user, step, "LEARNER_PROGRESS", &json!({"progressPercent": step * 30})),
        }
    };
    let three =
        |users: RangeInclusive<u32>| (0..4).flat_map(move |number| users.clone().map(step(number)));
    three(1..=3).chain(three(4..=6)).collect()
}

/// Where the history row of an event will lie.
fn row_of(account: &str, event: &Value) -> (ItemKey, String) {
    let account = account.parse().unwrap();
    let event = Event::parse(&event.to_string(), &account, Origin::Webhook).unwrap();
    (history_key(&event, event.key()), event.key().to_string())
}

async fn damage(stack: &Stack, key: &ItemKey) {
    let client = aws_sdk_dynamodb::Client::new(&stack.sdk().await);
    let put = client.put_item().table_name(stack.output("HistoryTable"));
    let put = put.item("pk", AttributeValue::S(key.pk.clone()));
    let put = put.item("sk", AttributeValue::S(key.sk.clone()));
    put.item("message", AttributeValue::N("1".to_owned())).send().await.unwrap();
}

async fn repair(stack: &Stack, key: &ItemKey) {
    let client = aws_sdk_dynamodb::Client::new(&stack.sdk().await);
    let delete = client.delete_item().table_name(stack.output("HistoryTable"));
    let delete = delete.key("pk", AttributeValue::S(key.pk.clone()));
    delete.key("sk", AttributeValue::S(key.sk.clone())).send().await.unwrap();
}

async fn shorten_visibility(stack: &Stack) {
    let sqs = aws_sdk_sqs::Client::new(&stack.sdk().await);
    let seconds = VISIBILITY.as_secs().to_string();
    let call = sqs.set_queue_attributes().queue_url(stack.output("EventsQueueUrl"));
    call.attributes(QueueAttributeName::VisibilityTimeout, seconds).send().await.unwrap();
}

/// Waits for a dead letter, and returns when `progress` got it first, in milliseconds.
async fn first_receipt_of_the_dead(stack: &Stack) -> i64 {
    let sqs = aws_sdk_sqs::Client::new(&stack.sdk().await);
    let queue_url = stack.output("EventsDeadLetterQueueUrl");
    let deadline = tokio::time::Instant::now() + PATIENCE;
    loop {
        let call = sqs.receive_message().queue_url(queue_url).visibility_timeout(0);
        let call = call.max_number_of_messages(10).wait_time_seconds(1);
        let call = call.message_system_attribute_names(Known::ApproximateFirstReceiveTimestamp);
        if let Some(letter) = call.send().await.unwrap().messages().first() {
            let attributes = letter.attributes().unwrap();
            return attributes[&Known::ApproximateFirstReceiveTimestamp].parse().unwrap();
        }
        assert!(tokio::time::Instant::now() < deadline, "no dead letter");
    }
}

fn letters(stack: &Stack) -> Vec<(String, String)> {
    let listing = succeeded(&milepost(stack, &["dlq", "list", "events", "--json"]));
    let listing: Value = serde_json::from_str(&listing).unwrap();
    let letters = listing[0]["letters"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    letters.iter().map(|letter| (text(&letter["eventKey"]), text(&letter["reason"]))).collect()
}

async fn history(stack: &Stack, account: &str) -> Vec<HistoryItem> {
    let mut rows = records::history(stack).await;
    rows.retain(|row| row.account_id.as_str() == account);
    rows
}

/// The events in history. What each changed depends on the order: a late one may have nothing to
/// add. The records do not.
fn events(rows: &[HistoryItem]) -> BTreeMap<String, String> {
    rows.iter().map(|row| (row.event_id().unwrap(), row.event.clone())).collect()
}

#[tokio::test]
async fn a_poison_event_delays_nobody_else_and_has_its_effects_after_a_redrive() {
    let stack = Stack::up(&[]);
    shorten_visibility(&stack).await;
    let sender = Sender::of(&stack);
    let (row, key) = row_of(ACCOUNTS[0], &poison());
    damage(&stack, &row).await;
    sender.post_events(ACCOUNTS[0], &lives()).await;

    let received_at = first_receipt_of_the_dead(&stack).await;
    stack.settle().await;
    assert_eq!(letters(&stack), [(key.clone(), "row_unreadable".to_owned())], "the poison alone");

    repair(&stack, &row).await;
    assert_eq!(letters(&stack), [(key.clone(), "not_processed".to_owned())]);
    let rows = history(&stack, ACCOUNTS[0]).await;
    let processed: BTreeSet<_> = rows.iter().filter_map(HistoryItem::event_id).collect();
    assert_eq!(processed.len(), lives().len() - 1, "also what is behind it: {processed:?}");
    let second_receipt = received_at + i64::try_from(VISIBILITY.as_millis()).unwrap();
    for row in rows.iter().filter(|row| row.user_id.as_ref().unwrap().as_str() != "3") {
        let at = row.processed_at.as_millis();
        assert!(at < second_receipt, "{:?} waited for another learner", row.event_id());
    }

    let summary = succeeded(&milepost(&stack, &["dlq", "redrive", "events"]));
    assert!(summary.contains("redriven     1"), "{summary}");
    sender.post_events(ACCOUNTS[1], &lives()).await;
    stack.settle().await;
    assert_eq!(letters(&stack), []);
    let enrollments = records::enrollments(&stack).await;
    let [poisoned, calm] = ACCOUNTS.map(|account| records::readable(&enrollments, account));
    assert_eq!(poisoned.len(), 6);
    assert_eq!(poisoned, calm);
    let [poisoned, calm] = [history(&stack, ACCOUNTS[0]).await, history(&stack, ACCOUNTS[1]).await];
    assert_eq!(events(&poisoned), events(&calm));
}
