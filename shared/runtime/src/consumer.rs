//! The consumer shell: what a function does with one message, and everything else about queues.
//!
//! A function that consumes a queue implements [`Consumer`] and calls [`serve`]. Batches, groups,
//! isolation of poison messages, panics, deadlines, counts and the batch's log line are the
//! shell's. A function that must see a whole batch implements
//! [`WorkMessages`] instead.

use std::fmt::Display;
use std::panic::AssertUnwindSafe;

use futures::FutureExt as _;
use futures::future::{BoxFuture, join_all};
use lambda_runtime::Error;

use crate::batch::{self, Batch, Delivery, Failed, WorkMessages};

/// What a function does with one message of its queue.
///
/// Messages of one group come one after another, in their order; those behind one that failed
/// wait for its next delivery. Others are worked at at the same time.
pub trait Consumer {
    /// A message, read.
    type Message: Send;
    /// Why a message failed. It is logged, so nothing personal may be in it.
    type Error: Display + Send;

    /// What the function is called in its metrics.
    fn name(&self) -> &'static str;

    /// The counts that each batch shows, even if nothing is counted.
    fn counts(&self) -> &'static [&'static str] {
        &[]
    }

    /// Reads a message.
    ///
    /// # Errors
    /// If it is none of this function's: it goes to the dead letters after its tries.
    fn read(&self, body: &str) -> Result<Self::Message, Self::Error>;

    /// Does what the message asks. A message may come again, after it was done, too.
    ///
    /// # Errors
    /// If it is not done: it comes again.
    fn handle(
        &self,
        message: Self::Message,
        context: &Context<'_>,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// Whether a failure is in the order of things, as of a message that waits for another.
    fn is_expected(&self, _: &Self::Error) -> bool {
        false
    }
}

/// A message's delivery, and the batch that it came in.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The delivery.
    pub delivery: &'a Delivery,
    /// The batch: the time, and what is counted.
    pub batch: &'a Batch,
}

/// Serves invocations for ever.
///
/// # Errors
/// If Lambda's runtime interface cannot be reached.
pub async fn serve(consumer: &(impl Consumer + Sync)) -> Result<(), Error> {
    batch::serve(&Each(consumer)).await
}

/// Works at each message of a batch by itself.
#[derive(Clone, Copy, Debug)]
pub struct Each<C>(pub C);

impl<C: Consumer + Sync> WorkMessages for Each<&C> {
    fn name(&self) -> &'static str {
        self.0.name()
    }

    async fn work(&self, deliveries: &[Delivery], batch: &Batch) -> Failed {
        self.0.counts().iter().for_each(|name| batch.count(name, 0));
        let groups = groups(deliveries).into_iter();
        let groups = groups.map(|group| work_in_order(self.0, group, batch));
        join_all(groups).await.into_iter().flatten().collect()
    }
}

/// The messages of each group, in their order. Without a group a message is one of its own.
fn groups(deliveries: &[Delivery]) -> Vec<Vec<&Delivery>> {
    let mut groups: Vec<Vec<&Delivery>> = Vec::new();
    for delivery in deliveries {
        let same = |group: &&mut Vec<&Delivery>| {
            delivery.group.is_some() && group.first().is_some_and(|it| it.group == delivery.group)
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(delivery),
            None => groups.push(vec![delivery]),
        }
    }
    groups
}

/// Works at the messages of a group until one fails; then the rest have failed, too.
async fn work_in_order<C: Consumer + Sync>(
    consumer: &C,
    deliveries: Vec<&Delivery>,
    batch: &Batch,
) -> Vec<String> {
    for (place, delivery) in deliveries.iter().enumerate() {
        if !is_handled(consumer, Context { delivery, batch }).await {
            return deliveries[place..].iter().map(|it| it.message_id.clone()).collect();
        }
        batch.done(&delivery.message_id);
    }
    Vec::new()
}

async fn is_handled<C: Consumer + Sync>(consumer: &C, context: Context<'_>) -> bool {
    let Delivery { message_id, .. } = context.delivery;
    let event_key = || context.delivery.event_key();
    // Boxed: the types of nested SDK futures are deeper than the compiler likes to go.
    let handled: BoxFuture<'_, Result<(), C::Error>> = Box::pin(async {
        let message = consumer.read(&context.delivery.body)?;
        consumer.handle(message, &context).await
    });
    match AssertUnwindSafe(handled).catch_unwind().await {
        Ok(Ok(())) => return true,
        Ok(Err(error)) if consumer.is_expected(&error) => {
            tracing::warn!(message_id, event_key = event_key(), %error, "message.waits");
        }
        Ok(Err(error)) => {
            tracing::error!(message_id, event_key = event_key(), %error, "message.failed");
        }
        // The panic hook has told where.
        Err(_) => tracing::error!(message_id, event_key = event_key(), "message.panicked"),
    }
    false
}

#[cfg(test)]
mod tests;
