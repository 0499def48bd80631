mod catalog;
mod matrix;
mod row_size;
mod world;

use std::collections::HashSet;

use futures::future::join;
use milepost_contracts::{CloudEvent, EnrollmentChanged, EnrollmentItem, ItemKey};
use milepost_domain::{Event, Origin, State};
use milepost_harness::{Fault, deliver};
use milepost_messaging::Message;
use proptest::prelude::*;
use serde_json::{Value, json};

use catalog::{object, seats};
use world::World;

use super::*;

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

async fn run(world: &World, events: &[Value]) -> Failed {
    deliver(&world.worker(), &deliveries(events), jiff::Timestamp::now).await
}

const READ: &str = "BatchGetItem";
const WRITE: &str = "TransactWriteItems";
const PUBLISH: &str = "PublishBatch";

/// The learner of a message, and the version of the record.
fn version(message: &Message) -> (String, u64) {
    let event: CloudEvent<EnrollmentChanged> = serde_json::from_str(&message.body).unwrap();
    (event.data.user_id.to_string(), event.data.version)
}

#[tokio::test]
async fn one_write_per_record_and_one_row_per_event() {
    let world = World::default();
    let events = [
        event("COURSE_ENROLLMENT", 1, 0, json!({"enrollmentSource": "SELF_ENROLL"})),
        progress(1, 5, 30),
        progress(2, 5, 10),
        event("COURSE_COMPLETED", 1, 9, json!({"hasPassed": true})),
    ];
    assert!(run(&world, &events).await.is_empty());
    // In a call the next change of each record: none overtakes another.
    let calls = [READ, WRITE, WRITE, PUBLISH, PUBLISH, PUBLISH];
    assert_eq!(world.faults.calls(), calls);
    assert_eq!((world.history().len(), world.published().len()), (4, 4));
    let items = world.enrollments().into_iter();
    let states: Vec<_> =
        items.map(|item| (item.user_id.to_string(), item.view.state, item.version)).collect();
    assert_eq!(
        states,
        [("1".to_owned(), State::Completed, 3), ("2".to_owned(), State::InProgress, 1)]
    );
    // What happened to a record is in order by the version, however it arrives downstream.
    let mut versions: Vec<(String, u64)> = world.published().iter().map(version).collect();
    versions.sort();
    assert_eq!(
        versions,
        [("1".to_owned(), 1), ("1".to_owned(), 2), ("1".to_owned(), 3), ("2".to_owned(), 1)]
    );
}

#[tokio::test]
async fn a_repeated_event_writes_nothing_and_publishes_the_same_again() {
    let world = World::default();
    run(&world, &[progress(1, 5, 30)]).await;
    let history = world.history();
    assert!(run(&world, &[progress(1, 5, 30)]).await.is_empty());
    assert_eq!(world.faults.calls(), [READ, WRITE, PUBLISH, READ, PUBLISH]);
    let published = world.published();
    assert_eq!(published[0], published[1]);
    assert_eq!(world.history(), history);
}

#[tokio::test]
async fn an_event_twice_in_a_batch_counts_once() {
    let world = World::default();
    run(&world, &[progress(1, 5, 30), progress(1, 5, 30)]).await;
    assert_eq!((world.history().len(), world.published().len()), (1, 1));
}

#[tokio::test]
async fn events_without_an_enrollment_end_in_history_with_the_reason() {
    let world = World::default();
    let unknown = event("BADGE_AWARDED", 1, 3, json!({}));
    let answer = json!({"eventName": "RESPONSE:ASYNCAPI_USERGROUP_USER_ADDED", "data": {}});
    let modified = object("LEARNING_OBJECT_MODIFICATION", "course:1");
    assert!(run(&world, &[seats(0), unknown, answer, modified]).await.is_empty());
    let rows = world.history().into_iter();
    let mut reasons: Vec<_> = rows
        .map(|row| (row.reason.clone().unwrap(), row.transition().unwrap().is_some()))
        .collect();
    reasons.sort();
    let expected = [
        ("catalog_changed", true),
        ("group_membership_answered", false),
        ("seats_changed", true),
        ("unrecognised", false),
    ];
    assert_eq!(reasons, expected.map(|(reason, told)| (reason.to_owned(), told)));
    assert!(world.enrollments().is_empty());
    assert_eq!(world.published().len(), 2);
}

#[tokio::test]
async fn an_unreadable_message_fails_with_what_is_behind_it_in_its_group() {
    let world = World::default();
    let mut batch = deliveries(&[progress(1, 5, 30), progress(2, 5, 30)]);
    batch[0].body = "{}".to_owned();
    batch.push(Delivery { message_id: "m-2".to_owned(), ..delivery(2, &progress(1, 9, 40)) });
    let failed = deliver(&world.worker(), &batch, jiff::Timestamp::now).await;
    assert_eq!(
        failed,
        HashSet::from(["m-0".to_owned(), "m-2".to_owned()]),
        "and what is behind it"
    );
    assert_eq!(world.published().len(), 1);
}

/// The one history key, and the enrollment's, of an event.
fn keys(event: &Value) -> (ItemKey, Option<ItemKey>) {
    let arrival = Arrival::read(&delivery(0, event)).unwrap();
    (arrival.history, arrival.enrollment)
}

#[tokio::test]
async fn an_unreadable_history_row_fails_its_event_and_what_is_behind_it_alone() {
    let world = World::default();
    let events = [progress(1, 5, 30), progress(1, 6, 40), progress(1, 7, 50), progress(2, 5, 30)];
    let ItemKey { pk, sk } = keys(&events[1]).0;
    world.tables.seed("history", &json!({"pk": pk, "sk": sk, "message": 1})).unwrap();
    let failed = run(&world, &events).await;
    assert_eq!(failed, HashSet::from(["m-1".to_owned(), "m-2".to_owned()]));
    let history = world.tables().history;
    history.write(history.delete(ItemKey { pk, sk })).await.unwrap();
    assert!(run(&world, &events).await.is_empty(), "mended");
    assert_eq!(world.history().len(), 4);
}

#[tokio::test]
async fn an_unreadable_record_fails_all_of_its_events_and_no_other() {
    let world = World::default();
    let events = [progress(1, 5, 30), progress(2, 5, 30), progress(1, 6, 40)];
    let ItemKey { pk, sk } = keys(&events[0]).1.unwrap();
    world.tables.seed("enrollments", &json!({"pk": pk, "sk": sk, "version": 1})).unwrap();
    let failed = run(&world, &events).await;
    assert_eq!(failed, HashSet::from(["m-0".to_owned(), "m-2".to_owned()]));
    assert_eq!(world.published().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn after_a_conflict_it_reads_and_decides_anew() {
    let world = World::default();
    // Both read before one of them writes.
    let (one, other) = ([progress(1, 5, 30)], [progress(1, 6, 40)]);
    let (one, other) = join(run(&world, &one), run(&world, &other)).await;
    assert!(one.is_empty() && other.is_empty());
    let calls = world.faults.calls();
    let count = |name| calls.iter().filter(|call| **call == name).count();
    assert_eq!((count(READ), count(WRITE)), (3, 3));
    assert_eq!((world.enrollments()[0].version, world.history().len()), (2, 2));
}

#[tokio::test]
async fn a_throttled_table_gets_its_events_from_the_queue_again() {
    let world = World::default();
    world.faults.fail_next(WRITE, 1, Fault::Throttled);
    assert_eq!(run(&world, &[progress(1, 5, 30)]).await.len(), 1);
    assert_eq!(world.faults.calls(), [READ, WRITE]);
    assert!(world.history().is_empty());
}

#[tokio::test]
async fn a_record_that_cannot_be_written_holds_up_no_other() {
    let world = World::default();
    world.faults.fail_next(WRITE, 1, Fault::NotReached);
    let failed = run(&world, &[progress(1, 5, 30), progress(2, 5, 30)]).await;
    assert_eq!(failed.len(), 1);
    assert_eq!(world.published().len(), 1);
}

#[tokio::test]
async fn a_record_over_a_limit_holds_up_no_other() {
    let filler = json!({"progressPercent": 30, "filler": "x".repeat(60_000)});
    let large = |minute| event("LEARNER_PROGRESS", 1, minute, filler.clone());
    for mut events in [
        // A read takes 100 keys, and these need 101; a write takes 4 MB.
        (0..100).map(|minute| progress(1, minute, 30)).collect::<Vec<_>>(),
        (0..80).map(large).collect(),
    ] {
        let world = World::default();
        let too_many = events.len();
        events.push(progress(2, 5, 30));
        assert_eq!(run(&world, &events).await.len(), too_many);
        assert_eq!((world.published().len(), world.history().len()), (1, 1), "{too_many}");
    }
}

#[tokio::test]
async fn what_was_written_but_not_published_is_published_on_redelivery() {
    for (call, fault) in [(PUBLISH, Fault::NotReached), (WRITE, Fault::LostAnswer)] {
        let world = World::default();
        world.faults.fail_next(call, 1, fault);
        let events = [event("COURSE_COMPLETED", 1, 9, json!({"hasPassed": true}))];
        assert_eq!(run(&world, &events).await.len(), 1);
        assert!(world.published().is_empty());
        assert!(run(&world, &events).await.is_empty());
        assert_eq!((world.published().len(), world.history().len()), (1, 1), "{call}");
    }
}

#[tokio::test]
async fn a_message_is_a_cloud_event_that_names_the_record() {
    let world = World::default();
    run(&world, &[progress(1, 5, 30)]).await;
    let [message] = world.published().try_into().unwrap();
    let event: CloudEvent<EnrollmentChanged> = serde_json::from_str(&message.body).unwrap();
    assert_eq!(event.id, message.place.unwrap().deduplication_id);
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
/// with deaths and faults at the calls; what failed comes again.
fn story() -> impl Strategy<Value = (Vec<Value>, Vec<Value>, Vec<Option<Fault>>)> {
    let fault =
        prop_oneof![4 => Just(None), 5 => prop::sample::select(&Fault::ALL[..]).prop_map(Some)];
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

fn deliver_until_done(world: &World, events: &[Value]) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    let mut left = deliveries(events);
    for _ in 0..200 {
        let batch: Vec<Delivery> = left.drain(..left.len().min(10)).collect();
        let worker = world.worker();
        let delivered = deliver(&worker, &batch, jiff::Timestamp::now);
        match runtime.block_on(world.faults.run(delivered)) {
            // It died.
            None => left.extend(batch),
            Some(failed) => {
                left.extend(batch.into_iter().filter(|it| failed.contains(&it.message_id)));
            }
        }
        if left.is_empty() {
            return;
        }
    }
    panic!("it does not come to an end");
}

/// What others may read of the records, and what is known, by key.
fn views(
    world: &World,
) -> Vec<(ItemKey, milepost_domain::View, milepost_domain::enrollment::Facts)> {
    let key = |item: &EnrollmentItem| ItemKey { pk: item.pk.clone(), sk: item.sk.clone() };
    world.enrollments().into_iter().map(|item| (key(&item), item.view, item.facts)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn faults_order_and_repetition_change_no_record_and_lose_no_effect((life, delivered, faults) in story()) {
        let (calm, rough) = (World::default(), World::default());
        deliver_until_done(&calm, &life);
        rough.faults.fail_in_turn(faults);
        deliver_until_done(&rough, &delivered);
        prop_assert_eq!(views(&calm), views(&rough));
        let (history, published) = (rough.history(), rough.published());
        prop_assert_eq!(calm.history().len(), history.len());
        for transition in history.into_iter().filter_map(|row| row.transition().unwrap()) {
            let message = transition.to_body().unwrap();
            let is_published = published.iter().any(|it| it.body == message);
            prop_assert!(is_published, "every change of the audit trail went out");
        }
    }
}
