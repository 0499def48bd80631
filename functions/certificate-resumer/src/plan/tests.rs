use serde_json::json;

use super::*;
use crate::stream::tests::{batch, object, person, time};

#[test]
fn a_batch_wakes_for_each_name_and_title_once() {
    let plan = plan(&batch([
        &person("1", "Ana"),
        &object("course:1", "Fire safety"),
        &person("2", ""),
        &person("1", "Ana Souza"),
    ]));
    let wake = |awaited, first: usize, last: usize| Wake {
        awaited,
        sequence_number: first.to_string(),
        event_id: format!("e-{last}"),
        as_of: time(),
    };
    let expected = [
        wake(Awaited::Person("1".parse().unwrap()), 1, 4),
        wake(Awaited::Object("course:1".parse().unwrap()), 2, 2),
    ];
    assert_eq!(plan, Plan { wakes: expected.to_vec(), unreadable: 0 });
}

#[test]
fn a_poisoned_record_is_skipped_and_the_others_are_not() {
    let mut event = batch([&person("1", "Ana"), &person("2", "Ben"), &person("3", "Cy")]);
    event.records[1]["dynamodb"]["NewImage"] = json!({"pk": 17});
    event.records.push(json!(null));
    let plan = plan(&event);
    let woken: Vec<&Awaited> = plan.wakes.iter().map(|wake| &wake.awaited).collect();
    let expected = ["1", "3"].map(|id| Awaited::Person(id.parse().unwrap()));
    assert_eq!((woken, plan.unreadable), (expected.iter().collect(), 2));
}

#[test]
fn who_waits_lies_where_certificates_wait() {
    let person = Awaited::Person("7#1".parse().unwrap());
    let object = Awaited::Object("course:1".parse().unwrap());
    assert_eq!((person.partition().as_str(), person.kind()), ("awaiting-person#7%231", "person"));
    assert_eq!(
        (object.partition().as_str(), object.kind()),
        ("awaiting-object#course:1", "object")
    );
}
