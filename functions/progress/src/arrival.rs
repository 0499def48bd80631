//! A message that arrived, read.

use std::panic::catch_unwind;

use milepost_contracts::{
    EventMessage, ItemKey, MessageError, enrollment_key, group_id, history_key,
};
use milepost_domain::{Event, EventError, EventKey, RecordKey};
use milepost_runtime::batch::Delivery;

/// One event on its way through the function.
#[derive(Debug)]
pub struct Arrival {
    /// SQS's id of the message.
    pub message_id: String,
    /// The message.
    pub message: EventMessage,
    /// The event in it.
    pub event: Event,
    /// The event's key.
    pub key: EventKey,
    /// Where its history row lies.
    pub history: ItemKey,
    /// The record that it changes, if it is about an enrollment.
    pub record: Option<RecordKey>,
    /// Where that record lies.
    pub enrollment: Option<ItemKey>,
    /// What it is ordered by, on the queue and on the topic.
    pub group: String,
}

/// Why a message cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ArrivalError {
    /// It is none of ours.
    #[error("the message cannot be read")]
    Message(#[from] MessageError),
    /// Its event cannot be read.
    #[error("the event cannot be read")]
    Event(#[from] EventError),
    /// The parser has a bug.
    #[error("the parser panicked")]
    Panicked,
}

impl ArrivalError {
    /// The cause in one word, for the log: what the parser says may quote the event.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::Message(MessageError::NewerVersion(_)) => "newer_version",
            Self::Message(_) => "not_a_message",
            Self::Event(error) => error.reason(),
            Self::Panicked => "parser_panic",
        }
    }
}

impl Arrival {
    /// Reads a message.
    ///
    /// # Errors
    /// If it cannot be read; nothing that the function can do will help then.
    pub fn read(delivery: &Delivery) -> Result<Self, ArrivalError> {
        catch_unwind(|| Self::parse(delivery)).unwrap_or(Err(ArrivalError::Panicked))
    }

    fn parse(delivery: &Delivery) -> Result<Self, ArrivalError> {
        let message = EventMessage::from_body(&delivery.body)?;
        let event = message.event()?;
        let key = event.key();
        let record = event.record_key().filter(|_| event.kind.is_about_enrollment());
        Ok(Self {
            message_id: delivery.message_id.clone(),
            key,
            history: history_key(&event, key),
            enrollment: record.as_ref().map(enrollment_key),
            record,
            group: group_id(&event),
            message,
            event,
        })
    }
}
