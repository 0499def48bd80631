//! The names of a refused request's header fields, for the log: Adobe does not publish in which
//! field it sends a signature. Strangers choose these names, so only a few refusals a minute are
//! logged with them.

use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use lambda_http::http::{HeaderMap, HeaderName};

/// Most names that are logged of a request.
const MAX_HEADERS: usize = 40;
/// Longest name that is logged.
const MAX_HEADER_BYTES: usize = 64;
/// How many refusals are logged with names in each [`WINDOW`].
const REQUESTS: u32 = 5;
/// The time that [`REQUESTS`] counts for.
const WINDOW: SignedDuration = SignedDuration::from_mins(1);

/// The refusals in the current window.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Budget {
    since: Option<Timestamp>,
    used: u32,
}

impl Budget {
    /// Counts a request that is refused now, and says whether it may be logged with names.
    pub fn take(&mut self, now: Timestamp) -> bool {
        if self.since.is_none_or(|since| now.duration_since(since) >= WINDOW) {
            *self = Self { since: Some(now), used: 0 };
        }
        self.used += 1;
        self.used <= REQUESTS
    }
}

/// Chooses the names that are logged, for all requests of an instance of the function.
#[derive(Debug, Default)]
pub struct HeaderNames {
    budget: Mutex<Budget>,
}

impl HeaderNames {
    /// The names to log of a request that is refused now; none once the window's budget is spent.
    pub fn of(&self, headers: &HeaderMap, now: Timestamp) -> Vec<String> {
        if !self.budget.lock().unwrap_or_else(PoisonError::into_inner).take(now) {
            return Vec::new();
        }
        let names = headers.keys().map(HeaderName::as_str);
        let short = names.filter(|name| name.len() <= MAX_HEADER_BYTES);
        short.take(MAX_HEADERS).map(str::to_owned).collect()
    }
}

#[cfg(test)]
mod tests {
    use lambda_http::http::HeaderValue;

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_secs(seconds)
    }

    fn headers(names: impl IntoIterator<Item = String>) -> HeaderMap {
        let value = HeaderValue::from_static("hunter2");
        names.into_iter().map(|name| (name.parse().unwrap(), value.clone())).collect()
    }

    #[test]
    fn a_flood_is_logged_with_names_five_times_a_minute() {
        let mut budget = Budget::default();
        let logged = (0..180).filter(|second| budget.take(at(*second))).collect::<Vec<_>>();
        let expected = [0, 60, 120].into_iter().flat_map(|start| start..start + 5);
        assert_eq!(logged, expected.collect::<Vec<_>>());
    }

    #[test]
    fn a_request_after_a_quiet_time_has_a_full_budget() {
        let mut budget = Budget::default();
        assert!(budget.take(at(0)));
        assert_eq!((100..110).filter(|second| budget.take(at(*second))).count(), 5);
    }

    #[test]
    fn a_clock_that_goes_back_gives_nothing_more() {
        let mut budget = Budget::default();
        assert_eq!((0..10).filter(|second| budget.take(at(-*second))).count(), 5);
    }

    #[test]
    fn names_are_few_and_short() {
        let names = HeaderNames::default();
        let many = headers((0..100).map(|n| format!("x-{n}")).chain(["x".repeat(65)]));
        let logged = names.of(&many, at(0));
        assert_eq!(logged.len(), MAX_HEADERS);
        assert!(logged.iter().all(|name| name.len() <= MAX_HEADER_BYTES));
    }

    #[test]
    fn a_spent_budget_leaves_no_names() {
        let names = HeaderNames::default();
        let one = headers(["x-signature".to_owned()]);
        for _ in 0..REQUESTS {
            assert_eq!(names.of(&one, at(0)), ["x-signature"]);
        }
        assert!(names.of(&one, at(59)).is_empty());
        assert_eq!(names.of(&one, at(60)), ["x-signature"]);
    }
}
