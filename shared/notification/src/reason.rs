//! Why a notification is not sent, or not yet.

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

/// Why a notification waits or has failed. One cause each, and nothing personal in it.
#[derive(Clone, Debug, Deserialize, Eq, IntoStaticStr, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Reason {
    /// The directory does not know the person yet.
    UnknownPerson,
    /// The directory does not know the title of the learning object yet.
    UnknownTitle,
    /// ALM names no manager, or the chain of managers comes back to somebody who is in it.
    NoManager {
        /// Whether the chain runs in a circle.
        #[serde(default)]
        circle: bool,
    },
    /// The person has no e-mail address.
    NoAddress,
    /// The person has no phone number in the rules file.
    NoPhone,
    /// The person's ALM account is deleted.
    Deleted,
    /// The same person is told the same by this rule already, in another part.
    ToldAlready,
    /// The news was too old when it came: the rules file says for how long news is news.
    TooOld,
    /// It was no longer so when its turn came: a stall that is over, a milestone of who is done.
    Outdated,
    /// The rules file that names the team or the template is no longer in force.
    NotInPolicy,
    /// The template cannot be filled in.
    Template {
        /// What is wrong, without the values.
        why: String,
    },
    /// Nothing is set up for this channel.
    NotConfigured,
    /// The address is on the suppression list: mail to it came back, or its owner complained.
    Suppressed,
    /// The provider will not take it, now or later.
    Rejected {
        /// Its code.
        code: String,
    },
    /// The provider did not take it this time.
    NotTaken {
        /// Its code, or that it was not reached.
        code: String,
    },
    /// Mail came back.
    Bounced,
    /// The recipient called it spam.
    Complained,
}

impl Reason {
    /// Whether it may be otherwise later, without anybody touching the notification.
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::UnknownPerson | Self::UnknownTitle | Self::NotTaken { .. })
            || matches!(self, Self::NoManager { circle: false } | Self::NoAddress)
            || self.needs_correction()
    }

    /// Whether something is wrong that an operator has to put right: then it goes on by itself.
    pub fn needs_correction(&self) -> bool {
        matches!(self, Self::NoManager { circle: true } | Self::Template { .. })
    }

    /// Whether it is as it should be, and nobody has to look at it.
    pub fn is_in_order(&self) -> bool {
        matches!(self, Self::Deleted | Self::ToldAlready | Self::TooOld | Self::Outdated)
            || matches!(self, Self::Suppressed)
    }

    /// Which one it is, for logs and metrics.
    pub fn code(&self) -> &'static str {
        self.into()
    }

    /// In a few words, for people.
    pub fn in_words(&self) -> String {
        match self {
            Self::UnknownPerson => "the directory does not know the person".to_owned(),
            Self::UnknownTitle => "the directory does not know the title".to_owned(),
            Self::NoManager { circle: false } => "no manager is known".to_owned(),
            Self::NoManager { circle: true } => "the managers form a circle".to_owned(),
            Self::NoAddress => "no e-mail address".to_owned(),
            Self::NoPhone => "no phone number in the policy".to_owned(),
            Self::Deleted => "the ALM account is deleted".to_owned(),
            Self::ToldAlready => "the same person is told already".to_owned(),
            Self::TooOld => "too old when it came".to_owned(),
            Self::Outdated => "no longer so when its turn came".to_owned(),
            Self::NotInPolicy => "the policy no longer knows team or template".to_owned(),
            Self::Template { why } => why.clone(),
            Self::NotConfigured => "the channel is not set up".to_owned(),
            Self::Suppressed => "the address is suppressed".to_owned(),
            Self::Rejected { code } => format!("rejected: {code}"),
            Self::NotTaken { code } => format!("not taken: {code}"),
            Self::Bounced => "bounced".to_owned(),
            Self::Complained => "the recipient complained".to_owned(),
        }
    }
}
