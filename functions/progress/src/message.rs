//! The message of what an event brought about.

use milepost_contracts::{FilterAttributes, Transition};
use milepost_messaging::{Attribute, Message};

use crate::arrival::Arrival;

/// The message to publish in the group of its event, known by the event's key.
pub(crate) fn message(transition: &Transition, arrival: &Arrival) -> serde_json::Result<Message> {
    let FilterAttributes { changes, account, lo_type } = transition.filter_attributes();
    let changes = serde_json::to_string(&changes)?;
    let body = transition.to_body()?;
    Ok(Message::fifo(body, &*arrival.group, arrival.key.to_string()).with(vec![
        Attribute { name: "changes", data_type: "String.Array", value: changes },
        Attribute::text("account", account),
        Attribute::text("lo_type", lo_type),
    ]))
}
