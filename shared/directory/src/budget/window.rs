//! How many requests the last hour has seen.

use std::collections::BTreeMap;

use milepost_domain::Time;
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

/// An hour, and the minute that is not over yet.
const MINUTES: i64 = 61;
const MINUTE_MS: i64 = 60_000;

/// The requests of the last hour, by minute. Minutes are whole, so the count is never too low:
/// in no 60 minutes are there more requests than the limit.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Window {
    /// Requests by minute since the epoch.
    minutes: BTreeMap<i64, u32>,
    /// ALM wants no request before that.
    paused_until: Option<Time>,
}

impl Window {
    /// This window with one more request, or when to ask again.
    pub(crate) fn take(&self, limit: u32, now: Time) -> Result<Self, Time> {
        if let Some(until) = self.paused_until.filter(|until| *until > now) {
            return Err(until);
        }
        let mut minutes = self.minutes.clone();
        minutes.retain(|minute, _| *minute > minute_of(now) - MINUTES);
        if minutes.values().sum::<u32>() >= limit {
            let oldest = minutes.keys().next().copied().unwrap_or_else(|| minute_of(now));
            return Err(Time::from_millis((oldest + MINUTES) * MINUTE_MS).unwrap_or(now));
        }
        *minutes.entry(minute_of(now)).or_default() += 1;
        Ok(Self { minutes, paused_until: None })
    }

    /// How many requests count at this time, and how long ALM wants none.
    pub(crate) fn spent(&self, now: Time) -> Spent {
        let recent = self.minutes.range(minute_of(now) - MINUTES + 1..);
        Spent {
            requests: recent.map(|(_, count)| count).sum(),
            paused_until: self.paused_until.filter(|until| *until > now),
        }
    }

    /// This window with a pause, unless it has a longer one.
    pub(crate) fn pause(&self, until: Time) -> Self {
        Self { paused_until: self.paused_until.max(Some(until)), ..self.clone() }
    }
}

/// What the last hour has seen of a budget.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Spent {
    /// Requests in the last 60 minutes.
    pub requests: u32,
    /// Until when ALM wants no request.
    pub paused_until: Option<Time>,
}

fn minute_of(time: Time) -> i64 {
    time.as_millis().div_euclid(MINUTE_MS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(millis: i64) -> Time {
        Time::from_millis(1_795_000_000_000 + millis).unwrap()
    }

    #[test]
    fn the_request_after_the_last_waits_until_the_first_is_an_hour_old() {
        let first = Window::default().take(2, at(0)).unwrap();
        let both = first.take(2, at(90_000)).unwrap();
        let until = both.take(2, at(120_000)).unwrap_err();
        assert!(until >= at(3_600_000), "{until}");
        assert!(until <= at(3_600_000 + 60_000), "{until}");
        assert!(both.take(2, until).is_ok());
    }

    #[test]
    fn what_is_spent_is_what_stands_against_the_limit() {
        let window = Window::default().take(9, at(0)).unwrap().take(9, at(90_000)).unwrap();
        let window = window.pause(at(200_000));
        let spent = |millis| window.spent(at(millis));
        assert_eq!(spent(100_000), Spent { requests: 2, paused_until: Some(at(200_000)) });
        assert_eq!(spent(3_680_000), Spent { requests: 1, paused_until: None });
        assert_eq!(spent(7_300_000).requests, 0);
    }

    #[test]
    fn a_pause_ends_and_a_shorter_one_does_not_shorten_it() {
        let paused = Window::default().pause(at(10_000)).pause(at(5_000));
        assert_eq!(paused.take(9, at(9_999)), Err(at(10_000)));
        assert!(paused.take(9, at(10_000)).is_ok());
    }

    #[test]
    fn the_window_stays_small() {
        let mut window = Window::default();
        for minute in 0..1_000 {
            window = window.take(u32::MAX, at(minute * MINUTE_MS)).unwrap();
        }
        assert_eq!(window.minutes.len(), usize::try_from(MINUTES).unwrap());
    }

    proptest! {
        #[test]
        fn no_hour_has_more_requests_than_the_limit(
            limit in 1_u32..20,
            pauses in prop::collection::vec(0_i64..20 * MINUTE_MS, 1..200),
        ) {
            let (mut window, mut now, mut taken) = (Window::default(), 0, Vec::new());
            for pause in pauses {
                now += pause;
                match window.take(limit, at(now)) {
                    Ok(after) => { window = after; taken.push(now); }
                    Err(until) => prop_assert!(until > at(now)),
                }
            }
            let within = |start: i64| taken.iter().filter(|it| (start..start + 3_600_000).contains(*it)).count();
            for start in &taken {
                prop_assert!(within(*start) <= limit as usize);
            }
        }
    }
}
