//! A policy in a file: read and checked.

use std::path::Path;

use milepost_notification::Rules;
use milepost_notification::policy::{PolicyError, Problem};

use super::error::WrongPolicy;
use crate::format::one_line;

pub(super) fn read(path: &Path) -> Result<Rules, WrongPolicy> {
    parsed(path, &text(path)?)
}

/// Checks what is in a file. What is wrong is printed, all of it.
pub(super) fn parsed(path: &Path, text: &str) -> Result<Rules, WrongPolicy> {
    let path = path.to_owned();
    Rules::parse(text).map_err(|error| match error {
        PolicyError::Syntax { line, why } => WrongPolicy::Syntax { path, line, why },
        PolicyError::Problems(problems) => {
            problems.iter().for_each(say);
            WrongPolicy::Problems { path, count: problems.len() }
        }
        source @ PolicyError::TooLarge { .. } => WrongPolicy::TooLarge { path, source },
    })
}

fn say(problem: &Problem) {
    eprintln!("{}", one_line(&problem.to_string()));
}

pub(super) fn text(path: &Path) -> Result<String, WrongPolicy> {
    let unreadable = |source| WrongPolicy::Unreadable { path: path.to_owned(), source };
    std::fs::read_to_string(path).map_err(unreadable)
}
