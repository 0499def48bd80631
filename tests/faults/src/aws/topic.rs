//! A FIFO topic, as SNS has them.

use std::sync::{Mutex, MutexGuard};

use super::batch::Attributes;
use super::clock::Clock;
use super::deduplication::Deduplication;

/// A message that the topic took.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Published {
    /// The topic's id of it.
    pub message_id: String,
    /// Its message group.
    pub group: String,
    /// Its deduplication id.
    pub deduplication_id: String,
    /// Its body.
    pub body: String,
    /// Its attributes, for filter policies.
    pub attributes: Attributes,
}

/// The topic: keeps what was published, in order.
#[derive(Debug)]
pub struct Topic {
    clock: Clock,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    published: Vec<Published>,
    deduplication: Deduplication,
    repeats: usize,
}

impl Topic {
    pub(crate) fn new(clock: Clock) -> Self {
        Self { clock, state: Mutex::default() }
    }

    /// Publishes a message, and answers its id. A repeat of a deduplication id in its group
    /// within five minutes succeeds with the id of the first, and reaches nobody.
    pub(crate) fn publish(&self, message: Published) -> String {
        let mut state = self.state();
        let number = state.published.len();
        let key = (message.group.as_str(), message.deduplication_id.as_str());
        if let Some(original) = state.deduplication.original(self.clock.now(), key, number) {
            state.repeats += 1;
            return state.published[original].message_id.clone();
        }
        let message_id = format!("00000000-0000-4000-9000-{number:012}");
        state.published.push(Published { message_id: message_id.clone(), ..message });
        message_id
    }

    /// What the subscribers got, in order; without swallowed repeats.
    pub fn published(&self) -> Vec<Published> {
        self.state().published.clone()
    }

    /// What the subscribers got of one group, in order.
    pub fn published_to(&self, group: &str) -> Vec<Published> {
        let state = self.state();
        state.published.iter().filter(|it| it.group == group).cloned().collect()
    }

    /// How many repeats were swallowed.
    pub fn repeats(&self) -> usize {
        self.state().repeats
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no panic under the lock")
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn message(group: &str, id: &str) -> Published {
        Published {
            message_id: String::new(),
            group: group.to_owned(),
            deduplication_id: id.to_owned(),
            body: format!("{group}{id}"),
            attributes: Attributes::new(),
        }
    }

    #[test]
    fn a_repeat_is_counted_and_reaches_nobody() {
        let clock = Clock::default();
        let topic = Topic::new(clock.clone());
        let first = topic.publish(message("a", "1"));
        assert_eq!(topic.publish(message("a", "1")), first);
        assert_eq!((topic.published().len(), topic.repeats()), (1, 1));
        clock.advance(Duration::from_mins(5));
        assert_ne!(topic.publish(message("a", "1")), first);
        assert_eq!((topic.published().len(), topic.repeats()), (2, 1));
    }

    #[test]
    fn a_group_keeps_its_order() {
        let topic = Topic::new(Clock::default());
        for (group, id) in [("a", "2"), ("b", "1"), ("a", "1")] {
            topic.publish(message(group, id));
        }
        let bodies: Vec<_> = topic.published_to("a").into_iter().map(|it| it.body).collect();
        assert_eq!(bodies, ["a2", "a1"]);
    }
}
