//! Checking a rules file: as a whole, with everything that is wrong in it.

use std::collections::BTreeSet;

use super::file::{File, VERSION};
use super::team::{is_email, is_phone};
use super::{MAX_POLICY_BYTES, Member, Policy, Rule};
use crate::audience::is_name;
use crate::{Audience, Channel, Trigger};

/// The percents at which ALM's progress is a milestone.
const MILESTONES: [u8; 4] = [25, 50, 75, 90];

/// The longest that news can be news, in days: a notification is kept for longer.
const MAX_AGE_DAYS: u16 = 365;

/// Why a rules file is refused. None of it quotes the file's addresses.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum PolicyError {
    /// Larger than [`MAX_POLICY_BYTES`].
    #[error("the policy has {bytes} bytes, more than {MAX_POLICY_BYTES}")]
    TooLarge {
        /// The size.
        bytes: usize,
    },
    /// Not TOML, or a field that is unknown, missing or of another form.
    #[error("the policy cannot be read, line {line}")]
    Syntax {
        /// The line, from 1.
        line: usize,
        /// What the parser says. It may quote the file: for the author, not for a log.
        why: String,
    },
    /// It can be read, but means nothing.
    #[error("the policy has {} problem(s)", .0.len())]
    Problems(Vec<Problem>),
}

/// Something that is wrong in a rules file.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Problem {
    /// Written for another release.
    #[error("version {0}: this release reads version {VERSION}")]
    Version(u32),
    /// News would be old at once, or told again once its record has expired.
    #[error("max_age_days has to be from 1 to {MAX_AGE_DAYS}")]
    Age,
    /// No name that can be part of a key.
    #[error("rule {0}: a name is 1 to 64 lower-case letters, digits and hyphens")]
    RuleName(String),
    /// Which of them would it be?
    #[error("rule {0}: there are two of this name")]
    RuleTwice(String),
    /// It would tell nobody.
    #[error("rule {0}: no audience")]
    NoAudience(String),
    /// It would tell nobody.
    #[error("rule {0}: no channels")]
    NoChannel(String),
    /// A condition that never holds.
    #[error("rule {0}: when.{1} says nothing about what the rule is on")]
    Condition(String, &'static str),
    /// A percent that is no milestone.
    #[error("rule {0}: milestones are at 25, 50, 75 and 90 percent")]
    Percent(String),
    /// It would tell nobody.
    #[error("rule {0}: there is no team {1}")]
    NoTeam(String, String),
    /// It would not reach this member.
    #[error("rule {0}: member {2} of team {1} has no address for {3}")]
    NoAddress(String, String, usize, &'static str),
    /// No address.
    #[error("team {0}: what member {1} has as e-mail address is none")]
    Email(String, usize),
    /// No number.
    #[error("team {0}: what member {1} has as phone number is none in E.164, such as +4930123456")]
    Phone(String, usize),
    /// No number.
    #[error("phones: what user {0} has is none in E.164, such as +4930123456")]
    PersonsPhone(String),
    /// It would say nothing.
    #[error("rule {0}: there is no template {1}")]
    NoTemplate(String, String),
    /// A template of the file cannot be used.
    #[error("{0}")]
    Template(String),
}

impl File {
    /// Reads a rules file. What it means is not checked yet.
    ///
    /// # Errors
    /// If it is too large, or not of this form.
    pub(crate) fn read(text: &str) -> Result<Self, PolicyError> {
        if text.len() > MAX_POLICY_BYTES {
            return Err(PolicyError::TooLarge { bytes: text.len() });
        }
        toml::from_str(text).map_err(|error| syntax(text, &error))
    }

    /// Everything that is wrong in it; `has_template` knows the templates.
    pub(crate) fn problems(&self, has_template: impl Fn(&str) -> bool) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.version != VERSION {
            problems.push(Problem::Version(self.version));
        }
        if !(1..=MAX_AGE_DAYS).contains(&self.max_age_days) {
            problems.push(Problem::Age);
        }
        let mut names = BTreeSet::new();
        for rule in &self.rules {
            if !names.insert(&rule.name) {
                problems.push(Problem::RuleTwice(rule.name.clone()));
            }
            problems.extend(of_rule(rule));
            problems.extend(of_audience(rule, self));
            if !has_template(&rule.template) {
                problems.push(Problem::NoTemplate(rule.name.clone(), rule.template.clone()));
            }
        }
        for (name, team) in &self.teams {
            problems.extend(of_members(name.as_str(), &team.members));
        }
        let wrong = self.phones.iter().filter(|(_, phone)| !is_phone(phone));
        problems.extend(wrong.map(|(user, _)| Problem::PersonsPhone(user.as_str().to_owned())));
        problems
    }
}

impl From<File> for Policy {
    /// Of a file without problems.
    fn from(file: File) -> Self {
        let teams = file.teams.into_iter().map(|(name, team)| (name, team.members)).collect();
        let File { max_age_days, rules, phones, .. } = file;
        Self { max_age_days, rules, teams, phones }
    }
}

fn syntax(text: &str, error: &toml::de::Error) -> PolicyError {
    let end = error.span().map_or(0, |span| text.floor_char_boundary(span.start));
    let line = text[..end].matches('\n').count() + 1;
    PolicyError::Syntax { line, why: error.message().to_owned() }
}

fn of_rule(rule: &Rule) -> Vec<Problem> {
    let name = || rule.name.clone();
    let mut percents = rule.when.percent.iter().flatten();
    let forms = [
        (is_name(&rule.name, 64), Problem::RuleName(name())),
        (!rule.audience.is_empty(), Problem::NoAudience(name())),
        (!rule.channels.is_empty(), Problem::NoChannel(name())),
        (percents.all(|percent| MILESTONES.contains(percent)), Problem::Percent(name())),
    ];
    let wrong = forms.into_iter().filter(|(holds, _)| !holds).map(|(_, problem)| problem);
    let is_completion = matches!(rule.on, Trigger::Completed | Trigger::CompletedByAlternate);
    let is_certificate = matches!(
        rule.on,
        Trigger::CertificateIssued | Trigger::CertificateExpiring | Trigger::CertificateRevoked
    );
    let when = &rule.when;
    let conditions = [
        (when.percent.is_some(), rule.on == Trigger::Milestone, "percent"),
        (when.certificate.is_some(), is_completion, "certificate"),
        (when.reissued.is_some(), rule.on == Trigger::CertificateIssued, "reissued"),
        (when.reason.is_some(), rule.on == Trigger::CertificateRevoked, "reason"),
        (when.source.is_some(), !is_certificate, "source"),
    ];
    let idle = conditions.into_iter().filter(|(is_written, fits, _)| *is_written && !fits);
    wrong.chain(idle.map(|(.., field)| Problem::Condition(name(), field))).collect()
}

fn of_audience(rule: &Rule, file: &File) -> Vec<Problem> {
    let mut problems = Vec::new();
    for audience in &rule.audience {
        let Audience::Team(team) = audience else { continue };
        let (rule_name, name) = (rule.name.clone(), team.as_str().to_owned());
        let Some(team) = file.teams.get(team).filter(|team| !team.members.is_empty()) else {
            problems.push(Problem::NoTeam(rule_name, name));
            continue;
        };
        for channel in &rule.channels {
            for (place, member) in team.members.iter().enumerate() {
                if address(member, *channel).is_none() {
                    let (rule_name, name) = (rule_name.clone(), name.clone());
                    let channel = channel.as_str();
                    problems.push(Problem::NoAddress(rule_name, name, place + 1, channel));
                }
            }
        }
    }
    problems
}

fn of_members(team: &str, members: &[Member]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (place, member) in members.iter().enumerate() {
        if member.email.as_deref().is_some_and(|it| !is_email(it)) {
            problems.push(Problem::Email(team.to_owned(), place + 1));
        }
        if member.phone.as_deref().is_some_and(|it| !is_phone(it)) {
            problems.push(Problem::Phone(team.to_owned(), place + 1));
        }
    }
    problems
}

fn address(member: &Member, channel: Channel) -> Option<&str> {
    match channel {
        Channel::Email => member.email.as_deref(),
        Channel::Sms => member.phone.as_deref(),
    }
}
