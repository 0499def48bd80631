//! The learning objects and their instances.

use super::titles::{CERTIFICATIONS, COURSES, PROGRAMS, Row};

/// A course, learning program or certification.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LearningObject {
    /// Such as `course:7542090`.
    pub id: String,
    /// `course`, `learningProgram` or `certification`.
    pub lo_type: &'static str,
    /// Locale and title; English first.
    pub titles: Vec<(&'static str, String)>,
    /// In minutes.
    pub duration: u64,
    /// `Published` or `Retired`.
    pub state: &'static str,
    /// Name and value of each catalog label.
    pub labels: Vec<(&'static str, &'static str)>,
    /// At least one; the first is the default.
    pub instances: Vec<Instance>,
}

/// An instance of a learning object.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Instance {
    /// Such as `course:7542090_10423047`.
    pub id: String,
    /// `Active` or `Retired`.
    pub state: &'static str,
    /// Complete it by then.
    pub completion_deadline: Option<String>,
    /// Enroll by then.
    pub enrollment_deadline: Option<String>,
    /// How many may take part.
    pub seat_limit: Option<u64>,
    /// Its title, in English.
    pub title: String,
}

/// Where ids of a type begin, and its rows.
struct Kind {
    lo_type: &'static str,
    first: u64,
    first_instance: u64,
    rows: &'static [Row],
}

/// The ids of the sample webhooks come first in each; instance ids leave room for two more.
const KINDS: [Kind; 3] = [
    Kind { lo_type: "course", first: 7_542_090, first_instance: 10_423_047, rows: &COURSES },
    Kind { lo_type: "learningProgram", first: 157_165, first_instance: 148_769, rows: &PROGRAMS },
    Kind {
        lo_type: "certification",
        first: 123_418,
        first_instance: 160_299,
        rows: &CERTIFICATIONS,
    },
];
const INSTANCE_STEP: u64 = 5;

/// All learning objects; their order is the API's.
pub(super) fn learning_objects() -> Vec<LearningObject> {
    KINDS
        .iter()
        .flat_map(|kind| (0..).zip(kind.rows).map(|(n, row)| object(kind, n, row)))
        .collect()
}

fn object(
    kind: &Kind,
    n: u64,
    (title, duration, department, topic, others): &Row,
) -> LearningObject {
    let id = format!("{}:{}", kind.lo_type, kind.first + n);
    let retired = *title == "Fax machines";
    let compliance = (!topic.is_empty()).then_some(("Compliance", *topic));
    let others = others.iter().map(|(locale, title)| (*locale, (*title).to_owned()));
    LearningObject {
        instances: instances(kind, n, &id, retired),
        id,
        lo_type: kind.lo_type,
        titles: std::iter::once(("en-US", (*title).to_owned())).chain(others).collect(),
        duration: *duration,
        state: if retired { "Retired" } else { "Published" },
        labels: compliance.into_iter().chain([("Department", *department)]).collect(),
    }
}

/// Every object has a default instance, with deadlines far ahead: what has passed is told in other
/// words; every third course a second one with seats, every ninth
/// one of last year that is retired.
fn instances(kind: &Kind, n: u64, lo: &str, retired: bool) -> Vec<Instance> {
    let number = kind.first_instance + n * INSTANCE_STEP;
    let of_course = kind.lo_type == "course";
    let day = 1 + n % 28;
    let default = Instance {
        id: format!("{lo}_{number}"),
        state: if retired { "Retired" } else { "Active" },
        completion_deadline: (n % 4 != 3).then(|| format!("2036-12-{day:02}T22:59:00.000Z")),
        enrollment_deadline: (n % 5 == 1).then(|| format!("2036-11-{day:02}T22:59:00.000Z")),
        seat_limit: (of_course && n % 3 == 1).then_some(30),
        title: "Default instance".to_owned(),
    };
    let spring = (of_course && n.is_multiple_of(3)).then(|| Instance {
        id: format!("{lo}_{}", number + 1),
        completion_deadline: Some(format!("2037-03-{day:02}T22:59:00.000Z")),
        enrollment_deadline: Some("2037-02-28T22:59:00.000Z".to_owned()),
        seat_limit: Some(12),
        title: "Spring 2037, on site".to_owned(),
        ..default.clone()
    });
    let last_year = (of_course && n.is_multiple_of(9)).then(|| Instance {
        id: format!("{lo}_{}", number + 2),
        state: "Retired",
        completion_deadline: Some(format!("2025-12-{day:02}T22:59:00.000Z")),
        enrollment_deadline: None,
        seat_limit: None,
        title: "2025".to_owned(),
    });
    std::iter::once(default).chain(spring).chain(last_year).collect()
}
