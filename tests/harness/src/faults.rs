//! Which call of a process to AWS fails, and how.
//!
//! What stands in for AWS in a test (a table, a queue, a topic or a bucket in memory) makes each of
//! its calls through [`Faults::around`]. Clones share one count of calls, so that a test can let any
//! call of a function fail, whatever service it goes to.

use std::collections::VecDeque;
use std::fmt;
use std::future::pending;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use milepost_messaging::SendError;
use milepost_store::StoreError;
use tokio::sync::Notify;

/// How a call fails.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Fault {
    /// The process dies before the call is carried out.
    DeathBefore,
    /// The process dies after the call was carried out.
    DeathAfter,
    /// The call is carried out, and its answer is lost.
    LostAnswer,
    /// The call is not carried out, and there is no answer.
    NotReached,
    /// AWS takes no more calls.
    Throttled,
}

impl Fault {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::DeathBefore, Self::DeathAfter, Self::LostAnswer, Self::NotReached, Self::Throttled];
}

/// The error of a service that can be unreachable or throttled.
pub trait CallError {
    /// No answer came: the call may have been carried out all the same.
    fn not_reached(why: &str) -> Self;

    /// The service takes no more calls for the moment, and has not carried out this one.
    fn throttled(why: &str) -> Self;
}

impl CallError for StoreError {
    fn not_reached(why: &str) -> Self {
        Self::NotReached(why.to_owned())
    }

    fn throttled(why: &str) -> Self {
        Self::Throttled(why.to_owned())
    }
}

impl CallError for SendError {
    fn not_reached(why: &str) -> Self {
        Self::NotReached(why.to_owned())
    }

    fn throttled(why: &str) -> Self {
        Self::Throttled(why.to_owned())
    }
}

/// Decides whether a call fails, by its number (from 0) and its name.
type Plan = Box<dyn FnMut(usize, &str) -> Option<Fault> + Send>;

/// The calls so far, and those that fail. Clones share it, so that calls to several services are
/// counted together.
#[derive(Clone, Default)]
pub struct Faults {
    state: Arc<Mutex<State>>,
    death: Arc<Notify>,
}

#[derive(Default)]
struct State {
    calls: Vec<&'static str>,
    plan: Option<Plan>,
}

impl fmt::Debug for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Faults").field(&self.calls()).finish()
    }
}

impl Faults {
    /// From now on, the call with this number, counted from 0 and over all services, fails.
    pub fn fail_at(&self, call: usize, fault: Fault) {
        self.plan(move |number, _| (number == call).then_some(fault));
    }

    /// From now on, the next calls of this name fail, so many of them.
    pub fn fail_next(&self, name: &'static str, mut times: usize, fault: Fault) {
        self.plan(move |_, call| {
            let fails = call == name && times > 0;
            times -= usize::from(fails);
            fails.then_some(fault)
        });
    }

    /// From now on the calls, in turn, fail or do not as this says; those after it do not.
    pub fn fail_in_turn(&self, faults: impl IntoIterator<Item = Option<Fault>>) {
        let mut faults = faults.into_iter().collect::<VecDeque<_>>();
        self.plan(move |_, _| faults.pop_front().flatten());
    }

    /// From now on all goes well.
    pub fn heal(&self) {
        self.lock().plan = None;
    }

    fn plan(&self, plan: impl FnMut(usize, &str) -> Option<Fault> + Send + 'static) {
        self.lock().plan = Some(Box::new(plan));
    }

    /// The names of the calls so far.
    pub fn calls(&self) -> Vec<&'static str> {
        self.lock().calls.clone()
    }

    /// Runs a process until it ends, or dies in one of its calls: then nothing of it goes on.
    pub async fn run<T>(&self, process: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            done = process => Some(done),
            () = self.death.notified() => None,
        }
    }

    /// Makes a call, or lets it fail.
    ///
    /// # Errors
    /// The call's own, or that of the fault.
    pub async fn around<T, E: CallError>(
        &self,
        name: &'static str,
        call: impl FnOnce() -> Result<T, E> + Send,
    ) -> Result<T, E> {
        // Others get their turn between any two calls.
        tokio::task::yield_now().await;
        match self.next(name) {
            None => call(),
            Some(Fault::DeathBefore) => self.die().await,
            Some(Fault::DeathAfter) => {
                drop(call());
                self.die().await
            }
            Some(Fault::LostAnswer) => {
                drop(call());
                Err(E::not_reached("answer lost"))
            }
            Some(Fault::NotReached) => Err(E::not_reached("no connection")),
            Some(Fault::Throttled) => Err(E::throttled("too many calls")),
        }
    }

    fn next(&self, name: &'static str) -> Option<Fault> {
        let mut state = self.lock();
        let number = state.calls.len();
        state.calls.push(name);
        state.plan.as_mut().and_then(|plan| plan(number, name))
    }

    async fn die<T>(&self) -> T {
        self.death.notify_one();
        pending().await
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
