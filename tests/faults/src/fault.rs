//! What can go wrong with a call, and who decides that.

use crate::call::{Attempt, Operation};

/// What happens to one attempt of a call.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Fault {
    /// Answered 500; nothing was done.
    ServerError,
    /// Refused for the rate of calls; nothing was done.
    Throttled,
    /// Done, but the connection ends before the answer.
    LostAnswer,
    /// Done, but no answer comes until the caller gives up.
    Silence,
    /// Done for a part of the entries or keys; the answer says so (`UnprocessedKeys`, `Failed`).
    Partial,
    /// `SendMessageBatch`: one entry is refused as the sender's fault, the others are sent.
    SenderFault,
    /// `TransactWriteItems`: cancelled since a condition does not hold; nothing was done.
    ConditionFailed,
    /// `TransactWriteItems`: cancelled since another transaction is under way.
    Conflict,
    /// The function dies before AWS gets the call.
    DeathBefore,
    /// The function dies when AWS has done it, before the answer.
    DeathAfter,
}

impl Fault {
    /// All that can go wrong.
    pub const ALL: [Self; 10] = [
        Self::ServerError,
        Self::Throttled,
        Self::LostAnswer,
        Self::Silence,
        Self::Partial,
        Self::SenderFault,
        Self::ConditionFailed,
        Self::Conflict,
        Self::DeathBefore,
        Self::DeathAfter,
    ];

    /// Whether the process that makes the call dies of it.
    pub fn is_deadly(self) -> bool {
        matches!(self, Self::DeathBefore | Self::DeathAfter)
    }

    /// Whether this can happen to a call of this operation.
    pub fn fits(self, operation: Operation) -> bool {
        match self {
            Self::Partial => matches!(
                operation,
                Operation::SendMessageBatch
                    | Operation::BatchGetItem
                    | Operation::PublishBatch
                    | Operation::PutRecordBatch
            ),
            Self::SenderFault => operation == Operation::SendMessageBatch,
            Self::ConditionFailed | Self::Conflict => operation == Operation::TransactWriteItems,
            _ => true,
        }
    }
}

/// Decides what goes wrong.
pub trait Inject: Send + Sync + 'static {
    /// What happens to this attempt; `None` if nothing goes wrong.
    fn fault(&self, attempt: &Attempt) -> Option<Fault>;

    /// Kills the process that makes this attempt, and returns when it is dead.
    fn kill(&self, attempt: &Attempt) -> impl Future<Output = ()> + Send;
}
