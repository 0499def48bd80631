//! Deciding anew when another writer was faster.

use std::time::Duration;

use tokio::time::sleep;

use crate::error::StoreError;

/// How often a decision is made. At eight writers at a time each gets through in half as many.
pub const TRIES: u32 = 20;
/// The pause before the second try; it doubles up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(5);
const LONGEST_PAUSE: Duration = Duration::from_millis(200);

/// Reads, decides and writes until the write finds what was read, at most [`TRIES`] times.
///
/// `attempt` does all three. It is called again after a version conflict and when the table was
/// throttled, since nothing was written then; every other failure is the caller's.
///
/// # Errors
/// What the last attempt returned.
pub async fn update<T, F>(mut attempt: impl FnMut() -> F) -> Result<T, StoreError>
where
    F: Future<Output = Result<T, StoreError>>,
{
    let mut pause = FIRST_PAUSE;
    for _ in 1..TRIES {
        match attempt().await {
            Err(StoreError::Conflict | StoreError::Throttled(_)) => {}
            done => return done,
        }
        sleep(pause).await;
        pause = LONGEST_PAUSE.min(pause * 2);
    }
    attempt().await
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    async fn tries_of(failures: u32, error: StoreError) -> (Result<(), StoreError>, u32) {
        let tries = Cell::new(0);
        let result = update(|| async {
            tries.set(tries.get() + 1);
            if tries.get() <= failures { Err(error.clone()) } else { Ok(()) }
        });
        (result.await, tries.get())
    }

    #[tokio::test(start_paused = true)]
    async fn a_conflict_and_throttling_are_tried_again() {
        assert_eq!(tries_of(3, StoreError::Conflict).await, (Ok(()), 4));
        assert_eq!(tries_of(19, StoreError::Throttled(String::new())).await, (Ok(()), 20));
    }

    #[tokio::test(start_paused = true)]
    async fn not_for_ever() {
        let conflict = StoreError::Conflict;
        assert_eq!(tries_of(u32::MAX, conflict.clone()).await, (Err(conflict), TRIES));
    }

    /// Whether it was written nobody knows: only the caller can tell whether it may be repeated.
    #[tokio::test(start_paused = true)]
    async fn what_got_no_answer_is_not_repeated() {
        let lost = StoreError::NotReached("timed out".to_owned());
        assert_eq!(tries_of(1, lost.clone()).await, (Err(lost), 1));
    }
}
