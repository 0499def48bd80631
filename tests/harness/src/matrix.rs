//! Deaths and faults at every call.

use std::fmt;

use crate::faults::{Fault, Faults};

/// How often a function is invoked before what it has not done would be given up, as SQS does by
/// the queues' `maxReceiveCount`.
const MAX_INVOCATIONS: u32 = 5;

/// A function, what invokes it, and what must be there in the end. A
/// [`Scenario`](crate::Scenario) is one that SQS invokes.
pub trait Invoked {
    /// What the function works on: tables, queues, topics and buckets in memory.
    type World;
    /// What an invocation is given.
    type Input;
    /// What is there when all is done.
    type End: PartialEq + fmt::Debug;

    /// A world whose calls fail as this says.
    fn world(&self, faults: Faults) -> Self::World;

    /// What the first invocation is given.
    fn input(&self) -> Self::Input;

    /// Invokes a new process of the function, and says what the next invocation is given; nothing
    /// if all is done. Invocations are counted from 1.
    fn invoke(
        &self,
        world: &Self::World,
        input: &Self::Input,
        invocation: u32,
    ) -> impl Future<Output = Option<Self::Input>>;

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

/// Runs a function without a fault, then again with each fault at each of its calls.
///
/// # Panics
/// If a run with a fault ends otherwise than the one without, or does not end.
pub async fn matrix<S: Invoked>(scenario: &S) -> Matrix {
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

/// Invokes the function until all is done. Returns the calls, and what is there then.
async fn run<S: Invoked>(scenario: &S, faults: &Faults, what: &str) -> (Vec<&'static str>, S::End) {
    let world = scenario.world(faults.clone());
    let mut input = scenario.input();
    for invocation in 1..=MAX_INVOCATIONS {
        let process = Box::pin(scenario.invoke(&world, &input, invocation));
        match faults.run(process).await {
            // A dead process answers nothing: the next one is given the same.
            None => {}
            Some(Some(next)) => input = next,
            Some(None) => {
                faults.heal();
                return (faults.calls(), scenario.end(&world).await);
            }
        }
    }
    panic!("{what}: not done after {MAX_INVOCATIONS} invocations");
}
