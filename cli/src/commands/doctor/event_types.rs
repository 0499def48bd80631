//! Which of ALM's event types have not come: each is a subscription of its own, and is easily
//! forgotten (ALM usage guide).

use std::collections::HashSet;

use super::finding::Finding;
use super::sample::Sample;
use crate::format::counted;

const ACTION: &str = "select it in ALM's webhook: docs/alm.md#add-the-webhook";
const BATCH: &str = "_BATCH";

/// What changes records; each has a form with `_BATCH`, for what others than the learner do.
const TWINS: [&str; 10] = [
    "COURSE_ENROLLMENT",
    "COURSE_UNENROLLMENT",
    "COURSE_COMPLETED",
    "LEARNING_PATH_ENROLLMENT",
    "LEARNING_PATH_UNENROLLMENT",
    "LEARNING_PATH_COMPLETED",
    "LEARNING_PATH_COMPLETION_ROLLBACK",
    "CERTIFICATION_ENROLLMENT",
    "CERTIFICATION_UNENROLLMENT",
    "CERTIFICATION_COMPLETED",
];
/// Without a form with `_BATCH`.
const PROGRESS: &str = "LEARNER_PROGRESS";
/// What the directory learns from.
const CATALOG: [&str; 3] =
    ["LEARNING_OBJECT_MODIFICATION", "LEARNING_OBJECT_INSTANCE_MODIFICATION", "CI_STATS"];

/// Without any event nothing is said: its silence is another finding.
pub(super) fn judge(sample: &Sample, days: u32) -> Vec<Finding> {
    if sample.events.is_empty() {
        return Vec::new();
    }
    let names: HashSet<&str> = sample.events.iter().map(|event| event.name.as_str()).collect();
    let has = |name: &str| names.contains(name);
    let context = context(sample, days);
    let mut findings = Vec::new();
    let mut warn = |found: &str| {
        let found = format!("{found} {context}");
        findings.push(Finding::warning(found, ACTION));
    };
    if !TWINS.iter().any(|name| has(&format!("{name}{BATCH}"))) {
        warn("no event ends in _BATCH: what administrators and managers do does not come");
    }
    if !TWINS.iter().any(|name| has(name)) {
        warn("all events end in _BATCH: what learners do by themselves does not come");
    }
    if !has(PROGRESS) {
        warn("LEARNER_PROGRESS does not come: no percentages, and stalled learners are not seen");
    }
    if findings.is_empty() {
        findings.push(rest(&missing(has), &context));
    }
    findings
}

fn rest(missing: &[String], context: &str) -> Finding {
    if missing.is_empty() {
        return Finding::ok(format!("all event types have come {context}"));
    }
    let found = format!("no {} {context}", missing.join(", "));
    Finding::note(found, format!("if that is unusual, {ACTION}"))
}

/// Both forms of a name stand as one.
fn missing(has: impl Fn(&str) -> bool) -> Vec<String> {
    let twins = TWINS.iter().filter_map(|name| {
        let batch = format!("{name}{BATCH}");
        match (has(name), has(&batch)) {
            (true, true) => None,
            (false, true) => Some((*name).to_owned()),
            (true, false) => Some(batch),
            (false, false) => Some(format!("{name}({BATCH})")),
        }
    });
    let others = CATALOG.into_iter().filter(|name| !has(name));
    twins.chain(others.map(str::to_owned)).collect()
}

fn context(sample: &Sample, days: u32) -> String {
    let (events, days) = (counted(sample.events.len(), "event"), counted(days as usize, "day"));
    let source = if sample.is_whole { "" } else { ", a sample of history" };
    format!("({events} of {days}{source})")
}

#[cfg(test)]
mod tests {
    use super::super::finding::Level;
    use super::super::sample::Event;
    use super::*;

    fn judged(names: &[&str]) -> Vec<Finding> {
        let received_at = jiff::Timestamp::UNIX_EPOCH;
        let events = names.iter().map(|name| Event { name: (*name).to_owned(), received_at });
        judge(&Sample { events: events.collect(), ..Sample::default() }, 14)
    }

    fn names() -> Vec<String> {
        let twins = TWINS.iter().flat_map(|name| [(*name).to_owned(), format!("{name}{BATCH}")]);
        twins.chain(CATALOG.map(str::to_owned)).chain([PROGRESS.to_owned()]).collect()
    }

    #[test]
    fn a_forgotten_subscription_is_a_warning_and_a_rare_event_a_note() {
        let levels = |names: &[&str]| judged(names).iter().map(|one| one.level).collect::<Vec<_>>();
        let names = names();
        let all: Vec<&str> = names.iter().map(String::as_str).collect();
        assert_eq!(levels(&all), [Level::Ok]);
        assert_eq!(levels(&[]), []);
        let with = |names: &[&'static str]| [&[PROGRESS], names].concat();
        assert_eq!(levels(&with(&["COURSE_ENROLLMENT", "COURSE_COMPLETED_BATCH"])), [Level::Note]);
        assert_eq!(levels(&with(&["COURSE_ENROLLMENT"])), [Level::Warning]);
        assert_eq!(levels(&with(&["COURSE_ENROLLMENT_BATCH"])), [Level::Warning]);
        assert_eq!(levels(&["CI_STATS"]), [Level::Warning; 3]);
        assert_eq!(
            missing(|name| name != "CI_STATS" && !name.starts_with("CERTIFICATION_C")),
            ["CERTIFICATION_COMPLETED(_BATCH)", "CI_STATS"]
        );
        assert_eq!(missing(|name| name != "COURSE_COMPLETED_BATCH"), ["COURSE_COMPLETED_BATCH"]);
        assert_eq!(
            judged(&with(&["COURSE_ENROLLMENT"]))[0].found,
            "no event ends in _BATCH: what administrators and managers do does not come \
             (2 events of 14 days, a sample of history)"
        );
    }

    #[test]
    fn only_names_that_are_understood_are_missed() {
        use milepost_domain::{EventKind, Origin};
        for name in names() {
            assert_ne!(EventKind::of(&name, Origin::Webhook), EventKind::Unrecognised, "{name}");
        }
    }
}
