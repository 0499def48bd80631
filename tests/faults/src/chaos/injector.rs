//! Faults at random.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use super::functions::{Functions, caller};
use super::rng::Rng;
use crate::call::{Attempt, Operation};
use crate::fault::{Fault, Inject};

/// Lets a share of all attempts go wrong, each in one of the ways that fit.
#[derive(Debug)]
pub struct Chaos {
    rate: f64,
    on: AtomicBool,
    functions: OnceLock<Functions>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    rng: Rng,
    tally: Tally,
}

/// What happened so far.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Attempts by operation.
    pub attempts: BTreeMap<Operation, usize>,
    /// Faults by kind and operation.
    pub faults: BTreeMap<(Fault, Operation), usize>,
    /// Processes that were killed, by function.
    pub deaths: BTreeMap<String, usize>,
}

impl Tally {
    /// All faults.
    pub fn total_faults(&self) -> usize {
        self.faults.values().sum()
    }

    /// All processes that were killed.
    pub fn total_deaths(&self) -> usize {
        self.deaths.values().sum()
    }
}

impl Chaos {
    /// Lets this share of attempts (0 to 1) go wrong. Concurrent calls draw in the order of
    /// their arrival: a seed gives like runs, not equal ones.
    pub fn new(rate: f64, seed: u64) -> Self {
        let state = State { rng: Rng::new(seed), tally: Tally::default() };
        let (on, functions) = (AtomicBool::new(true), OnceLock::new());
        Self { rate, on, functions, state: Mutex::new(state) }
    }

    /// Says whose processes die.
    pub fn attach(&self, functions: Functions) {
        self.functions.set(functions).expect("functions that were not set");
    }

    /// From now on nothing goes wrong any more.
    pub fn stop(&self) {
        self.on.store(false, Ordering::SeqCst);
    }

    /// What happened so far.
    pub fn tally(&self) -> Tally {
        self.state().tally.clone()
    }

    /// Kills a function's processes at this moment.
    pub async fn kill_function(&self, function: &str) {
        let Some(functions) = self.functions.get() else { return };
        let killed = functions.kill(function).await;
        *self.state().tally.deaths.entry(function.to_owned()).or_default() += killed;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inject for Chaos {
    fn fault(&self, attempt: &Attempt) -> Option<Fault> {
        let operation = attempt.operation;
        let mut state = self.state();
        *state.tally.attempts.entry(operation).or_default() += 1;
        if !self.on.load(Ordering::SeqCst) || state.rng.fraction() >= self.rate {
            return None;
        }
        let fitting: Vec<_> = Fault::ALL.into_iter().filter(|it| it.fits(operation)).collect();
        let fault = state.rng.pick(&fitting)?;
        *state.tally.faults.entry((fault, operation)).or_default() += 1;
        Some(fault)
    }

    /// Kills all processes of the function: of `archive` there may be several, and a call does
    /// not say whose it is.
    async fn kill(&self, attempt: &Attempt) {
        self.kill_function(caller(attempt.operation)).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_the_attempts_goes_wrong_in_every_way_that_fits() {
        let chaos = Chaos::new(0.2, 3);
        let operation = Operation::TransactWriteItems;
        let attempt = Attempt { operation, call_id: String::new(), number: 1 };
        let faults = (0..5_000).filter_map(|_| chaos.fault(&attempt)).count();
        assert!((900..1_100).contains(&faults), "{faults}");
        let tally = chaos.tally();
        assert_eq!((tally.total_faults(), tally.attempts[&operation]), (faults, 5_000));
        let seen: Vec<_> = tally.faults.keys().map(|(fault, _)| *fault).collect();
        let fitting = Fault::ALL.into_iter().filter(|fault| fault.fits(operation));
        assert_eq!(seen, fitting.collect::<Vec<_>>());
        chaos.stop();
        assert!((0..100).all(|_| chaos.fault(&attempt).is_none()));
    }
}
