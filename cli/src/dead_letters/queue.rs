//! What is done with a queue and its dead letters.

use super::letter::{Letter, Outgoing};
use crate::aws_error::AwsError;

/// An entry of a batch that SQS did not take, by its place in the batch.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Refused {
    pub(crate) place: usize,
    /// SQS's code.
    pub(crate) why: String,
}

/// How many messages a queue holds. SQS calls the numbers approximate: they settle within a
/// minute after the last message was sent.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Depth {
    pub(crate) visible: usize,
    /// Received by somebody and neither deleted nor given back.
    pub(crate) hidden: usize,
}

impl Depth {
    pub(crate) const fn total(self) -> usize {
        self.visible + self.hidden
    }
}

/// A queue with its dead letters: Amazon SQS, or in tests a memory that fails as it is told to,
/// thousands of times.
pub(crate) trait Queue {
    /// Receives up to so many dead letters (10 at most) and hides them from others for a while.
    async fn receive(&self, most: usize) -> Result<Vec<Letter>, AwsError>;
    /// Sends messages to the queue that the letters died of.
    async fn send(&self, batch: &[Outgoing]) -> Result<Vec<Refused>, AwsError>;
    /// Deletes dead letters.
    async fn delete(&self, batch: &[Letter]) -> Result<Vec<Refused>, AwsError>;
    /// Makes dead letters visible again at once.
    async fn release(&self, batch: &[Letter]) -> Result<(), AwsError>;
    /// How many dead letters there are.
    async fn depth(&self) -> Result<Depth, AwsError>;
    /// How many messages are in the queue that the letters died of.
    async fn source_depth(&self) -> Result<Depth, AwsError>;
}
