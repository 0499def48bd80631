//! How fast to send.

use std::time::Duration;

use tokio::time::{Instant, sleep};

/// How far a rate may run behind before it stops catching up.
const LONGEST_LAG: Duration = Duration::from_secs(1);

/// Spreads events evenly over time. What a slow answer delays is caught up, one second at most.
#[derive(Debug)]
pub struct Pace {
    per_event: Duration,
    next: Instant,
}

impl Pace {
    /// So many events a second at most; without a rate there is no waiting.
    pub fn new(events_per_second: Option<f64>) -> Self {
        let per_event = events_per_second
            .and_then(|rate| Duration::try_from_secs_f64(1.0 / rate).ok())
            .unwrap_or_default();
        Self { per_event, next: Instant::now() }
    }

    /// Waits until so many events may be sent.
    pub async fn wait(&mut self, events: usize) {
        let now = Instant::now();
        let due = self.next.max(now.checked_sub(LONGEST_LAG).unwrap_or(now));
        let events = u32::try_from(events).unwrap_or(u32::MAX);
        self.next = due + self.per_event.saturating_mul(events);
        if due > now {
            sleep(due - now).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How long it waits before each of these numbers of events, in milliseconds.
    async fn waits<const N: usize>(pace: &mut Pace, events: [usize; N]) -> [u128; N] {
        let mut waits = [0; N];
        for (wait, events) in waits.iter_mut().zip(events) {
            let start = Instant::now();
            pace.wait(events).await;
            *wait = start.elapsed().as_millis();
        }
        waits
    }

    #[tokio::test(start_paused = true)]
    async fn a_rate_spreads_events() {
        let mut pace = Pace::new(Some(10.0));
        assert_eq!(waits(&mut pace, [1]).await, [0]);
        sleep(Duration::from_millis(20)).await;
        assert_eq!(waits(&mut pace, [5, 1]).await, [80, 500], "five events take half a second");
    }

    #[tokio::test(start_paused = true)]
    async fn a_short_delay_is_caught_up_and_a_long_one_is_not() {
        let mut pace = Pace::new(Some(2.0));
        assert_eq!(waits(&mut pace, [1]).await, [0]);
        sleep(Duration::from_millis(900)).await;
        assert_eq!(waits(&mut pace, [1, 1]).await, [0, 100], "back on the beat of 500 ms");
        sleep(Duration::from_mins(1)).await;
        assert_eq!(waits(&mut pace, [1; 4]).await, [0, 0, 0, 500]);
    }

    #[tokio::test(start_paused = true)]
    async fn no_rate_never_waits() {
        assert_eq!(waits(&mut Pace::new(None), [1000; 100]).await, [0; 100]);
    }
}
