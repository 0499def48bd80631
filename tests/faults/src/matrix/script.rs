//! What goes wrong in one run, and a record of what was called.

use std::collections::HashMap;
use std::sync::Mutex;

use super::case::{Place, Reach, Strike};
use crate::call::{Attempt, Operation};
use crate::fault::Fault;

/// Plays the faults of one case, and writes down the calls.
#[derive(Debug, Default)]
pub struct Script {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Every call, by the SDK's id.
    ordinals: HashMap<String, usize>,
    /// Every call, in the order of their first attempts.
    trace: Vec<Place>,
    strikes: Vec<Armed>,
    is_outage_over: bool,
}

#[derive(Debug)]
struct Armed {
    strike: Strike,
    /// The call that it struck first.
    struck: Option<String>,
}

impl Script {
    /// Nothing goes wrong but this.
    pub fn new(strikes: &[Strike]) -> Self {
        let strikes = strikes.iter().map(|strike| Armed { strike: *strike, struck: None });
        let state = State { strikes: strikes.collect(), ..State::default() };
        Self { state: Mutex::new(state) }
    }

    /// What happens to this attempt.
    pub fn fault(&self, attempt: &Attempt) -> Option<Fault> {
        self.lock().fault(attempt)
    }

    /// Ends what goes wrong until somebody ends it.
    pub fn end_outage(&self) {
        self.lock().is_outage_over = true;
    }

    /// The calls so far, in the order of their first attempts.
    pub fn trace(&self) -> Vec<Place> {
        self.lock().trace.clone()
    }

    /// Which of the faults have struck.
    pub fn struck(&self) -> Vec<bool> {
        self.lock().strikes.iter().map(|armed| armed.struck.is_some()).collect()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().expect("no panic before")
    }
}

impl State {
    fn fault(&mut self, attempt: &Attempt) -> Option<Fault> {
        let place = self.place(attempt);
        for index in 0..self.strikes.len() {
            let before = index.checked_sub(1).map(|before| &self.strikes[before]);
            // A second fault waits for the first.
            let is_ready = before.is_none_or(|before| before.struck.is_some());
            let armed = &self.strikes[index];
            let follows = before.filter(|before| before.strike.place == armed.strike.place);
            if is_ready && armed.hits(place, attempt, follows, self.is_outage_over) {
                let fault = armed.strike.fault;
                self.strikes[index].struck.get_or_insert_with(|| attempt.call_id.clone());
                return Some(fault);
            }
        }
        None
    }

    /// Finds the place of a call, or gives it the next one.
    fn place(&mut self, attempt: &Attempt) -> Place {
        let operation = attempt.operation;
        let ordinal = *self.ordinals.entry(attempt.call_id.clone()).or_insert_with(|| {
            let ordinal = count(&self.trace, operation) + 1;
            self.trace.push(Place { operation, ordinal });
            ordinal
        });
        Place { operation, ordinal }
    }
}

fn count(trace: &[Place], operation: Operation) -> usize {
    trace.iter().filter(|place| place.operation == operation).count()
}

impl Armed {
    /// Whether it strikes this attempt. If it `follows` a fault in the same place, that is the
    /// next attempt of the same call or, if the call ended there, the next call.
    fn hits(
        &self,
        place: Place,
        attempt: &Attempt,
        follows: Option<&Self>,
        is_outage_over: bool,
    ) -> bool {
        let own = self.strike.place;
        let is_same_call = self.struck.as_ref() == Some(&attempt.call_id);
        match (self.strike.reach, &self.struck) {
            _ if place.operation != own.operation => false,
            (Reach::Once, Some(_)) => false,
            (Reach::Every, Some(_)) => is_same_call,
            (Reach::Outage, _) => place.ordinal >= own.ordinal && !is_outage_over,
            (_, None) if follows.is_some() => place.ordinal >= own.ordinal,
            (_, None) => place == own,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPERATION: Operation = Operation::PublishBatch;

    fn strike(ordinal: usize, fault: Fault, reach: Reach) -> Strike {
        Strike { place: Place { operation: OPERATION, ordinal }, fault, reach }
    }

    /// Plays attempts, each named by its call, and says which were struck by what.
    fn play(strikes: &[Strike], calls: &[&str]) -> Vec<Option<Fault>> {
        let script = Script::new(strikes);
        let attempt =
            |call: &&str| Attempt { operation: OPERATION, call_id: (*call).to_owned(), number: 1 };
        calls.iter().map(|call| script.fault(&attempt(call))).collect()
    }

    #[test]
    fn a_fault_strikes_one_attempt_all_of_a_call_or_all_from_there() {
        let fault = Some(Fault::Throttled);
        let calls = ["a", "b", "b", "c", "c"];
        let of = |reach| play(&[strike(2, Fault::Throttled, reach)], &calls);
        assert_eq!(of(Reach::Once), [None, fault, None, None, None]);
        assert_eq!(of(Reach::Every), [None, fault, fault, None, None]);
        assert_eq!(of(Reach::Outage), [None, fault, fault, fault, fault]);
    }

    #[test]
    fn a_second_fault_waits_for_the_first() {
        let first = strike(2, Fault::Throttled, Reach::Once);
        let (throttled, lost) = (Some(Fault::Throttled), Some(Fault::LostAnswer));
        let second = strike(3, Fault::LostAnswer, Reach::Once);
        let calls = ["a", "b", "b", "c", "c"];
        assert_eq!(play(&[first, second], &calls), [None, throttled, None, lost, None]);
        let same = strike(2, Fault::LostAnswer, Reach::Once);
        assert_eq!(play(&[first, same], &calls), [None, throttled, lost, None, None]);
        let calls = ["a", "b", "c", "c"];
        assert_eq!(play(&[first, same], &calls), [None, throttled, lost, None]);
    }

    #[test]
    fn calls_are_numbered_by_operation_and_what_did_not_strike_is_known() {
        let script = Script::new(&[strike(2, Fault::Silence, Reach::Once)]);
        let attempt =
            |operation, call: &str| Attempt { operation, call_id: call.to_owned(), number: 1 };
        assert_eq!(script.fault(&attempt(OPERATION, "a")), None);
        assert_eq!(script.fault(&attempt(Operation::PutObject, "b")), None);
        let places = script.trace().iter().map(Place::to_string).collect::<Vec<_>>();
        assert_eq!(places, ["PublishBatch.1", "PutObject.1"]);
        assert_eq!(script.struck(), [false]);
    }
}
