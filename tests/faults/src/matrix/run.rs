//! Running cases, many at a time: they mostly wait for the SDK's pauses.

use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::case::{Case, Pace, Place};
use super::compare::Verdict;
use crate::call::Operation;
use crate::fault::Fault;
use crate::world::{Outcome, World};

/// What became of a case.
#[derive(Clone, Debug)]
pub struct Report {
    /// The case.
    pub case: Case,
    /// Whether it came to the same end as a calm run.
    pub verdict: Verdict,
    /// Which of its faults have struck.
    pub struck: Vec<bool>,
    /// The calls to AWS.
    pub calls: usize,
    /// Processes that died in an invocation.
    pub deaths: usize,
    /// Whether events went through the dead-letter queue.
    pub is_redriven: bool,
    /// Whether events went through quarantine.
    pub is_replayed: bool,
}

/// Runs cases, and compares them with calm runs.
#[derive(Debug)]
pub struct Runner {
    within: Outcome,
    after: Outcome,
}

impl Runner {
    /// Plays the calm runs first.
    ///
    /// # Panics
    /// If even those do not come to a good end.
    pub async fn new() -> Self {
        let calm = async |pace| {
            let outcome = play(&Case { strikes: vec![], pace }).await.expect("a calm run");
            assert_eq!(outcome.offences, Vec::<String>::new(), "in a calm run");
            assert!(outcome.deaths == 0 && outcome.redriven == 0 && outcome.replayed == 0);
            assert!(outcome.lines > 0, "a log that is not read holds nothing");
            outcome
        };
        let (within, after) = tokio::join!(calm(Pace::Within), calm(Pace::After));
        let verdict = Verdict::of(&after, &within, false);
        assert!(verdict.is_good() && !verdict.is_reordered, "calm runs differ: {verdict:?}");
        Self { within, after }
    }

    /// The calls of a calm run, in order.
    pub fn trace(&self) -> &[Place] {
        &self.within.trace
    }

    /// The calm run.
    pub fn calm(&self) -> &Outcome {
        &self.within
    }

    /// Runs a case.
    pub async fn run(&self, case: Case) -> Report {
        let calm = match case.pace {
            Pace::Within => &self.within,
            Pace::After => &self.after,
        };
        match play(&case).await {
            Ok(outcome) => report(case, &outcome, calm),
            Err(stuck) => Report {
                verdict: Verdict { wrong: vec![stuck], ..Verdict::default() },
                struck: vec![true; case.strikes.len()],
                calls: 0,
                deaths: 0,
                is_redriven: false,
                is_replayed: false,
                case,
            },
        }
    }

    /// Runs cases, so many at a time, and tells of each as it ends.
    pub async fn run_all(
        self: Arc<Self>,
        cases: Vec<Case>,
        at_a_time: usize,
        mut tell: impl FnMut(Report),
    ) {
        let places = Arc::new(Semaphore::new(at_a_time));
        let mut running = JoinSet::new();
        for case in cases {
            let place = Arc::clone(&places).acquire_owned().await.expect("never closed");
            let runner = Arc::clone(&self);
            running.spawn(async move {
                let report = runner.run(case).await;
                drop(place);
                report
            });
            while let Some(done) = running.try_join_next() {
                tell(done.expect("a case does not panic"));
            }
        }
        while let Some(done) = running.join_next().await {
            tell(done.expect("a case does not panic"));
        }
    }
}

async fn play(case: &Case) -> Result<Outcome, String> {
    World::new(case, 1).play().await.map_err(|stuck| stuck.to_string())
}

fn report(case: Case, outcome: &Outcome, calm: &Outcome) -> Report {
    let mut verdict = Verdict::of(outcome, calm, may_reorder(&case, outcome));
    if outcome.struck.first() == Some(&false) {
        verdict.wrong.push("the first fault did not strike".to_owned());
    }
    // What is redriven comes late, and so does what it changes.
    if verdict.overtaken > 0 && outcome.redriven == 0 {
        verdict.wrong.push("a change overtook an earlier one of its record".to_owned());
    }
    if outcome.deaths < deaths(&case, &outcome.struck) {
        verdict.wrong.push("a process lived on".to_owned());
    }
    Report {
        verdict,
        struck: outcome.struck.clone(),
        calls: outcome.trace.len(),
        deaths: outcome.deaths,
        is_redriven: outcome.redriven > 0,
        is_replayed: outcome.replayed > 0,
        case,
    }
}

/// How many processes must have died at least.
fn deaths(case: &Case, struck: &[bool]) -> usize {
    let struck = case.strikes.iter().zip(struck).filter(|(_, struck)| **struck);
    struck.filter(|(strike, _)| strike.fault.is_deadly()).count()
}

/// An event that takes the way over the dead-letter queue or quarantine, or that the queue takes
/// later than the rest of its batch, comes later than others of its record.
fn may_reorder(case: &Case, outcome: &Outcome) -> bool {
    let in_part = case.strikes.iter().any(|strike| {
        strike.place.operation == Operation::SendMessageBatch
            && matches!(strike.fault, Fault::Partial | Fault::SenderFault)
    });
    outcome.redriven > 0 || outcome.replayed > 0 || in_part
}
