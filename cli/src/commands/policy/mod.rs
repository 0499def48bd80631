//! `milepost policy`: who is told what.

mod file;
mod put;
mod sample;
mod shown;
mod table;

use jiff::Timestamp;
use milepost_certificate::Eligibility;
use milepost_domain::Time;
use milepost_notification::news;
use milepost_notification::policy::DEFAULT;

use file::{read, text};

use crate::args::policy::{PolicyCheckArgs, PolicyCommand};
use crate::error::Error;
use crate::format::counted;
use crate::output::{print, print_bytes};

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
            read.map_err(|_| Error::NoMessage { path: path.clone() })?
        }
        (None, Some(sample)) => {
            let now = Time::from(Timestamp::now());
            vec![sample::news(sample, now).map_err(Error::from)?]
        }
        (None, None) => return Ok(()),
    };
    shown::show(&rules, &news, args.language.as_deref())
}

#[cfg(test)]
mod tests;
