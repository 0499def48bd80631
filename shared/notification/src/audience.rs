//! Who is told, on what way, and how much it matters.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_with::{DeserializeFromStr, SerializeDisplay};
use strum::IntoStaticStr;

/// Who is told. Written `learner`, `manager`, `managers_manager` or `team:<name>`.
#[derive(
    Clone, Debug, DeserializeFromStr, Eq, Hash, Ord, PartialEq, PartialOrd, SerializeDisplay,
)]
pub enum Audience {
    /// Whom it is about.
    Learner,
    /// Whom ALM names as the learner's manager.
    Manager,
    /// That person's manager.
    ManagersManager,
    /// Those that the rules file names.
    Team(TeamName),
}

/// The name of a team: 1 to 40 lower-case letters, digits and hyphens.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct TeamName(String);

/// A text that is no audience.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not an audience: learner, manager, managers_manager or team:<name>")]
pub struct NotAnAudience;

/// A text that is no name of a team.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not the name of a team: 1 to 40 lower-case letters, digits and hyphens")]
pub struct NotATeam;

/// The way that a notification takes.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
#[derive(IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Channel {
    /// E-mail.
    Email,
    /// A short message to a phone.
    Sms,
}

/// How much it matters: an attribute that subscriptions can filter by.
#[derive(
    Clone, Copy, Debug, Default, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize,
)]
#[serde(rename_all = "snake_case")]
#[derive(IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Severity {
    /// Good to know.
    #[default]
    Info,
    /// Somebody should do something.
    Warning,
    /// Somebody has to do something now.
    Critical,
}

impl Audience {
    /// Who it is without the name of the team: the attribute that subscriptions can filter by.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Learner => "learner",
            Self::Manager => "manager",
            Self::ManagersManager => "managers_manager",
            Self::Team(_) => "team",
        }
    }
}

impl Channel {
    /// As in the rules file and in message attributes.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

impl Severity {
    /// As in the rules file and in message attributes.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Team(name) => write!(f, "team:{}", name.0),
            other => f.write_str(other.kind()),
        }
    }
}

impl FromStr for Audience {
    type Err = NotAnAudience;

    fn from_str(text: &str) -> Result<Self, NotAnAudience> {
        match text {
            "learner" => Ok(Self::Learner),
            "manager" => Ok(Self::Manager),
            "managers_manager" => Ok(Self::ManagersManager),
            _ => {
                let name = text.strip_prefix("team:").ok_or(NotAnAudience)?;
                TeamName::try_from(name.to_owned()).map(Self::Team).map_err(|_| NotAnAudience)
            }
        }
    }
}

impl TeamName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for TeamName {
    type Error = NotATeam;

    fn try_from(text: String) -> Result<Self, NotATeam> {
        if is_name(&text, 40) { Ok(Self(text)) } else { Err(NotATeam) }
    }
}

impl From<TeamName> for String {
    fn from(name: TeamName) -> Self {
        name.0
    }
}

/// Whether this is a name of teams, rules and templates, of at most so many bytes.
pub(crate) fn is_name(text: &str, max: usize) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=max).contains(&text.len()) && text.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_audience_is_written_as_it_is_read() {
        for text in ["learner", "manager", "managers_manager", "team:hr-emea"] {
            assert_eq!(text.parse::<Audience>().unwrap().to_string(), text);
        }
        for text in ["", "Learner", "team:", "team:H R", "boss"] {
            assert_eq!(text.parse::<Audience>(), Err(NotAnAudience), "{text}");
        }
    }
}
