//! How fast to send.

use std::time::Duration;

/// How far a rate may run behind before it stops catching up.
const LONGEST_LAG: Duration = Duration::from_secs(1);

/// Spreads events evenly over time. What a slow answer delays is caught up, one second at most.
pub(crate) struct Pace {
    per_event: Duration,
    next: Duration,
}

impl Pace {
    /// Without a rate there is no waiting.
    pub(crate) fn new(events_per_second: Option<f64>, now: Duration) -> Self {
        let per_event = events_per_second
            .and_then(|rate| Duration::try_from_secs_f64(1.0 / rate).ok())
            .unwrap_or_default();
        Self { per_event, next: now }
    }

    /// How long to wait at `now` before sending so many events.
    pub(crate) fn wait(&mut self, now: Duration, events: usize) -> Duration {
        let due = self.next.max(now.saturating_sub(LONGEST_LAG));
        let events = u32::try_from(events).unwrap_or(u32::MAX);
        self.next = due.saturating_add(self.per_event.saturating_mul(events));
        due.saturating_sub(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_spreads_events() {
        let ms = Duration::from_millis;
        let mut pace = Pace::new(Some(10.0), ms(0));
        assert_eq!(pace.wait(ms(0), 1), ms(0));
        assert_eq!(pace.wait(ms(20), 5), ms(80));
        assert_eq!(pace.wait(ms(130), 1), ms(470), "five events take half a second");
    }

    #[test]
    fn a_short_delay_is_caught_up_and_a_long_one_is_not() {
        let ms = Duration::from_millis;
        let mut pace = Pace::new(Some(2.0), ms(0));
        pace.wait(ms(0), 1);
        assert_eq!(pace.wait(ms(900), 1), ms(0));
        assert_eq!(pace.wait(ms(900), 1), ms(100), "back on the beat of 500 ms");
        pace.wait(ms(60_000), 1);
        let burst = (0..10).take_while(|_| pace.wait(ms(60_000), 1).is_zero()).count();
        assert_eq!(burst, 2);
    }

    #[test]
    fn no_rate_never_waits() {
        let mut pace = Pace::new(None, Duration::ZERO);
        assert!((0..100).all(|_| pace.wait(Duration::from_secs(1), 1000).is_zero()));
    }
}
