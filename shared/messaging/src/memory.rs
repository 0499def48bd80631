//! Queues and topics in memory, for tests: any call can be made to fail, and any message refused.

use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use milepost_runtime::faults::Faults;
use milepost_runtime::limits::call::{CallLimits, SEND_MESSAGE_BATCH};

use crate::backend::{Answer, Backend};
use crate::error::{Failure, SendError};
use crate::message::Message;

/// Says of a message why a call leaves it out, if it does.
type Refuse = Box<dyn FnMut(&Message) -> Option<SendError> + Send>;

/// Queues and topics in memory; clones share them.
#[derive(Clone, Default)]
pub struct Memory {
    state: Arc<Mutex<State>>,
    faults: Faults,
}

#[derive(Default)]
struct State {
    /// Where each message went, in the order of arrival.
    taken: Vec<(&'static str, Message)>,
    refuse: Option<Refuse>,
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Memory").field(&self.lock().taken).finish()
    }
}

impl Memory {
    /// Empty queues and topics whose calls fail as this says.
    pub fn with_faults(faults: Faults) -> Self {
        Self { faults, ..Self::default() }
    }

    /// From now on calls leave out the messages of which this says so.
    pub fn refuse(&self, which: impl FnMut(&Message) -> Option<SendError> + Send + 'static) {
        self.lock().refuse = Some(Box::new(which));
    }

    /// What the queue or topic of this name has taken, in the order of arrival. As AWS does within
    /// five minutes, it drops what it has had under the same deduplication id.
    pub fn taken(&self, name: &str) -> Vec<Message> {
        let mut seen = HashSet::new();
        let mut messages = self.taken_with_repeats(name);
        messages.retain(|it| {
            it.place.as_ref().is_none_or(|place| seen.insert(place.deduplication_id.clone()))
        });
        messages
    }

    /// The same with what AWS would drop.
    pub fn taken_with_repeats(&self, name: &str) -> Vec<Message> {
        let state = self.lock();
        state.taken.iter().filter(|(of, _)| *of == name).map(|(_, it)| it.clone()).collect()
    }

    pub(crate) fn named(&self, name: &'static str, call: &'static str) -> Named {
        Named { memory: self.clone(), name, call }
    }

    fn take(&self, name: &'static str, messages: &[&Message]) -> Vec<Failure> {
        let mut state = self.lock();
        let mut failures = Vec::new();
        for (place, message) in messages.iter().enumerate() {
            match state.refuse.as_mut().and_then(|refuse| refuse(message)) {
                Some(error) => failures.push(Failure { place, error }),
                None => state.taken.push((name, (*message).clone())),
            }
        }
        failures
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A queue or a topic of a memory.
pub(crate) struct Named {
    memory: Memory,
    name: &'static str,
    call: &'static str,
}

impl Backend for Named {
    fn call<'a>(&'a self, messages: &'a [&'a Message]) -> Answer<'a> {
        let Self { memory, name, call } = self;
        Box::pin(memory.faults.around(call, || Ok::<_, SendError>(memory.take(name, messages))))
    }

    fn limits(&self) -> CallLimits {
        SEND_MESSAGE_BATCH
    }
}
