//! To whom a notification goes. Pure.

use std::fmt;

use milepost_domain::directory::{Person, PersonState, TimeZones};
use milepost_domain::{UserId, Zone};
use milepost_notification::policy::Member;
use milepost_notification::{Audience, Channel, Notification, Policy, Reason};

use crate::known::{Above, Known};

/// To whom a notification goes. Personal data: `Debug` shows none.
#[derive(Clone, Eq, PartialEq)]
pub struct Addressee {
    /// Who that is, if ALM knows them.
    pub user_id: Option<UserId>,
    /// The e-mail address, or the phone number.
    pub address: String,
    /// What to call them.
    pub name: Option<String>,
    /// In which language.
    pub locale: Option<String>,
    /// Where their days are, if that is known.
    pub time_zone: Option<Zone>,
}

impl Addressee {
    /// To whom it goes, or why to nobody.
    ///
    /// # Errors
    /// The reason; whether it may pass is [`Reason::may_pass`].
    pub fn of(notification: &Notification, known: &Known, policy: &Policy) -> Result<Self, Reason> {
        let channel = notification.channel;
        match &notification.audience {
            Audience::Learner => {
                let learner = known.learner.as_ref().ok_or(Reason::UnknownPerson)?;
                Self::of_person(learner, &known.time_zones, channel, policy)
            }
            Audience::Manager => Self::of_manager(known, 0, channel, policy),
            Audience::ManagersManager => Self::of_manager(known, 1, channel, policy),
            Audience::Team(team) => {
                let place = notification.member.unwrap_or_default();
                let member = policy.members(team).get(place).ok_or(Reason::NotInPolicy)?;
                Self::of_member(member, channel)
            }
        }
    }

    fn of_manager(
        known: &Known,
        level: usize,
        channel: Channel,
        policy: &Policy,
    ) -> Result<Self, Reason> {
        known.learner.as_ref().ok_or(Reason::UnknownPerson)?;
        // Where the chain ends before, its end says why.
        match known.above.get(level).or(known.above.last()) {
            Some(Above::Person(manager)) => {
                Self::of_person(manager, &known.time_zones, channel, policy)
            }
            Some(Above::Address(email)) if known.above.len() > level => match channel {
                Channel::Email => Ok(Self::of_address(email.clone())),
                Channel::Sms => Err(Reason::NoPhone),
            },
            Some(Above::Circle) => Err(Reason::NoManager { circle: true }),
            Some(Above::Unknown) => Err(Reason::UnknownPerson),
            Some(Above::Address(_) | Above::Nobody) | None => {
                Err(Reason::NoManager { circle: false })
            }
        }
    }

    fn of_person(
        person: &Person,
        zones: &TimeZones,
        channel: Channel,
        policy: &Policy,
    ) -> Result<Self, Reason> {
        if person.state == PersonState::Deleted {
            return Err(Reason::Deleted);
        }
        let address = match channel {
            Channel::Email => person.email.clone().ok_or(Reason::NoAddress),
            Channel::Sms => policy.phone(&person.user_id).map(str::to_owned).ok_or(Reason::NoPhone),
        };
        Ok(Self {
            user_id: Some(person.user_id.clone()),
            address: address?,
            name: person.name.clone().filter(|name| !name.trim().is_empty()),
            locale: person.locale.clone().or_else(|| person.content_locale.clone()),
            time_zone: person.zone(zones),
        })
    }

    fn of_member(member: &Member, channel: Channel) -> Result<Self, Reason> {
        let address = match channel {
            Channel::Email => member.email.clone().ok_or(Reason::NoAddress),
            Channel::Sms => member.phone.clone().ok_or(Reason::NoPhone),
        };
        let (name, locale) = (member.name.clone(), member.locale.clone());
        Ok(Self { name, locale, ..Self::of_address(address?) })
    }

    fn of_address(address: String) -> Self {
        Self { user_id: None, address, name: None, locale: None, time_zone: None }
    }
}

impl fmt::Debug for Addressee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Addressee([redacted])")
    }
}

#[cfg(test)]
mod tests;
