use milepost_harness::messaging::Memory as Queues;
use milepost_harness::store::Memory;
use milepost_harness::{Fault, Faults, Invoked, matrix};
use milepost_messaging::SendError;
use serde_json::json;

use super::*;

const TABLE: &str = "notifications";

/// What is due, and the queue. Calls fail as they are told to.
struct World {
    faults: Faults,
    tables: Memory,
    queues: Queues,
}

impl World {
    /// Three pages of 25 that are due in one shard, one that is not, nothing in the others.
    fn with_faults(faults: Faults) -> Self {
        let tables = Memory::with_faults(faults.clone());
        for number in 0..76 {
            let due_at =
                if number == 75 { "2026-11-24T08:00:00.001Z" } else { "2026-11-24T07:00:00.000Z" };
            let pk = format!("notification#{number:064x}");
            let item =
                json!({"pk": pk, "sk": "notification", "pendingShard": "a", "dueAt": due_at});
            tables.seed(TABLE, &item).unwrap();
        }
        Self { queues: Queues::with_faults(faults.clone()), tables, faults }
    }

    fn new() -> Self {
        Self::with_faults(Faults::default())
    }

    async fn work(&self, time: Duration) -> Result<Answer, RetryError> {
        let clock = || "2026-11-24T08:00:00Z".parse().unwrap();
        let notifications = Notifications::new(self.tables.table(TABLE));
        let queue = self.queues.queue("notifications");
        Worker { notifications, queue, clock }.work(Instant::now() + time).await
    }

    /// What the queue delivers, in no order: each is a group of its own.
    fn taken(&self) -> Vec<Message> {
        let mut taken = self.queues.taken("notifications");
        taken.sort_by(|one, other| one.body.cmp(&other.body));
        taken
    }
}

#[tokio::test]
async fn all_pages_are_sent_on_by_ten() {
    let world = World::new();
    let answer = world.work(Duration::from_mins(1)).await;
    assert_eq!(answer, Ok(Answer { retried: 75, has_more: false }));
    assert_eq!(world.taken().len(), 75);
    let calls = world.faults.calls();
    assert_eq!(calls.iter().filter(|name| **name == "SendMessageBatch").count(), 9);
}

#[tokio::test]
async fn without_time_the_rest_is_left_for_the_next_round() {
    let answer = World::new().work(Duration::ZERO).await;
    assert_eq!(answer, Ok(Answer { retried: 25, has_more: true }));
}

#[tokio::test]
async fn a_failure_is_told() {
    let world = World::new();
    let full = || SendError::NotTaken("InternalError".to_owned());
    let mut left = 40;
    world.queues.refuse(move |_| {
        left -= i32::from(left > 0);
        (left == 0).then(full)
    });
    let answer = world.work(Duration::from_mins(1)).await;
    assert_eq!(answer, Err(RetryError::NotSent(full())));
    let world = World::new();
    world.faults.fail_at(3, Fault::NotReached);
    let answer = world.work(Duration::from_mins(1)).await;
    assert!(matches!(answer, Err(RetryError::NotRead(_))), "{answer:?}");
}

#[test]
fn each_is_grouped_by_itself_and_known_by_when_it_was_due() {
    let id = "aa".repeat(32).parse().unwrap();
    let due = Due { id, at: "2026-11-24T08:00:00Z".parse().unwrap() };
    let message = message(due, "2026-11-24T09:00:00Z".parse().unwrap()).unwrap();
    insta::assert_debug_snapshot!(message);
}

/// The schedule invokes it again and again; what it was given says nothing.
struct Rounds;

impl Invoked for Rounds {
    type World = World;
    type Input = ();
    type End = Vec<Message>;

    fn world(&self, faults: Faults) -> World {
        World::with_faults(faults)
    }

    fn input(&self) {}

    async fn invoke(&self, world: &World, (): &(), _: u32) -> Option<()> {
        let answer = world.work(Duration::from_mins(1)).await;
        let is_done = answer.is_ok_and(|it| !it.has_more);
        (!is_done).then_some(())
    }

    async fn end(&self, world: &World) -> Vec<Message> {
        world.taken()
    }
}

#[tokio::test]
async fn it_ends_the_same_whatever_call_fails() {
    insta::assert_snapshot!(matrix(&Rounds).await, @"27 calls, 135 faults");
}
