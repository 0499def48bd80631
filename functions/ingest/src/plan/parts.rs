//! The parts of a body, and where each goes.

use jiff::Timestamp;
use milepost_contracts::Routed;
use milepost_contracts::specimen::Part;
use milepost_domain::{AccountId, RecordKey};
use milepost_messaging::Message;
use serde_json::value::RawValue;

use super::Decision;
use crate::quarantine::Specimen;

/// More refused events than this are kept as the one body that they came in.
pub const MAX_SPECIMENS: usize = 100;
/// As many events are named in the log: all of a usual request.
const MAX_NAMED: usize = 100;

/// An event that is not sent to the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused {
    /// Its place in the request.
    pub event: usize,
    /// Why, in one word.
    pub reason: &'static str,
}

/// How an event that is sent is named in the log.
#[derive(Debug, Clone)]
pub struct Named {
    /// The event's key.
    pub key: String,
    /// The record that it concerns, to be hashed before it is shown.
    pub record: Option<RecordKey>,
}

/// Where the parts of a body go.
#[derive(Debug)]
pub struct Plan {
    /// The body as sent.
    pub body: Vec<u8>,
    /// Its raw events.
    pub events: Vec<Box<RawValue>>,
    /// The account that it is of, if known.
    pub account: Option<AccountId>,
    /// To the queue.
    pub messages: Vec<Message>,
    /// The place in the request of the event of each message.
    pub sent: Vec<usize>,
    /// How many events are accepted: those sent, and those that repeat one of them.
    pub accepted: usize,
    /// To quarantine, one by one.
    pub refused: Vec<Refused>,
    /// To quarantine, as a whole: why, and how many events that makes.
    pub refused_whole: Option<(&'static str, usize)>,
    /// The first events sent, for the log.
    pub named: Vec<Named>,
    /// When it arrived.
    pub received_at: Timestamp,
}

impl Plan {
    pub(super) const fn of(body: Vec<u8>, received_at: Timestamp) -> Self {
        Self {
            body,
            events: Vec::new(),
            account: None,
            messages: Vec::new(),
            sent: Vec::new(),
            accepted: 0,
            refused: Vec::new(),
            refused_whole: None,
            named: Vec::new(),
            received_at,
        }
    }

    pub(super) fn refuse_whole(mut self, reason: &'static str, events: usize) -> Decision {
        self.refused_whole = Some((reason, events));
        Decision::Store(Box::new(self))
    }

    pub(super) fn send(&mut self, event: usize, routed: Routed) {
        self.accepted += 1;
        let key = routed.key.to_string();
        if self.named.len() < MAX_NAMED {
            self.named.push(Named { key: key.clone(), record: routed.record });
        }
        self.messages.push(Message::fifo(routed.body, routed.group_id, key));
        self.sent.push(event);
    }

    /// Moves the events of the messages at these places from the accepted ones to those for
    /// quarantine, as the queue will never take them.
    pub fn refused_by_queue(&mut self, places: &[usize]) {
        self.accepted = self.accepted.saturating_sub(places.len());
        let events = places.iter().map(|place| self.sent[*place]);
        self.refused.extend(events.map(|event| Refused { event, reason: "refused_by_queue" }));
    }

    /// How many events go to quarantine, a whole unreadable body counting as one.
    pub fn quarantined(&self) -> usize {
        self.refused_whole.map_or(self.refused.len(), |(_, events)| events)
    }

    /// What goes to quarantine. At most [`MAX_SPECIMENS`], so that a small request cannot
    /// cause many writes.
    pub fn into_specimens(self) -> Vec<Specimen> {
        let whole = match self.refused_whole {
            Some((reason, _)) => Some(reason),
            None if self.refused.len() > MAX_SPECIMENS => Some("too_many_refused_events"),
            None => None,
        };
        let account: Option<String> = self.account.map(String::from);
        let specimen = |reason, part, bytes| Specimen {
            reason,
            part,
            bytes,
            account: account.clone(),
            received_at: self.received_at,
        };
        match whole {
            Some(reason) => vec![specimen(reason, Part::Body, self.body)],
            None => self
                .refused
                .iter()
                .map(|one| {
                    let raw = self.events[one.event].get();
                    specimen(one.reason, Part::Event, raw.as_bytes().to_vec())
                })
                .collect(),
        }
    }
}
