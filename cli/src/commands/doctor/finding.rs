//! What a check has found, and what to do about it.

use std::fmt::Display;

use serde::Serialize;

use crate::format::one_line;

/// From so many percent on it is said that a quota ends.
const MUCH: f64 = 90.0;

/// How much a finding matters, the worst first.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Level {
    /// Something does not work, or is being lost.
    Problem,
    /// Something will not work, or may be lost, if nobody acts.
    Warning,
    /// Something to know.
    Note,
    Ok,
}

/// One result.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub(super) struct Finding {
    pub(super) level: Level,
    pub(super) found: String,
    /// What to do: a command, or a place in the documents.
    #[serde(rename = "do", skip_serializing_if = "Option::is_none")]
    pub(super) action: Option<String>,
}

impl Finding {
    pub(super) fn new(level: Level, found: impl Into<String>, action: impl Into<String>) -> Self {
        Self { level, found: found.into(), action: Some(action.into()) }
    }

    pub(super) fn ok(found: impl Into<String>) -> Self {
        Self { level: Level::Ok, found: found.into(), action: None }
    }

    pub(super) fn note(found: impl Into<String>, action: impl Into<String>) -> Self {
        Self::new(Level::Note, found, action)
    }

    pub(super) fn warning(found: impl Into<String>, action: impl Into<String>) -> Self {
        Self::new(Level::Warning, found, action)
    }

    pub(super) fn problem(found: impl Into<String>, action: impl Into<String>) -> Self {
        Self::new(Level::Problem, found, action)
    }

    /// Of a quota, of which it is said if it nearly ends.
    pub(super) fn of_quota(used: f64, most: f64, found: String, action: &str) -> Self {
        if used * 100.0 >= most * MUCH { Self::warning(found, action) } else { Self::ok(found) }
    }

    /// Of a call that needs this right, and has failed.
    pub(super) fn unchecked(right: &str, error: &impl Display) -> Self {
        let why = one_line(&error.to_string());
        // Each service has its own word; SNS says AuthorizationError.
        let denials = ["AccessDenied", "AuthorizationError", "NotAuthorized"];
        if denials.iter().any(|code| why.contains(code)) {
            let found = format!("not checked: needs the right {right}");
            return Self::note(found, "allow it: docs/doctor.md#permissions");
        }
        Self::warning(format!("not checked: {why}"), "correct that, and run milepost doctor again")
    }
}

/// These findings, or that all is in order if there are none.
pub(super) fn or_ok(findings: Vec<Finding>, found: impl Into<String>) -> Vec<Finding> {
    if findings.is_empty() { vec![Finding::ok(found)] } else { findings }
}

/// The facts, or nothing and the finding why.
pub(super) fn known<T: Default>(facts: Facts<T>, findings: &mut Vec<Finding>) -> T {
    facts.map_err(|unchecked| findings.push(unchecked)).unwrap_or_default()
}

/// A finding, and what was looked at.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    pub(super) subject: &'static str,
    #[serde(flatten)]
    pub(super) finding: Finding,
}

/// What a check looks at, or the finding that it cannot be had.
pub(super) type Facts<T> = Result<T, Finding>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_denied_call_names_the_right_and_is_only_a_note() {
        let unchecked = |error: &str| Finding::unchecked("sqs:GetQueueAttributes", &error);
        for code in ["AccessDenied", "AccessDeniedException", "AuthorizationErrorException"] {
            let denied = unchecked(&format!("refused: {code}: no"));
            assert_eq!(denied.level, Level::Note, "{code}");
            assert_eq!(denied.found, "not checked: needs the right sqs:GetQueueAttributes");
        }
        let failed = unchecked("refused:\nQueueDoesNotExist");
        assert_eq!(failed.level, Level::Warning);
        assert_eq!(failed.found, "not checked: refused: QueueDoesNotExist");
    }
}
