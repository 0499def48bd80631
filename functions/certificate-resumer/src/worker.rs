//! A batch's way through the function: decide, read who waits, tell them.

use std::time::{Duration, Instant};

use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use milepost_domain::Time;
use milepost_runtime::limits::call::SEND_MESSAGE_BATCH;
use milepost_runtime::metrics::Metrics;

use crate::plan::{Plan, Wake, plan};
use crate::{Resumed, SendResumed, StreamEvent, StreamResponse, Waiting, WakeError};

/// Names and titles worked at, and calls to the queue for one of them, at a time.
const PARALLEL: usize = 8;

/// The number of certificates woken, or the sequence number of the record to go back to.
type Outcome = Result<usize, String>;

/// Wakes certificates.
pub struct Worker<S> {
    /// Reads who waits.
    pub waiting: Waiting,
    /// Tells them.
    pub send: S,
    /// What time it is.
    pub clock: fn() -> Time,
}

impl<S: SendResumed + Sync> Worker<S> {
    /// Works at a batch and answers from where on the stream shall deliver it again.
    pub async fn work(&self, event: &StreamEvent) -> StreamResponse {
        let start = Instant::now();
        let Plan { wakes, unreadable } = plan(event);
        let outcomes: Vec<Outcome> =
            stream::iter(wakes).map(|wake| self.attempt(wake)).buffered(PARALLEL).collect().await;
        self.report(event.records.len(), unreadable, &outcomes, start.elapsed());
        StreamResponse::back_to(outcomes.into_iter().find_map(Result::err))
    }

    async fn attempt(&self, wake: Wake) -> Outcome {
        self.wake(&wake).await.map_err(|error| {
            let Wake { event_id, awaited, sequence_number, .. } = wake;
            tracing::error!(event_id, kind = awaited.kind(), %error, "certificates.not_resumed");
            sequence_number
        })
    }

    async fn wake(&self, wake: &Wake) -> Result<usize, WakeError> {
        let waiting = self.waiting.read(&wake.awaited).await?;
        let count = waiting.len();
        let resumed: Vec<Resumed> =
            waiting.into_iter().map(|certificate| Resumed::of(wake, certificate)).collect();
        let calls: Vec<_> =
            resumed.chunks(SEND_MESSAGE_BATCH.entries).map(|batch| self.send.send(batch)).collect();
        stream::iter(calls).buffer_unordered(PARALLEL).try_collect::<()>().await?;
        Ok(count)
    }

    fn report(&self, records: usize, unreadable: usize, outcomes: &[Outcome], took: Duration) {
        let failed = outcomes.iter().filter(|outcome| outcome.is_err()).count();
        let now = (self.clock)().into();
        Metrics::new("certificate-resumer")
            .count("RecordsReceived", records)
            .count("RecordsUnreadable", unreadable)
            .count("NamesLearnt", outcomes.len())
            .count("CertificatesResumed", outcomes.iter().flatten().sum())
            .count("ResumesFailed", failed)
            .duration("CertificateResumerDuration", took)
            .entry(now, if failed == 0 { "INFO" } else { "ERROR" }, "batch.resumed")
            .write(now);
    }
}

#[cfg(test)]
mod tests;
