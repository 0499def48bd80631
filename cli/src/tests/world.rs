//! Two queues in memory, as SQS would keep them, for tests.

use std::cell::RefCell;
use std::collections::HashSet;

use crate::aws_error::AwsError;
use crate::dead_letters::{Depth, Letter, Outgoing, Queue, Refused};

/// What goes wrong at a call.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Fault {
    None,
    /// The call fails and has done nothing.
    Fails,
    /// The call is done, but its answer is lost.
    AnswerLost,
    /// Every other entry is refused and not done.
    Refuses,
    /// The command is killed before this call: no call gets through any more.
    Killed,
}

#[derive(Debug, Default)]
struct State {
    dead: Vec<Letter>,
    hidden: HashSet<String>,
    source: Vec<Outgoing>,
    faults: Vec<Fault>,
    is_killed: bool,
    receipts: usize,
}

#[derive(Debug, Default)]
pub(crate) struct World(RefCell<State>);

impl World {
    /// A dead-letter queue with so many letters of these groups, one group after the other; the
    /// group `-` stands for none. The body of each is its id: the group and a number.
    pub(crate) fn with(groups: &[(&str, usize)]) -> Self {
        let letters =
            groups.iter().flat_map(|(group, count)| (1..=*count).map(move |n| (group, n)));
        let names = letters.map(|(group, number)| format!("{group}{number:03}"));
        Self::of(names)
    }

    /// A dead-letter queue with letters of these bodies; the first character is the group.
    pub(crate) fn of(names: impl Iterator<Item = String>) -> Self {
        let letter = |name: String| Letter {
            group: name.chars().next().filter(|group| *group != '-').map(String::from),
            message_id: name.clone(),
            body: name,
            ..Letter::default()
        };
        Self(RefCell::new(State { dead: names.map(letter).collect(), ..State::default() }))
    }

    /// What goes wrong at the next calls, one after the other.
    pub(crate) fn fail_next(&self, faults: &[Fault]) {
        self.0.borrow_mut().faults = faults.to_vec();
    }

    /// The visibility time-outs are over, and the command starts anew.
    pub(crate) fn wait(&self) {
        let mut state = self.0.borrow_mut();
        state.hidden.clear();
        state.is_killed = false;
    }

    /// What was sent last is received five times and dead-lettered again.
    pub(crate) fn dead_letter_again(&self) {
        let mut state = self.0.borrow_mut();
        let sent = std::mem::take(&mut state.source);
        for (number, Outgoing { body, group, attributes, .. }) in sent.into_iter().enumerate() {
            let message_id = format!("{body}-again-{number}");
            state.dead.push(Letter { message_id, body, group, attributes, ..Letter::default() });
        }
    }

    pub(crate) fn dead(&self) -> Vec<String> {
        self.0.borrow().dead.iter().map(|letter| letter.body.clone()).collect()
    }

    pub(crate) fn hidden(&self) -> usize {
        self.0.borrow().hidden.len()
    }

    pub(crate) fn sent(&self) -> Vec<String> {
        self.0.borrow().source.iter().map(|message| message.body.clone()).collect()
    }

    pub(crate) fn outgoing(&self) -> Vec<Outgoing> {
        self.0.borrow().source.clone()
    }

    /// One call with its fault: `work` does it to one entry.
    fn call<T>(
        &self,
        entries: &[T],
        work: impl Fn(&mut State, &T),
    ) -> Result<Vec<Refused>, AwsError> {
        let mut state = self.0.borrow_mut();
        let fault = state.next_fault()?;
        let is_refused = |place: usize| fault == Fault::Refuses && place.is_multiple_of(2);
        let mut refused = Vec::new();
        for (place, entry) in entries.iter().enumerate() {
            if is_refused(place) {
                refused.push(Refused { place, why: "InternalError".to_owned() });
            } else {
                work(&mut state, entry);
            }
        }
        if fault == Fault::AnswerLost { Err(AwsError::NoRegion) } else { Ok(refused) }
    }
}

impl State {
    fn next_fault(&mut self) -> Result<Fault, AwsError> {
        let fault = if self.faults.is_empty() { Fault::None } else { self.faults.remove(0) };
        self.is_killed |= fault == Fault::Killed;
        if self.is_killed || fault == Fault::Fails { Err(AwsError::NoRegion) } else { Ok(fault) }
    }

    fn receive(&mut self, most: usize) -> Vec<Letter> {
        let busy: HashSet<Option<String>> = self
            .dead
            .iter()
            .filter(|letter| letter.group.is_some() && self.hidden.contains(&letter.message_id))
            .map(|letter| letter.group.clone())
            .collect();
        self.receipts += 1;
        let receipt = self.receipts.to_string();
        let mut received = Vec::new();
        for letter in &mut self.dead {
            let is_free =
                !self.hidden.contains(&letter.message_id) && !busy.contains(&letter.group);
            if is_free && received.len() < most {
                letter.receipt.clone_from(&receipt);
                received.push(letter.clone());
            }
        }
        self.hidden.extend(received.iter().map(|letter| letter.message_id.clone()));
        received
    }
}

impl Queue for World {
    async fn receive(&self, most: usize) -> Result<Vec<Letter>, AwsError> {
        let mut state = self.0.borrow_mut();
        let fault = state.next_fault()?;
        let letters = state.receive(most);
        if fault == Fault::AnswerLost { Err(AwsError::NoRegion) } else { Ok(letters) }
    }

    async fn send(&self, batch: &[Outgoing]) -> Result<Vec<Refused>, AwsError> {
        assert!((1..=10).contains(&batch.len()), "the limits of a call");
        self.call(batch, |state, message| {
            let id = &message.deduplication_id;
            // SQS swallows a repeat.
            if id.is_none() || state.source.iter().all(|sent| sent.deduplication_id != *id) {
                state.source.push(message.clone());
            }
        })
    }

    async fn delete(&self, batch: &[Letter]) -> Result<Vec<Refused>, AwsError> {
        assert!((1..=10).contains(&batch.len()), "the limits of a call");
        self.call(batch, |state, letter| {
            state.dead.retain(|dead| dead.message_id != letter.message_id);
            state.hidden.remove(&letter.message_id);
        })
    }

    async fn release(&self, batch: &[Letter]) -> Result<(), AwsError> {
        let released = self.call(batch, |state, letter| {
            state.hidden.remove(&letter.message_id);
        });
        released.map(|_| ())
    }

    async fn depth(&self) -> Result<Depth, AwsError> {
        let mut state = self.0.borrow_mut();
        state.next_fault()?;
        let hidden = state.hidden.len();
        Ok(Depth { visible: state.dead.len() - hidden, hidden })
    }

    async fn source_depth(&self) -> Result<Depth, AwsError> {
        Ok(Depth { visible: self.0.borrow().source.len(), hidden: 0 })
    }
}
