//! The same training once more: what begins a new attempt, and what is the same completion told
//! twice.
#![expect(clippy::unwrap_used, reason = "tests panic")]

use milepost_domain::{Change, Enrollment, Event, EventKey, Origin, State, Time, View};
use serde_json::{Value, json};

fn time(text: &str) -> Time {
    text.parse().unwrap()
}

fn event(name: &str, told: &str, mut data: Value) -> Event {
    data["userId"] = json!(7);
    data["loInstanceId"] = json!("course:1_2");
    let raw = json!({"eventName": name, "timestamp": told, "data": data});
    Event::parse(&raw.to_string(), &"1234".parse().unwrap(), Origin::Webhook).unwrap()
}

fn completed(name: &str, told: &str, date: &str) -> Event {
    event(name, told, json!({"dateCompleted": date, "hasPassed": true}))
}

fn progress(told: &str, percent: u8, started: &str) -> Event {
    event("LEARNER_PROGRESS", told, json!({"progressPercent": percent, "dateStarted": started}))
}

/// What became of these events, and all changes, whatever the order: it is checked forth and back.
fn live(events: &[Event]) -> (View, Vec<Change>) {
    let back: Vec<Event> = events.iter().rev().cloned().collect();
    let (view, changes) = in_order(events);
    let (view_back, changes_back) = in_order(&back);
    assert_eq!(view, view_back);
    assert_eq!(standing(&changes).len(), standing(&changes_back).len());
    (view, changes)
}

fn in_order(events: &[Event]) -> (View, Vec<Change>) {
    let (mut enrollment, mut changes) = (Enrollment::default(), Vec::new());
    for event in events {
        let applied = enrollment.apply(event, time("2026-12-01T12:00:00Z"));
        changes.extend(applied.changes);
        enrollment = applied.enrollment;
    }
    (enrollment.view(), changes)
}

/// The completions announced and not revoked, with their days and what they renew.
fn standing(changes: &[Change]) -> Vec<(EventKey, Option<Time>, Option<EventKey>)> {
    let mut standing = Vec::new();
    for change in changes {
        match *change {
            Change::Completed { completion, completed_at, renews, .. } => {
                standing.push((completion, completed_at, renews));
            }
            Change::CompletionRevoked { completion, .. } => {
                standing.retain(|(key, ..)| *key != completion);
            }
            _ => {}
        }
    }
    standing
}

const LAST_YEAR: &str = "2025-10-27T10:00:00Z";
const TODAY: &str = "2026-12-01T10:58:00Z";

/// Cases from the field, C1 and C2.
#[test]
fn completed_again_is_a_new_completion_with_a_day_of_its_own() {
    let first = completed("COURSE_COMPLETED", "2025-10-27T10:00:40Z", LAST_YEAR);
    let second = completed("COURSE_COMPLETED", "2026-12-01T10:58:31Z", TODAY);
    let again = progress("2026-12-01T09:30:00Z", 50, "2026-12-01T08:00:00Z");
    let enrolled = event("COURSE_ENROLLMENT_BATCH", "2026-11-30T08:00:00Z", json!({}));
    for between in [vec![], vec![again.clone()], vec![enrolled.clone()], vec![enrolled, again]] {
        let life = [vec![first.clone()], between, vec![second.clone()]].concat();
        let (view, changes) = live(&life);
        assert_eq!((view.state, view.completed_at), (State::Completed, Some(time(TODAY))));
        assert_eq!((view.previous_completed_at, view.attempt), (Some(time(LAST_YEAR)), 2));
        let expected = [
            (first.key(), Some(time(LAST_YEAR)), None),
            (second.key(), Some(time(TODAY)), Some(first.key())),
        ];
        assert_eq!(standing(&changes), expected);
    }
}

/// Cases from the field, C3.
#[test]
fn a_new_start_after_the_completion_opens_the_record_again() {
    let first = completed("COURSE_COMPLETED", LAST_YEAR, LAST_YEAR);
    let again = progress("2026-12-01T07:00:00Z", 50, "2026-12-01T06:50:00Z");
    let (view, changes) = live(&[first.clone(), again]);
    assert_eq!((view.state, view.progress_percent), (State::InProgress, 50));
    assert_eq!((view.completed_at, view.previous_completed_at), (None, Some(time(LAST_YEAR))));
    assert_eq!(standing(&changes).len(), 1, "the earlier completion stands");
    let begun: Vec<&Change> = changes.iter().skip(1).collect();
    assert_eq!(begun[..2], [&Change::Started, &Change::Progressed { from: 0, to: 50 }]);

    let old = progress("2026-12-01T07:00:00Z", 50, "2025-10-01T06:50:00Z");
    let (view, _) = live(&[first, old]);
    assert_eq!(view.state, State::Completed, "a start before the completion opens nothing");
}

/// Cases from the field, C4.
#[test]
fn real_time_and_batch_twins_are_one_completion() {
    for (told, date) in [
        ("2026-12-01T11:20:00Z", TODAY),
        ("2026-12-01T11:20:00Z", "2026-12-01T10:59:00Z"),
        ("2026-12-01T11:58:00Z", "2026-12-01T10:57:00Z"),
    ] {
        let real_time = completed("COURSE_COMPLETED", "2026-12-01T10:58:31Z", TODAY);
        let twin = completed("COURSE_COMPLETED_BATCH", told, date);
        let (view, changes) = live(&[real_time, twin]);
        assert_eq!((standing(&changes).len(), view.attempt), (1, 1), "{told} {date}");
    }
}

#[test]
fn a_completion_of_long_ago_entered_after_the_enrollment_is_the_end_of_it() {
    let (view, changes) = live(&[
        event(
            "COURSE_ENROLLMENT",
            "2026-11-28T08:00:00Z",
            json!({"dateEnrolled": "2026-11-28T08:00:00Z"}),
        ),
        progress("2026-11-28T09:00:00Z", 30, "2026-11-28T08:30:00Z"),
        completed("COURSE_COMPLETED_BATCH", "2026-12-01T11:10:00Z", "2019-03-14T00:00:00Z"),
    ]);
    assert_eq!((view.state, view.completed_at), (State::Completed, Some(time("2019-03-14"))));
    assert_eq!(standing(&changes)[0].1, Some(time("2019-03-14")));
}

#[test]
fn a_roll_back_takes_what_was_told_of_this_attempt() {
    let first = completed("COURSE_COMPLETED", LAST_YEAR, LAST_YEAR);
    let second = completed("COURSE_COMPLETED", "2026-11-20T10:00:00Z", "2026-11-20T10:00:00Z");
    let rollback = event("LEARNING_PATH_COMPLETION_ROLLBACK", "2026-11-25T10:00:00Z", json!({}));
    let (view, changes) = live(&[first.clone(), second.clone(), rollback.clone()]);
    assert_eq!((view.state, standing(&changes).len()), (State::Enrolled, 1), "the first stands");
    let corrected = completed("COURSE_COMPLETED_BATCH", TODAY, "2026-11-19T10:00:00Z");
    let (view, changes) = live(&[first, second, rollback, corrected.clone()]);
    assert_eq!(view.completed_at, Some(time("2026-11-19T10:00:00Z")));
    assert!(standing(&changes).iter().any(|(key, ..)| *key == corrected.key()));
}

#[test]
fn within_a_minute_the_order_of_telling_decides_then_the_log_of_changes() {
    let told = |name: &str, told: &str, info: &str| {
        let data = json!({"userId": 7, "loInstanceId": "course:1_2", "dateEnrolled": "2026-11-20T10:00:00Z"});
        let raw = json!({"eventName": name, "timestamp": told, "eventInfo": info, "data": data});
        Event::parse(&raw.to_string(), &"1234".parse().unwrap(), Origin::Webhook).unwrap()
    };
    let enrolled = told("COURSE_ENROLLMENT", "2026-11-20T10:00:40Z", "1763632840000-000001-1-0");
    let dropped = told("COURSE_UNENROLLMENT", "2026-11-20T10:00:50Z", "1763632850000-000001-1-0");
    assert_eq!(live(&[enrolled, dropped]).0.state, State::Dropped);
    for (info, state) in [
        ("1763632840000-000002-1-0", State::Dropped),
        ("1763632840000-000000-1-0", State::Enrolled),
    ] {
        let enrolled =
            told("COURSE_ENROLLMENT", "2026-11-20T10:00:40Z", "1763632840000-000001-1-0");
        let dropped = told("COURSE_UNENROLLMENT", "2026-11-20T10:00:40Z", info);
        assert_eq!(live(&[enrolled, dropped]).0.state, state, "{info}");
    }
}

#[test]
fn a_clock_ahead_does_not_outlive_what_is_told_later() {
    let ahead = event("COURSE_UNENROLLMENT", "2031-01-01T00:00:00Z", json!({}));
    let (enrollment, now) = (Enrollment::default(), time("2026-11-01T12:00:00Z"));
    let enrollment = enrollment.apply(&ahead, now).enrollment;
    let later = event("COURSE_ENROLLMENT", "2026-11-02T12:00:00Z", json!({}));
    let view = enrollment.apply(&later, time("2026-11-02T12:00:01Z")).after;
    assert_eq!(view.state, State::Enrolled);
}
