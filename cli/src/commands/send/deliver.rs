//! One request, sent until it is answered: ALM's head of the line.

use std::fmt;
use std::time::Duration;

use serde::Deserialize;

use super::port::{Answer, Endpoint, NoAnswer};
use super::schedule::wait_after;
use crate::clock::Clock;

/// What `POST /webhooks/alm` answers.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
pub(super) struct Counts {
    pub(super) accepted: usize,
    pub(super) quarantined: usize,
}

/// A request that has its final answer.
#[derive(Debug, PartialEq)]
pub(super) struct Delivery {
    pub(super) status: u16,
    pub(super) counts: Option<Counts>,
    /// Of the final answer.
    pub(super) latency: Duration,
}

impl Delivery {
    pub(super) fn acknowledged(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// A try that failed and what follows.
#[derive(Debug, PartialEq)]
pub(super) struct Retry {
    pub(super) tries: u32,
    pub(super) reason: String,
    pub(super) wait: Duration,
}

impl fmt::Display for Retry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { tries, reason, wait } = self;
        write!(f, "try {tries} failed: {reason}; again in {} s", wait.as_secs())
    }
}

/// Why a run ends early.
#[derive(Debug, PartialEq, thiserror::Error)]
pub(crate) enum Undelivered {
    #[error("the webhook endpoint refuses these credentials (status 401)")]
    Unauthorized,
    #[error("the webhook endpoint forbids this (status 403): is it another ALM account's stack?")]
    Forbidden,
    #[error("gave up after {tries} {} in {seconds} s: {reason}", if *tries == 1 { "try" } else { "tries" })]
    GaveUp { tries: u32, seconds: u64, reason: String },
}

impl Undelivered {
    /// The answer, if there was one.
    pub(super) fn status(&self) -> Option<u16> {
        match self {
            Self::Unauthorized => Some(401),
            Self::Forbidden => Some(403),
            Self::GaveUp { .. } => None,
        }
    }
}

/// Sends a body until it has a final answer. No answer, 5xx and 429 are tried again by ALM's
/// schedule, as long as the next try comes before `give_up` is over.
pub(super) async fn deliver(
    endpoint: &impl Endpoint,
    clock: &impl Clock,
    give_up: Duration,
    body: &[u8],
    mut on_retry: impl FnMut(&Retry),
) -> Result<Delivery, Undelivered> {
    let first = clock.now();
    let mut tries = 0;
    loop {
        let start = clock.now();
        let outcome = endpoint.post(body).await;
        tries += 1;
        let reason = match outcome {
            Ok(Answer { status: 401, .. }) => return Err(Undelivered::Unauthorized),
            Ok(Answer { status: 403, .. }) => return Err(Undelivered::Forbidden),
            Ok(Answer { status, .. }) if status == 429 || status >= 500 => {
                format!("status {status}")
            }
            Ok(Answer { status, body }) => {
                let counts = serde_json::from_slice(&body).ok();
                return Ok(Delivery { status, counts, latency: clock.now().saturating_sub(start) });
            }
            Err(NoAnswer(reason)) => reason,
        };
        let wait = wait_after(tries);
        let elapsed = clock.now().saturating_sub(first);
        if elapsed + wait > give_up {
            return Err(Undelivered::GaveUp { tries, seconds: elapsed.as_secs(), reason });
        }
        on_retry(&Retry { tries, reason, wait });
        clock.sleep(wait).await;
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::super::port::fakes::Script;
    use super::*;
    use crate::clock::fakes::FakeClock;

    async fn run(statuses: &[u16], give_up: u64) -> (Result<Delivery, Undelivered>, Vec<u64>) {
        let script = Script(RefCell::new(statuses.to_vec()));
        let (clock, mut waits) = (FakeClock::default(), Vec::new());
        let on_retry = |retry: &Retry| waits.push(retry.wait.as_secs());
        let give_up = Duration::from_secs(give_up);
        let result = deliver(&script, &clock, give_up, b"{}", on_retry).await;
        (result, waits)
    }

    #[tokio::test]
    async fn no_answer_5xx_and_429_are_tried_again() {
        let (result, waits) = run(&[0, 503, 429, 500, 202], 600).await;
        let delivery = result.unwrap();
        assert_eq!(delivery.counts, Some(Counts { accepted: 1, quarantined: 0 }));
        assert!(delivery.acknowledged());
        assert_eq!(delivery.latency, Duration::from_millis(3), "of the last answer alone");
        assert_eq!(waits, [5, 10, 20, 40]);
    }

    #[tokio::test]
    async fn wrong_credentials_stop_at_once() {
        assert_eq!(run(&[401], 600).await, (Err(Undelivered::Unauthorized), vec![]));
        assert_eq!(run(&[403], 600).await, (Err(Undelivered::Forbidden), vec![]));
    }

    #[tokio::test]
    async fn another_refusal_is_final() {
        let (result, waits) = run(&[413], 600).await;
        assert!(!result.unwrap().acknowledged());
        assert!(waits.is_empty());
    }

    #[tokio::test]
    async fn it_gives_up_in_time() {
        let (result, waits) = run(&[0], 40).await;
        assert_eq!(waits, [5, 10, 20]);
        assert_eq!(result.unwrap_err().to_string(), "gave up after 4 tries in 35 s: timed out");
        let (result, waits) = run(&[503], 0).await;
        assert!(waits.is_empty());
        assert_eq!(result.unwrap_err().to_string(), "gave up after 1 try in 0 s: status 503");
    }
}
