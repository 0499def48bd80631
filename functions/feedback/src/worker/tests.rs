use std::collections::BTreeSet;
use std::sync::Mutex;

use milepost_notification::Notification;
use milepost_runtime::secret::Secret;
use serde_json::json;

use super::*;
use crate::event::tests::{TO, bounce, id};

#[derive(Default)]
struct State {
    calls: usize,
    /// The call that fails, and whether it was done.
    fault: Option<(usize, bool)>,
    record: Option<Revised>,
    suppressed: BTreeSet<String>,
    /// Somebody else writes before the next write.
    is_overtaken: bool,
}

#[derive(Default)]
struct World(Mutex<State>);

impl World {
    fn call<R>(&self, effect: impl FnOnce(&mut State) -> R) -> Result<R, TableError> {
        let mut state = self.0.lock().unwrap();
        let number = state.calls;
        state.calls += 1;
        let down = Err(TableError::Call("down".to_owned()));
        match state.fault {
            Some((at, false)) if at == number => down,
            Some((at, true)) if at == number => {
                effect(&mut state);
                down
            }
            _ => Ok(effect(&mut state)),
        }
    }

    fn sent() -> Self {
        let world = Self::default();
        world.0.lock().unwrap().record = Some(Revised { value: notification(), revision: 3 });
        world
    }

    fn outcome(&self) -> (Status, Option<Reason>, Vec<String>) {
        let state = self.0.lock().unwrap();
        let record = &state.record.as_ref().unwrap().value;
        (record.status, record.reason.clone(), state.suppressed.iter().cloned().collect())
    }
}

impl ReadNotification for &World {
    async fn read(&self, wanted: NotificationId) -> Result<Option<Revised>, TableError> {
        self.call(|state| state.record.clone().filter(|it| it.value.id == wanted))
    }
}

impl WriteNotification for &World {
    async fn write(&self, notification: &Revised) -> Result<u64, TableError> {
        self.call(|state| {
            let record = state.record.as_mut().unwrap();
            record.revision += u64::from(std::mem::take(&mut state.is_overtaken));
            if record.revision != notification.revision {
                return Err(TableError::Conflict);
            }
            *record = Revised { revision: notification.revision + 1, ..notification.clone() };
            Ok(record.revision)
        })?
    }
}

impl Suppress for &World {
    async fn suppress(&self, address: &str, _: &Reason, _: Time) -> Result<(), TableError> {
        self.call(|state| {
            state.suppressed.insert(address.to_owned());
        })
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

fn worker(world: &World) -> Worker<&World, &World> {
    let log_key = LogKey::new(&Secret::new("key"));
    Worker { notifications: world, suppressions: world, log_key, clock: now }
}

fn delivery(body: String) -> Delivery {
    Delivery { message_id: "m".to_owned(), group: None, receive_count: 1, body }
}

fn bounced() -> Delivery {
    delivery(bounce("Permanent", "General").to_string())
}

#[tokio::test]
async fn whoever_dies_anywhere_is_followed() {
    for at in 0..3 {
        for is_done in [false, true] {
            let world = World::sent();
            world.0.lock().unwrap().fault = Some((at, is_done));
            assert_eq!(worker(&world).work(&[bounced()]).await.len(), 1, "{at} {is_done}");
            assert!(worker(&world).work(&[bounced()]).await.is_empty(), "{at} {is_done}");
            let expected = (Status::Failed, Some(Reason::Bounced), vec![TO.to_owned()]);
            assert_eq!(world.outcome(), expected, "{at} {is_done}");
        }
    }
}

#[tokio::test]
async fn a_faster_writer_is_followed_and_a_repeat_writes_no_record() {
    let world = World::sent();
    world.0.lock().unwrap().is_overtaken = true;
    assert!(worker(&world).work(&[bounced()]).await.is_empty());
    let revision = world.0.lock().unwrap().record.as_ref().unwrap().revision;
    assert_eq!(revision, 5);
    assert!(worker(&world).work(&[bounced()]).await.is_empty());
    assert_eq!(world.0.lock().unwrap().record.as_ref().unwrap().revision, revision);
}

#[tokio::test]
async fn of_a_sample_only_the_address_is_kept() {
    let world = World::default();
    assert!(worker(&world).work(&[bounced()]).await.is_empty());
    assert_eq!(world.0.lock().unwrap().suppressed, BTreeSet::from([TO.to_owned()]));
}

#[tokio::test]
async fn what_does_not_count_changes_nothing_and_what_is_unreadable_fails() {
    let world = World::sent();
    let out_of_office = delivery(bounce("Transient", "General").to_string());
    assert!(worker(&world).work(&[out_of_office]).await.is_empty());
    assert_eq!(world.outcome(), (Status::Sent, None, vec![]));
    assert_eq!(worker(&world).work(&[delivery("{".to_owned())]).await.len(), 1);
}
