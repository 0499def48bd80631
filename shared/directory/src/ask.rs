//! Asking ALM, in as few requests as there can be.

use std::sync::{Mutex, PoisonError};

use milepost_alm::budget::BudgetError;
use milepost_alm::{AlmError, LEARNING_OBJECTS_PER_REQUEST, USERS_PER_REQUEST};
use milepost_domain::{LoId, Time, UserId};
use milepost_store::StoreError;

use crate::api::{FetchLearningObjects, FetchPeople};
use crate::table::DirectoryTable;
use crate::{Item, answer};

/// How long ALM is left alone after a failure: a request may take seconds to fail.
const REST_MINUTES: i64 = 1;
/// And if it refuses what we ask: it will not change its mind soon.
const REST_MINUTES_IF_REFUSED: i64 = 15;
/// To find one id in 100 that ALM does not take, 8 requests are refused; more than two of them,
/// and it is not the ids.
const MAX_REFUSALS: usize = 16;

/// One kind of question.
pub(crate) trait Question {
    type Id: Sync;
    /// Ids in one request.
    const IDS: usize;

    /// One request; its answer as items.
    fn ask(
        &self,
        ids: &[Self::Id],
        as_of: Time,
    ) -> impl Future<Output = Result<Vec<Item>, AlmError>> + Send;

    /// That ALM knows none of these.
    fn absent(ids: &[Self::Id], as_of: Time) -> Vec<Item>;
}

/// Who are they?
pub(crate) struct People<'a, A>(pub(crate) &'a A);

/// What are they?
pub(crate) struct LearningObjects<'a, A>(pub(crate) &'a A);

impl<A: FetchPeople + Sync> Question for People<'_, A> {
    type Id = UserId;
    const IDS: usize = USERS_PER_REQUEST;

    async fn ask(&self, ids: &[UserId], as_of: Time) -> Result<Vec<Item>, AlmError> {
        Ok(answer::of_people(ids, self.0.people(ids).await?, as_of))
    }

    fn absent(ids: &[UserId], as_of: Time) -> Vec<Item> {
        answer::of_people(ids, Vec::new(), as_of)
    }
}

impl<A: FetchLearningObjects + Sync> Question for LearningObjects<'_, A> {
    type Id = LoId;
    const IDS: usize = LEARNING_OBJECTS_PER_REQUEST;

    async fn ask(&self, ids: &[LoId], as_of: Time) -> Result<Vec<Item>, AlmError> {
        Ok(answer::of_objects(ids, self.0.learning_objects(ids).await?, as_of))
    }

    fn absent(ids: &[LoId], as_of: Time) -> Vec<Item> {
        answer::of_objects(ids, milepost_alm::LearningObjects::default(), as_of)
    }
}

/// What became of it.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    /// What ALM answered, written to the table.
    pub(crate) items: Vec<Item>,
    /// The requests that it answered.
    pub(crate) requests: usize,
    /// The ids that it did not answer about.
    pub(crate) unasked: usize,
    /// Why, if ALM was asked.
    pub(crate) failure: Option<AlmError>,
}

/// Asks about all of these. Each answer is written before the next request, so that a failure
/// takes nothing of it away. An id that ALM does not take is found by halves and counts as
/// absent: the others of its request shall not suffer.
pub(crate) async fn ask<Q: Question + Sync>(
    question: &Q,
    ids: &[Q::Id],
    table: &DirectoryTable,
    rest: &Rest,
    clock: fn() -> Time,
) -> Result<Asked, StoreError> {
    let mut asked = Asked { unasked: ids.len(), ..Asked::default() };
    let mut requests: Vec<&[Q::Id]> = ids.chunks(Q::IDS).rev().collect();
    let mut refusals = 0;
    while let Some(of_request) = requests.pop() {
        // Before the request: what changes meanwhile is newer than the answer.
        let as_of = clock();
        if !rest.is_over(as_of) {
            break;
        }
        let items = match question.ask(of_request, as_of).await {
            Ok(items) => {
                asked.requests += 1;
                items
            }
            Err(AlmError::Refused { .. }) if refusals < MAX_REFUSALS => {
                refusals += 1;
                if let [_] = of_request {
                    Q::absent(of_request, as_of)
                } else {
                    let (first, second) = of_request.split_at(of_request.len() / 2);
                    requests.extend([second, first]);
                    continue;
                }
            }
            Err(error) => {
                rest.begin(&error, clock());
                asked.failure = Some(error);
                break;
            }
        };
        table.write(&items).await?;
        asked.items.extend(items);
        asked.unasked -= of_request.len();
    }
    Ok(asked)
}

/// Until when one kind of question is not asked.
#[derive(Debug, Default)]
pub(crate) struct Rest(Mutex<Option<Time>>);

impl Rest {
    fn is_over(&self, now: Time) -> bool {
        let until = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        until.is_none_or(|until| now >= until)
    }

    fn begin(&self, error: &AlmError, now: Time) {
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
