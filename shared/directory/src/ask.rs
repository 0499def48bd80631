//! Asking ALM, in as few requests as there can be.

use std::sync::{Mutex, PoisonError};

use milepost_alm::AlmError;
use milepost_alm::budget::BudgetError;
use milepost_domain::Time;
use milepost_store::StoreError;

use crate::Item;
use crate::answer::AskedId;
use crate::api::AlmApi;
use crate::directory::Effort;
use crate::table::DirectoryTable;

/// How long ALM is left alone after a failure: a request may take seconds to fail.
const REST_MINUTES: i64 = 1;
/// And if it refuses what we ask: it will not change its mind soon.
const REST_MINUTES_IF_REFUSED: i64 = 15;
/// To find one id in 100 that ALM does not take, 8 requests are refused; more than two of them,
/// and it is not the ids.
const MAX_REFUSALS: usize = 16;

/// What became of it.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    /// What ALM answered, written to the table.
    pub(crate) items: Vec<Item>,
    /// What it took.
    pub(crate) effort: Effort,
}

/// Asks about all of these. Each answer is written before the next request, so that a failure
/// takes nothing of it away. An id that ALM does not take is found by halves and counts as
/// absent: the others of its request shall not suffer.
pub(crate) async fn ask<Id: AskedId>(
    api: &(impl AlmApi + Sync),
    ids: &[Id],
    table: &DirectoryTable,
    rest: &Rest,
    clock: fn() -> Time,
) -> Result<Asked, StoreError> {
    let mut asked = Asked::default();
    asked.effort.unasked = ids.len();
    let mut requests: Vec<&[Id]> = ids.chunks(Id::PER_REQUEST).rev().collect();
    let mut refusals = 0;
    while let Some(of_request) = requests.pop() {
        // Before the request: what changes meanwhile is newer than the answer.
        let as_of = clock();
        if !rest.is_over(as_of) {
            break;
        }
        let answer = match Id::request(api, of_request).await {
            Ok(answer) => {
                asked.effort.requests += 1;
                answer
            }
            Err(AlmError::Refused { .. }) if refusals < MAX_REFUSALS => {
                refusals += 1;
                if let [_] = of_request {
                    Id::Answer::default()
                } else {
                    let (first, second) = of_request.split_at(of_request.len() / 2);
                    requests.extend([second, first]);
                    continue;
                }
            }
            Err(error) => {
                rest.begin(&error, clock());
                asked.effort.failures.push(error);
                break;
            }
        };
        let items = Id::items(of_request, answer, as_of);
        table.write(&items).await?;
        asked.items.extend(items);
        asked.effort.unasked -= of_request.len();
    }
    Ok(asked)
}

/// Until when one kind of question is not asked.
#[derive(Debug, Default)]
pub(crate) struct Rest(Mutex<Option<Time>>);

impl Rest {
    pub(crate) fn is_over(&self, now: Time) -> bool {
        let until = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        until.is_none_or(|until| now >= until)
    }

    pub(crate) fn begin(&self, error: &AlmError, now: Time) {
        let until = match error {
            // The client finds out cheaply whether there are any by now.
            AlmError::NoCredentials => return,
            AlmError::Budget(BudgetError::Spent { until, .. }) => (*until).into(),
            AlmError::Throttled { retry_after } => now.plus(*retry_after),
            AlmError::Refused { .. } => now.plus_minutes(REST_MINUTES_IF_REFUSED),
            _ => now.plus_minutes(REST_MINUTES),
        };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(until);
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    fn at(millis: i64) -> Time {
        Time::from_millis(1_795_000_000_000 + millis).unwrap()
    }

    #[test]
    fn alm_is_left_alone_for_as_long_as_it_says() {
        let spent = BudgetError::Spent {
            resource: milepost_alm::budget::Resource::Users,
            until: at(600_000).into(),
        };
        let retry_after = SignedDuration::from_millis(10_752);
        for (error, millis) in [
            (AlmError::NoCredentials, 0),
            (AlmError::Throttled { retry_after }, 10_752),
            (AlmError::TimedOut, 60_000),
            (AlmError::Refused { status: 400 }, 900_000),
            (AlmError::Budget(spent), 600_000),
        ] {
            let rest = Rest::default();
            assert!(rest.is_over(at(0)));
            rest.begin(&error, at(0));
            assert!(!rest.is_over(at(millis - 1)) || millis == 0, "{error}");
            assert!(rest.is_over(at(millis)), "{error}");
        }
    }
}
