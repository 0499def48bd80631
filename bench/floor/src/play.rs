//! An invocation: the next recorded calls.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures::future::join_all;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use crate::calls::{Call, read};

/// Makes calls whose input is ready to be sent.
pub trait Send {
    /// An operation's input.
    type Input;

    /// Makes the input that was recorded.
    fn prepare(&self, call: &Call) -> Self::Input;

    /// Sends a copy of it.
    fn send(&self, input: &Self::Input) -> impl Future<Output = ()>;
}

struct Ready<I> {
    steps: Vec<Vec<I>>,
    answer: Box<RawValue>,
}

/// Serves invocations for ever.
///
/// # Errors
/// If Lambda's runtime interface cannot be reached.
pub async fn play<S: Send>(sender: S) -> Result<(), Error> {
    let (ready, next) = (OnceLock::new(), AtomicUsize::default());
    lambda_runtime::run(service_fn(|_: LambdaEvent<IgnoredAny>| async {
        let ready: &Vec<Ready<S::Input>> = ready.get_or_init(|| prepare(&sender));
        let invocation = &ready[next.fetch_add(1, Ordering::Relaxed) % ready.len()];
        for step in &invocation.steps {
            join_all(step.iter().map(|input| sender.send(input))).await;
        }
        Ok::<_, Error>(invocation.answer.clone())
    }))
    .await
}

fn prepare<S: Send>(sender: &S) -> Vec<Ready<S::Input>> {
    let step = |calls: &Vec<Call>| calls.iter().map(|call| sender.prepare(call)).collect();
    let invocations = read().into_iter();
    invocations
        .map(|it| Ready { steps: it.steps.iter().map(step).collect(), answer: it.answer })
        .collect()
}
