//! A notice: what the rules make of a piece of news.

use crate::{Audience, Channel, News, Severity};

/// What a rule tells an audience on a channel.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// The rule.
    pub rule: String,
    /// Who.
    pub audience: Audience,
    /// On what way.
    pub channel: Channel,
    /// In the words of which template.
    pub template: String,
    /// How much it matters.
    pub severity: Severity,
    /// Of what.
    pub news: News,
}
