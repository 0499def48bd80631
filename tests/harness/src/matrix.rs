//! Deaths and faults at every call.

use std::fmt;

use milepost_runtime::batch::{Delivery, Failed};
use milepost_runtime::faults::{Fault, Faults};

/// How often a message is delivered before it would go to the dead letters.
const MAX_RECEIVES: u32 = 5;

/// A function, the messages that it gets, and what must be there in the end.
pub trait Scenario {
    /// What the function works on: tables, queues, topics and buckets in memory.
    type World;
    /// What is there when all messages are done.
    type End: PartialEq + fmt::Debug;

    /// A world whose calls fail as this says.
    fn world(&self, faults: Faults) -> Self::World;

    /// The messages.
    fn messages(&self) -> Vec<Delivery>;

    /// Hands messages to a new process of the function. `receive` says for which time they are
    /// delivered, from 1, for functions that look at the clock.
    fn process(
        &self,
        world: &Self::World,
        deliveries: &[Delivery],
        receive: u32,
    ) -> impl Future<Output = Failed>;

    /// What is there now. Calls do not fail any more.
    fn end(&self, world: &Self::World) -> impl Future<Output = Self::End>;
}

/// What was tried.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Matrix {
    /// The calls that the function makes if none fails.
    pub calls: Vec<&'static str>,
    /// How often it was run with a fault.
    pub runs: usize,
}

impl fmt::Display for Matrix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} calls, {} faults", self.calls.len(), self.runs)
    }
}

/// Runs a scenario without a fault, then again with each fault at each of its calls.
///
/// # Panics
/// If a run with a fault ends otherwise than the one without, or a message would be dead-lettered.
pub async fn matrix<S: Scenario>(scenario: &S) -> Matrix {
    let faults = Faults::default();
    let (calls, expected) = run(scenario, &faults, "no fault").await;
    let mut runs = 0;
    for (number, call) in calls.iter().enumerate() {
        for fault in Fault::ALL {
            let faults = Faults::default();
            faults.fail_at(number, fault);
            let what = format!("{fault:?} at call {number}, {call}");
            assert_eq!(run(scenario, &faults, &what).await.1, expected, "{what}");
            runs += 1;
        }
    }
    Matrix { calls, runs }
}

/// Delivers the messages until all are done, as SQS does. Returns the calls, and what is there then.
async fn run<S: Scenario>(
    scenario: &S,
    faults: &Faults,
    what: &str,
) -> (Vec<&'static str>, S::End) {
    let world = scenario.world(faults.clone());
    let mut left = scenario.messages();
    for receive in 1..=MAX_RECEIVES {
        // A dead process answers nothing: all of its messages come again.
        if let Some(failed) = faults.run(scenario.process(&world, &left, receive)).await {
            left.retain(|it| failed.contains(&it.message_id));
        }
        if left.is_empty() {
            faults.heal();
            return (faults.calls(), scenario.end(&world).await);
        }
        for delivery in &mut left {
            delivery.receive_count += 1;
        }
    }
    panic!("{what}: {} messages are dead letters", left.len());
}
