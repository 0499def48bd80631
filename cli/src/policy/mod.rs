//! `milepost policy`: who is told what.

mod put;
mod sample;
mod shown;

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use milepost_certificate::Eligibility;
use milepost_domain::{IdError, Time};
use milepost_notification::policy::{DEFAULT, PolicyError, Problem};
use milepost_notification::render::RenderError;
use milepost_notification::{Rules, news};

use crate::args::{PolicyCheckArgs, PolicyCommand};
use crate::error::Error;
use crate::output::{counted, print, print_bytes};
use crate::table;

/// What is wrong with a policy.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WrongPolicy {
    #[error("cannot read {}", path.display())]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("{}, line {line}: {why}", path.display())]
    Syntax { path: PathBuf, line: usize, why: String },
    #[error("{} cannot be used: {}", path.display(), counted(*count, "problem"))]
    Problems { path: PathBuf, count: usize },
    #[error("{} cannot be used", path.display())]
    TooLarge { path: PathBuf, source: PolicyError },
    #[error("{} is no message of the topics transitions and outcomes", path.display())]
    NoMessage { path: PathBuf },
    #[error("a sample cannot be made")]
    Sample(#[from] IdError),
    #[error(transparent)]
    Render(#[from] RenderError),
}

pub(crate) async fn run(command: PolicyCommand) -> Result<(), Error> {
    match command {
        PolicyCommand::Check(args) => check(&args),
        PolicyCommand::Show => print_bytes(DEFAULT.as_bytes()),
        PolicyCommand::Put(args) => put::run(&args).await,
    }
}

fn check(args: &PolicyCheckArgs) -> Result<(), Error> {
    let rules = read(&args.file)?;
    print(&table::rules(rules.policy.rules()).fit())?;
    let count = rules.policy.rules().len();
    let age = counted(rules.policy.max_age_days().into(), "day");
    let (teams, templates) = (rules.policy.teams(), rules.templates.names().count());
    let members: usize = teams.values().map(Vec::len).sum();
    print(&format!(
        "{}, {} with {}, {}; news is news for {age}",
        counted(count, "rule"),
        counted(teams.len(), "team"),
        counted(members, "member"),
        counted(templates, "template"),
    ))?;
    let news = match (&args.event, args.sample) {
        (Some(path), _) => {
            let body = text(path)?;
            let read = news::read(&body, &Eligibility::default());
            read.map_err(|_| WrongPolicy::NoMessage { path: path.clone() })?
        }
        (None, Some(sample)) => {
            let now = Time::from(Timestamp::now());
            vec![sample::news(sample, now).map_err(WrongPolicy::from)?]
        }
        (None, None) => return Ok(()),
    };
    shown::show(&rules, &news, args.language.as_deref())
}

fn read(path: &Path) -> Result<Rules, WrongPolicy> {
    parsed(path, &text(path)?)
}

/// Checks what is in a file. What is wrong is printed, all of it.
fn parsed(path: &Path, text: &str) -> Result<Rules, WrongPolicy> {
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
    eprintln!("{}", table::one_line(&problem.to_string()));
}

fn text(path: &Path) -> Result<String, WrongPolicy> {
    let unreadable = |source| WrongPolicy::Unreadable { path: path.to_owned(), source };
    std::fs::read_to_string(path).map_err(unreadable)
}

#[cfg(test)]
mod tests;
