//! What a queue holds, and where each message is.

use std::collections::{BTreeSet, HashSet};

use super::{Message, Receipt, Received};
use crate::aws::deduplication::Deduplication;

#[derive(Debug, Default)]
pub(super) struct State {
    /// All messages that were ever taken, in order.
    pub(super) stored: Vec<Stored>,
    /// The numbers of those that wait or are in flight.
    pub(super) live: BTreeSet<usize>,
    pub(super) deduplication: Deduplication,
    pub(super) repeats: usize,
    pub(super) redriven: usize,
    deliveries: usize,
}

#[derive(Debug)]
pub(super) struct Stored {
    pub(super) message: Message,
    pub(super) receive_count: u32,
    pub(super) place: Place,
}

#[derive(Debug, Eq, PartialEq)]
pub(super) enum Place {
    Visible,
    /// Under way to one consumer, or to more after a delivery in duplicate.
    InFlight(BTreeSet<Receipt>),
    Deleted,
    DeadLetter,
    /// Sent again from the dead-letter queue.
    Redriven,
}

impl State {
    pub(super) fn add(&mut self, group: &str, deduplication_id: &str, body: &str) -> String {
        let number = self.stored.len();
        let message_id = format!("00000000-0000-4000-8000-{number:012}");
        let message = Message {
            message_id: message_id.clone(),
            group: group.to_owned(),
            deduplication_id: deduplication_id.to_owned(),
            body: body.to_owned(),
        };
        self.stored.push(Stored { message, receive_count: 0, place: Place::Visible });
        self.live.insert(number);
        message_id
    }

    pub(super) fn blocked_groups(&self) -> HashSet<String> {
        let live = self.live.iter().map(|number| &self.stored[*number]);
        let in_flight = live.filter(|it| matches!(it.place, Place::InFlight(_)));
        in_flight.map(|it| it.message.group.clone()).collect()
    }

    pub(super) fn deliver(&mut self, number: usize) -> Received {
        self.deliveries += 1;
        let receipt = Receipt { message: number, delivery: self.deliveries };
        let stored = &mut self.stored[number];
        stored.receive_count += 1;
        match &mut stored.place {
            Place::InFlight(receipts) => drop(receipts.insert(receipt)),
            place @ Place::Visible => *place = Place::InFlight(BTreeSet::from([receipt])),
            Place::Deleted | Place::DeadLetter | Place::Redriven => {}
        }
        Received { receipt, message: stored.message.clone(), receive_count: stored.receive_count }
    }

    pub(super) fn holds(&self, receipt: Receipt) -> bool {
        matches!(&self.stored[receipt.message].place, Place::InFlight(it) if it.contains(&receipt))
    }

    pub(super) fn retire(&mut self, number: usize, place: Place) {
        self.live.remove(&number);
        self.stored[number].place = place;
    }
}
