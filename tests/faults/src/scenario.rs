//! What ALM sends in every run: small, but with everything in it that can go wrong.
//!
//! Adobe's fields and forms; learners, names and credentials that stand out in a log.

use std::collections::BTreeSet;

use milepost_domain::webhook;
use milepost_domain::{AccountId, Event, EventKey, Origin};
use serde_json::{Value, json};

/// The webhook's user.
pub const USERNAME: &str = "alm";
/// The webhook's password.
pub const PASSWORD: &str = "Conspicuous-Password-7319";

const ACCOUNT: &str = "1234";
const ADA: u64 = 98_765_001;
const BEN: u64 = 98_765_002;
const CLEO: u64 = 98_765_003;
const NAMES: [(u64, &str); 3] =
    [(ADA, "Ada Conspicuous"), (BEN, "Ben Conspicuous"), (CLEO, "Cleo Conspicuous")];

const COURSE: (&str, &str) = ("course", "course:7542090_10423047");
const PATH: (&str, &str) = ("learningProgram", "learningProgram:1234567_109139");

/// The bodies that ALM posts, in this order.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// The bodies.
    pub requests: Vec<String>,
}

impl Default for Scenario {
    fn default() -> Self {
        Self { requests: vec![first(), unparsable(), later()] }
    }
}

impl Scenario {
    /// The keys of the events in a body that can be routed.
    pub fn keys(body: &str) -> BTreeSet<EventKey> {
        Self::events(body).iter().map(Event::key).collect()
    }

    /// The events in a body that can be routed, in their order.
    pub fn events(body: &str) -> Vec<Event> {
        let Ok(webhook) = webhook::read(body.as_bytes()) else { return Vec::new() };
        let account: AccountId = ACCOUNT.parse().expect("an id");
        let parse = |raw: &str| Event::parse(raw, &account, Origin::Webhook).ok();
        webhook.events.iter().filter_map(|raw| parse(raw.get())).collect()
    }

    /// A body with one event that was kept in quarantine, as an operator sends it again.
    pub fn replay(specimen: &str) -> String {
        format!(r#"{{"accountId":{ACCOUNT},"events":[{specimen}]}}"#)
    }

    /// What must not be in any line that a function writes.
    pub fn secrets(&self) -> Vec<String> {
        let learners = NAMES.iter().map(|(id, _)| id.to_string());
        let texts = ["Conspicuous", "conspicuous", "eventInfo", "loInstanceId", COURSE.1];
        let texts = texts.into_iter().chain([PATH.1, PASSWORD]).map(str::to_owned);
        learners.chain(texts).chain(self.requests.iter().cloned()).collect()
    }
}

/// Three records: one that progresses, one that is completed at once, one that is left again; a
/// repeat within the request, and something about a learning object.
fn first() -> String {
    let enrolled = enrolled(ADA, COURSE, "2026-11-16T08:05:40.000Z");
    let mut path_completed =
        learner("LEARNING_PATH_COMPLETED", BEN, PATH, "2026-11-18T15:22:45.000Z");
    path_completed["data"]["dateCompleted"] = json!("2026-11-18T15:22:00.000Z");
    path_completed["data"]["hasPassed"] = json!(true);
    envelope(&[
        enrolled.clone(),
        progressed(ADA, COURSE, "2026-11-16T09:12:08.000Z", 30),
        enrolled_in_path(BEN, "2026-11-16T08:30:00.000Z"),
        self::enrolled(CLEO, COURSE, "2026-11-16T09:00:14.000Z"),
        path_completed,
        enrolled,
        catalog(),
        learner("COURSE_UNENROLLMENT", CLEO, COURSE, "2026-11-17T16:20:06.000Z"),
        progressed(ADA, COURSE, "2026-11-17T13:40:52.000Z", 60),
    ])
}

/// Cut off in the middle.
fn unparsable() -> String {
    let mut body = first();
    body.truncate(400);
    body
}

/// The same records again, something from before, and an event of nobody.
fn later() -> String {
    let mut completed = learner("COURSE_COMPLETED", ADA, COURSE, "2026-11-20T10:07:19.000Z");
    completed["data"]["dateCompleted"] = json!("2026-11-20T10:07:00.000Z");
    completed["data"]["hasPassed"] = json!(true);
    let mut of_nobody = enrolled(ADA, COURSE, "2026-11-20T10:08:00.000Z");
    of_nobody["data"]["userId"] = Value::Null;
    envelope(&[
        completed,
        progressed(ADA, COURSE, "2026-11-16T09:12:08.000Z", 30),
        learner("LEARNING_PATH_COMPLETION_ROLLBACK", BEN, PATH, "2026-11-20T11:00:00.000Z"),
        of_nobody,
        enrolled(CLEO, COURSE, "2026-11-20T07:45:33.000Z"),
        progressed(CLEO, COURSE, "2026-11-20T09:30:00.000Z", 92),
    ])
}

fn envelope(events: &[Value]) -> String {
    json!({"accountId": ACCOUNT.parse::<u64>().expect("a number"), "events": events}).to_string()
}

fn enrolled(user: u64, object: (&str, &str), at: &str) -> Value {
    let mut event = learner("COURSE_ENROLLMENT", user, object, at);
    event["data"]["dateEnrolled"] = json!(at);
    event
}

fn enrolled_in_path(user: u64, at: &str) -> Value {
    let mut event = enrolled(user, PATH, at);
    event["eventName"] = json!("LEARNING_PATH_ENROLLMENT");
    event
}

fn progressed(user: u64, object: (&str, &str), at: &str, percent: u8) -> Value {
    let mut event = learner("LEARNER_PROGRESS", user, object, at);
    event["data"]["dateStarted"] = json!(at);
    event["data"]["progressPercent"] = json!(percent);
    event
}

/// An event of a learner, with a name and an address in it that no function asks for.
fn learner(name: &str, user: u64, (lo_type, instance): (&str, &str), at: &str) -> Value {
    let (object, _) = instance.rsplit_once('_').expect("an instance of an object");
    let (_, full_name) = NAMES.iter().find(|(id, _)| *id == user).expect("a learner");
    json!({
        "eventId": format!("{name}-{at}"),
        "eventName": name,
        "timestamp": at,
        "eventInfo": "1794816340000-197502-655254-0",
        "data": {
            "userId": user,
            "userName": full_name,
            "userEmail": format!("{}@conspicuous.example", &full_name[..3]),
            "loId": object,
            "loInstanceId": instance,
            "loType": lo_type,
            "enrollmentSource": "SELF_ENROLL",
        }
    })
}

fn catalog() -> Value {
    json!({
        "eventId": "1234e068-af3e-4dd3-a515-ce19d7234873",
        "eventName": "LEARNING_OBJECT_MODIFICATION",
        "timestamp": "2026-11-16T08:40:00.000Z",
        "eventInfo": "1235350842000-039736-54153-0",
        "data": {"loId": "course:7542090", "loType": "course"}
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_must_not_be_logged_is_in_what_is_sent() {
        let scenario = Scenario::default();
        let sent = scenario.requests.concat();
        for secret in scenario.secrets().iter().filter(|secret| *secret != PASSWORD) {
            assert!(sent.contains(secret), "{secret} is sent by nobody, so nobody could log it");
        }
    }

    #[test]
    fn repeats_have_one_key_and_what_cannot_be_routed_has_none() {
        let scenario = Scenario::default();
        let counts = scenario
            .requests
            .iter()
            .map(|body| (Scenario::events(body).len(), Scenario::keys(body).len()));
        assert_eq!(counts.collect::<Vec<_>>(), [(9, 8), (0, 0), (5, 5)]);
        let [first, _, later] = scenario.requests.as_slice() else { panic!("three requests") };
        assert_eq!(Scenario::keys(first).intersection(&Scenario::keys(later)).count(), 1);
    }
}
