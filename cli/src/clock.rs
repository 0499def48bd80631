//! Time, injected.

use std::time::{Duration, Instant};

use jiff::Timestamp;

/// Time, so that tests need not wait for it.
pub(crate) trait Clock {
    /// Time since some fixed moment.
    fn now(&self) -> Duration;
    /// The time of day.
    fn wall(&self) -> Timestamp;
    async fn sleep(&self, duration: Duration);
}

/// Real time.
pub(crate) struct SystemClock(Instant);

impl SystemClock {
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Duration {
        self.0.elapsed()
    }
    fn wall(&self) -> Timestamp {
        Timestamp::now()
    }
    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}

#[cfg(test)]
pub(crate) mod fakes {
    use std::cell::Cell;

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
}
