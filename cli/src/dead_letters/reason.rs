//! Why a letter is dead, as far as that can be told.

use clap::ValueEnum;
use serde::Serialize;

/// Why a letter is dead.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, ValueEnum)]
#[serde(rename_all = "snake_case")]
#[value(rename_all = "snake_case")]
pub(crate) enum Reason {
    /// No message of ours, or of a newer version
    Unreadable,
    /// A message of ours, but its event cannot be read
    Unparsable,
    /// The event's history row cannot be read
    RowUnreadable,
    /// The event's record cannot be read
    RecordUnreadable,
    /// The event is not in history
    NotProcessed,
    /// The event is in history: at most its publication is missing
    Processed,
    /// A change that the queue's function did not take
    NotTaken,
}

impl Reason {
    /// As it is called on the command line and in JSON.
    pub(crate) fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    /// What it means, and what to do about it.
    pub(crate) fn advice(self) -> &'static str {
        match self {
            Self::Unreadable => "no message that this version knows: deploy a newer one, or purge",
            Self::Unparsable => "the event cannot be read: deploy a newer parser, or purge",
            Self::RowUnreadable => "the event's history row is damaged: mend or delete it, redrive",
            Self::RecordUnreadable => "the learner's record is damaged: mend it, then redrive",
            Self::NotProcessed => "not in history: see the log of `progress`, then redrive",
            Self::Processed => "in history, perhaps not published: redrive publishes it again",
            Self::NotTaken => "the queue's function failed at it: see its log, then redrive",
        }
    }
}
