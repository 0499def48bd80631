//! Deaths and faults at every call: the same records, history and messages in the end.

use std::collections::{BTreeMap, BTreeSet};

use milepost_harness::messaging::Memory;
use milepost_harness::{Faults, Scenario, matrix};
use milepost_store::StoreError;

use super::*;
use crate::commit::{CommitError, Transaction};

/// The tables of a [`Port`] and a topic, whose calls can fail.
struct Tables {
    port: Port,
    faults: Faults,
    topic: Memory,
}

impl ReadKnown for &Tables {
    async fn read(&self, wanted: &Wanted) -> Result<Known, ReadError> {
        // Nothing of the port's own goes wrong.
        let known = self.port.read(wanted).await?;
        let read = self.faults.around("BatchGetItem", || Ok::<_, StoreError>(known));
        read.await.map_err(|error| ReadError::Call(error.to_string()))
    }
}

impl Commit for &Tables {
    async fn commit(&self, transaction: &Transaction) -> Result<(), CommitError> {
        let write = || Ok(self.port.try_write(transaction));
        match self.faults.around("TransactWriteItems", write).await {
            Ok(written) => written,
            // A transaction that is throttled or that meets another one is cancelled.
            Err(StoreError::Throttled(_)) => Err(CommitError::Conflict),
            Err(error) => Err(CommitError::Call(error.to_string())),
        }
    }
}

/// Two learners, one of whom completes; and an event of the catalog.
struct Lives;

impl Scenario for Lives {
    type World = Tables;
    /// The states by learner, the reasons of the history's rows, and what was published.
    type End = (BTreeMap<String, String>, usize, BTreeSet<String>);

    fn world(&self, faults: Faults) -> Tables {
        let topic = Memory::with_faults(faults.clone());
        Tables { port: port(&[]), faults, topic }
    }

    fn messages(&self) -> Vec<Delivery> {
        deliveries(&[
            event("COURSE_ENROLLMENT", 1, 0, json!({"enrollmentSource": "SELF_ENROLL"})),
            progress(1, 5, 30),
            progress(2, 5, 10),
            event("COURSE_COMPLETED", 1, 9, json!({"hasPassed": true})),
            seats(5),
        ])
    }

    async fn process(&self, world: &Tables, deliveries: &[Delivery], _: u32) -> Failed {
        let worker = Worker {
            read: world,
            commit: world,
            topic: world.topic.topic("transitions"),
            clock: || "2026-11-23T12:00:00Z".parse().unwrap(),
            retention_days: 30,
            log_key: LogKey::new(&Secret::new("key")),
        };
        deliver(&worker, deliveries, jiff::Timestamp::now).await
    }

    async fn end(&self, world: &Tables) -> Self::End {
        let tables = world.port.0.lock().unwrap();
        let state = |it: &EnrollmentItem| (it.user_id.to_string(), format!("{:?}", it.view));
        let states = tables.enrollments.values().map(state).collect();
        let published = world.topic.taken("transitions").into_iter().map(|it| it.body);
        (states, tables.history.len(), published.collect())
    }
}

#[tokio::test(start_paused = true)]
async fn it_ends_the_same_whatever_call_fails() {
    insta::assert_snapshot!(matrix(&Lives).await, @"7 calls, 35 faults");
}
