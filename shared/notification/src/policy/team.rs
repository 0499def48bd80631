//! The members of a team.

use serde::Deserialize;

use crate::Channel;

/// Somebody who is told though ALM may not know them. Personal data: `Debug` shows none.
#[derive(Clone, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// What to call them; may be left out, as for a mailbox that several read.
    pub name: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The phone number in E.164, such as `+4930123456`.
    pub phone: Option<String>,
    /// The language to write to them in, such as `de`; English if left out.
    pub locale: Option<String>,
}

milepost_domain::redacted!(Member);

impl Channel {
    /// The channel that an address is for, if it is an e-mail address or a phone number in E.164.
    pub fn of(address: &str) -> Option<Self> {
        match address {
            phone if is_phone(phone) => Some(Self::Sms),
            email if is_email(email) => Some(Self::Email),
            _ => None,
        }
    }
}

/// Whether SNS takes it as a number: `+`, then 8 to 15 digits of which the first is none (E.164).
pub(super) fn is_phone(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (8..=15).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && !digits.starts_with('0')
    })
}

/// Whether it looks like an address: one `@` between two parts, and nothing that a header could
/// be made of. Whether it exists only mail can tell.
pub(super) fn is_email(text: &str) -> bool {
    let has_bad = |part: &str| {
        let is_bad =
            |it: char| it.is_control() || it.is_whitespace() || "<>,;:\"()[]\\".contains(it);
        part.is_empty() || part.contains(is_bad)
    };
    let parts: Vec<&str> = text.split('@').collect();
    parts.len() == 2 && text.len() <= 320 && !parts.into_iter().any(has_bad)
}
