//! Deciding anew when another writer was faster.

use std::time::Duration;

use tokio::time::sleep;

use crate::error::StoreError;

/// How often a decision is made: of so many writers at one item the last gets through, if they
/// keep step. Five seconds in all.
const TRIES: u32 = 30;
/// The pause before the second try; it doubles up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(5);
const LONGEST_PAUSE: Duration = Duration::from_millis(200);

/// The tries of one decision: read, decide, write, and all of it again while
/// [`again`](Self::again) says so.
///
/// ```ignore
/// let mut tries = Tries::default();
/// loop {
///     let found = table.get(&key).await?;
///     match table.write(decide(found)).await {
///         Err(error) if tries.again(&error).await => {}
///         done => return done,
///     }
/// }
/// ```
#[derive(Debug)]
pub struct Tries {
    left: u32,
    pause: Duration,
}

impl Default for Tries {
    fn default() -> Self {
        Self { left: TRIES - 1, pause: FIRST_PAUSE }
    }
}

impl Tries {
    /// Whether to try again, after a pause: when another writer was faster or the table was
    /// throttled, since nothing was written then, and not more than thirty times. Whether a call
    /// without an answer may be repeated only the caller can tell.
    pub async fn again(&mut self, error: &StoreError) -> bool {
        let nothing_was_written = matches!(error, StoreError::Conflict | StoreError::Throttled(_));
        nothing_was_written && self.pause().await
    }

    /// The same of a call that may be repeated without an answer as well, since the caller reads
    /// first what became of it.
    pub async fn again_unheard(&mut self, error: &StoreError) -> bool {
        error.is_retryable() && self.pause().await
    }

    async fn pause(&mut self) -> bool {
        if self.left == 0 {
            return false;
        }
        sleep(self.pause).await;
        self.pause = LONGEST_PAUSE.min(self.pause * 2);
        self.left -= 1;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn tries_after(error: StoreError) -> u32 {
        let (mut tries, mut count) = (Tries::default(), 1);
        while tries.again(&error).await {
            count += 1;
        }
        count
    }

    #[tokio::test(start_paused = true)]
    async fn a_conflict_and_throttling_are_tried_again_and_not_for_ever() {
        assert_eq!(tries_after(StoreError::Conflict).await, 30);
        assert_eq!(tries_after(StoreError::Throttled(String::new())).await, 30);
    }

    #[tokio::test(start_paused = true)]
    async fn the_pause_grows_and_has_a_bound() {
        let start = tokio::time::Instant::now();
        tries_after(StoreError::Conflict).await;
        // 5, 10, 20, 40, 80, 160, then 23 times 200.
        assert_eq!(start.elapsed().as_millis(), 315 + 23 * 200);
    }

    /// Whether it was written nobody knows.
    #[tokio::test(start_paused = true)]
    async fn what_got_no_answer_or_is_refused_is_not_repeated() {
        assert_eq!(tries_after(StoreError::NotReached("timed out".to_owned())).await, 1);
        assert_eq!(tries_after(StoreError::Refused("no".to_owned())).await, 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_caller_who_reads_first_repeats_what_got_no_answer() {
        let mut tries = Tries::default();
        assert!(tries.again_unheard(&StoreError::NotReached("timed out".to_owned())).await);
        assert!(!tries.again_unheard(&StoreError::Refused("no".to_owned())).await);
    }
}
