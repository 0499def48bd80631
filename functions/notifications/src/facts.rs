//! What a template may say. Pure.

use jiff::civil::Date;
use jiff::tz::Offset;
use milepost_domain::Time;
use milepost_notification::render::Facts;
use milepost_notification::{Notification, Reason};

use crate::addressee::Addressee;
use crate::known::Known;

/// How long a title is waited for, in minutes: then the words do without.
const TITLE_WAIT_MINUTES: i64 = 60;

/// What is said to this addressee.
///
/// # Errors
/// If the title is not known yet and may still come.
pub fn facts(
    notification: &Notification,
    addressee: &Addressee,
    known: &Known,
    company: &str,
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
    Ok(Facts {
        recipient_name: addressee.name.clone(),
        learner_name: learner.and_then(|it| it.name.clone()).filter(|it| !it.trim().is_empty()),
        title,
        percent: details.percent.unwrap_or_default(),
        // As it was when it was decided on: a later try says the same.
        days: details.last_activity_at.map(|saw| days_between(saw, notification.created_at)),
        since: details.last_activity_at.map(day),
        due: known.instance.as_ref().and_then(|it| it.completion_deadline).map(day),
        completed: details.completed_at.map(day),
        valid_until: details.valid_until.map(day),
        url: details.url.clone(),
        company: company.to_owned(),
        sample: false,
    })
}

fn days_between(from: Time, to: Time) -> i64 {
    (to.as_seconds() - from.as_seconds()) / 86_400
}

/// The day in UTC: ALM's time zones are codes of its own.
fn day(time: Time) -> Date {
    Offset::UTC.to_datetime(time.into()).date()
}
