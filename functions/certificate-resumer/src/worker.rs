//! A batch's way through the function: decide, read who waits, tell them.

use std::time::{Duration, Instant};

use futures::stream::{self, StreamExt as _};
use milepost_domain::Time;
use milepost_messaging::{Message, Queue};
use milepost_runtime::metrics::Metrics;

use crate::plan::{Plan, Wake, plan};
use crate::{StreamEvent, StreamResponse, Waiting, WakeError, resumed};

/// Names and titles worked at at a time.
const PARALLEL: usize = 8;

/// The number of certificates woken, or the sequence number of the record to go back to.
type Outcome = Result<usize, String>;

/// Wakes certificates.
pub struct Worker {
    /// Reads who waits.
    pub waiting: Waiting,
    /// The queue of certificates.
    pub queue: Queue,
    /// What time it is.
    pub clock: fn() -> Time,
}

impl Worker {
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
        let messages = waiting.into_iter().map(|certificate| resumed(wake, certificate));
        let messages: Vec<Message> = messages.collect::<Result<_, _>>()?;
        self.queue.send_all(&messages).await?;
        Ok(messages.len())
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
