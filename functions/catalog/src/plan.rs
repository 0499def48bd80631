//! The decision: what the messages of a batch write.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use milepost_contracts::{CATALOG_CHANGED, CatalogChange, CatalogChanged, CloudEvent};
use milepost_directory::marks::{ChangedMark, SeatsMark};
use milepost_domain::{LoId, LoInstanceId, Time};
use milepost_runtime::batch::{Delivery, Failed};

/// What to write.
#[derive(Debug, Default)]
pub struct Plan {
    /// A mark for each learning object.
    pub marks: Vec<Write<ChangedMark>>,
    /// The newest seats of each instance.
    pub seats: Vec<Write<SeatsMark>>,
    /// SQS message ids of what is none of ours.
    pub unreadable: Failed,
}

/// One item, however many messages it takes care of.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Write<T> {
    /// What to write.
    pub item: T,
    /// SQS message ids: they fail if it cannot be written.
    pub messages: Vec<String>,
}

/// Writes by what they are about.
type Writes<K, T> = BTreeMap<K, Write<T>>;

/// Decides about a batch that arrived now.
pub fn plan(deliveries: &[Delivery], now: Time) -> Plan {
    let (mut marks, mut seats) = (Writes::new(), Writes::new());
    let mut unreadable = Failed::new();
    for delivery in deliveries {
        let Some(changed) = read(&delivery.body) else {
            tracing::error!(message_id = delivery.message_id, "change.unreadable");
            unreadable.insert(delivery.message_id.clone());
            continue;
        };
        if changed.change == CatalogChange::SeatsChanged {
            keep_seats(&mut seats, changed, &delivery.message_id);
        } else {
            mark_object(&mut marks, changed, now, &delivery.message_id);
        }
    }
    Plan { marks: marks.into_values().collect(), seats: seats.into_values().collect(), unreadable }
}

fn read(body: &str) -> Option<CatalogChanged> {
    let event: CloudEvent<CatalogChanged> = serde_json::from_str(body).ok()?;
    (event.kind == CATALOG_CHANGED).then_some(event.data)
}

/// Instances are fetched with their object, so that a change of one marks the object, too.
fn mark_object(
    marks: &mut Writes<LoId, ChangedMark>,
    changed: CatalogChanged,
    now: Time,
    message: &str,
) {
    let Some(lo_id) = changed.lo_id else {
        // ALM's guide says that there always is one.
        return tracing::warn!(message_id = message, "change.without_object");
    };
    let deleted = changed.change == CatalogChange::Deleted;
    let mark = ChangedMark { lo_id: lo_id.clone(), deleted, as_of: now };
    add(marks, lo_id, mark, message, ChangedMark::outranks);
}

fn keep_seats(seats: &mut Writes<LoInstanceId, SeatsMark>, changed: CatalogChanged, message: &str) {
    let CatalogChanged { lo_instance_id, seats: counts, occurred_at: as_of, .. } = changed;
    let (Some(lo_instance_id), Some(counts)) = (lo_instance_id, counts) else {
        return tracing::warn!(message_id = message, "change.without_seats");
    };
    let mark = SeatsMark { lo_instance_id: lo_instance_id.clone(), seats: counts, as_of };
    add(seats, lo_instance_id, mark, message, |it, other| it.as_of >= other.as_of);
}

/// One write for each key: of two items the one that outranks the other.
fn add<K: Ord, T>(
    writes: &mut Writes<K, T>,
    key: K,
    item: T,
    message: &str,
    outranks: impl FnOnce(&T, &T) -> bool,
) {
    match writes.entry(key) {
        Entry::Vacant(entry) => {
            entry.insert(Write { item, messages: vec![message.to_owned()] });
        }
        Entry::Occupied(mut entry) => {
            let write = entry.get_mut();
            write.messages.push(message.to_owned());
            if outranks(&item, &write.item) {
                write.item = item;
            }
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
