//! Rate limits: so many requests in any period of this length.
//!
//! ALM's pages give several figures and call it a leaky bucket (ALM rate limits, ALM usage
//! guide). A sliding period is never more generous than any of these readings.

use std::collections::{BTreeMap, VecDeque};

use jiff::{SignedDuration, Timestamp};

use crate::endpoint::Resource;

/// So many requests per period.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct RateLimit {
    /// How many.
    pub requests: usize,
    /// In which time.
    pub period: SignedDuration,
}

impl RateLimit {
    /// The 500 per hour of ALM's usage guide.
    pub const USAGE_GUIDE: Self = Self { requests: 500, period: SignedDuration::from_hours(1) };

    /// As in the header `x-rate-limit`, such as `500r/h` (ALM rate limits: `600r/m`).
    pub fn header(self) -> String {
        match self.period.as_secs() {
            1 => format!("{}r/s", self.requests),
            60 => format!("{}r/m", self.requests),
            3_600 => format!("{}r/h", self.requests),
            seconds => format!("{}r/{seconds}s", self.requests),
        }
    }
}

/// The requests of the last period.
#[derive(Clone, Debug, Default)]
pub(crate) struct Requests(BTreeMap<Resource, VecDeque<Timestamp>>);

impl Requests {
    /// Counts a request, or says how long to wait for the next. A refused one does not count.
    ///
    /// # Errors
    /// The time to wait, if the limit is reached.
    pub(crate) fn take(
        &mut self,
        resource: Resource,
        limit: RateLimit,
        now: Timestamp,
    ) -> Result<(), SignedDuration> {
        let taken = self.0.entry(resource).or_default();
        while taken.front().is_some_and(|first| now.duration_since(*first) >= limit.period) {
            taken.pop_front();
        }
        if taken.len() < limit.requests {
            taken.push_back(now);
            return Ok(());
        }
        let oldest = taken.front().copied().unwrap_or(now);
        Err(limit.period - now.duration_since(oldest))
    }
}

/// The header `retry-after` as ALM sends it: seconds with three decimals.
pub(crate) fn retry_after(wait: SignedDuration) -> String {
    format!("{:.3}", wait.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: RateLimit = RateLimit { requests: 3, period: SignedDuration::from_secs(60) };

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millisecond(1_794_816_000_000 + millis).unwrap()
    }

    #[test]
    fn the_limit_holds_in_every_period_and_not_only_in_those_of_the_clock() {
        let mut requests = Requests::default();
        let mut take = |millis| requests.take(Resource::Users, LIMIT, at(millis));
        assert_eq!([take(0), take(10_000), take(20_000)], [Ok(()), Ok(()), Ok(())]);
        assert_eq!(take(49_248), Err(SignedDuration::from_millis(10_752)));
        assert_eq!(take(60_000), Ok(()));
        assert_eq!(take(60_001), Err(SignedDuration::from_millis(9_999)));
    }

    #[test]
    fn resources_are_counted_apart() {
        let one = RateLimit { requests: 1, ..LIMIT };
        let mut requests = Requests::default();
        assert!(requests.take(Resource::Users, one, at(0)).is_ok());
        assert!(requests.take(Resource::LearningObjects, one, at(0)).is_ok());
        assert!(requests.take(Resource::Users, one, at(0)).is_err());
    }

    #[test]
    fn headers_are_written_as_alm_writes_them() {
        assert_eq!(RateLimit::USAGE_GUIDE.header(), "500r/h");
        assert_eq!(LIMIT.header(), "3r/m");
        assert_eq!(retry_after(SignedDuration::from_millis(10_752)), "10.752");
    }
}
