//! Why a message was not handed over.

use milepost_runtime::limits::LimitError;

/// Why a message was not handed over. Says nothing of what is in it.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum SendError {
    /// It breaks a limit of AWS, now and later.
    #[error("over a limit: {0}")]
    Limit(#[from] LimitError),
    /// AWS finds fault with its content, and will again.
    #[error("invalid: {0}")]
    Invalid(String),
    /// The call was carried out, but left this message out: AWS's code.
    #[error("not taken: {0}")]
    NotTaken(String),
    /// The queue or topic takes no more calls for the moment.
    #[error("throttled: {0}")]
    Throttled(String),
    /// No answer came, or not one that accounts for this message: it may have been handed over.
    #[error("not reached: {0}")]
    NotReached(String),
    /// AWS refuses the call: rights, a missing queue or topic.
    #[error("refused: {0}")]
    Refused(String),
    /// An earlier message of its group was not handed over, and it may not overtake it.
    #[error("an earlier message of its group failed")]
    Behind,
}

impl SendError {
    /// Whether the message itself is at fault, so that it would fail again.
    pub const fn is_of_the_message(&self) -> bool {
        matches!(self, Self::Limit(_) | Self::Invalid(_))
    }
}

/// A message that was not handed over.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("message {place}: {error}")]
pub struct Failure {
    /// Its place among those that were to be sent, from 0.
    pub place: usize,
    /// Why.
    pub error: SendError,
}
