//! The decision: what the events of one record, or of one place in history, bring about.

use std::panic::{AssertUnwindSafe, catch_unwind};

use milepost_contracts::{
    EnrollmentChanged, EnrollmentItem, HistoryItem, KnownEnrollment, Outcome,
};
use milepost_domain::{Applied, Decision, Enrollment, RecordKey, Time};
use milepost_messaging::Message;

use crate::arrival::Arrival;
use crate::message::message;
use crate::tables::{Known, RecordWrite, Transaction};

/// What to write and to publish.
#[derive(Debug, Default)]
pub struct Plan {
    /// What to write; none if all of it was worked in before.
    pub transaction: Option<Transaction>,
    /// What to publish once it is written.
    pub outgoing: Vec<Outgoing>,
    /// SQS message ids of events at which the domain panicked, and of what is behind them.
    pub failed: Vec<String>,
    /// How many dates the events name that cannot be.
    pub rejected_dates: usize,
    /// How many events were worked in before, or are in this batch twice.
    pub repeated: usize,
}

/// What to publish for one event.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Outgoing {
    /// The SQS message that comes again if this is not published.
    pub message_id: String,
    /// The message of the topic.
    pub message: Message,
}

/// When it is, and how long history is kept.
#[derive(Clone, Copy, Debug)]
pub struct Clocked {
    /// The time of the transaction.
    pub now: Time,
    /// In days.
    pub retention_days: u32,
}

/// Decides about the events of one group, in the order of the queue.
pub fn plan(arrivals: &[&Arrival], known: &Known, clocked: Clocked) -> Plan {
    let record = arrivals.first().and_then(|arrival| arrival.record.as_ref());
    let before = arrivals.first().and_then(|arrival| known.enrollment(arrival));
    let mut work = Work::new(before.cloned(), clocked);
    for (index, arrival) in arrivals.iter().enumerate() {
        if let Some(row) = known.row(arrival) {
            work.repeat(arrival, row);
        } else if work.has_row(arrival) {
            // Twice in one batch: its fate is that of the first.
            work.plan.repeated += 1;
        } else if catch_unwind(AssertUnwindSafe(|| work.take(arrival))).is_err() {
            work.plan.failed =
                arrivals[index..].iter().map(|behind| behind.message_id.clone()).collect();
            break;
        }
    }
    work.finish(record)
}

/// A plan in the making.
struct Work {
    replaces: Option<u64>,
    /// Each event that changes the record is a version of its own, so that versions order what
    /// is published; one write may take the record several versions on.
    version: u64,
    before: Enrollment,
    enrollment: Enrollment,
    history: Vec<HistoryItem>,
    clocked: Clocked,
    plan: Plan,
}

impl Work {
    fn new(before: Option<KnownEnrollment>, clocked: Clocked) -> Self {
        let replaces = before.as_ref().map(|known| known.version);
        let before = before.map(KnownEnrollment::into_enrollment).unwrap_or_default();
        let enrollment = before.clone();
        let (version, plan) = (replaces.unwrap_or(0), Plan::default());
        Self { replaces, version, before, enrollment, history: Vec::new(), clocked, plan }
    }

    fn has_row(&self, arrival: &Arrival) -> bool {
        self.history.iter().any(|row| row.key.event_key == arrival.key)
    }

    /// Publishes again what the event brought about when it was worked in.
    fn repeat(&mut self, arrival: &Arrival, row: &HistoryItem) {
        self.plan.repeated += 1;
        self.publish(arrival, row);
    }

    fn take(&mut self, arrival: &Arrival) {
        let Some(record) = &arrival.record else {
            let decision = Decision::without_enrollment(arrival.event.kind);
            return self.remember(arrival, decision, None, None);
        };
        let Arrival { event, key, message, .. } = arrival;
        let applied = self.enrollment.apply_keyed(event, *key, message.received_at);
        if applied.enrollment != self.enrollment {
            self.version += 1;
        }
        self.plan.rejected_dates += applied.rejected_dates;
        let changed = EnrollmentChanged::of(record, event, &applied, self.version);
        self.remember(arrival, applied.decision, Some(&applied), changed.as_ref());
        self.enrollment = applied.enrollment;
    }

    fn remember(
        &mut self,
        arrival: &Arrival,
        decision: Decision,
        applied: Option<&Applied>,
        changed: Option<&EnrollmentChanged>,
    ) {
        let Clocked { now, retention_days } = self.clocked;
        let outcome = Outcome { decision, applied, processed_at: now, retention_days };
        let Arrival { event, key, message, .. } = arrival;
        let row = HistoryItem::new(event, *key, message, outcome, changed);
        self.publish(arrival, &row);
        self.history.push(row);
    }

    /// What is published is made from the row, the first time and each time after.
    fn publish(&mut self, arrival: &Arrival, row: &HistoryItem) {
        let message_id = arrival.message_id.clone();
        let made = row.transition().map_err(|error| error.reason());
        let made = made
            .and_then(|it| it.map(|it| message(&it, arrival)).transpose().map_err(|_| "not_json"));
        match made {
            Ok(made) => {
                self.plan.outgoing.extend(made.map(|message| Outgoing { message_id, message }));
            }
            Err(reason) => {
                tracing::error!(event_key = %arrival.key, reason, "change.unreadable");
                self.plan.failed.push(message_id);
            }
        }
    }

    fn finish(mut self, record: Option<&RecordKey>) -> Plan {
        if self.history.is_empty() {
            return self.plan;
        }
        let is_changed = self.enrollment != self.before;
        let record = record.filter(|_| is_changed).map(|record| RecordWrite {
            item: EnrollmentItem::new(record, &self.enrollment, self.version),
            replaces: self.replaces,
        });
        self.plan.transaction =
            Some(Transaction { record, history: std::mem::take(&mut self.history) });
        self.plan
    }
}
