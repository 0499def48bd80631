//! A queue to send to.

use std::fmt;
use std::sync::Arc;

use aws_sdk_sqs::Client;
use futures::stream::{self, StreamExt as _};

use crate::backend::{Backend, calls, within_limits};
use crate::error::{Failure, SendError};
use crate::message::Message;
use crate::sqs::Sqs;

/// Calls under way at a time.
const PARALLEL: usize = 16;

/// A queue. Cheap to clone.
#[derive(Clone)]
pub struct Queue {
    backend: Arc<dyn Backend>,
}

impl fmt::Debug for Queue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Queue")
    }
}

impl Queue {
    /// The queue with this address.
    pub fn sqs(client: Client, url: impl Into<String>) -> Self {
        Self::on(Arc::new(Sqs { client, url: url.into() }))
    }

    /// The queue on this backend.
    pub fn on(backend: Arc<dyn Backend>) -> Self {
        Self { backend }
    }

    /// Sends any number of messages, several calls at a time, and returns those that are not on
    /// the queue, in their order.
    pub async fn send(&self, messages: &[Message]) -> Vec<Failure> {
        let (fine, mut failures) = within_limits(messages, self.backend.limits());
        let calls = calls(&*self.backend, messages, &fine);
        let mut calls = stream::iter(calls).buffer_unordered(PARALLEL);
        while let Some(failed) = calls.next().await {
            failures.extend(failed);
        }
        failures.sort_by_key(|it| it.place);
        failures
    }

    /// Sends all of these messages, or says why the first of them is not on the queue. Sending all
    /// of them again is harmless if each has an id that a repeat is known by.
    ///
    /// # Errors
    /// The first failure; the other messages may be on the queue.
    pub async fn send_all(&self, messages: &[Message]) -> Result<(), SendError> {
        let failures = self.send(messages).await;
        failures.into_iter().next().map_or(Ok(()), |failure| Err(failure.error))
    }
}
