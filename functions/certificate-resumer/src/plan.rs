//! The decision: whose certificates the records of a batch wake.

use milepost_certificate::item::{awaiting_object_pk, awaiting_person_pk};
use milepost_domain::{LoId, Time, UserId};
use strum::IntoStaticStr;

use crate::stream::{Record, StreamEvent};

/// What a certificate may wait for.
#[derive(Clone, Debug, Eq, IntoStaticStr, PartialEq)]
#[strum(serialize_all = "snake_case")]
pub enum Awaited {
    /// A person's name.
    Person(UserId),
    /// A learning object's title.
    Object(LoId),
}

impl Awaited {
    /// The partition of the certificates that wait for it.
    pub fn partition(&self) -> String {
        match self {
            Self::Person(user) => awaiting_person_pk(user),
            Self::Object(object) => awaiting_object_pk(object),
        }
    }

    /// What is said of it in logs.
    pub fn kind(&self) -> &'static str {
        self.into()
    }
}

/// What to do with a batch.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Plan {
    /// Whose certificates to wake, in the order of the records.
    pub wakes: Vec<Wake>,
    /// Records that are skipped: they would be no better at the next try.
    pub unreadable: usize,
}

/// Certificates to wake, however many records say so.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Wake {
    /// What they wait for.
    pub awaited: Awaited,
    /// The sequence number of the first record that says so: if this fails, the stream goes back
    /// to it.
    pub sequence_number: String,
    /// The last record that says so. Each names messages of its own: the queue would drop a
    /// repeat within five minutes, and with it a name that was corrected meanwhile.
    pub event_id: String,
    /// When that was learnt.
    pub as_of: Time,
}

/// Decides about a batch.
pub fn plan(event: &StreamEvent) -> Plan {
    let mut plan = Plan::default();
    for record in &event.records {
        match Record::read(record) {
            Ok(record) => plan.add(record),
            Err(error) => {
                let event_id = record["eventID"].as_str();
                tracing::error!(event_id, %error, "record.skipped");
                plan.unreadable += 1;
            }
        }
    }
    plan
}

impl Plan {
    fn add(&mut self, record: Record) {
        let Record { event_id, sequence_number, learnt } = record;
        let Some(learnt) = learnt else { return };
        // A batch has at most some hundreds of records, and few of them a name.
        match self.wakes.iter_mut().find(|wake| wake.awaited == learnt.awaited) {
            Some(wake) => {
                wake.event_id = event_id;
                wake.as_of = learnt.as_of;
            }
            None => self.wakes.push(Wake {
                awaited: learnt.awaited,
                sequence_number,
                event_id,
                as_of: learnt.as_of,
            }),
        }
    }
}

#[cfg(test)]
mod tests;
