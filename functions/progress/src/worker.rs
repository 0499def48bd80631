//! A batch's way through the function: read, decide, write, publish.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use futures::future::join_all;
use milepost_domain::Time;
use milepost_messaging::{Failure, Topic};
use milepost_runtime::batch::{Batch, Delivery, Failed, WorkMessages};
use milepost_runtime::log_key::LogKey;
use milepost_store::{StoreError, Tries};

use crate::arrival::Arrival;
use crate::plan::{Clocked, Outgoing, Plan, plan};
use crate::tables::{Known, Tables};

/// Works at events.
pub struct Worker {
    /// What is known.
    pub tables: Tables,
    /// Where changes are published.
    pub topic: Topic,
    /// What time it is.
    pub clock: fn() -> Time,
    /// How long a history row is kept, in days.
    pub retention_days: u32,
    /// Names records in logs.
    pub log_key: LogKey,
}

impl WorkMessages for Worker {
    fn name(&self) -> &'static str {
        "progress"
    }

    /// No message says it: `work` names the events when it has read them.
    fn event_key(&self, _: &Delivery) -> Option<String> {
        None
    }

    async fn work(&self, deliveries: &[Delivery], batch: &Batch) -> Failed {
        let (arrivals, mut failed) = read_all(deliveries);
        batch.trace(arrivals.iter().map(|arrival| arrival.key));
        let plans = self.settle_all(&arrivals).await;
        failed.extend(plans.iter().flat_map(|plan| plan.failed.clone()));
        let outgoing: Vec<&Outgoing> = plans.iter().flat_map(|plan| &plan.outgoing).collect();
        failed.extend(self.publish(&outgoing).await);
        report(batch, &plans, &failed);
        failed
    }
}

/// What the batch came to.
fn report(batch: &Batch, plans: &[Plan], failed: &Failed) {
    let rows =
        || plans.iter().filter_map(|plan| plan.transaction.as_ref()).flat_map(|it| &it.history);
    let ignored = |reason: &str| rows().filter(|row| row.reason.as_deref() == Some(reason)).count();
    let applied = rows().filter(|row| row.reason.is_none()).count();
    let outgoing = plans.iter().flat_map(|plan| &plan.outgoing);
    batch.count("EventsApplied", applied);
    batch.count("EventsIgnored", rows().count() - applied);
    batch.count("EventsUnrecognised", ignored("unrecognised"));
    batch.count("DatesRejected", plans.iter().map(|plan| plan.rejected_dates).sum());
    batch.count("EventsRepeated", plans.iter().map(|plan| plan.repeated).sum());
    let published = outgoing.filter(|it| !failed.contains(&it.message_id)).count();
    batch.count("ChangesPublished", published);
}

/// Reads the messages; those that cannot be read have failed, with what is behind them in their
/// group.
fn read_all(deliveries: &[Delivery]) -> (Vec<Arrival>, Failed) {
    let (mut arrivals, mut failed, mut blocked) = (Vec::new(), Failed::new(), HashSet::new());
    for delivery in deliveries {
        if delivery.group.is_some() && blocked.contains(&delivery.group) {
            failed.insert(delivery.message_id.clone());
            continue;
        }
        match Arrival::read(delivery) {
            Ok(arrival) => arrivals.push(arrival),
            Err(error) => {
                let (message_id, reason) = (&delivery.message_id, error.reason());
                tracing::error!(message_id, reason, "event.unreadable");
                failed.insert(delivery.message_id.clone());
                blocked.insert(&delivery.group);
            }
        }
    }
    (arrivals, failed)
}

/// A plan that gives everything back to the queue.
fn give_back(arrivals: &[&Arrival]) -> Plan {
    Plan {
        failed: arrivals.iter().map(|arrival| arrival.message_id.clone()).collect(),
        ..Plan::default()
    }
}

impl Worker {
    /// Publishes, of a record one change after another, and returns the SQS message ids of those
    /// that failed.
    async fn publish(&self, outgoing: &[&Outgoing]) -> Vec<String> {
        let messages: Vec<_> = outgoing.iter().map(|it| it.message.clone()).collect();
        let failures = self.topic.publish(&messages).await;
        let failed = failures.into_iter().map(|Failure { place, error }| {
            let event_key = messages[place].place.as_ref().map(|it| &it.deduplication_id);
            tracing::error!(event_key, %error, "change.not_published");
            outgoing[place].message_id.clone()
        });
        failed.collect()
    }

    /// Settles each group of events on its own; one read serves them all.
    async fn settle_all(&self, arrivals: &[Arrival]) -> Vec<Plan> {
        if arrivals.is_empty() {
            return Vec::new();
        }
        let all: Vec<&Arrival> = arrivals.iter().collect();
        let known = match self.tables.read(&all).await {
            Ok(known) => Some(known),
            // Each reads for itself then: only what is over the limit shall fail.
            Err(StoreError::TooLarge(_)) => None,
            Err(error) => {
                let (events, error) = (all.len(), error.to_string());
                tracing::error!(events, error, "batch.not_read");
                return vec![give_back(&all)];
            }
        };
        // One unit per record, and per scope for what has no record. A learner's event of an
        // unknown kind belongs to its record's group, but changes no record.
        let mut units: BTreeMap<(&str, bool), Vec<&Arrival>> = BTreeMap::new();
        for arrival in arrivals {
            units.entry((&arrival.group, arrival.record.is_some())).or_default().push(arrival);
        }
        join_all(units.values().map(|unit| self.settle(unit, known.as_ref()))).await
    }

    /// Decides and writes; anew, if another writer was faster.
    async fn settle(&self, unit: &[&Arrival], known: Option<&Known>) -> Plan {
        let mut known = known.map(Cow::Borrowed);
        let mut tries = Tries::default();
        loop {
            let current = match known.take() {
                Some(known) => known,
                None => match self.tables.read(unit).await {
                    Ok(known) => Cow::Owned(known),
                    Err(error) => return self.not_written(unit, &error),
                },
            };
            let clocked = Clocked { now: (self.clock)(), retention_days: self.retention_days };
            let (ready, stuck) = self.split_at_unreadable(unit, &current);
            let mut plan = plan(ready, &current, clocked);
            plan.failed.extend(stuck.iter().map(|arrival| arrival.message_id.clone()));
            let Some(transaction) = &plan.transaction else { return plan };
            match self.tables.write(transaction).await {
                Ok(()) => return plan,
                // No more: what waits to be published would wait for a throttled table.
                Err(error @ StoreError::Conflict) if tries.again(&error).await => {}
                Err(error) => return self.not_written(unit, &error),
            }
        }
    }

    /// The events that can be decided about, and those from the first on that needs an item which
    /// cannot be read.
    fn split_at_unreadable<'a, 'b>(
        &self,
        unit: &'a [&'b Arrival],
        known: &Known,
    ) -> (&'a [&'b Arrival], &'a [&'b Arrival]) {
        let first = unit.iter().position(|arrival| known.is_unreadable(arrival));
        let Some(first) = first else { return (unit, &[]) };
        let (event_key, events) = (unit[first].key, unit.len() - first);
        tracing::error!(record = self.name_of(unit), %event_key, events, "item.unreadable");
        unit.split_at(first)
    }

    fn name_of(&self, unit: &[&Arrival]) -> Option<String> {
        let record = unit.first().and_then(|arrival| arrival.record.as_ref());
        record.map(|record| self.log_key.of(&record.to_string()))
    }

    fn not_written(&self, unit: &[&Arrival], error: &StoreError) -> Plan {
        tracing::error!(record = self.name_of(unit), events = unit.len(), %error, "record.not_written");
        give_back(unit)
    }
}

#[cfg(test)]
mod tests;
