//! Queues and topics in memory: any call can be made to fail, and any message refused.

use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use milepost_messaging::backend::{Answer, Backend};
use milepost_messaging::{Failure, Message, Queue, SendError, Topic};
use milepost_runtime::limits::call::{CallLimits, SEND_MESSAGE_BATCH};

use crate::faults::Faults;

/// Says what a call answers: the messages that it leaves out, or why it takes none.
type Answering = Box<dyn FnMut(&[&Message]) -> Result<Vec<Failure>, SendError> + Send>;

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
    answering: Option<Answering>,
    delay: Duration,
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

    /// From now on each call answers what this says of its messages, and takes the others.
    pub fn answer(
        &self,
        with: impl FnMut(&[&Message]) -> Result<Vec<Failure>, SendError> + Send + 'static,
    ) {
        self.lock().answering = Some(Box::new(with));
    }

    /// From now on calls leave out the messages of which this says so.
    pub fn refuse(&self, mut which: impl FnMut(&Message) -> Option<SendError> + Send + 'static) {
        self.answer(move |messages| {
            let messages = messages.iter().enumerate();
            let refused = |(place, it): (usize, &&Message)| Some((place, which(it)?));
            let refused = messages.filter_map(refused);
            Ok(refused.map(|(place, error)| Failure { place, error }).collect())
        });
    }

    /// From now on each call takes so long.
    pub fn delay(&self, delay: Duration) {
        self.lock().delay = delay;
    }

    /// The names of all calls so far.
    pub fn calls(&self) -> Vec<&'static str> {
        self.faults.calls()
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

    /// The queue of this name.
    pub fn queue(&self, name: &'static str) -> Queue {
        Queue::on(self.named(name, "SendMessageBatch"))
    }

    /// The topic of this name.
    pub fn topic(&self, name: &'static str) -> Topic {
        Topic::on(self.named(name, "PublishBatch"))
    }

    fn named(&self, name: &'static str, call: &'static str) -> Arc<Named> {
        Arc::new(Named { memory: self.clone(), name, call })
    }

    fn take(&self, name: &'static str, messages: &[&Message]) -> Result<Vec<Failure>, SendError> {
        let mut state = self.lock();
        let left_out = state.answering.as_mut().map_or(Ok(Vec::new()), |it| it(messages))?;
        let is_taken = |place| !left_out.iter().any(|it: &Failure| it.place == place);
        let taken = messages.iter().enumerate().filter(|(place, _)| is_taken(*place));
        state.taken.extend(taken.map(|(_, message)| (name, (*message).clone())));
        Ok(left_out)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A queue or a topic of a memory.
struct Named {
    memory: Memory,
    name: &'static str,
    call: &'static str,
}

impl Backend for Named {
    fn call<'a>(&'a self, messages: &'a [&'a Message]) -> Answer<'a> {
        let Self { memory, name, call } = self;
        Box::pin(async move {
            let delay = memory.lock().delay;
            if !delay.is_zero() {
                tokio::time::sleep(delay).await;
            }
            memory.faults.around(call, || memory.take(name, messages)).await
        })
    }

    fn limits(&self) -> CallLimits {
        SEND_MESSAGE_BATCH
    }
}
