//! One call with messages, and what is alike in all of them.

use std::collections::HashMap;

use futures::future::BoxFuture;
use milepost_runtime::limits::call::CallLimits;

use crate::error::{Failure, SendError};
use crate::message::Message;

/// What a call with several messages answers: those that it did not take, or why it took none.
pub type Answer<'a> = BoxFuture<'a, Result<Vec<Failure>, SendError>>;

/// Takes messages: SQS, SNS, or in tests what stands in for them. Behind a pointer, so that nothing that sends has a type
/// parameter for it; the allocation is nothing beside a call over the network.
pub trait Backend: Send + Sync {
    /// Makes one call with these messages, which are within the limits of [`Backend::limits`].
    fn call<'a>(&'a self, messages: &'a [&'a Message]) -> Answer<'a>;

    /// How many messages one call takes, and how large.
    fn limits(&self) -> CallLimits;
}

/// How often a message is sent that a call left out through no fault of its own.
const TRIES: usize = 3;

/// Makes one call with these messages, and another one with those that it left out through no
/// fault of theirs. The places of failures are those in `messages`.
async fn call_again(backend: &dyn Backend, messages: &[&Message]) -> Vec<Failure> {
    let mut failures = Vec::new();
    let mut places: Vec<usize> = (0..messages.len()).collect();
    for is_last in (1..=TRIES).map(|it| it == TRIES) {
        let call: Vec<&Message> = places.iter().map(|place| messages[*place]).collect();
        let answered = match backend.call(&call).await {
            Ok(left_out) => left_out,
            Err(error) => all_failed(call.len(), &error),
        };
        let answered = answered.into_iter().map(|it| Failure { place: places[it.place], ..it });
        let (again, final_ones): (Vec<_>, Vec<_>) =
            answered.partition(|it| !is_last && matches!(it.error, SendError::NotTaken(_)));
        failures.extend(final_ones);
        if again.is_empty() {
            break;
        }
        places = again.into_iter().map(|it| it.place).collect();
    }
    failures
}

/// Calls as large as they may be with the messages at these places, each still to be awaited. The
/// places of failures are those in `messages`.
pub(crate) fn calls<'a>(
    backend: &'a dyn Backend,
    messages: &'a [Message],
    places: &'a [usize],
) -> impl Iterator<Item = impl Future<Output = Vec<Failure>> + Send + 'a> {
    let calls = backend.limits().cut(places.iter().map(|place| messages[*place].bytes()));
    calls.into_iter().map(move |call| async move {
        let places = &places[call];
        let call: Vec<&Message> = places.iter().map(|place| &messages[*place]).collect();
        let failures = call_again(backend, &call).await;
        failures.into_iter().map(|it| Failure { place: places[it.place], ..it }).collect()
    })
}

fn all_failed(messages: usize, error: &SendError) -> Vec<Failure> {
    (0..messages).map(|place| Failure { place, error: error.clone() }).collect()
}

/// The places of the messages that a call would take, and of those over a limit: one of these may
/// fail a whole call.
pub(crate) fn within_limits(
    messages: &[Message],
    limits: CallLimits,
) -> (Vec<usize>, Vec<Failure>) {
    let (mut fine, mut failures) = (Vec::with_capacity(messages.len()), Vec::new());
    for (place, message) in messages.iter().enumerate() {
        match message.check(limits) {
            Ok(()) => fine.push(place),
            Err(limit) => failures.push(Failure { place, error: limit.into() }),
        }
    }
    (fine, failures)
}

/// The messages that an answer does not name as taken. Of those that it does not name at all
/// nobody knows whether they were.
pub(crate) fn left_out<'a>(
    messages: usize,
    taken: impl Iterator<Item = &'a str>,
    failed: impl Iterator<Item = (&'a str, SendError)>,
) -> Vec<Failure> {
    let mut failed: HashMap<&str, SendError> = failed.collect();
    let taken: Vec<&str> = taken.collect();
    let missing = (0..messages).map(|place| (place, place.to_string()));
    missing
        .filter(|(_, id)| !taken.contains(&id.as_str()))
        .map(|(place, id)| {
            let unknown = || SendError::NotReached("the answer leaves it out".to_owned());
            Failure { place, error: failed.remove(id.as_str()).unwrap_or_else(unknown) }
        })
        .collect()
}

/// The faults of a call that its content is to blame for. AWS names them with and without a
/// namespace before them.
const OF_THE_CONTENT: [&str; 3] =
    ["BatchRequestTooLong", "InvalidBatchEntryId", "InvalidMessageContents"];
/// As SQS, SNS and their encryption say it.
const THROTTLES: [&str; 6] = [
    "KMSThrottling",
    "KmsThrottled",
    "OverLimit",
    "RequestThrottled",
    "Throttled",
    "ThrottlingException",
];

/// What AWS's code of a failed call means, in these words.
pub(crate) fn of_code(code: Option<&str>, words: String) -> SendError {
    let code = code.and_then(|code| code.rsplit(['.', '#']).next()).unwrap_or_default();
    if OF_THE_CONTENT.contains(&code) {
        SendError::Invalid(words)
    } else if THROTTLES.contains(&code) {
        SendError::Throttled(words)
    } else {
        SendError::Refused(words)
    }
}
