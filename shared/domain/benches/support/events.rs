//! Events in the form of Adobe's samples (ALM usage guide, webhooks page).

use milepost_domain::{AccountId, Event, Origin, Time};
use serde_json::{Value, json};

/// 16 November 2026, 08:00 UTC, in milliseconds.
const MORNING: i64 = 1_794_816_000_000;

/// The account, as in the samples.
pub(crate) fn account() -> AccountId {
    "1234".parse().unwrap()
}

/// The moment so many minutes into the day.
pub(crate) fn at(minute: i64) -> Time {
    Time::from_millis(MORNING + minute * 60_000).unwrap()
}

/// A raw event of one learner in one course, without white space; `extra` goes into its `data`.
pub(crate) fn raw(minute: i64, name: &str, extra: &Value) -> String {
    let at = at(minute);
    let dated = match name {
        "COURSE_ENROLLMENT" => "dateEnrolled",
        "COURSE_COMPLETED" => "dateCompleted",
        _ => "dateStarted",
    };
    let mut data = json!({
        "userId": 20_411_000,
        "loId": "course:7542090",
        "loInstanceId": "course:7542090_10423047",
        "loType": "course",
        dated: at,
    });
    if let (Some(data), Some(extra)) = (data.as_object_mut(), extra.as_object()) {
        data.extend(extra.clone());
    }
    let event = json!({
        "eventId": format!("9ff96be7-57dd-4e40-a255-{minute:012x}"),
        "eventName": name,
        "timestamp": at,
        "eventInfo": format!("{}-197502-655254-0", at.as_millis()),
        "data": data,
    });
    event.to_string()
}

/// A raw event, read.
pub(crate) fn read(raw: &str) -> Event {
    Event::parse(raw, &account(), Origin::Webhook).unwrap()
}

/// An enrollment, progress that rises to 100 percent, a completion; one raw event an hour.
pub(crate) fn life(events: i64) -> Vec<String> {
    let last = events - 1;
    let event = |step: i64| match step {
        0 => raw(0, "COURSE_ENROLLMENT", &json!({"enrollmentSource": "SELF_ENROLL"})),
        _ if step == last => {
            raw(step * 60, "COURSE_COMPLETED", &json!({"hasPassed": true, "score": 86}))
        }
        _ => raw(step * 60, "LEARNER_PROGRESS", &json!({"progressPercent": 100 * step / last})),
    };
    (0..events).map(event).collect()
}
