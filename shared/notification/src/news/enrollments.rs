//! News of enrollments.

use milepost_certificate::Eligibility;
use milepost_contracts::{CloudEvent, EnrollmentChanged};
use milepost_domain::{Change, Time, Via};

use super::{Details, News, Trigger};

/// One piece of news for each change that rules can be for.
pub(super) fn news(event: &CloudEvent<EnrollmentChanged>, certificates: &Eligibility) -> Vec<News> {
    let change = &event.data;
    let news = |one: &Change| {
        let (trigger, details) = told(one, change, certificates)?;
        let cause = match details.last_activity_at {
            Some(saw) if trigger == Trigger::Stalled => stall(change, saw),
            _ => event.id.clone(),
        };
        // A completion may be announced by an event that made another one fall, long after its day.
        let at = details.completed_at.unwrap_or(change.occurred_at);
        let about = change.about();
        Some(News { trigger, about, cause, event_key: event.id.parse().ok(), at, details })
    };
    change.changes.iter().filter_map(news).collect()
}

/// One stall for one activity: sweeps with another number of days make other events of it.
fn stall(change: &EnrollmentChanged, saw: Time) -> String {
    format!("stall#{}#{saw}", change.record_key())
}

fn told(
    one: &Change,
    change: &EnrollmentChanged,
    certificates: &Eligibility,
) -> Option<(Trigger, Details)> {
    let percent = Some(change.progress_percent);
    let plain = Details { percent, source: change.source.clone(), ..Details::default() };
    let completed = |trigger, via, at: &Option<Time>| {
        let has_certificate = Some(certificates.covers(change.lo_type.as_ref(), via));
        let completed_at = at.or(Some(change.occurred_at));
        (trigger, Details { percent: Some(100), completed_at, has_certificate, ..plain.clone() })
    };
    Some(match one {
        Change::Enrolled => (Trigger::Enrolled, plain),
        Change::Reenrolled => (Trigger::Reenrolled, plain),
        Change::Started => (Trigger::Started, plain),
        Change::Milestone { percent } => {
            (Trigger::Milestone, Details { percent: Some(*percent), ..plain })
        }
        Change::Stalled { last_activity_at } => {
            (Trigger::Stalled, Details { last_activity_at: *last_activity_at, ..plain })
        }
        Change::Resumed => (Trigger::Resumed, plain),
        Change::Completed { completed_at, .. } => {
            completed(Trigger::Completed, Via::Direct, completed_at)
        }
        Change::CompletedByAlternate { completed_at, .. } => {
            completed(Trigger::CompletedByAlternate, Via::Alternate, completed_at)
        }
        Change::Failed => (Trigger::Failed, plain),
        Change::CompletionRevoked { .. } => (Trigger::CompletionRevoked, plain),
        Change::Dropped => (Trigger::Dropped, plain),
        // Of each step nobody wants to be told.
        Change::Progressed { .. } | Change::ModuleCompleted { .. } => return None,
    })
}
