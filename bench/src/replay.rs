//! AWS that answers at once with what is on the tape, and counts.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use hyper::body::Bytes;
use hyper::{Request, Response};
use milepost_faults::call::Operation;
use milepost_faults::upstream::Upstream;

use crate::tape::{Call, Tape};

/// The answers of one invocation, by operation.
type Answers = HashMap<Operation, Vec<Response<Bytes>>>;

/// Answers the calls of one process.
#[derive(Clone, Debug)]
pub struct Replay(Arc<Script>);

#[derive(Debug)]
struct Script {
    at_start: Answers,
    takes: Vec<Answers>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    take: usize,
    counts: BTreeMap<Operation, usize>,
    kept: Option<Vec<(Operation, Bytes)>>,
}

impl Replay {
    /// Answers as on this tape.
    pub fn of(tape: &Tape) -> Self {
        Self(Arc::new(Script {
            at_start: answers(&tape.at_start),
            takes: tape.takes.iter().map(|take| answers(&take.calls)).collect(),
            state: Mutex::default(),
        }))
    }

    /// What follows belongs to this invocation.
    pub fn cue(&self, take: usize) {
        let mut state = self.state();
        state.take = take;
        state.counts.clear();
    }

    /// How often each operation was called since the cue.
    pub fn counts(&self) -> BTreeMap<Operation, usize> {
        self.state().counts.clone()
    }

    /// Keeps the bodies of requests until they are taken.
    pub fn keep(&self) {
        self.state().kept = Some(Vec::new());
    }

    /// Takes what was kept.
    pub fn take_kept(&self) -> Vec<(Operation, Bytes)> {
        self.state().kept.take().unwrap_or_default()
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.state.lock().expect("no panic before")
    }

    fn answer(&self, operation: Operation, body: Bytes) -> Option<Response<Bytes>> {
        let mut state = self.state();
        let Some(answers) = self.0.takes[state.take].get(&operation) else {
            // Asked for again from time to time, and no part of the invocation.
            return self.0.at_start.get(&operation)?.first().cloned();
        };
        let count = state.counts.entry(operation).or_default();
        let place = *count;
        *count += 1;
        if let Some(kept) = &mut state.kept {
            kept.push((operation, body));
        }
        answers.get(place.min(answers.len() - 1)).cloned()
    }
}

fn answers(calls: &[Call]) -> Answers {
    let mut answers = Answers::new();
    for call in calls {
        answers.entry(call.operation).or_default().push(call.response.clone());
    }
    answers
}

impl Upstream for Replay {
    async fn call(&self, request: Request<Bytes>) -> Response<Bytes> {
        let (parts, body) = request.into_parts();
        let operation = Operation::of(&parts, &body);
        operation
            .and_then(|operation| self.answer(operation, body))
            .unwrap_or_else(|| panic!("{operation:?} is not on the tape"))
    }
}
