//! Copies of the files' events for further learners, to make a load of any size.

use std::collections::BTreeMap;

use milepost_domain::Time;
use serde_json::{Map, Value};

use crate::rng::Rng;
use crate::source::Template;

/// From here on a number in a time field is a time: 1973 in seconds.
const FIRST_TIME: i64 = 100_000_000;

/// Makes copies. In one round every learner of the files becomes one new learner, so that each
/// round tells the same stories again; the ids of two rounds, or of two seeds, differ.
pub(crate) struct Copier {
    seed: u64,
    /// The learners of the files, numbered.
    learners: BTreeMap<String, u64>,
    /// Twelve digits, where ALM's own ids have eight.
    first_user_id: u64,
}

impl Copier {
    pub(crate) fn new(templates: &[Template], seed: u64) -> Self {
        let mut learners = BTreeMap::new();
        for template in templates {
            let event = serde_json::from_str(&template.raw).unwrap_or_default();
            if let Some(user) = user_id(&event) {
                let number = learners.len() as u64;
                learners.entry(text(user)).or_insert(number);
            }
        }
        let first_user_id = 100_000_000_000 + Rng::new(seed).next() % 900_000 * 1_000_000;
        Self { seed, learners, first_user_id }
    }

    /// The event in a round from 1 on: another learner, another event id, times as many seconds
    /// later as rounds. What is no JSON object stays as it is.
    pub(crate) fn copy(&self, raw: &str, template: usize, round: u64) -> String {
        let Ok(Value::Object(mut event)) = serde_json::from_str(raw) else {
            return raw.to_owned();
        };
        event.insert("eventId".to_owned(), self.event_id(template, round).into());
        self.change(&mut event, round);
        for name in ["data", "eventData"] {
            if let Some(Value::Object(data)) = event.get_mut(name) {
                self.change(data, round);
            }
        }
        Value::Object(event).to_string()
    }

    fn change(&self, fields: &mut Map<String, Value>, round: u64) {
        for (name, value) in fields {
            if name == "userId" {
                *value = self.another_learner(value, round);
            } else if is_time(name) {
                later(value, round);
            }
        }
    }

    /// Keeps the form: a number, digits as text, or a text of another kind.
    fn another_learner(&self, user: &Value, round: u64) -> Value {
        let known = text(user);
        let number = self.learners.get(&known).copied().unwrap_or_default();
        let step = self.learners.len() as u64;
        let id = self.first_user_id + round.saturating_sub(1) * step + number;
        match user {
            Value::Number(_) => id.into(),
            _ if known.bytes().all(|byte| byte.is_ascii_digit()) => id.to_string().into(),
            _ => format!("{known}-{id}").into(),
        }
    }

    /// Of the form of a UUID, as most of ALM's are.
    fn event_id(&self, template: usize, round: u64) -> String {
        let of_round = Rng::new(self.seed).next() ^ round;
        let mut rng = Rng::new(Rng::new(of_round).next() ^ template as u64);
        let digits = format!("{:016x}{:016x}", rng.next(), rng.next());
        let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
        [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
    }
}

fn user_id(event: &Value) -> Option<&Value> {
    let places = [event.get("data"), event.get("eventData"), Some(event)];
    let found = places.into_iter().flatten().find_map(|fields| fields.get("userId"));
    found.filter(|user| user.is_string() || user.is_number())
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn is_time(name: &str) -> bool {
    matches!(name, "timestamp" | "eventTime") || name.starts_with("date") || name.ends_with("Date")
}

/// Moves a time of any of ALM's forms; leaves what is none.
fn later(value: &mut Value, seconds: u64) {
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
    let moved = match &*value {
        Value::Number(number) => number.as_i64().and_then(|number| later_number(number, seconds)),
        Value::String(text) => text.parse::<Time>().ok().and_then(|time| {
            let millis = time.as_millis().checked_add(seconds.checked_mul(1000)?)?;
            Time::from_millis(millis).map(|time| time.to_string().into())
        }),
        _ => None,
    };
    if let Some(moved) = moved {
        *value = moved;
    }
}

/// Numbers from 1e11 on are milliseconds, as the domain reads them.
fn later_number(number: i64, seconds: i64) -> Option<Value> {
    let unit = if number >= 100_000_000_000 { 1000 } else { 1 };
    let moved = number.checked_add(seconds.checked_mul(unit)?)?;
    (number >= FIRST_TIME).then(|| moved.into())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn template(raw: &str) -> Template {
        Template {
            raw: raw.to_owned(),
            account: None,
            dialect: milepost_domain::webhook::Dialect::Envelope,
        }
    }

    const ENROLLED: &str = r#"{"eventId":"e1","eventName":"COURSE_ENROLLMENT",
        "timestamp":"2026-09-01T08:00:00.000Z","eventInfo":"1-2-3-0",
        "data":{"userId":12345678,"loInstanceId":"course:1_2","dateEnrolled":"2026-09-01T08:00:00Z"}}"#;
    const FLAT: &str = r#"{"eventName":"COURSE_PROGRESS","userId":"emp7","progress":40,
        "eventTime":1788249600000,"dueDate":1788249600,"datePicker":3}"#;

    /// The order of members depends on what else is built.
    fn assert_json(written: &str, expected: &str) {
        let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        assert_eq!(read(written), read(expected));
    }

    #[test]
    fn a_copy_is_another_learners_later_event() {
        let copier = Copier::new(&[template(ENROLLED), template(FLAT)], 1);
        assert_json(
            &copier.copy(ENROLLED, 0, 1),
            r#"{"data":{"dateEnrolled":"2026-09-01T08:00:01.000Z","loInstanceId":"course:1_2","userId":522465000000},"eventId":"5775264a-9a7e-1b09-9c00-02e01d4a175e","eventInfo":"1-2-3-0","eventName":"COURSE_ENROLLMENT","timestamp":"2026-09-01T08:00:01.000Z"}"#,
        );
        assert_json(
            &copier.copy(FLAT, 1, 60),
            r#"{"datePicker":3,"dueDate":1788249660,"eventId":"15dd3299-79d0-1581-e009-ec50b042e47a","eventName":"COURSE_PROGRESS","eventTime":1788249660000,"progress":40,"userId":"emp7-522465000119"}"#,
        );
    }

    #[test]
    fn the_events_of_one_learner_stay_together_and_rounds_differ() {
        let copier = Copier::new(&[template(ENROLLED), template(FLAT)], 1);
        let user = |raw: &str, template, round| {
            let event: Value = serde_json::from_str(&copier.copy(raw, template, round)).unwrap();
            text(user_id(&event).unwrap())
        };
        assert_eq!(user(ENROLLED, 0, 3), user(ENROLLED, 5, 3));
        let distinct: BTreeSet<String> = (1..=100).map(|round| user(ENROLLED, 0, round)).collect();
        assert_eq!(distinct.len(), 100);
    }

    #[test]
    fn event_ids_are_fresh_and_depend_on_the_seed_alone() {
        let ids = |seed| -> BTreeSet<String> {
            let copier = Copier::new(&[], seed);
            let each = |n: u64| copier.event_id(usize::try_from(n % 10).unwrap(), n / 10);
            (0..1000).map(each).collect()
        };
        assert_eq!(ids(1).len(), 1000);
        assert_eq!(ids(1), ids(1));
        assert!(ids(1).is_disjoint(&ids(2)));
    }

    #[test]
    fn what_is_no_object_is_sent_as_it_is() {
        assert_eq!(Copier::new(&[], 1).copy("[1]", 0, 1), "[1]");
    }
}
