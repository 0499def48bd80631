//! The world in memory: the table, and a provider that sends. Any call can fail.

use std::collections::BTreeMap;
use std::sync::Mutex;

use milepost_harness::Faults;
use milepost_harness::store::Memory;

use super::super::*;

const TABLE: &str = "notifications";

#[derive(Default)]
pub(super) struct State {
    /// The addresses that were sent to.
    pub(super) sent: Vec<String>,
    /// What the provider answers to an address, in the place of taking it.
    pub(super) answers: BTreeMap<String, Outcome>,
}

pub(super) struct World {
    pub(super) faults: Faults,
    pub(super) notifications: Notifications,
    pub(super) state: Mutex<State>,
}

impl World {
    pub(super) fn with(records: &[Notification]) -> Self {
        Self::with_faults(records, Faults::default())
    }

    pub(super) fn with_faults(records: &[Notification], faults: Faults) -> Self {
        let memory = Memory::with_faults(faults.clone());
        for record in records {
            memory.seed(TABLE, &crate::item::NotificationItem::new(record.clone(), 1)).unwrap();
        }
        let notifications = Notifications::new(memory.table(TABLE));
        Self { faults, notifications, state: Mutex::default() }
    }
}

impl Deliver for &World {
    async fn deliver(&self, message: &NotificationMessage) -> Outcome {
        let address = message.recipient.address.clone();
        let send = || {
            let mut state = self.state.lock().unwrap();
            if let Some(answer) = state.answers.get(&address) {
                return Ok(answer.clone());
            }
            state.sent.push(address);
            Ok(Outcome::Delivered(format!("provider-{}", state.sent.len())))
        };
        let outcome = self.faults.around("deliver", send).await;
        outcome.unwrap_or_else(|_: StoreError| Outcome::NotTaken("down".to_owned()))
    }
}
