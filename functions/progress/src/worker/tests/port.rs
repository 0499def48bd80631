//! Both tables and the topic in memory, with faults between the calls.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use milepost_contracts::{EnrollmentItem, HistoryItem, ItemKey};
use milepost_harness::messaging::Memory;
use milepost_messaging::{Message, SendError, Topic};
use milepost_runtime::limits::LimitError;

use crate::commit::{Commit, CommitError, Transaction};
use crate::read::{Known, ReadError, ReadKnown, Row, Wanted};

/// What goes wrong at the next calls, first to last; nothing once it is used up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Fault {
    None,
    ReadFails,
    /// Another writer is faster.
    Conflict,
    CommitFails,
    /// What is wanted is over a limit.
    ReadLimited,
    /// What is written is over a limit.
    CommitLimited,
    /// The write is done, but its answer is lost.
    CommitDoneButFails,
    PublishFails,
}

/// What is in the tables, on the topic, and yet to go wrong.
#[derive(Default)]
pub(super) struct World {
    pub(super) enrollments: HashMap<ItemKey, EnrollmentItem>,
    pub(super) history: HashMap<ItemKey, HistoryItem>,
    pub(super) published: Vec<Message>,
    pub(super) unreadable: HashSet<ItemKey>,
    pub(super) faults: Vec<Fault>,
    pub(super) calls: Vec<&'static str>,
}

impl World {
    fn fault(&mut self, call: &'static str, candidates: &[Fault]) -> Fault {
        self.calls.push(call);
        match self.faults.first() {
            Some(fault) if candidates.contains(fault) || *fault == Fault::None => {
                self.faults.remove(0)
            }
            _ => Fault::None,
        }
    }

    fn conflicts(&self, transaction: &Transaction) -> bool {
        let version = |item: &EnrollmentItem| {
            let key = ItemKey { pk: item.pk.clone(), sk: item.sk.clone() };
            self.enrollments.get(&key).map(|item| item.version)
        };
        let row = |row: &HistoryItem| {
            self.history.contains_key(&ItemKey { pk: row.pk.clone(), sk: row.sk.clone() })
        };
        transaction.record.as_ref().is_some_and(|write| version(&write.item) != write.replaces)
            || transaction.history.iter().any(row)
    }

    fn write(&mut self, transaction: &Transaction) {
        if let Some(write) = &transaction.record {
            let key = ItemKey { pk: write.item.pk.clone(), sk: write.item.sk.clone() };
            self.enrollments.insert(key, write.item.clone());
        }
        for row in &transaction.history {
            self.history.insert(ItemKey { pk: row.pk.clone(), sk: row.sk.clone() }, row.clone());
        }
    }
}

/// The ports to it.
#[derive(Clone, Default)]
pub(super) struct Port(pub(super) Arc<Mutex<World>>);

impl ReadKnown for Port {
    async fn read(&self, wanted: &Wanted) -> Result<Known, ReadError> {
        let mut world = self.0.lock().unwrap();
        match world.fault("read", &[Fault::ReadFails, Fault::ReadLimited]) {
            Fault::ReadFails => return Err(ReadError::Unprocessed { keys: 1 }),
            Fault::ReadLimited => return Err(LimitError::EmptyKey.into()),
            _ => {}
        }
        let mut known = Known { unreadable: world.unreadable.clone(), ..Known::default() };
        for key in &wanted.enrollments {
            known
                .enrollments
                .extend(world.enrollments.get(key).map(|item| (key.clone(), item.clone())));
        }
        for key in &wanted.history {
            let row = |row: &HistoryItem| Row {
                pk: row.pk.clone(),
                sk: row.sk.clone(),
                message: row.message.clone(),
            };
            known.history.extend(world.history.get(key).map(|item| (key.clone(), row(item))));
        }
        Ok(known)
    }
}

impl Commit for Port {
    async fn commit(&self, transaction: &Transaction) -> Result<(), CommitError> {
        let mut world = self.0.lock().unwrap();
        let fault = world.fault(
            "commit",
            &[Fault::Conflict, Fault::CommitFails, Fault::CommitLimited, Fault::CommitDoneButFails],
        );
        match fault {
            Fault::CommitLimited => return Err(LimitError::EmptyKey.into()),
            Fault::Conflict => return Err(CommitError::Conflict),
            Fault::CommitFails => return Err(CommitError::Call("down".to_owned())),
            _ if world.conflicts(transaction) => return Err(CommitError::Conflict),
            _ => world.write(transaction),
        }
        if fault == Fault::CommitDoneButFails {
            Err(CommitError::Call("lost".to_owned()))
        } else {
            Ok(())
        }
    }
}

impl Port {
    /// Writes, unless another writer was faster.
    pub(super) fn try_write(&self, transaction: &Transaction) -> Result<(), CommitError> {
        let mut world = self.0.lock().unwrap();
        if world.conflicts(transaction) {
            return Err(CommitError::Conflict);
        }
        world.write(transaction);
        Ok(())
    }

    /// The topic; what it takes is in the world.
    pub(super) fn topic(&self) -> Topic {
        let (memory, port) = (Memory::default(), self.clone());
        memory.answer(move |messages| {
            let mut world = port.0.lock().unwrap();
            if world.fault("publish", &[Fault::PublishFails]) == Fault::PublishFails {
                return Err(SendError::NotReached("down".to_owned()));
            }
            world.published.extend(messages.iter().map(|it| (*it).clone()));
            Ok(Vec::new())
        });
        memory.topic("transitions")
    }
}
