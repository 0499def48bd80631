//! The daily sweep: the certificates that are about to expire.

use milepost_domain::Time;
use milepost_messaging::{Message, Queue};
use milepost_runtime::metrics::Metrics;
use serde::{Deserialize, Serialize};

use crate::{Waiting, WakeError, reminder};

/// How far a sweep is: what the state machine hands from one invocation to the next.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Sweep {
    /// The first day that is left, such as `2027-11-20`; at the beginning, and in the end, none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
}

/// Asks the function `certificates` to remind of certificates before they expire.
pub struct Reminders {
    /// Reads which certificates expire.
    pub waiting: Waiting,
    /// The queue of certificates.
    pub queue: Queue,
    /// How many days ahead; 0 for no reminders.
    pub days: u16,
    /// What time it is.
    pub clock: fn() -> Time,
}

impl Reminders {
    /// Asks for the certificates of each day from today on, until the time is over. All days ahead
    /// and not the last one only: a day that no sweep has seen is caught up, and one whose
    /// certificates were all reminded of costs a read.
    ///
    /// # Errors
    /// If a day could not be read, or not all messages were sent.
    pub async fn sweep(
        &self,
        sweep: &Sweep,
        is_over: impl Fn() -> bool,
    ) -> Result<Sweep, WakeError> {
        let now = (self.clock)();
        let mut days = days(now, self.days).filter(|day| Some(day) >= sweep.from.as_ref());
        let mut asked = 0;
        let mut next = days.next();
        while let Some(day) = &next {
            asked += self.ask(day, now).await?;
            next = days.next();
            if is_over() {
                break;
            }
        }
        Metrics::new("certificate-resumer")
            .count("RemindersRequested", asked)
            .entry(now.into(), "INFO", "reminders.requested")
            .write(now.into());
        Ok(Sweep { from: next })
    }

    async fn ask(&self, day: &str, now: Time) -> Result<usize, WakeError> {
        let expiring = self.waiting.expiring(day).await?;
        let messages = expiring.into_iter().map(|certificate| reminder(certificate, now));
        let messages: Vec<Message> = messages.collect::<Result<_, _>>()?;
        self.queue.send_all(&messages).await?;
        Ok(messages.len())
    }
}

/// Today and so many days after it, in UTC; none at all if there are to be no reminders.
fn days(now: Time, ahead: u16) -> impl Iterator<Item = String> {
    let all = (0..=ahead).filter(move |_| ahead > 0);
    all.map(move |day| now.plus_minutes(i64::from(day) * 24 * 60).day())
}

#[cfg(test)]
mod tests;
