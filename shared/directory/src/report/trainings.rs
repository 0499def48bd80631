//! The rows of the Training report.

use std::collections::BTreeMap;

use csv::ByteRecord;
use milepost_alm::plain;
use milepost_domain::directory::LearningObject;
use milepost_domain::{LoId, LoType};

use super::header::Header;
use super::people::reason;
use super::{Reason, Row, text, trimmed};

/// What makes a header that of a Training report. The Learner Transcript has it, too, but not
/// the others that are needed.
pub(super) const ID: &str = "Training ID";
/// Without these an import would only take away what is known.
pub(super) const NEEDED: &[&str] = &[ID, TYPE, NAME];
const TYPE: &str = "Training Type";
const NAME: &str = "Training Name";
const MODULES: &str = "Modules";
const DURATION: &str = "Training or Module Duration";
const STATUS: &str = "Status of Training";
/// ALM's page on the Trainings Report. What it has in parentheses does not count.
pub(super) const DOCUMENTED: &[&str] = &[
    "Catalog Name",
    ID,
    "Training Unique ID",
    TYPE,
    NAME,
    "Embedded Path",
    "Sub Trainings",
    "Sub Training ID",
    MODULES,
    "Format",
    DURATION,
    STATUS,
    "Skills",
    "Author",
    "Last Published Date",
    "Last Completed Date",
    "Instructors",
    "Enrollment Count",
    "Started Count",
    "Completion Count",
    "Avg L1 Score",
    "Avg L2 Score",
    "Avg L3 Score",
    "L1 Responses Received",
    "L2 Responses Received",
    "L3 Responses Received",
    "Catalog Labels",
    "Tags",
    "Avg Star Rating",
    "Count of users providing Star rating",
    "Embedded Path ID",
    "Training Language",
    "Embedded Path Language",
    "Sub Training Language",
    "Module Language",
    "Content Expiry Date",
    "Content Unique ID",
    "Price",
    "Gamification Enabled",
    "Auto Retirement Date",
    "Completion Deadline",
    "Role(s)/Product(s)/Recommendation(s)",
];

/// Where what is, and which training was the last.
pub(super) struct Trainings {
    id: Option<usize>,
    lo_type: Option<usize>,
    name: Option<usize>,
    modules: Option<usize>,
    duration: Option<usize>,
    status: Option<usize>,
    last: Option<LoId>,
}

impl Trainings {
    pub(super) fn of(header: &Header) -> Self {
        Self {
            id: header.place(ID),
            lo_type: header.place(TYPE),
            name: header.place(NAME),
            modules: header.place(MODULES),
            duration: header.place(DURATION),
            status: header.place(STATUS),
            last: None,
        }
    }

    /// A module's row repeats what its training's row says, but for the duration: it counts only
    /// if there was no other row of the training before it. ALM's page on the Trainings Report:
    /// the duration is that of the training where the module is empty.
    pub(super) fn row(&mut self, record: &ByteRecord) -> Result<Row, Reason> {
        let is_of_module = trimmed(record, self.modules)?.is_some();
        let Some(id) = trimmed(record, self.id)? else {
            return if is_of_module { Ok(Row::Detail) } else { Err(Reason::NoId) };
        };
        let (lo_id, lo_type) = identity(id, trimmed(record, self.lo_type)?.as_deref())?;
        if is_of_module && self.last.as_ref() == Some(&lo_id) {
            return Ok(Row::Detail);
        }
        self.last = Some(lo_id.clone());
        let title = text(record, self.name)?.and_then(|title| plain(&title));
        let title = title.map(|title| (String::new(), title));
        let duration = if is_of_module { None } else { trimmed(record, self.duration)? };
        Ok(Row::LearningObject(LearningObject {
            lo_id,
            lo_type,
            titles: BTreeMap::from_iter(title),
            duration: duration.as_deref().and_then(minutes),
            state: trimmed(record, self.status)?,
            labels: BTreeMap::new(),
        }))
    }
}

/// The id with its type, in front of which it may stand already: no page says which it is.
fn identity(id: String, type_name: Option<&str>) -> Result<(LoId, Option<LoType>), Reason> {
    let named = type_name.and_then(lo_type);
    let id = match (id.contains(':'), &named) {
        (true, _) => id,
        (false, Some(lo_type)) => format!("{}:{id}", lo_type.as_str()),
        (false, None) => return Err(Reason::NoType),
    };
    let lo_id = LoId::try_from(id).map_err(reason)?;
    let prefix = lo_id.as_str().split(':').next().unwrap_or_default();
    let lo_type = named.unwrap_or_else(|| LoType::from(prefix.to_owned()));
    Ok((lo_id, Some(lo_type)))
}

/// A type as the report names it. ALM calls a learning program a learning path, too, and one
/// that holds others "Learning Path (Higher Level)".
fn lo_type(name: &str) -> Option<LoType> {
    let letters = name.chars().filter(|char| char.is_alphabetic());
    let name: String = letters.flat_map(char::to_lowercase).collect();
    match name.as_str() {
        "course" => Some(LoType::Course),
        "certification" => Some(LoType::Certification),
        "jobaid" => Some(LoType::JobAid),
        _ if name.starts_with("learningpath") || name.starts_with("learningprogram") => {
            Some(LoType::LearningProgram)
        }
        _ => None,
    }
}

/// Whole minutes; a fraction is dropped.
fn minutes(text: &str) -> Option<u64> {
    text.split('.').next().and_then(|whole| whole.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_stands_with_its_type_or_gets_it() {
        let of = |id: &str, name: &str| {
            let named = Some(name.to_owned()).filter(|name| !name.is_empty());
            identity(id.to_owned(), named.as_deref()).map(|(id, lo_type)| {
                format!("{id} {}", lo_type.map_or("-".to_owned(), |it| it.as_str().to_owned()))
            })
        };
        for (id, name, expected) in [
            ("course:12", "Course", "course:12 course"),
            ("12", "Course", "course:12 course"),
            ("12", "LEARNING PATH", "learningProgram:12 learningProgram"),
            ("12", "Learning Path (Higher Level)", "learningProgram:12 learningProgram"),
            ("12", "Learning Program", "learningProgram:12 learningProgram"),
            ("learning_program:12", "", "learningProgram:12 learningProgram"),
            ("12", "certification", "certification:12 certification"),
            ("12", "Job Aid", "jobAid:12 jobAid"),
            ("quest:12", "Quest", "quest:12 quest"),
        ] {
            assert_eq!(of(id, name).as_deref(), Ok(expected));
        }
        assert_eq!(of("12", "Quest"), Err(Reason::NoType));
        assert_eq!(of("12", ""), Err(Reason::NoType));
        assert_eq!(of(&"1".repeat(250), "Course"), Err(Reason::IdTooLong));
    }

    #[test]
    fn durations() {
        for (text, expected) in
            [("45", Some(45)), ("45.5", Some(45)), ("0", Some(0)), ("-1", None), ("1 h", None)]
        {
            assert_eq!(minutes(text), expected, "{text}");
        }
    }
}
