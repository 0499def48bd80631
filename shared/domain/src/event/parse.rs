//! From one raw event to a normalised one.

use serde_json_borrow::{ObjectAsVec as Object, Value};
use strum::IntoStaticStr;

use super::{Details, Event, EventKind, Origin, Sequence, fields, passed};
use crate::{AccountId, IdError, LoId, LoInstanceId, LoType, MAX_ID_BYTES, Time, UserId};

/// Why an event cannot be read or routed. One cause each.
#[derive(Clone, Debug, Eq, IntoStaticStr, PartialEq, thiserror::Error)]
#[strum(serialize_all = "snake_case")]
pub enum EventError {
    /// Not JSON, or nested too deeply.
    #[error("an event is not JSON")]
    #[strum(serialize = "event_not_json")]
    NotJson,
    /// JSON, but no object.
    #[error("an event is not an object")]
    #[strum(serialize = "event_not_an_object")]
    NotAnObject,
    /// No name, or none of 1 to [`MAX_ID_BYTES`] bytes.
    #[error("an event has no usable name")]
    #[strum(serialize = "invalid_event_name")]
    InvalidName,
    /// A time that cannot be read.
    #[error("an event's time cannot be read")]
    InvalidTime,
    /// A learner's event without learner or instance.
    #[error("an event has no {field}")]
    MissingId {
        /// The field.
        field: &'static str,
    },
    /// An id of a form that cannot be an id, or over [`MAX_ID_BYTES`].
    #[error("an event's {field} is not an id")]
    InvalidId {
        /// The field.
        field: &'static str,
    },
    /// A completion whose `hasPassed` is there and cannot be read: it must not count as passed.
    #[error("an event's hasPassed cannot be read")]
    InvalidPassed,
    /// A stall that does not say what activity it saw.
    #[error("a stall names no activity")]
    MissingActivity,
}

impl EventError {
    /// The cause in one word, for quarantine and metrics.
    pub fn reason(&self) -> &'static str {
        self.into()
    }
}

impl Event {
    /// Reads one event of either dialect.
    ///
    /// An event with `data` (or `eventData`) is of ALM's envelope, any other is flat: its fields
    /// stand beside the name, and an instance that is not named is the object itself. So it is of a
    /// certification, which has no instances (ALM usage guide), though Adobe's samples name one.
    ///
    /// # Errors
    /// If it cannot be read or routed; see [`EventError`].
    pub fn parse(raw: &str, account: &AccountId, origin: Origin) -> Result<Self, EventError> {
        let value: Value<'_> = serde_json::from_str(raw).map_err(|_| EventError::NotJson)?;
        let event = value.as_object().ok_or(EventError::NotAnObject)?;
        let nothing = Object::default();
        let name = name(event)?;
        let kind = EventKind::of(&name, origin);
        let (data, is_flat) = match fields::first(event, &["data", "eventData"]) {
            Some(Value::Object(data)) => (data, false),
            Some(_) => (&nothing, false),
            None => (event, true),
        };
        let is_own_instance = is_flat || is_of_certification(data, &name);
        let ids = Ids::read(data, is_own_instance, kind)?;
        let details = if kind.is_about_enrollment() {
            Details { has_passed: has_passed(data, kind)?, ..Details::of_enrollment(data) }
        } else {
            Details::uninterpreted(data)
        };
        if kind == EventKind::Stalled && details.last_activity_at.is_none() {
            return Err(EventError::MissingActivity);
        }
        Ok(Self {
            account: account.clone(),
            id: fields::first(event, &["eventId"]).and_then(fields::short_text),
            name,
            kind,
            origin,
            occurred_at: occurred_at(event)?,
            sequence: fields::first(event, &["eventInfo"]).and_then(Sequence::read),
            lo_type: lo_type(data, ids.instance.as_ref()),
            user: ids.user,
            lo: ids.lo,
            lo_instance: ids.instance,
            details,
        })
    }
}

fn name(event: &Object<'_>) -> Result<String, EventError> {
    match fields::first(event, &["eventName", "event"]) {
        Some(Value::Str(name)) if (1..=MAX_ID_BYTES).contains(&name.len()) => Ok(name.to_string()),
        _ => Err(EventError::InvalidName),
    }
}

fn occurred_at(event: &Object<'_>) -> Result<Option<Time>, EventError> {
    fields::first(event, &["timestamp", "eventTime"])
        .map(|value| Time::read(value).ok_or(EventError::InvalidTime))
        .transpose()
}

/// Only of a completion it is asked whether it was passed: elsewhere what cannot be read is
/// absent, as all details.
fn has_passed(data: &Object<'_>, kind: EventKind) -> Result<Option<bool>, EventError> {
    let read = fields::first(data, &["hasPassed"]).map_or(Ok(None), passed::read);
    match (read, kind) {
        (Ok(passed), _) => Ok(passed),
        (Err(passed::Unclear), EventKind::Completed(_)) => Err(EventError::InvalidPassed),
        (Err(passed::Unclear), _) => Ok(None),
    }
}

fn lo_type(data: &Object<'_>, instance: Option<&LoInstanceId>) -> Option<LoType> {
    instance.and_then(LoType::of_instance).or_else(|| {
        let sent = fields::first(data, &["loType"]).and_then(fields::short_text)?;
        Some(LoType::from(sent))
    })
}

fn is_of_certification(data: &Object<'_>, name: &str) -> bool {
    let says = |names: &[&str], what: fn(&str) -> bool| matches!(fields::first(data, names), Some(Value::Str(text)) if what(text));
    name.starts_with("CERTIFICATION_")
        || says(&["loType"], |it| it == "certification")
        || says(LO_ID, |it| it.starts_with("certification:"))
}

/// What the learning object's id is called.
const LO_ID: &[&str] = &["loId", "learningObjectId", "courseId"];

struct Ids {
    user: Option<UserId>,
    lo: Option<LoId>,
    instance: Option<LoInstanceId>,
}

impl Ids {
    /// An object `is_own_instance` if it stands in for an instance that is not named.
    fn read(data: &Object<'_>, is_own_instance: bool, kind: EventKind) -> Result<Self, EventError> {
        let user = id(data, &["userId"], "userId");
        let lo = id(data, LO_ID, "loId");
        let instance: Result<Option<LoInstanceId>, _> = id(data, &["loInstanceId"], "loInstanceId");
        if !kind.is_about_enrollment() {
            // Nothing of such an event is interpreted, so nothing of it can be wrong.
            let (user, lo, instance) =
                (user.unwrap_or(None), lo.unwrap_or(None), instance.unwrap_or(None));
            return Ok(Self { user, lo, instance });
        }
        let lo: Option<LoId> = lo?;
        let instance = match instance? {
            None if is_own_instance => lo.as_ref().and_then(|lo| lo.as_str().parse().ok()),
            sent => sent,
        };
        let user = user?.ok_or(EventError::MissingId { field: "userId" })?;
        let instance = instance.ok_or(EventError::MissingId { field: "loInstanceId" })?;
        Ok(Self { user: Some(user), lo, instance: Some(instance) })
    }
}

fn id<T: TryFrom<String, Error = IdError>>(
    data: &Object<'_>,
    names: &[&str],
    field: &'static str,
) -> Result<Option<T>, EventError> {
    let Some(value) = fields::first(data, names) else {
        return Ok(None);
    };
    let text = fields::id_text(value).ok_or(EventError::InvalidId { field })?;
    match T::try_from(text) {
        Ok(id) => Ok(Some(id)),
        Err(IdError::Empty) => Ok(None),
        Err(IdError::TooLong) => Err(EventError::InvalidId { field }),
    }
}
