//! Lives told as examples: what ALM really does, and what is announced of it.
#![expect(clippy::unwrap_used, reason = "tests panic")]

use milepost_domain::{
    Change, Decision, Enrollment, Event, EventKey, Ignored, Origin, RevocationReason, State, Time,
};
use serde_json::json;

/// One enrollment and all changes that were published of it.
#[derive(Default)]
struct Life {
    enrollment: Enrollment,
    changes: Vec<Change>,
}

fn minute(minute: i64) -> Time {
    Time::from_millis(1_700_000_000_000 + minute * 60_000).unwrap()
}

fn event(name: &str, at: i64, mut data: serde_json::Value) -> Event {
    data["userId"] = json!(7);
    data["loInstanceId"] = json!("course:1_2");
    let raw = json!({"eventId": format!("{name}-{at}"), "eventName": name, "timestamp": minute(at), "data": data});
    let origin = if name.starts_with("MILEPOST") { Origin::Sweep } else { Origin::Webhook };
    Event::parse(&raw.to_string(), &"1234".parse().unwrap(), origin).unwrap()
}

impl Life {
    fn apply(&mut self, event: &Event) -> Decision {
        let applied = self.enrollment.apply(event, minute(1_000_000));
        self.enrollment = applied.enrollment;
        self.changes.extend(applied.changes);
        applied.decision
    }

    fn on(&mut self, name: &str, at: i64, data: serde_json::Value) -> &mut Self {
        self.apply(&event(name, at, data));
        self
    }

    fn enroll(&mut self, at: i64) -> &mut Self {
        self.on("COURSE_ENROLLMENT", at, json!({}))
    }

    fn progress(&mut self, at: i64, percent: u8, started: i64) -> &mut Self {
        self.on(
            "LEARNER_PROGRESS",
            at,
            json!({"progressPercent": percent, "dateStarted": minute(started)}),
        )
    }

    fn complete(&mut self, at: i64) -> &mut Self {
        self.on("COURSE_COMPLETED", at, json!({"hasPassed": true}))
    }

    fn drop(&mut self, at: i64) -> &mut Self {
        self.on("COURSE_UNENROLLMENT", at, json!({}))
    }

    fn state(&self) -> State {
        self.enrollment.view().state
    }

    fn count(&self, name: &str) -> usize {
        self.changes.iter().filter(|change| change.name() == name).count()
    }

    fn milestones(&self) -> Vec<u8> {
        let percent = |change: &Change| match change {
            Change::Milestone { percent } => Some(*percent),
            _ => None,
        };
        self.changes.iter().filter_map(percent).collect()
    }
}

fn completed(at: i64) -> EventKey {
    event("COURSE_COMPLETED", at, json!({"hasPassed": true})).key()
}

#[test]
fn each_milestone_is_announced_once() {
    let mut life = Life::default();
    life.enroll(0)
        .progress(10, 10, 5)
        .progress(20, 60, 5)
        .progress(15, 30, 5)
        .progress(30, 92, 5)
        .complete(40);
    assert_eq!(life.milestones(), [25, 50, 75, 90]);
    assert_eq!(life.count("module_completed"), 4);
    assert_eq!(life.count("completed"), 1);
    assert_eq!(life.enrollment.view().progress_percent, 100);
}

#[test]
fn whoever_jumps_to_the_end_is_never_almost_complete() {
    let mut life = Life::default();
    life.enroll(0).progress(10, 10, 5).complete(40).progress(39, 95, 5);
    assert_eq!(life.milestones(), Vec::<u8>::new());
    assert_eq!(life.count("completed"), 1);
}

#[test]
fn alms_own_rules_follow_from_the_fold() {
    let mut life = Life::default();
    life.progress(10, 40, 5);
    let enrollment = event("COURSE_ENROLLMENT", 12, json!({}));
    assert_eq!(life.apply(&enrollment), Decision::Applied, "the date of enrollment is new");
    assert_eq!(life.state(), State::InProgress, "but an enrollment after progress lowers nothing");
    life.complete(20);
    let late = event("LEARNER_PROGRESS", 30, json!({"progressPercent": 80}));
    assert_eq!(life.apply(&late), Decision::Ignored(Ignored::AlreadyCompleted));
    assert_eq!(life.enrollment.view().progress_percent, 100, "completion implies 100 %");
}

#[test]
fn a_stall_counts_if_it_saw_the_latest_activity() {
    let mut life = Life::default();
    life.enroll(0).progress(10, 40, 5);
    life.on("MILEPOST_STALLED", 20_000, json!({"lastActivityAt": minute(5)}));
    assert_eq!(life.state(), State::InProgress, "it missed the progress of minute 10");
    life.on("MILEPOST_STALLED", 20_001, json!({"lastActivityAt": minute(10)}));
    assert_eq!(life.state(), State::Stalled);
    life.progress(20_100, 50, 5);
    assert_eq!(
        (life.state(), life.count("stalled"), life.count("resumed")),
        (State::InProgress, 1, 1)
    );
    life.on("MILEPOST_STALLED", 50_000, json!({"lastActivityAt": minute(20_100)}));
    assert_eq!(
        (life.state(), life.count("stalled")),
        (State::Stalled, 2),
        "a second stall is a second alert"
    );
}

#[test]
fn enrolled_again_begins_a_span_of_its_own() {
    let mut life = Life::default();
    life.enroll(0).progress(10, 95, 5).drop(20);
    assert_eq!(life.state(), State::Dropped);
    life.enroll(100);
    let view = life.enrollment.view();
    assert_eq!((view.state, view.progress_percent, view.attempt), (State::Enrolled, 0, 2));
    life.progress(130, 95, 110);
    assert_eq!(life.milestones(), [25, 50, 75, 90, 25, 50, 75, 90]);
    assert_eq!(
        (life.count("enrolled"), life.count("dropped"), life.count("reenrolled")),
        (1, 1, 1)
    );
}

#[test]
fn a_late_drop_and_enrollment_that_split_a_span_repeat_nothing() {
    let mut life = Life::default();
    life.enroll(0).progress(200, 95, 110).enroll(100).drop(50);
    assert_eq!(life.enrollment.view().attempt, 2);
    assert_eq!(life.milestones(), [25, 50, 75, 90]);
}

#[test]
fn failed_then_passed() {
    let mut life = Life::default();
    life.enroll(0).on("COURSE_COMPLETED", 10, json!({"hasPassed": false, "score": 40}));
    assert_eq!(
        (life.state(), life.count("failed"), life.count("completed")),
        (State::Completed, 1, 0)
    );
    life.on("COURSE_COMPLETED", 20, json!({"hasPassed": true, "score": 95}));
    life.on("COURSE_COMPLETED", 30, json!({"hasPassed": false, "score": 10}));
    let view = life.enrollment.view();
    assert_eq!((view.has_passed, view.score.unwrap().to_string().as_str()), (Some(true), "95"));
    assert_eq!((life.count("failed"), life.count("completed")), (1, 1));
}

#[test]
fn rolled_back_and_completed_again_in_two_orders() {
    let rollback = event("LEARNING_PATH_COMPLETION_ROLLBACK", 50, json!({}));
    let mut in_order = Life::default();
    in_order.enroll(0).complete(10).apply(&rollback);
    assert_eq!(in_order.state(), State::Enrolled, "a roll-back implies an enrollment");
    in_order.complete(60);
    let mut rollback_last = Life::default();
    rollback_last.enroll(0).complete(60).complete(10).apply(&rollback);
    for life in [&in_order, &rollback_last] {
        let standing: Vec<EventKey> = life.enrollment.announcements.completions().collect();
        assert_eq!(standing, [completed(60)]);
    }
    let revoked = Change::CompletionRevoked {
        completion: completed(10),
        reason: RevocationReason::RolledBack,
    };
    assert!(in_order.changes.contains(&revoked));
    assert!(!rollback_last.changes.contains(&revoked), "it was never announced");
}

#[test]
fn spans_that_a_late_fact_joins_keep_one_completion() {
    let mut life = Life::default();
    life.enroll(0).drop(5).complete(8).enroll(10).complete(12);
    assert_eq!(life.count("completed"), 2);
    life.enroll(7);
    let revoked = Change::CompletionRevoked {
        completion: completed(12),
        reason: RevocationReason::Superseded,
    };
    assert_eq!(life.changes.last(), Some(&revoked));
}

#[test]
fn an_alternate_counts_until_it_is_revoked() {
    let mut life = Life::default();
    life.on("COURSE_ALTERNATE_COMPLETED", 10, json!({"sourceLoId": "course:A"}));
    assert_eq!((life.state(), life.count("completed_by_alternate")), (State::Completed, 1));
    life.on("COURSE_ALTERNATE_REVOKED", 20, json!({"sourceLoId": "course:B"}));
    assert_eq!(life.state(), State::Completed, "of another source");
    life.on("COURSE_ALTERNATE_REVOKED", 30, json!({"sourceLoId": "course:A"}));
    assert_eq!((life.state(), life.count("completion_revoked")), (State::NotStarted, 1));
}

#[test]
fn a_completion_reported_forty_times_is_announced_once_and_revoked_once() {
    let mut life = Life::default();
    life.enroll(0);
    for at in 1..=40 {
        life.complete(at);
    }
    assert_eq!((life.count("completed"), life.count("completion_revoked")), (1, 0));
    life.on("LEARNING_PATH_COMPLETION_ROLLBACK", 50, json!({}));
    assert_eq!((life.count("completed"), life.count("completion_revoked")), (1, 1));
}

#[test]
fn forty_rounds_of_learning_have_forty_completions_and_none_is_revoked() {
    let mut life = Life::default();
    for round in 0..40 {
        life.enroll(round * 100).complete(round * 100 + 10).drop(round * 100 + 20);
    }
    assert_eq!((life.count("completed"), life.count("completion_revoked")), (40, 0));
}
