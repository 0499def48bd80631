//! One request, sent until it is answered: the next one waits for its answer, as with ALM.

use std::fmt;
use std::time::Duration;

use serde::Deserialize;
use tokio::time::{Instant, sleep};

/// ALM's first wait after a try without an answer.
const FIRST_WAIT: Duration = Duration::from_secs(5);
/// ALM's longest wait.
const LONGEST_WAIT: Duration = Duration::from_mins(5);

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

/// Why no answer came, in a few words.
#[derive(Clone, Debug)]
pub(crate) struct NoAnswer(pub(crate) String);

/// What `POST /webhooks/alm` answers.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
pub struct Counts {
    /// Events on their way.
    pub accepted: usize,
    /// What could not be read, and is kept.
    pub quarantined: usize,
}

/// A request that has its final answer.
#[derive(Debug, PartialEq)]
pub struct Delivery {
    /// Of HTTP.
    pub status: u16,
    /// What became of the events, if the answer says it.
    pub counts: Option<Counts>,
    /// Of the final answer.
    pub latency: Duration,
}

impl Delivery {
    /// Whether the endpoint has taken it: answered 2xx.
    pub fn acknowledged(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// A try that failed and what follows.
#[derive(Debug, PartialEq)]
pub struct Retry {
    /// Until now.
    pub tries: u32,
    /// Why the last one failed.
    pub reason: String,
    /// Until the next one.
    pub wait: Duration,
}

impl fmt::Display for Retry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { tries, reason, wait } = self;
        write!(f, "try {tries} failed: {reason}; again in {} s", wait.as_secs())
    }
}

/// Why a run ends early.
#[derive(Debug, PartialEq, thiserror::Error)]
pub enum Undelivered {
    /// Wrong or missing credentials.
    #[error("the webhook endpoint refuses these credentials (status 401)")]
    Unauthorized,
    /// Another account than that which the stack serves.
    #[error("the webhook endpoint forbids this (status 403): is it another ALM account's stack?")]
    Forbidden,
    /// No answer that counts, for as long as somebody would wait.
    #[error("gave up after {tries} {} in {seconds} s: {reason}", if *tries == 1 { "try" } else { "tries" })]
    GaveUp {
        /// In all.
        tries: u32,
        /// Since the first.
        seconds: u64,
        /// Why the last one failed.
        reason: String,
    },
}

impl Undelivered {
    /// The status of the answer, if there was one.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Unauthorized => Some(401),
            Self::Forbidden => Some(403),
            Self::GaveUp { .. } => None,
        }
    }
}

/// How long ALM waits after so many failed tries (from 1): 5, 10, 20, 40, 80 s, doubling up to
/// 5 minutes, then every 5 minutes (ALM webhooks usage guide).
fn wait_after(failed_tries: u32) -> Duration {
    let doublings = failed_tries.saturating_sub(1).min(16);
    (FIRST_WAIT * 2_u32.pow(doublings)).min(LONGEST_WAIT)
}

/// Sends a body until it has a final answer. No answer, 5xx and 429 are tried again by ALM's
/// schedule, as long as the next try comes before `give_up` is over.
pub(crate) async fn deliver(
    post: impl AsyncFn() -> Result<Answer, NoAnswer>,
    give_up: Duration,
    mut on_retry: impl FnMut(&Retry),
) -> Result<Delivery, Undelivered> {
    let (first, mut tries) = (Instant::now(), 0);
    loop {
        let start = Instant::now();
        let outcome = post().await;
        tries += 1;
        let reason = match outcome {
            Ok(Answer { status: 401, .. }) => return Err(Undelivered::Unauthorized),
            Ok(Answer { status: 403, .. }) => return Err(Undelivered::Forbidden),
            Ok(Answer { status, .. }) if status == 429 || status >= 500 => {
                format!("status {status}")
            }
            Ok(Answer { status, body }) => {
                let counts = serde_json::from_slice(&body).ok();
                return Ok(Delivery { status, counts, latency: start.elapsed() });
            }
            Err(NoAnswer(reason)) => reason,
        };
        let (wait, elapsed) = (wait_after(tries), first.elapsed());
        if elapsed + wait > give_up {
            return Err(Undelivered::GaveUp { tries, seconds: elapsed.as_secs(), reason });
        }
        on_retry(&Retry { tries, reason, wait });
        sleep(wait).await;
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    /// Each answer takes 3 ms; a status of 0 is none.
    async fn run(statuses: &[u16], give_up: u64) -> (Result<Delivery, Undelivered>, Vec<u64>) {
        let left = RefCell::new(statuses.to_vec());
        let post = async || {
            sleep(Duration::from_millis(3)).await;
            let mut left = left.borrow_mut();
            let status = if left.len() > 1 { left.remove(0) } else { left[0] };
            match status {
                0 => Err(NoAnswer("timed out".to_owned())),
                _ => Ok(Answer { status, body: br#"{"accepted":1,"quarantined":0}"#.to_vec() }),
            }
        };
        let mut waits = Vec::new();
        let on_retry = |retry: &Retry| waits.push(retry.wait.as_secs());
        let result = deliver(post, Duration::from_secs(give_up), on_retry).await;
        (result, waits)
    }

    #[test]
    fn the_waits_are_alms() {
        let waits: Vec<u64> = (1..=9).map(|tries| wait_after(tries).as_secs()).collect();
        assert_eq!(waits, [5, 10, 20, 40, 80, 160, 300, 300, 300]);
        assert_eq!(wait_after(u32::MAX), LONGEST_WAIT);
    }

    #[tokio::test(start_paused = true)]
    async fn no_answer_5xx_and_429_are_tried_again() {
        let (result, waits) = run(&[0, 503, 429, 500, 202], 600).await;
        let delivery = result.unwrap();
        assert_eq!(delivery.counts, Some(Counts { accepted: 1, quarantined: 0 }));
        assert!(delivery.acknowledged());
        assert_eq!(delivery.latency, Duration::from_millis(3), "of the last answer alone");
        assert_eq!(waits, [5, 10, 20, 40]);
    }

    #[tokio::test(start_paused = true)]
    async fn wrong_credentials_stop_at_once() {
        assert_eq!(run(&[401], 600).await, (Err(Undelivered::Unauthorized), vec![]));
        assert_eq!(run(&[403], 600).await, (Err(Undelivered::Forbidden), vec![]));
    }

    #[tokio::test(start_paused = true)]
    async fn another_refusal_is_final() {
        let (result, waits) = run(&[413], 600).await;
        assert!(!result.unwrap().acknowledged());
        assert!(waits.is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn it_gives_up_in_time() {
        let (result, waits) = run(&[0], 40).await;
        assert_eq!(waits, [5, 10, 20]);
        assert_eq!(result.unwrap_err().to_string(), "gave up after 4 tries in 35 s: timed out");
        let (result, waits) = run(&[503], 0).await;
        assert!(waits.is_empty());
        assert_eq!(result.unwrap_err().to_string(), "gave up after 1 try in 0 s: status 503");
    }
}
