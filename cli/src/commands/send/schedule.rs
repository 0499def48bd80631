//! ALM's waits between tries.

use std::time::Duration;

/// ALM's first wait after a try without an answer.
const FIRST_WAIT: Duration = Duration::from_secs(5);
/// ALM's longest wait.
const LONGEST_WAIT: Duration = Duration::from_mins(5);

/// How long ALM waits after so many failed tries (from 1): 5, 10, 20, 40, 80 s, doubling up to
/// 5 minutes, then every 5 minutes (ALM webhooks usage guide).
pub(super) fn wait_after(failed_tries: u32) -> Duration {
    let doublings = failed_tries.saturating_sub(1).min(16);
    (FIRST_WAIT * 2_u32.pow(doublings)).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_waits_are_alms() {
        let waits: Vec<u64> = (1..=9).map(|tries| wait_after(tries).as_secs()).collect();
        assert_eq!(waits, [5, 10, 20, 40, 80, 160, 300, 300, 300]);
        assert_eq!(wait_after(u32::MAX), LONGEST_WAIT);
    }
}
