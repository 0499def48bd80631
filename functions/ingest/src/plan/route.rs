//! From one raw event to the message that carries it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::Timestamp;
use milepost_contracts::{
    EventMessage, MAX_MESSAGE_BYTES, MessageError, deduplication_id, group_id,
};
use milepost_domain::{AccountId, RecordKey};
use serde_json::value::RawValue;

use super::ParseEvent;

/// The reason of what the parser panicked on.
pub(super) const PARSER_PANIC: &str = "parser_panic";

/// The reason of what no message can carry.
const TOO_LARGE: &str = "too_large";

/// An event that can be sent.
pub(super) struct Routed {
    /// The event's key, in hexadecimal digits.
    pub(super) key: String,
    /// The message's group.
    pub(super) group_id: String,
    /// The message's body.
    pub(super) body: String,
    /// The record that it concerns.
    pub(super) record: Option<RecordKey>,
}

/// Reads an event and writes its message, or says in one word why not. A panic is a reason.
pub(super) fn route(
    parse: ParseEvent,
    raw: &RawValue,
    account: &AccountId,
    received_at: Timestamp,
) -> Result<Routed, &'static str> {
    // Its message would be larger still. Parsed, such an event takes up to thirty times its size.
    if raw.get().len() > MAX_MESSAGE_BYTES {
        return Err(TOO_LARGE);
    }
    let routed = catch_unwind(AssertUnwindSafe(|| {
        let event = parse(raw.get(), account).map_err(|error| error.reason())?;
        let message = EventMessage::new(&event, raw.to_owned(), received_at);
        Ok(Routed {
            key: deduplication_id(&event),
            group_id: group_id(&event),
            body: message.to_body().map_err(|error| reason(&error))?,
            record: event.record_key(),
        })
    }));
    routed.unwrap_or(Err(PARSER_PANIC))
}

const fn reason(error: &MessageError) -> &'static str {
    match error {
        MessageError::TooLarge { .. } => TOO_LARGE,
        MessageError::NotAMessage(_) | MessageError::NewerVersion(_) => "not_a_message",
    }
}
