//! A policy in a file: read and checked.

use std::path::Path;

use milepost_notification::Rules;
use milepost_notification::policy::{PolicyError, Problem};

use crate::error::Error;
use crate::format::one_line;

pub(super) fn read(path: &Path) -> Result<Rules, Error> {
    parsed(path, &text(path)?)
}

/// Checks what is in a file. What is wrong is printed, all of it.
pub(super) fn parsed(path: &Path, text: &str) -> Result<Rules, Error> {
    let path = path.to_owned();
    Rules::parse(text).map_err(|error| match error {
        PolicyError::Syntax { line, why } => Error::PolicySyntax { path, line, why },
        PolicyError::Problems(problems) => {
            problems.iter().for_each(say);
            Error::PolicyProblems { path, count: problems.len() }
        }
        source @ PolicyError::TooLarge { .. } => Error::PolicyTooLarge { path, source },
    })
}

fn say(problem: &Problem) {
    eprintln!("{}", one_line(&problem.to_string()));
}

pub(super) fn text(path: &Path) -> Result<String, Error> {
    std::fs::read_to_string(path).map_err(Error::unreadable(path))
}
