//! What sending needs of the world: an endpoint, and time.

use std::time::Duration;

use jiff::Timestamp;

/// Where requests go.
pub(super) trait Endpoint {
    /// Sends one body and waits for the answer.
    async fn post(&self, body: &[u8]) -> Result<Answer, NoAnswer>;
}

/// An answer.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
}

/// Why no answer came, in a few words.
#[derive(Clone, Debug)]
pub(super) struct NoAnswer(pub(super) String);

/// Time, so that tests need not wait for it.
pub(crate) trait Clock {
    /// Time since some fixed moment.
    fn now(&self) -> Duration;
    /// The time of day.
    fn wall(&self) -> Timestamp;
    async fn sleep(&self, duration: Duration);
}

#[cfg(test)]
pub(super) mod fakes {
    use std::cell::{Cell, RefCell};

    use super::*;

    /// A clock whose sleeps take no time, and cost 3 ms at each look.
    #[derive(Default)]
    pub(crate) struct FakeClock(Cell<Duration>);

    impl Clock for FakeClock {
        fn now(&self) -> Duration {
            self.0.replace(self.0.get() + Duration::from_millis(3))
        }
        fn wall(&self) -> Timestamp {
            Timestamp::UNIX_EPOCH + self.0.get()
        }
        async fn sleep(&self, duration: Duration) {
            self.0.set(self.0.get() + duration);
        }
    }

    /// An endpoint that answers from a list; a status of 0 is no answer.
    pub(in crate::send) struct Script(pub(in crate::send) RefCell<Vec<u16>>);

    impl Endpoint for Script {
        async fn post(&self, _: &[u8]) -> Result<Answer, NoAnswer> {
            let mut left = self.0.borrow_mut();
            let status = if left.len() > 1 { left.remove(0) } else { left[0] };
            let body = br#"{"accepted":1,"quarantined":0}"#.to_vec();
            if status == 0 {
                Err(NoAnswer("timed out".to_owned()))
            } else {
                Ok(Answer { status, body })
            }
        }
    }
}
