//! What an event costs in calls and capacity, by the bytes on a tape.
//!
//! Nothing is assumed here but AWS's rules of counting. All figures are averages per event.

mod dynamodb;
mod item;
mod messages;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use milepost_faults::call::Operation;

use crate::tape::{Call, Take, Tape};
use dynamodb::Tables;
pub(crate) use dynamodb::{TRANSACTION, read_units, write_units};
pub(crate) use item::item_bytes;

/// What a function does for an event.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counts {
    /// Invocations.
    pub invocations: f64,
    /// Calls to AWS.
    pub calls: BTreeMap<Operation, f64>,
    /// How often the function waits for calls: those of one step are made at the same time.
    pub steps: BTreeMap<Operation, f64>,
    /// Requests to the HTTP API that invoked it, one for each 512 KB.
    pub http_requests: f64,
    /// What SQS handed over.
    pub received: Messages,
    /// What it sent to SQS.
    pub sent: Messages,
    /// What it published to SNS.
    pub published: Messages,
    /// Bytes that Firehose bills of what it sent there.
    pub archived_bytes: f64,
    /// What it asked of `DynamoDB`.
    pub dynamodb: Capacity,
}

/// Messages of a queue or topic.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Messages {
    /// Billed requests: one for each 64 KB of a call, and at least one.
    pub requests: f64,
    /// Messages.
    pub messages: f64,
    /// Bytes of their bodies and attributes.
    pub bytes: f64,
}

/// `DynamoDB`'s capacity.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Capacity {
    /// Read request units.
    pub read_units: f64,
    /// Write request units.
    pub write_units: f64,
    /// Bytes that remain in the tables, as storage is billed.
    pub stored_bytes: f64,
}

impl Counts {
    /// Counts what is on a tape.
    pub fn of(tape: &Tape) -> Self {
        let mut total = Self::default();
        let mut tables = Tables::default();
        for take in &tape.takes {
            total.add_take(take);
            take.calls.iter().for_each(|call| total.add_call(call, &mut tables));
        }
        total.dynamodb = tables.capacity();
        total.divide(float(tape.takes.len() * tape.events_per_take));
        total
    }

    fn add_take(&mut self, take: &Take) {
        self.invocations += 1.0;
        match messages::received(&take.payload) {
            Some(batch) => self.received.add(batch),
            None => self.http_requests += messages::http_requests(&take.payload),
        }
        for step in take.steps() {
            *self.steps.entry(step[0].operation).or_default() += 1.0;
        }
        for (operation, count) in take.counts() {
            *self.calls.entry(operation).or_default() += float(count);
        }
    }

    fn add_call(&mut self, call: &Call, tables: &mut Tables) {
        match call.operation {
            Operation::SendMessageBatch => self.sent.add(messages::sent(&call.request)),
            Operation::PublishBatch => {
                self.published.add(messages::published(&call.request));
            }
            Operation::PutRecordBatch => self.archived_bytes += messages::archived(&call.request),
            Operation::BatchGetItem => tables.read(&call.request, call.response.body()),
            Operation::TransactWriteItems => tables.write(&call.request),
            Operation::PutItem => tables.put(&call.request),
            Operation::GetSecretValue | Operation::PutObject => {}
        }
    }

    fn divide(&mut self, events: f64) {
        let Capacity { read_units, write_units, stored_bytes } = &mut self.dynamodb;
        let capacity = [read_units, write_units, stored_bytes];
        let single = [&mut self.invocations, &mut self.http_requests, &mut self.archived_bytes];
        let messages = [&mut self.received, &mut self.sent, &mut self.published];
        let messages =
            messages.into_iter().flat_map(|it| [&mut it.requests, &mut it.messages, &mut it.bytes]);
        let by_operation = self.calls.values_mut().chain(self.steps.values_mut());
        for value in capacity.into_iter().chain(single).chain(messages).chain(by_operation) {
            *value /= events;
        }
    }
}

impl Messages {
    fn add(&mut self, other: Self) {
        self.requests += other.requests;
        self.messages += other.messages;
        self.bytes += other.bytes;
    }
}

#[expect(clippy::cast_precision_loss, reason = "a tape is far smaller")]
const fn float(count: usize) -> f64 {
    count as f64
}
