//! Both tables and the topic in memory; any call can fail.

use milepost_contracts::{EnrollmentItem, HistoryItem};
use milepost_harness::Faults;
use milepost_harness::store::Memory;
use milepost_messaging::Message;

use super::super::*;
use milepost_runtime::secret::Secret;

pub(super) struct World {
    pub(super) faults: Faults,
    pub(super) tables: Memory,
    topic: milepost_harness::messaging::Memory,
}

impl Default for World {
    fn default() -> Self {
        Self::with_faults(Faults::default())
    }
}

impl World {
    pub(super) fn with_faults(faults: Faults) -> Self {
        let tables = Memory::with_faults(faults.clone());
        let topic = milepost_harness::messaging::Memory::with_faults(faults.clone());
        Self { faults, tables, topic }
    }

    pub(super) fn tables(&self) -> Tables {
        Tables {
            enrollments: self.tables.table("enrollments"),
            history: self.tables.table("history"),
        }
    }

    pub(super) fn worker(&self) -> Worker {
        Worker {
            tables: self.tables(),
            topic: self.topic.topic("transitions"),
            clock: || "2026-11-23T12:00:00Z".parse().unwrap(),
            retention_days: 30,
            log_key: LogKey::new(&Secret::new("key")),
        }
    }

    /// By key.
    pub(super) fn enrollments(&self) -> Vec<EnrollmentItem> {
        self.tables.all("enrollments", "").unwrap()
    }

    /// By key.
    pub(super) fn history(&self) -> Vec<HistoryItem> {
        self.tables.all("history", "").unwrap()
    }

    /// All that was published, with what the topic drops as known.
    pub(super) fn published(&self) -> Vec<Message> {
        self.topic.taken_with_repeats("transitions")
    }
}
