//! The world in memory: a table with conditions, a list of addresses, a provider that sends. Any
//! call can fail, before or after it was done; a death is a failure of all calls from then on.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use super::super::*;

/// When the caller dies.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Death {
    /// Before the call with this number, counted from 0.
    Before(usize),
    /// After it was done; nobody hears of it.
    After(usize),
}

#[derive(Default)]
pub(super) struct State {
    pub(super) calls: Vec<&'static str>,
    pub(super) death: Option<Death>,
    /// Calls of this name fail, so many times.
    pub(super) failing: Option<(&'static str, usize)>,
    pub(super) records: BTreeMap<NotificationId, Revised>,
    pub(super) suppressed: BTreeSet<String>,
    /// The addresses that were sent to.
    pub(super) sent: Vec<String>,
    /// What the provider answers to an address, in the place of taking it.
    pub(super) answers: BTreeMap<String, Outcome>,
}

#[derive(Default)]
pub(super) struct World(pub(super) Mutex<State>);

impl World {
    async fn call<R>(
        &self,
        name: &'static str,
        effect: impl FnOnce(&mut State) -> R,
    ) -> Result<R, TableError> {
        // Others get their turn between any two calls.
        tokio::task::yield_now().await;
        let mut state = self.0.lock().unwrap();
        let number = state.calls.len();
        state.calls.push(name);
        let down = Err(TableError::Call("down".to_owned()));
        if let Some((failing, times)) = &mut state.failing
            && *failing == name
            && *times > 0
        {
            *times -= 1;
            return down;
        }
        match state.death {
            Some(Death::Before(at)) if number >= at => down,
            Some(Death::After(at)) if number > at => down,
            Some(Death::After(at)) if number == at => {
                effect(&mut state);
                down
            }
            _ => Ok(effect(&mut state)),
        }
    }
}

impl ReadNotification for &World {
    async fn read(&self, id: NotificationId) -> Result<Option<Revised>, TableError> {
        self.call("read", |state| state.records.get(&id).cloned()).await
    }
}

impl WriteNotification for &World {
    async fn write(&self, notification: &Revised) -> Result<u64, TableError> {
        let Revised { value, revision } = notification.clone();
        let write = |state: &mut State| {
            let known = state.records.get(&value.id).map_or(0, |it| it.revision);
            if known != revision {
                return Err(TableError::Conflict);
            }
            let written = Revised { revision: revision + 1, value };
            state.records.insert(written.value.id, written);
            Ok(revision + 1)
        };
        self.call("write", write).await?
    }
}

impl ReadSuppression for &World {
    async fn is_suppressed(&self, address: &str) -> Result<bool, TableError> {
        self.call("suppression", |state| state.suppressed.contains(address)).await
    }
}

impl Deliver for &World {
    async fn deliver(&self, message: &NotificationMessage) -> Outcome {
        let address = message.recipient.address.clone();
        let send = |state: &mut State| {
            let answer = state.answers.get(&address).cloned();
            answer.unwrap_or_else(|| {
                state.sent.push(address);
                Outcome::Delivered(format!("provider-{}", state.sent.len()))
            })
        };
        let outcome = self.call("deliver", send).await;
        outcome.unwrap_or_else(|_| Outcome::NotTaken("down".to_owned()))
    }
}
