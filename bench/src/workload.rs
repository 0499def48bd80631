//! What ALM sends: the lives of learners in one course, as Adobe's samples tell them.

use clap::ValueEnum;
use serde_json::{Value, json};

/// The account, as in the samples.
const ACCOUNT: u64 = 1234;
/// The first learner's id.
const LEARNER: u64 = 20_411_000;
/// 16 November 2026, 08:00 UTC, in milliseconds.
const MORNING: i64 = 1_794_816_000_000;

/// How events arrive together.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum Workload {
    /// One event a request, one message a batch: a quiet feed.
    Single,
    /// Ten events of ten learners: full batches, as under load.
    TenRecords,
    /// Ten events of one learner: what may least be done at the same time.
    OneRecord,
}

impl Workload {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Single, Self::TenRecords, Self::OneRecord];

    /// Its name in tables and files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Single => "single",
            Self::TenRecords => "ten_records",
            Self::OneRecord => "one_record",
        }
    }

    /// Events in a request, and so in a batch.
    pub const fn events(self) -> usize {
        match self {
            Self::Single => 1,
            Self::TenRecords | Self::OneRecord => 10,
        }
    }

    /// The bodies of the requests, in the order of time.
    pub fn bodies(self) -> Vec<String> {
        match self {
            Self::Single => (0..120).flat_map(|it| life(it, 3)).map(|it| body(&[it])).collect(),
            Self::TenRecords => (0..12).flat_map(cohort).collect(),
            Self::OneRecord => (0..36).map(|it| body(&life(it, 10))).collect(),
        }
    }
}

/// Three requests for ten learners: all enrol, all progress, all complete.
fn cohort(number: u64) -> Vec<String> {
    let lives: Vec<_> = (0..10).map(|learner| life(number * 10 + learner, 3)).collect();
    (0..3).map(|step| body(&lives.iter().map(|it| it[step].clone()).collect::<Vec<_>>())).collect()
}

fn body(events: &[Value]) -> String {
    json!({"accountId": ACCOUNT, "events": events}).to_string()
}

/// An enrolment, progress that crosses thresholds, a completion.
fn life(learner: u64, events: usize) -> Vec<Value> {
    let last = events - 1;
    let event = |step: usize| match step {
        0 => event(learner, step, "COURSE_ENROLLMENT", &json!({"enrollmentSource": "SELF_ENROLL"})),
        _ if step == last => {
            event(learner, step, "COURSE_COMPLETED", &json!({"hasPassed": true, "score": 86}))
        }
        _ => {
            let percent = 100 * step / last;
            event(learner, step, "LEARNER_PROGRESS", &json!({"progressPercent": percent}))
        }
    };
    (0..events).map(event).collect()
}

/// An event in the form of Adobe's samples; a step is an hour.
fn event(learner: u64, step: usize, name: &str, extra: &Value) -> Value {
    let millis = MORNING + i64::try_from(step).unwrap_or(0) * 3_600_000;
    let at = format!("2026-11-16T{:02}:00:00.000Z", 8 + step);
    let mut data = json!({
        "userId": LEARNER + learner,
        "loId": "course:7542090",
        "loInstanceId": "course:7542090_10423047",
        "loType": "course",
    });
    let field = match name {
        "COURSE_ENROLLMENT" => "dateEnrolled",
        "COURSE_COMPLETED" => "dateCompleted",
        _ => "dateStarted",
    };
    data[field] = json!(at);
    if let (Some(data), Some(extra)) = (data.as_object_mut(), extra.as_object()) {
        data.extend(extra.clone());
    }
    json!({
        "eventId": format!("9ff96be7-57dd-4e40-a255-{learner:08x}{step:04x}"),
        "eventName": name,
        "timestamp": at,
        "eventInfo": format!("{millis}-{learner:06}-655254-0"),
        "data": data,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_event_is_sent_once_and_requests_are_full() {
        for workload in Workload::ALL {
            let bodies = workload.bodies();
            let mut ids = BTreeSet::new();
            for body in &bodies {
                let body: Value = serde_json::from_str(body).expect("JSON");
                let events = body["events"].as_array().expect("events");
                assert_eq!(events.len(), workload.events());
                ids.extend(events.iter().map(|event| event["eventId"].to_string()));
            }
            assert_eq!(ids.len(), bodies.len() * workload.events(), "{}", workload.name());
            assert_eq!(ids.len(), 360);
        }
    }
}
