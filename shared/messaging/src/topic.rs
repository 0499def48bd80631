//! A topic to publish to.

use std::fmt;
use std::sync::Arc;

use aws_sdk_sns::Client;
use futures::future::join_all;

use crate::backend::{Backend, calls, within_limits};
use crate::error::{Failure, SendError};
use crate::message::Message;
use crate::order::Waves;
use crate::sns::Sns;

/// A topic. Cheap to clone.
#[derive(Clone)]
pub struct Topic {
    backend: Arc<dyn Backend>,
}

impl fmt::Debug for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Topic")
    }
}

impl Topic {
    /// The topic with this ARN.
    pub fn sns(client: Client, arn: impl Into<String>) -> Self {
        Self::on(Arc::new(Sns { client, arn: arn.into() }))
    }

    /// The topic on this backend.
    pub fn on(backend: Arc<dyn Backend>) -> Self {
        Self { backend }
    }

    /// Publishes any number of messages and returns those that were not published, in their
    /// order. Of a group none overtakes an earlier one: what is behind a failed message is not
    /// tried.
    pub async fn publish(&self, messages: &[Message]) -> Vec<Failure> {
        let (fine, mut failures) = within_limits(messages, self.backend.limits());
        let mut waves = Waves::new(messages, fine, &failures);
        while let Some(wave) = waves.next_wave() {
            let failed = join_all(calls(&*self.backend, messages, &wave)).await.concat();
            waves.block(&failed);
            failures.extend(failed);
        }
        failures.extend(waves.into_blocked());
        failures.sort_by_key(|it| it.place);
        failures
    }

    /// Publishes one message.
    ///
    /// # Errors
    /// If nobody knows that it was published.
    pub async fn publish_one(&self, message: Message) -> Result<(), SendError> {
        let failures = self.publish(&[message]).await;
        failures.into_iter().next().map_or(Ok(()), |failure| Err(failure.error))
    }
}
