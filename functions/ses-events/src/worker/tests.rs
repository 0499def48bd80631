use milepost_domain::Time;
use milepost_harness::store::Memory;
use milepost_harness::{Faults, Scenario, deliver, delivery, matrix};
use milepost_notification::Notification;
use milepost_notification::item::NotificationItem;
use milepost_runtime::batch::{Delivery, Failed};
use milepost_runtime::consumer::Each;
use milepost_runtime::secret::Secret;
use serde_json::json;

use super::*;
use crate::event::tests::{TO, bounce, id};

const TABLE: &str = "notifications";

struct World {
    notifications: Notifications,
}

impl World {
    fn with(records: &[Notification]) -> Self {
        Self::with_faults(records, Faults::default())
    }

    fn with_faults(records: &[Notification], faults: Faults) -> Self {
        let memory = Memory::with_faults(faults);
        for record in records {
            memory.seed(TABLE, &NotificationItem::new(record.clone(), 3)).unwrap();
        }
        Self { notifications: Notifications::new(memory.table(TABLE)) }
    }

    fn sent() -> Self {
        Self::with(&[notification()])
    }

    fn worker(&self) -> Worker {
        let log_key = LogKey::new(&Secret::new("key"));
        Worker { notifications: self.notifications.clone(), log_key }
    }

    async fn record(&self) -> Revised {
        self.notifications.read(notification().id).await.unwrap().unwrap()
    }

    /// The record's status and reason, and whether the address is suppressed.
    async fn outcome(&self) -> (Status, Option<Reason>, bool) {
        let record = self.record().await.value;
        let is_suppressed = self.notifications.is_suppressed(TO).await.unwrap();
        (record.status, record.reason, is_suppressed)
    }
}

fn now() -> Time {
    "2026-11-24T08:00:00Z".parse().unwrap()
}

/// One that was sent.
fn notification() -> Notification {
    let at = now();
    let notification = json!({
        "id": id(), "accountId": "1", "userId": "30411001", "loInstanceId": "course:1_2",
        "rule": "congratulate", "trigger": "milestone", "cause": "key", "occurredAt": at,
        "audience": "learner", "channel": "email", "severity": "info", "template": "t",
        "details": {}, "status": "published", "createdAt": at,
    });
    let notification: Notification = serde_json::from_value(notification).unwrap();
    notification.sent("EXAMPLE".to_owned(), at)
}

async fn work(world: &World, deliveries: &[Delivery]) -> Failed {
    deliver(&Each(&world.worker()), deliveries, || now().into()).await
}

fn bounced() -> Delivery {
    delivery("m", bounce("Permanent", "General").to_string())
}

struct Bounce;

impl Scenario for Bounce {
    type World = World;
    /// Status, reason, whether the address is suppressed, and how often the record was written.
    type End = (Status, Option<Reason>, bool, u64);

    fn world(&self, faults: Faults) -> World {
        World::with_faults(&[notification()], faults)
    }

    fn messages(&self) -> Vec<Delivery> {
        vec![bounced()]
    }

    async fn process(&self, world: &World, deliveries: &[Delivery], _: u32) -> Failed {
        work(world, deliveries).await
    }

    async fn end(&self, world: &World) -> Self::End {
        let (status, reason, is_suppressed) = world.outcome().await;
        (status, reason, is_suppressed, world.record().await.revision)
    }
}

#[tokio::test(start_paused = true)]
async fn it_ends_the_same_whatever_call_fails() {
    insta::assert_snapshot!(matrix(&Bounce).await, @"3 calls, 15 faults");
}

#[tokio::test(start_paused = true)]
async fn two_at_a_time_write_the_record_once() {
    let world = World::sent();
    let twin = Delivery { message_id: "twin".to_owned(), ..bounced() };
    assert!(work(&world, &[bounced(), twin]).await.is_empty());
    assert_eq!(world.record().await.revision, 4);
    assert!(work(&world, &[bounced()]).await.is_empty());
    assert_eq!(world.record().await.revision, 4);
}

#[tokio::test]
async fn of_a_sample_only_the_address_is_kept() {
    let world = World::with(&[]);
    assert!(work(&world, &[bounced()]).await.is_empty());
    assert_eq!(world.notifications.is_suppressed(TO).await, Ok(true));
}

#[tokio::test]
async fn what_does_not_count_changes_nothing_and_what_is_unreadable_fails() {
    let world = World::sent();
    let out_of_office = delivery("m", bounce("Transient", "General").to_string());
    assert!(work(&world, &[out_of_office]).await.is_empty());
    assert_eq!(world.outcome().await, (Status::Sent, None, false));
    assert_eq!(work(&world, &[delivery("m", "{")]).await.len(), 1);
}
