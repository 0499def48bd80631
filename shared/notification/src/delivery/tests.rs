mod world;

use std::collections::BTreeSet;

use jiff::Timestamp;
use milepost_harness::{Fault, Faults, Scenario, deliver, matrix};
use milepost_runtime::batch::{Delivery, Failed};
use milepost_runtime::consumer::Each;
use milepost_runtime::secret::Secret;

use super::*;
use crate::table::tests::notification;
use crate::{Content, Recipient, Status};
use world::World;

const ADDRESS: &str = "ana@example.com";

fn at(minutes: i64) -> Time {
    "2026-11-24T08:00:00Z".parse::<Time>().unwrap().plus_minutes(minutes)
}

fn courier(world: &World) -> Courier<&World> {
    let log_key = LogKey::new(&Secret::new("key"));
    let notifications = world.notifications.clone();
    Courier { channel: Channel::Email, notifications, provider: world, log_key }
}

/// What a courier does who gets these at this time; the ids of those that failed.
async fn work(world: &World, clock: fn() -> Timestamp, deliveries: &[Delivery]) -> Failed {
    deliver(&Each(&courier(world)), deliveries, clock).await
}

fn now() -> Timestamp {
    at(0).into()
}

/// When the queue brings a message again that was not done: claims have ended.
fn later() -> Timestamp {
    at(3).into()
}

/// A notification of its own for each cause.
fn record(cause: &str) -> Notification {
    let mut record = notification(at(0)).begun(at(0));
    let hash = milepost_domain::EventKey::from_bytes([u8::try_from(cause.len()).unwrap(); 32]);
    record.id = hash.to_string().parse().unwrap();
    cause.clone_into(&mut record.cause);
    record
}

fn message(record: &Notification, address: &str) -> NotificationMessage {
    let recipient = Recipient { user_id: None, address: address.to_owned() };
    let content = Content {
        locale: "en".to_owned(),
        subject: Some("A conspicuous subject".to_owned()),
        text: "A conspicuous text".to_owned(),
        html: Some("<p>A conspicuous text</p>".to_owned()),
    };
    NotificationMessage::of(record, recipient, content)
}

fn delivery(message: NotificationMessage) -> Delivery {
    let message_id = message.notification_id.to_string();
    let body = message.into_cloud_event(at(0)).to_body().unwrap();
    milepost_harness::delivery(message_id, body)
}

impl World {
    async fn record(&self, id: NotificationId) -> Revised {
        self.notifications.read(id).await.unwrap().unwrap()
    }

    async fn status(&self, id: NotificationId) -> (Status, Option<Reason>) {
        let record = self.record(id).await.value;
        (record.status, record.reason)
    }

    fn sent(&self) -> Vec<String> {
        self.state.lock().unwrap().sent.clone()
    }

    fn answers(&self, answers: impl IntoIterator<Item = (String, Outcome)>) {
        self.state.lock().unwrap().answers = answers.into_iter().collect();
    }
}

#[tokio::test]
async fn a_message_is_claimed_sent_and_marked() {
    let record = record("a");
    let world = World::with(std::slice::from_ref(&record));
    let deliveries = [delivery(message(&record, ADDRESS))];
    assert!(work(&world, now, &deliveries).await.is_empty());
    let calls = ["GetItem", "PutItem", "GetItem", "deliver", "PutItem"];
    assert_eq!(world.faults.calls(), calls);
    assert_eq!(world.sent(), [ADDRESS]);
    let written = world.record(record.id).await.value;
    assert_eq!((written.status, written.sent_at), (Status::Sent, Some(at(0))));
    assert_eq!(written.provider_id.as_deref(), Some("provider-1"));
    assert_eq!(written.claimed_until, None);
    // What comes again is only read.
    assert!(work(&world, later, &deliveries).await.is_empty());
    assert_eq!(world.faults.calls()[6..], ["GetItem"]);
    assert_eq!(world.sent(), [ADDRESS]);
}

struct OneMail;

impl Scenario for OneMail {
    type World = World;
    /// Status and reason, and to whom it was sent: twice only if nobody could know, never never.
    type End = (Status, Option<Reason>, BTreeSet<String>);

    fn world(&self, faults: Faults) -> World {
        World::with_faults(&[record("a")], faults)
    }

    fn messages(&self) -> Vec<Delivery> {
        vec![delivery(message(&record("a"), ADDRESS))]
    }

    async fn process(&self, world: &World, deliveries: &[Delivery], receive: u32) -> Failed {
        work(world, if receive == 1 { now } else { later }, deliveries).await
    }

    async fn end(&self, world: &World) -> Self::End {
        let (status, reason) = world.status(record("a").id).await;
        (status, reason, world.sent().into_iter().collect())
    }
}

#[tokio::test(start_paused = true)]
async fn it_ends_the_same_whatever_call_fails() {
    insta::assert_snapshot!(matrix(&OneMail).await, @"5 calls, 25 faults");
}

/// Only if the courier dies between the last two calls, or cannot hear whether it was sent.
#[tokio::test(start_paused = true)]
async fn it_is_sent_twice_only_if_nobody_could_know() {
    for call in 0..5 {
        for fault in Fault::ALL {
            let world = World::with(&[record("a")]);
            world.faults.fail_at(call, fault);
            let deliveries = OneMail.messages();
            world.faults.run(work(&world, now, &deliveries)).await;
            work(&world, later, &deliveries).await;
            let nobody_knows = matches!(
                (call, fault),
                (3, Fault::DeathAfter | Fault::LostAnswer) | (4, Fault::DeathBefore)
            );
            assert_eq!(world.sent().len(), 1 + usize::from(nobody_knows), "{fault:?} at {call}");
        }
    }
}

#[tokio::test]
async fn a_mark_that_fails_is_written_again_without_sending_again() {
    let record = record("a");
    let world = World::with(std::slice::from_ref(&record));
    let deliveries = [delivery(message(&record, ADDRESS))];
    let claimed = courier(&world).claim(record.id, &Batch::new(now)).await.unwrap().unwrap();
    world.faults.fail_next("PutItem", 4, Fault::NotReached);
    let outcome = Outcome::Delivered("id".to_owned());
    courier(&world).settle(&claimed, &outcome, at(0)).await.unwrap();
    assert_eq!(world.status(record.id).await, (Status::Sent, None));
    assert!(work(&world, now, &deliveries).await.is_empty());
    assert!(world.sent().is_empty());
}

#[tokio::test(start_paused = true)]
async fn duplicates_at_a_time_send_once() {
    let record = record("a");
    let world = World::with(std::slice::from_ref(&record));
    let one = delivery(message(&record, ADDRESS));
    let two = Delivery { message_id: "the other".to_owned(), ..one.clone() };
    let failed = work(&world, now, &[one, two.clone()]).await;
    assert_eq!((world.sent().len(), failed.len()), (1, 0), "the slower one finds it sent");
    assert!(work(&world, now, &[two]).await.is_empty());
    assert_eq!(world.sent().len(), 1);
}

#[tokio::test]
async fn one_address_delays_no_other() {
    let records = ["a", "bb", "ccc"].map(record);
    let world = World::with(&records);
    let rejected = Reason::Rejected { code: "MessageRejected".to_owned() };
    let answers = [
        ("bad@example.com".to_owned(), Outcome::Refused(rejected.clone())),
        ("slow@example.com".to_owned(), Outcome::NotTaken("TooManyRequests".to_owned())),
    ];
    world.answers(answers);
    let addresses = ["bad@example.com", "slow@example.com", ADDRESS];
    let deliveries: Vec<Delivery> =
        records.iter().zip(addresses).map(|(record, to)| delivery(message(record, to))).collect();
    let failed = work(&world, now, &deliveries).await;
    assert_eq!(failed, Failed::from([records[1].id.to_string()]));
    assert_eq!(world.status(records[0].id).await, (Status::Failed, Some(rejected)));
    let not_taken = Reason::NotTaken { code: "TooManyRequests".to_owned() };
    assert_eq!(world.status(records[1].id).await, (Status::Published, Some(not_taken)));
    assert_eq!(world.status(records[2].id).await, (Status::Sent, None));
    assert_eq!(world.sent(), [ADDRESS]);
    // As soon as the queue brings it: no claim is in its way.
    world.answers([]);
    assert!(work(&world, now, &deliveries).await.is_empty());
    assert_eq!(world.sent(), [ADDRESS, "slow@example.com"]);
}

#[tokio::test]
async fn who_is_on_the_list_is_not_written_to() {
    let record = record("a");
    let world = World::with(std::slice::from_ref(&record));
    world.notifications.suppress(ADDRESS, &Reason::Bounced, at(0)).await.unwrap();
    let sample = NotificationMessage { is_sample: true, ..message(&record, ADDRESS) };
    let deliveries = [delivery(message(&record, ADDRESS)), delivery(sample)];
    assert!(work(&world, now, &deliveries).await.is_empty());
    assert_eq!(world.status(record.id).await, (Status::Failed, Some(Reason::Suppressed)));
    assert!(world.sent().is_empty());
}

#[tokio::test]
async fn a_list_that_cannot_be_read_lets_nothing_through() {
    let record = record("a");
    let world = World::with(std::slice::from_ref(&record));
    // After the record was read and claimed, the list.
    world.faults.fail_at(2, Fault::NotReached);
    let deliveries = [delivery(message(&record, ADDRESS))];
    assert_eq!(work(&world, now, &deliveries).await.len(), 1);
    assert!(world.sent().is_empty());
    assert!(work(&world, now, &deliveries).await.is_empty());
    assert_eq!(world.sent(), [ADDRESS]);
}

#[tokio::test]
async fn a_sample_has_no_record_and_others_need_one() {
    let record = record("a");
    let world = World::with(&[]);
    let sample = NotificationMessage { is_sample: true, ..message(&record, ADDRESS) };
    assert!(work(&world, now, &[delivery(sample)]).await.is_empty());
    assert_eq!(world.faults.calls(), ["GetItem", "deliver"]);
    let failed = work(&world, now, &[delivery(message(&record, ADDRESS))]).await;
    assert_eq!(failed.len(), 1);
    assert_eq!(world.sent(), [ADDRESS]);
}

#[tokio::test]
async fn what_came_back_before_the_mark_stays_failed() {
    let record = record("a");
    let world = World::with(std::slice::from_ref(&record));
    let courier = courier(&world);
    let claimed = courier.claim(record.id, &Batch::new(now)).await.unwrap().unwrap();
    let bounced = claimed.value.clone().failed(Reason::Bounced, at(0));
    let bounced = Revised { value: bounced, revision: claimed.revision };
    world.notifications.write(&bounced).await.unwrap();
    courier.settle(&claimed, &Outcome::Delivered("id".to_owned()), at(0)).await.unwrap();
    assert_eq!(world.status(record.id).await, (Status::Failed, Some(Reason::Bounced)));
}

#[tokio::test]
async fn the_claim_of_another_is_not_ended() {
    let record = record("a");
    let world = World::with(std::slice::from_ref(&record));
    let slow = courier(&world).claim(record.id, &Batch::new(now)).await.unwrap().unwrap();
    let other = courier(&world).claim(record.id, &Batch::new(later)).await.unwrap().unwrap();
    let outcome = Outcome::NotTaken("timed out".to_owned());
    courier(&world).settle(&slow, &outcome, at(3)).await.unwrap();
    assert_eq!(world.record(record.id).await, other);
}

#[tokio::test]
async fn what_is_for_others_fails() {
    let record = record("a");
    let world = World::with(std::slice::from_ref(&record));
    let sms = NotificationMessage { channel: Channel::Sms, ..message(&record, "+4915112345678") };
    let mut other = delivery(message(&record, ADDRESS));
    other.body = other.body.replace("requested", "rejected");
    for delivery in [
        delivery(sms),
        other,
        Delivery { body: "{".to_owned(), ..delivery(message(&record, ADDRESS)) },
    ] {
        assert_eq!(work(&world, now, &[delivery]).await.len(), 1);
    }
    assert!(world.faults.calls().is_empty());
}
