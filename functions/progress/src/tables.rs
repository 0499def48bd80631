//! What is known of enrollments and events, and how it changes.

use std::collections::{BTreeSet, HashMap};

use milepost_contracts::{EnrollmentItem, HistoryItem, ItemKey, KnownEnrollment};
use milepost_store::{Condition, StoreError, Table, get_together};

use crate::arrival::Arrival;

/// The two tables.
#[derive(Clone, Debug)]
pub struct Tables {
    /// Enrollments.
    pub enrollments: Table,
    /// History.
    pub history: Table,
}

/// What is known. An item in a form that we do not know fails the events that need it and no
/// others.
#[derive(Clone, Debug)]
pub struct Known {
    enrollments: HashMap<ItemKey, Result<KnownEnrollment, StoreError>>,
    history: HashMap<ItemKey, Result<HistoryItem, StoreError>>,
}

impl Known {
    /// The record that an event is about, if it exists.
    pub fn enrollment(&self, arrival: &Arrival) -> Option<&KnownEnrollment> {
        self.enrollments.get(arrival.enrollment.as_ref()?)?.as_ref().ok()
    }

    /// The event's row, if it was worked in before.
    pub fn row(&self, arrival: &Arrival) -> Option<&HistoryItem> {
        self.history.get(&arrival.history)?.as_ref().ok()
    }

    /// Whether an event needs an item that cannot be read. A record that cannot be read is needed
    /// by all of its events.
    pub fn is_unreadable(&self, arrival: &Arrival) -> bool {
        let record = arrival.enrollment.as_ref().and_then(|key| self.enrollments.get(key));
        self.history.get(&arrival.history).is_some_and(Result::is_err)
            || record.is_some_and(Result::is_err)
    }
}

/// What is written: all of it, or nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Transaction {
    /// The record as it shall be, if it changes.
    pub record: Option<RecordWrite>,
    /// The rows of its events; none of them may exist yet.
    pub history: Vec<HistoryItem>,
}

/// A record to write.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordWrite {
    /// As it shall be.
    pub item: EnrollmentItem,
    /// The version that it must have now; `None` if it must not exist.
    pub replaces: Option<u64>,
}

impl Tables {
    /// Reads in one call what these events need, as it is now.
    ///
    /// # Errors
    /// If the call fails; [`StoreError::TooLarge`] if it would break a limit.
    pub async fn read(&self, arrivals: &[&Arrival]) -> Result<Known, StoreError> {
        // Sets: a call names a key once.
        let records: BTreeSet<&ItemKey> =
            arrivals.iter().filter_map(|it| it.enrollment.as_ref()).collect();
        let rows: BTreeSet<&ItemKey> = arrivals.iter().map(|it| &it.history).collect();
        let selections = [self.enrollments.select(records), self.history.select(rows)];
        let [enrollments, history] = get_together(selections).await?;
        Ok(Known { enrollments: enrollments.by_key(), history: history.by_key() })
    }

    /// Writes a record with the rows of its events.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if somebody else wrote the record or a row meanwhile.
    pub async fn write(&self, transaction: &Transaction) -> Result<(), StoreError> {
        let Transaction { record, history } = transaction;
        let record = record.iter().map(|RecordWrite { item, replaces }| {
            let is_as_read = |version| Condition::equal("version", version);
            let needed = replaces.map_or(Condition::absent(), is_as_read);
            Ok(self.enrollments.put(item)?.only_if(needed))
        });
        let rows = history.iter().map(|row| Ok(self.history.put(row)?.if_absent()));
        let writes = record.chain(rows).collect::<Result<_, StoreError>>()?;
        self.enrollments.transact(writes).await
    }
}
