//! From completions at the webhook to the count of their learning object: the real functions and
//! roles.

use std::collections::BTreeMap;

use milepost_e2e::records;
use milepost_e2e::stack::Stack;
use milepost_e2e::webhook::Sender;
use serde_json::{Value, json};

const PROGRAM: &str = "learningProgram:7819001";
const OTHER: &str = "learningProgram:7819002";

fn event(user: u32, object: &str, name: &str, time: &str) -> Value {
    let data = json!({
        "userId": user, "loId": object, "loInstanceId": format!("{object}_1"), "loType": "learningProgram",
        "enrollmentSource": "SELF_ENROLL", "hasPassed": true,
    });
    let id = format!("{user} {object} {name}");
    json!({"eventId": id, "eventName": name, "timestamp": time, "data": data})
}

fn completed(user: u32, object: &str) -> Value {
    event(user, object, "LEARNING_PATH_COMPLETED", "2026-11-19T14:02:37.000Z")
}

#[tokio::test]
async fn the_completions_of_an_object_are_counted_as_long_as_they_stand() {
    let stack = Stack::up(&[]);
    let sender = Sender::of(&stack);
    let first = [completed(31_119_001, PROGRAM), completed(31_119_002, PROGRAM)];
    sender.post_events("1234", &first).await;
    sender.post_events("1234", &first).await;
    sender.post_events("1234", &[completed(31_119_001, OTHER)]).await;
    stack.settle().await;
    let counted =
        |program, other| BTreeMap::from([(PROGRAM.to_owned(), program), (OTHER.to_owned(), other)]);
    assert_eq!(records::completion_counts(&stack).await, counted(2, 1));

    let time = "2026-11-20T09:30:10.000Z";
    let rollback = event(31_119_002, PROGRAM, "LEARNING_PATH_COMPLETION_ROLLBACK", time);
    sender.post_events("1234", &[rollback]).await;
    stack.settle().await;
    assert_eq!(records::completion_counts(&stack).await, counted(1, 1));
}
