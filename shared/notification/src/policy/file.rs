//! The rules file as it is written.

use std::collections::BTreeMap;

use milepost_domain::UserId;
use serde::Deserialize;

use super::{Member, Rule};
use crate::TeamName;
use crate::render::Book;

/// The version of the format that we read.
pub(super) const VERSION: u32 = 1;

/// For how long news is news, in days, unless the file says.
const MAX_AGE_DAYS: u16 = 30;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    pub(crate) version: u32,
    #[serde(default = "max_age_days")]
    pub(crate) max_age_days: u16,
    #[serde(default)]
    pub(crate) rules: Vec<Rule>,
    #[serde(default)]
    pub(crate) teams: BTreeMap<TeamName, Team>,
    #[serde(default)]
    pub(crate) phones: BTreeMap<UserId, String>,
    #[serde(default)]
    pub(crate) templates: Book,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Team {
    pub(crate) members: Vec<Member>,
}

const fn max_age_days() -> u16 {
    MAX_AGE_DAYS
}
