//! A webhook's body: one envelope, or one event of the flat dialect.

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json_borrow::Value;
use strum::IntoStaticStr;

use crate::event::id_text;
use crate::{AccountId, IdError};

/// Longest challenge that is echoed, in bytes.
const MAX_CHALLENGE_BYTES: usize = 256;

/// How a body is laid out.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Dialect {
    /// ALM's: `{accountId, events: […]}`.
    Envelope,
    /// One event, its fields side by side (the mission's examples and the public demo).
    Flat,
}

impl Dialect {
    /// The account that events belong to: the one sent or, in the flat dialect, the stack's own.
    /// An envelope without an account says of nobody what its events are about.
    pub fn account<'a>(
        self,
        sent: Option<&'a AccountId>,
        own: &'a AccountId,
    ) -> Option<&'a AccountId> {
        sent.or((self == Self::Flat).then_some(own))
    }
}

/// A body, split into its raw events.
#[derive(Debug)]
pub struct Webhook {
    /// The account, if it is named.
    pub account: Option<AccountId>,
    /// The layout.
    pub dialect: Dialect,
    /// Each event as sent; from a body that needed leniency, as understood.
    pub events: Vec<Box<RawValue>>,
    /// What a registration may ask to have echoed.
    pub challenge: Option<String>,
}

/// Why a body holds nothing that can be read. One cause each.
#[derive(Clone, Copy, Debug, Eq, IntoStaticStr, PartialEq, thiserror::Error)]
#[strum(serialize_all = "snake_case")]
pub enum BodyError {
    /// No bytes but white space.
    #[error("the body is empty")]
    #[strum(serialize = "empty_body")]
    Empty,
    /// Not text.
    #[error("the body is not UTF-8")]
    #[strum(serialize = "not_utf8")]
    NotUtf8,
    /// Not JSON even with leniency, or nested too deeply.
    #[error("the body is not JSON")]
    NotJson,
    /// JSON, but no object.
    #[error("the body is not an object")]
    NotAnObject,
    /// Neither events, nor an event, nor a challenge.
    #[error("the body holds no event")]
    NoEvents,
    /// `events` is no list.
    #[error("the body's events are not a list")]
    EventsNotAList,
    /// An account id that cannot be one.
    #[error("the account is not an id")]
    InvalidAccount,
}

impl BodyError {
    /// The cause in one word, for quarantine and metrics.
    pub fn reason(self) -> &'static str {
        self.into()
    }
}

/// Splits a body into raw events. Trailing commas, which two of Adobe's own samples have, are
/// tolerated; depth is bounded either way.
///
/// # Errors
/// If nothing in it can be read; see [`BodyError`].
pub fn read(body: &[u8]) -> Result<Webhook, BodyError> {
    let text = std::str::from_utf8(body).map_err(|_| BodyError::NotUtf8)?;
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Err(BodyError::Empty);
    }
    // In one pass, as almost always; what it cannot read is looked at again for the reason.
    if text.starts_with('{')
        && let Ok(body) = serde_json::from_str::<Body<'_, Vec<Box<RawValue>>>>(text)
    {
        return split(text, body);
    }
    match serde_json::from_str::<&RawValue>(text) {
        Ok(raw) => look_again(raw),
        Err(_) => look_again(&lenient(text)?),
    }
}

/// Reads JSON with trailing commas, and writes it without.
fn lenient(text: &str) -> Result<Box<RawValue>, BodyError> {
    let options = jsonc_parser::ParseOptions {
        allow_trailing_commas: true,
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    let value: serde_json::Value =
        jsonc_parser::parse_to_serde_value(text, &options).map_err(|_| BodyError::NotJson)?;
    serde_json::value::to_raw_value(&value).map_err(|_| BodyError::NotJson)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a, E> {
    #[serde(borrow, default)]
    account_id: Option<&'a RawValue>,
    #[serde(default = "Option::default")]
    events: Option<E>,
    #[serde(borrow, default)]
    event_name: Option<&'a RawValue>,
    #[serde(borrow, default)]
    event: Option<&'a RawValue>,
    #[serde(borrow, default)]
    challenge: Option<&'a RawValue>,
}

/// Splits JSON whose events may be anything.
fn look_again(raw: &RawValue) -> Result<Webhook, BodyError> {
    let text = raw.get();
    if !text.starts_with('{') {
        return Err(BodyError::NotAnObject);
    }
    let body: Body<'_, &RawValue> = serde_json::from_str(text).map_err(|_| BodyError::NotJson)?;
    let Body { account_id, events, event_name, event, challenge } = body;
    let events = events.map(|events| serde_json::from_str(events.get())).transpose();
    let events = events.map_err(|_| BodyError::EventsNotAList)?;
    split(text, Body { account_id, events, event_name, event, challenge })
}

fn split(text: &str, body: Body<'_, Vec<Box<RawValue>>>) -> Result<Webhook, BodyError> {
    let challenge = challenge(value(body.challenge)?);
    let is_flat = value(body.event_name)?.is_some() || value(body.event)?.is_some();
    let (dialect, events) = match body.events {
        Some(events) => (Dialect::Envelope, events),
        None if is_flat => (Dialect::Flat, vec![whole(text)?]),
        None if challenge.is_some() => (Dialect::Envelope, Vec::new()),
        None => return Err(BodyError::NoEvents),
    };
    Ok(Webhook { account: account(value(body.account_id)?)?, dialect, events, challenge })
}

fn value(raw: Option<&RawValue>) -> Result<Option<Value<'_>>, BodyError> {
    let value = raw.map(|raw| serde_json::from_str(raw.get())).transpose();
    value.map_err(|_| BodyError::NotJson)
}

fn whole(text: &str) -> Result<Box<RawValue>, BodyError> {
    RawValue::from_string(text.to_owned()).map_err(|_| BodyError::NotJson)
}

fn account(sent: Option<Value<'_>>) -> Result<Option<AccountId>, BodyError> {
    let Some(value) = sent.filter(|value| !value.is_null()) else {
        return Ok(None);
    };
    match AccountId::try_from(id_text(&value).ok_or(BodyError::InvalidAccount)?) {
        Ok(account) => Ok(Some(account)),
        Err(IdError::Empty) => Ok(None),
        Err(IdError::TooLong) => Err(BodyError::InvalidAccount),
    }
}

fn challenge(sent: Option<Value<'_>>) -> Option<String> {
    match sent {
        Some(Value::Str(text)) if (1..=MAX_CHALLENGE_BYTES).contains(&text.len()) => {
            Some(text.into_owned())
        }
        _ => None,
    }
}
