//! The policy: a rules file that says who is told what, on which way, in which words.
//!
//! A file is accepted or refused as a whole. The built-in one is `default.toml` beside this page.

mod check;
mod decide;
mod file;
mod rule;
mod team;

use std::collections::BTreeMap;

use milepost_domain::{Time, UserId};

use crate::{Audience, TeamName};

pub(crate) use file::File;

pub use check::{PolicyError, Problem};
pub use rule::{Conditions, Rule};
pub use team::Member;

/// The longest rules file that is read, in bytes: it has to fit into an item of `DynamoDB`.
pub const MAX_POLICY_BYTES: usize = 256 * 1024;

/// The built-in rules file.
pub const DEFAULT: &str = include_str!("policy/default.toml");

/// Rules that were checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    max_age_days: u16,
    rules: Vec<Rule>,
    teams: BTreeMap<TeamName, Vec<Member>>,
    phones: BTreeMap<UserId, String>,
}

impl Policy {
    /// The rules, in the order of the file.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The teams, by name.
    pub fn teams(&self) -> &BTreeMap<TeamName, Vec<Member>> {
        &self.teams
    }

    /// The members of a team; none if there is no such team.
    pub fn members(&self, team: &TeamName) -> &[Member] {
        self.teams.get(team).map(Vec::as_slice).unwrap_or_default()
    }

    /// How many notifications a notice to this audience is: one for each member of a team.
    pub fn recipients(&self, audience: &Audience) -> Vec<Option<usize>> {
        match audience {
            Audience::Team(team) => (0..self.members(team).len()).map(Some).collect(),
            _ => vec![None],
        }
    }

    /// The phone number of a person: ALM knows none.
    pub fn phone(&self, user: &UserId) -> Option<&str> {
        self.phones.get(user).map(String::as_str)
    }

    /// For how long news is news, in days: what comes later is written down and not sent.
    pub fn max_age_days(&self) -> u16 {
        self.max_age_days
    }

    /// Whether what happened then is no news any more.
    pub fn is_old(&self, at: Time, now: Time) -> bool {
        at.plus_minutes(i64::from(self.max_age_days) * 24 * 60) < now
    }
}

#[cfg(test)]
mod tests;
