//! A rule.

use std::collections::BTreeSet;
use std::slice::from_ref;

use milepost_certificate::Reason;
use milepost_domain::{LoId, LoInstanceId, LoType};
use serde::{Deserialize, Serialize};

use crate::{Audience, Channel, News, Severity, Trigger};

/// A rule: when this happens, under these conditions, they are told, so.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What it is called; part of what makes a notification once, so renaming it is a new rule.
    pub name: String,
    /// What has to happen.
    pub on: Trigger,
    /// Under which conditions; all of them have to hold.
    #[serde(default)]
    pub when: Conditions,
    /// Who is told.
    pub audience: Vec<Audience>,
    /// On which ways.
    pub channels: Vec<Channel>,
    /// In the words of which template.
    pub template: String,
    /// How much it matters.
    #[serde(default)]
    pub severity: Severity,
}

/// The conditions of a rule. One that is not written always holds; of a list one is enough.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Conditions {
    /// Of a milestone: 25, 50, 75 or 90.
    pub percent: Option<BTreeSet<u8>>,
    /// Types of learning objects, as ALM writes them: `course`, `learningProgram` ….
    pub lo_type: Option<Vec<LoType>>,
    /// Learning objects.
    pub lo_id: Option<BTreeSet<LoId>>,
    /// Instances of learning objects.
    pub lo_instance_id: Option<BTreeSet<LoInstanceId>>,
    /// How the learner came to be enrolled, as ALM names it: `ADMIN_ENROLL` ….
    pub source: Option<BTreeSet<String>>,
    /// Of a completion: whether a certificate follows.
    pub certificate: Option<bool>,
    /// Of an issued certificate: whether an operator had it issued again.
    pub reissued: Option<bool>,
    /// Of a revoked certificate: why.
    pub reason: Option<Vec<Reason>>,
}

impl Rule {
    /// Whether it is for this piece of news.
    pub fn is_for(&self, news: &News) -> bool {
        self.on == news.trigger && self.when.hold(news)
    }
}

impl Conditions {
    fn hold(&self, news: &News) -> bool {
        let News { about, details, .. } = news;
        is_in(self.percent.as_ref(), details.percent.as_ref())
            && is_in(self.lo_type.as_ref(), about.lo_type.as_ref())
            && is_in(self.lo_id.as_ref(), about.lo_id.as_ref())
            && is_in(self.lo_instance_id.as_ref(), Some(&about.lo_instance_id))
            && is_in(self.source.as_ref(), details.source.as_ref())
            && is_in(self.certificate.as_ref().map(from_ref), details.has_certificate.as_ref())
            && is_in(self.reissued.as_ref().map(from_ref), details.is_reissued.as_ref())
            && is_in(self.reason.as_ref(), details.revoked_for.as_ref())
    }
}

/// Whether it is one of those wanted. A condition that is not written holds.
fn is_in<'a, T: PartialEq + 'a>(
    wanted: Option<impl IntoIterator<Item = &'a T>>,
    it: Option<&T>,
) -> bool {
    wanted.is_none_or(|all| it.is_some_and(|it| all.into_iter().any(|one| one == it)))
}
