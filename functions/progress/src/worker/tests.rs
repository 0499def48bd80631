mod catalog;
mod matrix;
mod port;

use std::collections::{HashMap, HashSet};

use milepost_contracts::{CloudEvent, EnrollmentChanged, EnrollmentItem, ItemKey};
use milepost_domain::{Event, Origin, State};
use milepost_harness::deliver;
use milepost_messaging::Message;
use milepost_runtime::secret::Secret;
use proptest::prelude::*;
use serde_json::{Value, json};

use catalog::{object, seats};
use port::{Fault, Port, World};

use super::*;

fn worker(port: &Port) -> Worker<Port, Port> {
    Worker {
        read: port.clone(),
        commit: port.clone(),
        topic: port.topic(),
        clock: || "2026-11-23T12:00:00Z".parse().unwrap(),
        retention_days: 30,
        log_key: LogKey::new(&Secret::new("key")),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "callers write the fields in place")]
fn event(name: &str, user: u32, minute: i64, extra: Value) -> Value {
    let mut data = json!({"userId": user, "loId": "course:1", "loInstanceId": "course:1_2"});
    data.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    json!({
        "eventId": format!("{name}-{user}-{minute}"), "eventName": name,
        "timestamp": 1_700_000_000_000_i64 + minute * 60_000, "data": data,
    })
}

fn progress(user: u32, minute: i64, percent: u8) -> Value {
    event("LEARNER_PROGRESS", user, minute, json!({"progressPercent": percent}))
}

fn delivery(id: usize, event: &Value) -> Delivery {
    let raw = serde_json::value::to_raw_value(event).unwrap();
    let parsed = Event::parse(raw.get(), &"1234".parse().unwrap(), Origin::Webhook).unwrap();
    let received: Time = "2026-11-23T11:59:00Z".parse().unwrap();
    let message = milepost_contracts::EventMessage::new(&parsed, raw, received);
    Delivery {
        message_id: format!("m-{id}"),
        group: Some(milepost_contracts::group_id(&parsed)),
        receive_count: 1,
        body: message.to_body().unwrap(),
    }
}

fn deliveries(events: &[Value]) -> Vec<Delivery> {
    events.iter().enumerate().map(|(id, event)| delivery(id, event)).collect()
}

async fn run(port: &Port, events: &[Value]) -> Failed {
    deliver(&worker(port), &deliveries(events), jiff::Timestamp::now).await
}

fn port(faults: &[Fault]) -> Port {
    let port = Port::default();
    port.0.lock().unwrap().faults = faults.to_vec();
    port
}

/// The learner of a message, and the version of the record.
fn version(message: &Message) -> (String, u64) {
    let event: CloudEvent<EnrollmentChanged> = serde_json::from_str(&message.body).unwrap();
    (event.data.user_id.to_string(), event.data.version)
}

#[tokio::test]
async fn one_write_per_record_and_one_row_per_event() {
    let port = port(&[]);
    let events = [
        event("COURSE_ENROLLMENT", 1, 0, json!({"enrollmentSource": "SELF_ENROLL"})),
        progress(1, 5, 30),
        progress(2, 5, 10),
        event("COURSE_COMPLETED", 1, 9, json!({"hasPassed": true})),
    ];
    assert!(run(&port, &events).await.is_empty());
    let world = port.0.lock().unwrap();
    // In a call the next change of each record: none overtakes another.
    assert_eq!(world.calls, ["read", "commit", "commit", "publish", "publish", "publish"]);
    assert_eq!((world.enrollments.len(), world.history.len(), world.published.len()), (2, 4, 4));
    let mut states: Vec<_> = world
        .enrollments
        .values()
        .map(|item| (item.user_id.to_string(), item.view.state, item.version))
        .collect();
    states.sort_by(|one, other| one.0.cmp(&other.0));
    assert_eq!(
        states,
        [("1".to_owned(), State::Completed, 3), ("2".to_owned(), State::InProgress, 1)]
    );
    // What happened to a record is in order by the version, however it arrives downstream.
    let mut versions: Vec<(String, u64)> = world.published.iter().map(version).collect();
    versions.sort();
    assert_eq!(
        versions,
        [("1".to_owned(), 1), ("1".to_owned(), 2), ("1".to_owned(), 3), ("2".to_owned(), 1)]
    );
}

#[tokio::test]
async fn a_repeated_event_writes_nothing_and_publishes_the_same_again() {
    let port = port(&[]);
    run(&port, &[progress(1, 5, 30)]).await;
    let history = port.0.lock().unwrap().history.clone();
    assert!(run(&port, &[progress(1, 5, 30)]).await.is_empty());
    let world = port.0.lock().unwrap();
    assert_eq!(world.calls, ["read", "commit", "publish", "read", "publish"]);
    assert_eq!(world.published[0], world.published[1]);
    assert_eq!(world.history, history);
}

#[tokio::test]
async fn an_event_twice_in_a_batch_counts_once() {
    let port = port(&[]);
    run(&port, &[progress(1, 5, 30), progress(1, 5, 30)]).await;
    let world = port.0.lock().unwrap();
    assert_eq!((world.history.len(), world.published.len()), (1, 1));
}

#[tokio::test]
async fn events_without_an_enrollment_end_in_history_with_the_reason() {
    let port = port(&[]);
    let unknown = event("BADGE_AWARDED", 1, 3, json!({}));
    let answer = json!({"eventName": "RESPONSE:ASYNCAPI_USERGROUP_USER_ADDED", "data": {}});
    let modified = object("LEARNING_OBJECT_MODIFICATION", "course:1");
    assert!(run(&port, &[seats(0), unknown, answer, modified]).await.is_empty());
    let world = port.0.lock().unwrap();
    let rows = world.history.values();
    let mut reasons: Vec<_> =
        rows.map(|row| (row.reason.clone().unwrap(), row.message.is_some())).collect();
    reasons.sort();
    let expected = [
        ("catalog_changed", true),
        ("group_membership_answered", false),
        ("seats_changed", true),
        ("unrecognised", false),
    ];
    assert_eq!(reasons, expected.map(|(reason, told)| (reason.to_owned(), told)));
    assert!(world.enrollments.is_empty());
    assert_eq!(world.published.len(), 2);
}

#[tokio::test]
async fn an_unreadable_message_fails_with_what_is_behind_it_in_its_group() {
    let port = port(&[]);
    let mut batch = deliveries(&[progress(1, 5, 30), progress(2, 5, 30)]);
    batch[0].body = "{}".to_owned();
    batch.push(Delivery { message_id: "m-2".to_owned(), ..delivery(2, &progress(1, 9, 40)) });
    let failed = deliver(&worker(&port), &batch, jiff::Timestamp::now).await;
    assert_eq!(
        failed,
        HashSet::from(["m-0".to_owned(), "m-2".to_owned()]),
        "and what is behind it"
    );
    assert_eq!(port.0.lock().unwrap().published.len(), 1);
}

/// The one history key, and the enrollment's, of an event.
fn keys(event: &Value) -> (ItemKey, Option<ItemKey>) {
    let arrival = Arrival::read(&delivery(0, event)).unwrap();
    (arrival.history.clone(), arrival.enrollment())
}

#[tokio::test]
async fn an_unreadable_history_row_fails_its_event_and_what_is_behind_it_alone() {
    let port = port(&[]);
    let events = [progress(1, 5, 30), progress(1, 6, 40), progress(1, 7, 50), progress(2, 5, 30)];
    port.0.lock().unwrap().unreadable.insert(keys(&events[1]).0);
    let failed = run(&port, &events).await;
    assert_eq!(failed, HashSet::from(["m-1".to_owned(), "m-2".to_owned()]));
    port.0.lock().unwrap().unreadable.clear();
    assert!(run(&port, &events).await.is_empty(), "mended");
    assert_eq!(port.0.lock().unwrap().history.len(), 4);
}

#[tokio::test]
async fn an_unreadable_record_fails_all_of_its_events_and_no_other() {
    let port = port(&[]);
    let events = [progress(1, 5, 30), progress(2, 5, 30), progress(1, 6, 40)];
    port.0.lock().unwrap().unreadable.insert(keys(&events[0]).1.unwrap());
    let failed = run(&port, &events).await;
    assert_eq!(failed, HashSet::from(["m-0".to_owned(), "m-2".to_owned()]));
    assert_eq!(port.0.lock().unwrap().published.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn after_a_conflict_it_reads_and_decides_anew() {
    let port = port(&[Fault::None, Fault::Conflict]);
    assert!(run(&port, &[progress(1, 5, 30)]).await.is_empty());
    assert_eq!(port.0.lock().unwrap().calls, ["read", "commit", "read", "commit", "publish"]);
}

#[tokio::test(start_paused = true)]
async fn conflicts_without_end_give_the_events_back() {
    let mut faults = vec![Fault::None];
    for _ in 0..ATTEMPTS {
        faults.extend([Fault::Conflict, Fault::None]);
    }
    let port = port(&faults);
    assert_eq!(run(&port, &[progress(1, 5, 30)]).await.len(), 1);
    assert!(port.0.lock().unwrap().history.is_empty());
}

#[tokio::test]
async fn a_record_that_cannot_be_written_holds_up_no_other() {
    let port = port(&[Fault::None, Fault::CommitFails]);
    let failed = run(&port, &[progress(1, 5, 30), progress(2, 5, 30)]).await;
    assert_eq!(failed.len(), 1);
    assert_eq!(port.0.lock().unwrap().published.len(), 1);
}

#[tokio::test]
async fn a_record_over_a_limit_holds_up_no_other() {
    for faults in [
        vec![Fault::None, Fault::CommitLimited],
        vec![Fault::ReadLimited, Fault::ReadLimited, Fault::None],
    ] {
        let port = port(&faults);
        let failed = run(&port, &[progress(1, 5, 30), progress(2, 5, 30)]).await;
        assert_eq!(failed.len(), 1, "{faults:?}");
        let world = port.0.lock().unwrap();
        assert_eq!((world.published.len(), world.history.len()), (1, 1), "{faults:?}");
    }
}

#[tokio::test]
async fn what_was_written_but_not_published_is_published_on_redelivery() {
    for fault in [Fault::PublishFails, Fault::CommitDoneButFails] {
        let mut faults = vec![Fault::None; usize::from(fault == Fault::PublishFails) + 1];
        faults.push(fault);
        let port = port(&faults);
        let events = [event("COURSE_COMPLETED", 1, 9, json!({"hasPassed": true}))];
        assert_eq!(run(&port, &events).await.len(), 1, "{fault:?}");
        assert!(port.0.lock().unwrap().published.is_empty());
        assert!(run(&port, &events).await.is_empty());
        let world = port.0.lock().unwrap();
        assert_eq!((world.published.len(), world.history.len()), (1, 1), "{fault:?}");
    }
}

#[tokio::test]
async fn a_message_is_a_cloud_event_that_names_the_record() {
    let port = port(&[]);
    run(&port, &[progress(1, 5, 30)]).await;
    let world = port.0.lock().unwrap();
    let message = &world.published[0];
    let event: CloudEvent<EnrollmentChanged> = serde_json::from_str(&message.body).unwrap();
    assert_eq!(event.id, message.place.as_ref().unwrap().deduplication_id);
    assert_eq!(event.subject, "1234#1#course:1_2");
    let attributes: Vec<_> =
        message.attributes.iter().map(|it| (it.name, it.data_type, it.value.as_str())).collect();
    let changes = r#"["started","progressed","module_completed","milestone"]"#;
    let expected = [
        ("changes", "String.Array", changes),
        ("account", "String", "1234"),
        ("lo_type", "String", "course"),
    ];
    assert_eq!(attributes, expected);
}

/// A life of a few learners, as the queue may deliver it: out of order, repeated, in batches,
/// with faults between the calls; what failed comes again.
fn story() -> impl Strategy<Value = (Vec<Value>, Vec<Value>, Vec<Fault>)> {
    let fault = prop_oneof![
        4 => Just(Fault::None), 1 => Just(Fault::ReadFails), 1 => Just(Fault::Conflict),
        1 => Just(Fault::CommitFails), 1 => Just(Fault::CommitDoneButFails), 1 => Just(Fault::PublishFails),
    ];
    let event =
        (0_u32..3, 0_i64..40, 0_u8..6, 0_u8..=100).prop_map(|(user, minute, kind, percent)| {
            match kind {
                0 => event("COURSE_ENROLLMENT", user, minute, json!({})),
                1 => event("COURSE_COMPLETED", user, minute, json!({"hasPassed": percent > 30})),
                2 => event("COURSE_UNENROLLMENT", user, minute, json!({})),
                3 => seats(minute),
                _ => progress(user, minute, percent),
            }
        });
    (prop::collection::vec(event, 1..30), prop::collection::vec(fault, 0..40)).prop_flat_map(
        |(life, faults)| {
            let twice: Vec<Value> = life.iter().chain(life.iter().take(6)).cloned().collect();
            (Just(life), Just(twice).prop_shuffle(), Just(faults))
        },
    )
}

fn deliver_until_done(port: &Port, events: &[Value]) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    let mut left = deliveries(events);
    for _ in 0..200 {
        let batch: Vec<Delivery> = left.drain(..left.len().min(10)).collect();
        let failed = runtime.block_on(deliver(&worker(port), &batch, jiff::Timestamp::now));
        left.extend(batch.into_iter().filter(|delivery| failed.contains(&delivery.message_id)));
        if left.is_empty() {
            return;
        }
    }
    panic!("it does not come to an end");
}

fn views(
    world: &World,
) -> HashMap<ItemKey, (milepost_domain::View, milepost_domain::enrollment::Facts)> {
    let view = |item: &EnrollmentItem| (item.view.clone(), item.facts.clone());
    world.enrollments.iter().map(|(key, item)| (key.clone(), view(item))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn faults_order_and_repetition_change_no_record_and_lose_no_effect((life, delivered, faults) in story()) {
        let (calm, rough) = (port(&[]), port(&faults));
        deliver_until_done(&calm, &life);
        deliver_until_done(&rough, &delivered);
        let (calm, rough) = (calm.0.lock().unwrap(), rough.0.lock().unwrap());
        prop_assert_eq!(views(&calm), views(&rough));
        prop_assert_eq!(calm.history.len(), rough.history.len());
        for row in rough.history.values() {
            let was_published = |body| rough.published.iter().any(|outgoing| outgoing.body == body);
            prop_assert!(row.message.clone().is_none_or(was_published), "every change of the audit trail went out");
        }
    }
}
