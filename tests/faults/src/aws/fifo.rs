//! A FIFO queue with a dead-letter queue, as SQS has them.

mod state;

use std::sync::{Mutex, MutexGuard};

use super::clock::Clock;
use state::{Place, State};

/// A message received more often than this goes to the dead-letter queue.
pub const MAX_RECEIVE_COUNT: u32 = 5;
/// Most messages of one receive.
pub const MAX_RECEIVE: usize = 10;

/// A message that the queue took.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Message {
    /// The queue's id of it.
    pub message_id: String,
    /// Its message group.
    pub group: String,
    /// Its deduplication id.
    pub deduplication_id: String,
    /// Its body.
    pub body: String,
}

/// Names one delivery of a message.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Receipt {
    message: usize,
    delivery: usize,
}

/// A delivery of a message.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Received {
    /// To delete it, or to make it visible again.
    pub receipt: Receipt,
    /// The message.
    pub message: Message,
    /// How often it was delivered, with this time.
    pub receive_count: u32,
}

/// The queue. There is no visibility time-out: who plays the consumer says when it runs out, by
/// [`Fifo::release`].
#[derive(Debug)]
pub struct Fifo {
    clock: Clock,
    state: Mutex<State>,
}

impl Fifo {
    pub(crate) fn new(clock: Clock) -> Self {
        Self { clock, state: Mutex::default() }
    }

    /// Sends a message, and answers its id. A repeat of a deduplication id in its group within
    /// five minutes succeeds with the id of the first, and adds nothing.
    pub fn send(&self, group: &str, deduplication_id: &str, body: &str) -> String {
        let now = self.clock.now();
        let mut state = self.state();
        let number = state.stored.len();
        match state.deduplication.original(now, (group, deduplication_id), number) {
            Some(original) => {
                state.repeats += 1;
                state.stored[original].message.message_id.clone()
            }
            None => state.add(group, deduplication_id, body),
        }
    }

    /// Receives at most `max` messages in order. A group of which a message is in flight gives
    /// none; one receive may take several of a group. What was received
    /// [`MAX_RECEIVE_COUNT`] times goes to the dead-letter queue instead, at this moment.
    pub fn receive(&self, max: usize) -> Vec<Received> {
        assert!((1..=MAX_RECEIVE).contains(&max), "one receive takes 1 to 10 messages");
        let mut state = self.state();
        let blocked = state.blocked_groups();
        let mut received = Vec::new();
        for number in state.live.clone() {
            if received.len() == max {
                break;
            }
            let stored = &mut state.stored[number];
            if blocked.contains(&stored.message.group) {
                continue;
            }
            if stored.receive_count >= MAX_RECEIVE_COUNT {
                state.retire(number, Place::DeadLetter);
            } else {
                received.push(state.deliver(number));
            }
        }
        received
    }

    /// Delivers a message once more, although it is in flight or deleted: SQS promises delivery
    /// at least once, not once. `None` if it was never delivered or is a dead letter.
    pub fn deliver_again(&self, message_id: &str) -> Option<Received> {
        let mut state = self.state();
        let number = state.stored.iter().position(|it| it.message.message_id == message_id)?;
        matches!(state.stored[number].place, Place::InFlight(_) | Place::Deleted)
            .then(|| state.deliver(number))
    }

    /// Deletes a message that is in flight by this receipt. Answers whether it was: otherwise
    /// the receipt has expired, and nothing happens.
    pub fn delete(&self, receipt: Receipt) -> bool {
        let mut state = self.state();
        let held = state.holds(receipt);
        if held {
            state.retire(receipt.message, Place::Deleted);
        }
        held
    }

    /// Ends the visibility time-out of a delivery: the message is visible again at its old
    /// place, unless another delivery of it is under way. Answers whether the receipt was valid.
    pub fn release(&self, receipt: Receipt) -> bool {
        let mut state = self.state();
        let place = &mut state.stored[receipt.message].place;
        let Place::InFlight(receipts) = place else { return false };
        let held = receipts.remove(&receipt);
        if receipts.is_empty() {
            *place = Place::Visible;
        }
        held
    }

    /// All messages that were ever taken, in order, with redriven ones; without repeats.
    pub fn accepted(&self) -> Vec<Message> {
        self.state().stored.iter().map(|it| it.message.clone()).collect()
    }

    /// The messages that are neither deleted nor dead: visible or in flight.
    pub fn waiting(&self) -> Vec<Message> {
        let state = self.state();
        state.live.iter().map(|number| state.stored[*number].message.clone()).collect()
    }

    /// The messages in the dead-letter queue.
    pub fn dead_letters(&self) -> Vec<Message> {
        let state = self.state();
        let dead = state.stored.iter().filter(|it| it.place == Place::DeadLetter);
        dead.map(|it| it.message.clone()).collect()
    }

    /// Sends all dead letters again with fresh deduplication ids, and answers how many.
    pub fn redrive(&self) -> usize {
        let mut state = self.state();
        let is_dead = |number: &usize| state.stored[*number].place == Place::DeadLetter;
        let dead: Vec<usize> = (0..state.stored.len()).filter(is_dead).collect();
        for number in &dead {
            state.stored[*number].place = Place::Redriven;
            let Message { group, body, .. } = state.stored[*number].message.clone();
            state.redriven += 1;
            let fresh = format!("redrive-{}", state.redriven);
            state.add(&group, &fresh, &body);
        }
        dead.len()
    }

    /// How many repeats were swallowed.
    pub fn repeats(&self) -> usize {
        self.state().repeats
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no panic under the lock")
    }
}

#[cfg(test)]
mod tests;
