//! What a function was invoked with, sent and answered.

use std::collections::BTreeMap;

use hyper::Response;
use hyper::body::Bytes;
use milepost_faults::call::Operation;

/// One call to AWS.
#[derive(Clone, Debug)]
pub struct Call {
    /// What it asked for.
    pub operation: Operation,
    /// Its body.
    pub request: Bytes,
    /// AWS's answer.
    pub response: Response<Bytes>,
}

/// One invocation.
#[derive(Clone, Debug)]
pub struct Take {
    /// What the function was invoked with.
    pub payload: Bytes,
    /// Its calls, in the order in which they arrived.
    pub calls: Vec<Call>,
    /// Its answer.
    pub answer: Bytes,
}

/// The invocations of one function with one workload.
#[derive(Clone, Debug)]
pub struct Tape {
    /// The function.
    pub function: &'static str,
    /// Events behind each invocation.
    pub events_per_take: usize,
    /// Calls before the first invocation.
    pub at_start: Vec<Call>,
    /// The invocations.
    pub takes: Vec<Take>,
}

impl Take {
    /// How often each operation was called.
    pub fn counts(&self) -> BTreeMap<Operation, usize> {
        let mut counts = BTreeMap::new();
        for call in &self.calls {
            *counts.entry(call.operation).or_default() += 1;
        }
        counts
    }

    /// Steps of calls that are made at the same time: the same operation on different things.
    /// Publications wait for each other, since one record's changes must not change places.
    pub fn steps(&self) -> Vec<Vec<&Call>> {
        let mut steps: Vec<Vec<&Call>> = Vec::new();
        for call in &self.calls {
            match steps.last_mut() {
                Some(step) if is_parallel(step[0].operation, call.operation) => step.push(call),
                _ => steps.push(vec![call]),
            }
        }
        steps
    }
}

fn is_parallel(one: Operation, other: Operation) -> bool {
    one == other && one != Operation::PublishBatch
}
