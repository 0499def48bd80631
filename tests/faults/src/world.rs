//! A whole Milepost: the functions as processes, AWS in memory, ALM and SQS played by the test.

mod alm;
pub mod invocation;
mod observed;
mod outcome;
mod parallel;
mod sqs;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

pub use observed::Flaw;
pub use outcome::{Message, Outcome, Row};

use observed::Observed;

use crate::aws::StandIn;
use crate::call::Attempt;
use crate::fault::{Fault, Inject};
use crate::lambda::{Function, KillSwitch};
use crate::matrix::{Case, Pace, Script};
use crate::proxy::Proxy;
use crate::scenario::Scenario;

/// Why a run did not come to its end.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Stuck {
    /// ALM sends the same request again and again.
    #[error("ALM posted request {request} {posts} times, and it was not accepted: {last}")]
    NotAccepted {
        /// The request's place in the scenario, from 0.
        request: usize,
        /// How often it was posted.
        posts: usize,
        /// What came of it the last time.
        last: String,
    },
    /// The queue does not get empty.
    #[error("the queue still holds {messages} messages after {deliveries} deliveries")]
    NotDrained {
        /// What is left.
        messages: usize,
        /// How often a batch was delivered.
        deliveries: usize,
    },
}

/// A function behind its proxy.
struct Deployed {
    function: Function,
    _proxy: Proxy,
}

impl Deployed {
    fn new(name: &'static str, aws: &Observed, script: &Arc<Script>) -> Self {
        let kill_switch = KillSwitch::default();
        let inject = Injector { script: Arc::clone(script), kill_switch: kill_switch.clone() };
        let proxy = Proxy::start(aws.clone(), Arc::new(inject));
        let function = Function::new(name, &proxy.url(), aws.aws.names(), kill_switch);
        Self { function, _proxy: proxy }
    }
}

/// The script, as the proxy of one function needs it.
struct Injector {
    script: Arc<Script>,
    kill_switch: KillSwitch,
}

impl Inject for Injector {
    fn fault(&self, attempt: &Attempt) -> Option<Fault> {
        // What a dying process still has under way is done, and counts for nobody: nothing can
        // go wrong for it any more.
        if self.kill_switch.is_doomed() {
            return None;
        }
        let fault = self.script.fault(attempt);
        if fault.is_some_and(Fault::is_deadly) {
            self.kill_switch.doom();
        }
        fault
    }

    async fn kill(&self, _: &Attempt) {
        self.kill_switch.pull().await;
    }
}

/// One run.
pub struct World {
    aws: StandIn,
    observed: Observed,
    script: Arc<Script>,
    pace: Pace,
    scenario: Scenario,
    ingest: Deployed,
    progress: Vec<Deployed>,
}

impl World {
    /// A fresh one in which this will go wrong, with so many consumers of the queue. If those are
    /// several, all of them must be at work before one gets on.
    pub fn new(case: &Case, consumers: usize) -> Self {
        Self::with_flaw(case, consumers, None)
    }

    /// One that is wrong in itself, to show that this is noticed.
    pub fn with_flaw(case: &Case, consumers: usize, flaw: Option<Flaw>) -> Self {
        let aws = invocation::stand_in();
        let observed = Observed::new(aws.clone(), flaw, consumers);
        let script = Arc::new(Script::new(&case.strikes));
        let progress = |n| Deployed::new("progress", &observed.of_consumer(n), &script);
        Self {
            ingest: Deployed::new("ingest", &observed, &script),
            progress: (0..consumers).map(progress).collect(),
            pace: case.pace,
            scenario: Scenario::default(),
            script,
            observed,
            aws,
        }
    }

    /// AWS.
    pub fn aws(&self) -> &StandIn {
        &self.aws
    }

    /// How many transactions AWS has cancelled; those of the script are not AWS's.
    pub fn cancelled(&self) -> usize {
        self.observed.cancelled.load(Ordering::Relaxed)
    }

    fn has(&self, flaw: Flaw) -> bool {
        self.observed.flaw == Some(flaw)
    }

    /// Plays the scenario to its end: all requests accepted, the queue empty, dead letters
    /// redriven, and what the queue refused posted once more.
    ///
    /// # Errors
    /// If it does not come to its end.
    pub async fn play(&self) -> Result<Outcome, Stuck> {
        for (request, body) in self.scenario.requests.iter().enumerate() {
            self.post_until_accepted(request, body).await?;
            self.drain().await?;
            self.let_time_pass();
        }
        let redriven = self.redrive().await?;
        let replayed = self.replay().await?;
        Ok(self.end(redriven, replayed).await)
    }

    /// Ends all processes and looks at what is there.
    async fn end(&self, redriven: usize, replayed: usize) -> Outcome {
        for deployed in self.functions() {
            deployed.function.stop().await;
        }
        Outcome::of(self, redriven, replayed)
    }

    /// Time passes before something is repeated: less than SQS and SNS remember, or more.
    fn let_time_pass(&self) {
        self.aws.advance(match self.pace {
            Pace::Within => Duration::from_secs(20),
            Pace::After => Duration::from_mins(6),
        });
    }

    fn functions(&self) -> impl Iterator<Item = &Deployed> {
        std::iter::once(&self.ingest).chain(&self.progress)
    }
}
