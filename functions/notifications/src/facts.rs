//! What a template may say. Pure.

use milepost_domain::{Day, Time, Zone};
use milepost_notification::render::Facts;
use milepost_notification::{Notification, Reason};

use crate::addressee::Addressee;
use crate::known::Known;

/// How long a title is waited for, in minutes: then the words do without.
const TITLE_WAIT_MINUTES: i64 = 60;

/// Who tells, and where their days are.
#[derive(Clone, Debug)]
pub struct Company {
    /// What the company calls itself.
    pub name: String,
    /// Its time zone, for people whose own is not known.
    pub time_zone: Zone,
}

/// What is said to this addressee. Days are the learner's, whoever reads: a deadline is one day.
///
/// # Errors
/// If the title is not known yet and may still come.
pub fn facts(
    notification: &Notification,
    addressee: &Addressee,
    known: &Known,
    company: &Company,
    now: Time,
) -> Result<Facts, Reason> {
    let details = &notification.details;
    let title = known.object.as_ref().and_then(|it| it.title(addressee.locale.as_deref()));
    let title = title.map(str::to_owned).filter(|title| !title.trim().is_empty());
    let may_come = now < notification.created_at.plus_minutes(TITLE_WAIT_MINUTES);
    if title.is_none() && notification.about.lo_id.is_some() && may_come {
        return Err(Reason::UnknownTitle);
    }
    let learner = known.learner.as_ref();
    let zone = learner.and_then(|it| it.zone(&known.time_zones));
    let zone = zone.as_ref().unwrap_or(&company.time_zone);
    let reader = addressee.time_zone.as_ref().unwrap_or(&company.time_zone);
    let day = |time: Time| zone.day_for(reader, time);
    let deadline = known.instance.as_ref().and_then(|it| it.completion_deadline);
    let (due, was_due) = coming_or_past(deadline, now, day);
    let (valid_until, was_valid_until) = coming_or_past(details.valid_until, now, day);
    Ok(Facts {
        recipient_name: addressee.name.clone(),
        learner_name: learner.and_then(|it| it.name.clone()).filter(|it| !it.trim().is_empty()),
        title,
        percent: details.percent.unwrap_or_default(),
        // As it was when it was decided on: a later try says the same.
        days: details.last_activity_at.map(|saw| days_between(saw, notification.created_at)),
        since: details.last_activity_at.map(day),
        due,
        was_due,
        completed: details.completed_at.map(day),
        valid_until,
        was_valid_until,
        url: details.url.clone(),
        company: company.name.clone(),
        sample: false,
    })
}

fn days_between(from: Time, to: Time) -> i64 {
    (to.as_seconds() - from.as_seconds()) / 86_400
}

/// The day of a moment that is to come, or of one that has passed.
fn coming_or_past(
    time: Option<Time>,
    now: Time,
    day: impl Fn(Time) -> Day,
) -> (Option<Day>, Option<Day>) {
    let is_coming = |it: &Time| now < *it;
    (time.filter(is_coming).map(&day), time.filter(|it| !is_coming(it)).map(&day))
}

#[cfg(test)]
mod tests;
