use milepost_notification::Notification;
use milepost_notification::item::NotificationItem;
use milepost_runtime::secret::Secret;
use milepost_store::{Fault, Faults, Memory, Table};
use serde_json::json;

use super::*;
use crate::event::tests::{TO, bounce, id};

const TABLE: &str = "notifications";

struct World {
    faults: Faults,
    notifications: Notifications,
}

impl World {
    fn with(records: &[Notification]) -> Self {
        let faults = Faults::default();
        let memory = Memory::with_faults(faults.clone());
        for record in records {
            memory.seed(TABLE, &NotificationItem::new(record.clone(), 3)).unwrap();
        }
        Self { faults, notifications: Notifications::new(Table::memory(&memory, TABLE)) }
    }

    fn sent() -> Self {
        Self::with(&[notification()])
    }

    fn worker(&self) -> Worker {
        let log_key = LogKey::new(&Secret::new("key"));
        Worker { notifications: self.notifications.clone(), log_key, clock: now }
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

fn delivery(body: String) -> Delivery {
    Delivery { message_id: "m".to_owned(), group: None, receive_count: 1, body }
}

fn bounced() -> Delivery {
    delivery(bounce("Permanent", "General").to_string())
}

#[tokio::test(start_paused = true)]
async fn a_fault_at_any_call_is_followed_by_the_next_delivery() {
    for call in 0..3 {
        for fault in Fault::ALL {
            let world = World::sent();
            world.faults.fail_at(call, fault);
            world.faults.run(world.worker().work(&[bounced()])).await;
            let failed = world.worker().work(&[bounced()]).await;
            assert!(failed.is_empty(), "{fault:?} at {call}");
            let expected = (Status::Failed, Some(Reason::Bounced), true);
            assert_eq!(world.outcome().await, expected, "{fault:?} at {call}");
            assert_eq!(world.record().await.revision, 4, "written once: {fault:?} at {call}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn two_at_a_time_write_the_record_once() {
    let world = World::sent();
    let twin = Delivery { message_id: "twin".to_owned(), ..bounced() };
    assert!(world.worker().work(&[bounced(), twin]).await.is_empty());
    assert_eq!(world.record().await.revision, 4);
    assert!(world.worker().work(&[bounced()]).await.is_empty());
    assert_eq!(world.record().await.revision, 4);
}

#[tokio::test]
async fn of_a_sample_only_the_address_is_kept() {
    let world = World::with(&[]);
    assert!(world.worker().work(&[bounced()]).await.is_empty());
    assert_eq!(world.notifications.is_suppressed(TO).await, Ok(true));
}

#[tokio::test]
async fn what_does_not_count_changes_nothing_and_what_is_unreadable_fails() {
    let world = World::sent();
    let out_of_office = delivery(bounce("Transient", "General").to_string());
    assert!(world.worker().work(&[out_of_office]).await.is_empty());
    assert_eq!(world.outcome().await, (Status::Sent, None, false));
    assert_eq!(world.worker().work(&[delivery("{".to_owned())]).await.len(), 1);
}
