//! The shell of a function that a schedule or a state machine invokes.

use std::time::{Duration, SystemTime};

use futures::future::BoxFuture;
use lambda_runtime::{Context, Error, LambdaEvent, service_fn};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::time::Instant;

/// Serves invocations for ever. `run` is given the event and when to stop working, which is
/// `reserve` before Lambda ends the invocation.
///
/// # Errors
/// If Lambda's runtime interface cannot be reached.
pub async fn serve<I, O, E, F>(
    reserve: Duration,
    run: impl Fn(I, Instant) -> F + Sync,
) -> Result<(), Error>
where
    I: DeserializeOwned + Send,
    O: Serialize + Send,
    E: Into<Error>,
    F: Future<Output = Result<O, E>> + Send,
{
    let run = &run;
    lambda_runtime::run(service_fn(|event: LambdaEvent<I>| {
        // Boxed: the types of nested SDK futures are deeper than the compiler likes to go.
        let answer: BoxFuture<'_, Result<O, Error>> = Box::pin(async move {
            let deadline = deadline_of(&event.context, reserve);
            run(event.payload, deadline).await.map_err(Into::into)
        });
        answer
    }))
    .await
}

/// When to stop working, so that so much time is left before Lambda ends the invocation.
pub(crate) fn deadline_of(context: &Context, reserve: Duration) -> Instant {
    let left = context.deadline().duration_since(SystemTime::now()).unwrap_or_default();
    Instant::now() + left.saturating_sub(reserve)
}
