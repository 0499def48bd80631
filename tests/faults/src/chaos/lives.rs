//! The events that are sent: the lives of many learners in one course.

use serde_json::{Value, json};

/// The account that all of them are of.
pub(super) const ACCOUNT: &str = "7001";

/// Before a learner's number in its id: long enough to stand in no hash by chance.
const LEARNER: u64 = 881_904_770_000_000;

/// Learners whose events are interleaved: a batch of the queue holds several records, and
/// several events of some.
const COHORT: usize = 5;

/// Texts of which at least one is in whatever part of an event might leak: learners' ids, names,
/// addresses, and the names of fields.
pub(super) const PERSONAL: [&str; 6] =
    ["8819047700", "Quillfeather", "learners.invalid", "userId", "loInstanceId", "eventInfo"];

/// So many events in the lives of so many learners, each life in order.
pub(super) fn events(events: usize, learners: usize) -> Vec<Value> {
    let length = |learner: usize| events / learners + usize::from(learner < events % learners);
    let mut all = Vec::with_capacity(events);
    for cohort in (0..learners).collect::<Vec<_>>().chunks(COHORT) {
        let longest = cohort.iter().map(|learner| length(*learner)).max().unwrap_or(0);
        for step in 0..longest {
            let living = cohort.iter().filter(|learner| step < length(**learner));
            all.extend(living.map(|learner| event(*learner as u64, step as u64)));
        }
    }
    all
}

/// What happens to a learner at this step: enrolled, some progress, dropped, enrolled again, and
/// an end that is not the same for all; then more progress.
fn event(learner: u64, step: u64) -> Value {
    let (name, extra) = match (step, learner % 4) {
        (0, _) => ("COURSE_ENROLLMENT", json!({"enrollmentSource": "SELF_ENROLL"})),
        (6, _) | (9, 2) => ("COURSE_UNENROLLMENT", json!({})),
        (7, _) => ("COURSE_ENROLLMENT_BATCH", json!({"enrollmentSource": "ADMIN_ENROLL"})),
        (9, 0) => ("COURSE_COMPLETED", json!({"hasPassed": true})),
        (9, 1) => ("COURSE_COMPLETED", json!({"hasPassed": false})),
        _ => ("LEARNER_PROGRESS", json!({"progressPercent": (step * 13 + learner) % 101})),
    };
    let mut data = json!({
        "userId": LEARNER + learner,
        "userName": format!("Zaphira Quillfeather {learner}"),
        "userEmail": format!("zaphira.{learner}@learners.invalid"),
        "loId": "course:70",
        "loInstanceId": "course:70_1",
        "loType": "course",
    });
    if let (Some(data), Value::Object(extra)) = (data.as_object_mut(), extra) {
        data.extend(extra);
    }
    // Some are equal in time.
    let timestamp = 1_760_000_000_000 + (step / 2 + learner % 3) * 1_200_000;
    json!({
        "eventId": format!("{learner}-{step}"),
        "eventName": name,
        "timestamp": timestamp,
        "eventInfo": format!("{timestamp}-{learner}"),
        "data": data,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn lives_are_distinct_interleaved_and_of_the_length_asked_for() {
        let events = events(63, 6);
        let ids: BTreeSet<_> = events.iter().map(|it| it["eventId"].to_string()).collect();
        assert_eq!((events.len(), ids.len()), (63, 63));
        let learners = events.iter().map(|it| it["data"]["userId"].to_string());
        assert_eq!(learners.collect::<BTreeSet<_>>().len(), 6);
        let first: Vec<_> = events[..6].iter().map(|it| it["eventId"].as_str().unwrap()).collect();
        assert_eq!(first, ["0-0", "1-0", "2-0", "3-0", "4-0", "0-1"]);
    }

    #[test]
    fn each_event_is_full_of_what_must_not_leak() {
        let text = events(1, 1)[0].to_string();
        assert!(PERSONAL.iter().all(|part| text.contains(part)), "{text}");
    }
}
