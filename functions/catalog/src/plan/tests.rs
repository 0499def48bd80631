use milepost_contracts::ENROLLMENT_CHANGED;
use milepost_domain::directory::Seats;
use milepost_domain::{Event, Origin};
use serde_json::{Value, json};

use super::*;

/// The message of this event, as `progress` publishes it.
pub(crate) fn body(raw: &Value) -> String {
    let raw = raw.to_string();
    let event = Event::parse(&raw, &"1234".parse().unwrap(), Origin::Webhook).unwrap();
    let changed = CatalogChanged::of(&event, &raw, event.occurred_at.unwrap()).unwrap();
    changed.into_cloud_event(event.key().to_string()).to_body().unwrap()
}

/// An event about a learning object.
pub(crate) fn object(name: &str, object: u32, second: i64) -> Value {
    let data = json!({"loId": format!("course:{object}"), "loType": "course"});
    json!({"eventName": name, "timestamp": 1_760_000_000 + second, "data": data})
}

/// An event about an instance's seats.
pub(crate) fn seats(instance: u32, taken: u64, second: i64) -> Value {
    let data = json!({"loInstanceId": format!("course:{instance}_1"), "enrollmentCount": taken});
    json!({"eventName": "CI_STATS", "timestamp": 1_760_000_000 + second, "data": data})
}

/// A batch of these messages; their ids count from 0.
pub(crate) fn batch(bodies: impl IntoIterator<Item = String>) -> Vec<Delivery> {
    let delivery = |(id, body): (usize, String)| Delivery {
        message_id: id.to_string(),
        group: None,
        receive_count: 1,
        body,
    };
    bodies.into_iter().enumerate().map(delivery).collect()
}

fn planned(events: &[Value]) -> Plan {
    plan(&batch(events.iter().map(body)), now())
}

fn now() -> Time {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

#[test]
fn a_bulk_edit_marks_each_object_once() {
    let plan = planned(&[
        object("LEARNING_OBJECT_MODIFICATION", 1, 0),
        object("LEARNING_OBJECT_INSTANCE_MODIFICATION", 2, 1),
        object("LEARNING_OBJECT_MODIFICATION_BATCH", 1, 2),
        object("LEARNING_OBJECT_DRAFT", 1, 3),
    ]);
    let written = |write: &Write<ChangedMark>| {
        assert_eq!(write.item.as_of, now(), "what was fetched before now may be old");
        (write.item.lo_id.to_string(), write.item.deleted, write.messages.join(" "))
    };
    let marks: Vec<_> = plan.marks.iter().map(written).collect();
    let expected = [("course:1", false, "0 2 3"), ("course:2", false, "1")];
    assert_eq!(marks, expected.map(|(id, deleted, it)| (id.to_owned(), deleted, it.to_owned())));
}

#[test]
fn a_deletion_stands_wherever_it_is_in_the_batch() {
    let deletion = || object("LEARNING_OBJECT_DELETION", 1, 1);
    let change = || object("LEARNING_OBJECT_MODIFICATION", 1, 2);
    for events in [[deletion(), change()], [change(), deletion()]] {
        assert!(planned(&events).marks[0].item.deleted);
    }
    let of_an_instance = object("LEARNING_OBJECT_INSTANCE_DELETION", 1, 1);
    assert!(!planned(&[of_an_instance]).marks[0].item.deleted, "the object is still there");
}

#[test]
fn the_newest_seats_of_an_instance_stand_and_of_equals_the_last() {
    for (events, taken) in [
        ([seats(1, 10, 0), seats(1, 11, 5)], 11),
        ([seats(1, 11, 5), seats(1, 10, 0)], 11),
        ([seats(1, 12, 5), seats(1, 11, 5)], 11),
    ] {
        let plan = planned(&events);
        let [write] = plan.seats.as_slice() else { panic!("{plan:?}") };
        let expected = Seats { enrollment_count: Some(taken), ..Seats::default() };
        assert_eq!((write.item.seats, write.messages.join(" ")), (expected, "0 1".to_owned()));
    }
}

#[test]
fn the_time_of_seats_is_that_of_their_event() {
    let plan = planned(&[seats(1, 10, 7)]);
    assert_eq!(plan.seats[0].item.as_of.as_seconds(), 1_760_000_007);
}

#[test]
fn what_is_none_of_ours_fails_alone() {
    let fine = body(&object("LEARNING_OBJECT_DRAFT", 1, 0));
    let other = fine.replace(CATALOG_CHANGED, ENROLLMENT_CHANGED);
    let plan = plan(&batch(["{".to_owned(), fine, "{}".to_owned(), other]), now());
    assert_eq!(plan.unreadable, ["0", "2", "3"].map(str::to_owned).into());
    assert_eq!(plan.marks.len(), 1);
}

#[test]
fn a_change_with_nothing_to_write_is_done() {
    let mut instance = seats(1, 10, 0);
    instance["eventName"] = json!("LEARNING_OBJECT_INSTANCE_MODIFICATION");
    let mut uncounted = seats(1, 10, 0);
    uncounted["data"]["enrollmentCount"] = json!("many");
    let plan = planned(&[instance, uncounted]);
    assert!(plan.marks.is_empty() && plan.seats.is_empty() && plan.unreadable.is_empty());
}
