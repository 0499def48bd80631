//! Queues with their dead letters: what is in them, and the calls of Amazon SQS.

mod content;
mod hold;
mod letter;
mod look;
mod queue;
mod queues;
pub(crate) mod reason;
mod rounds;
mod sqs;
mod stop;

pub(crate) use content::Content;
pub(crate) use hold::{Hold, MAX_ENTRIES};
pub(crate) use letter::{Letter, Outgoing};
pub(crate) use look::{Seen, look};
pub(crate) use queue::{Depth, Queue, Refused};
pub(crate) use queues::{Pair, pairs, pairs_of};
pub(crate) use reason::Reason;
pub(crate) use rounds::{batches, rounds};
pub(crate) use sqs::{events, open};
pub(crate) use stop::Stop;
