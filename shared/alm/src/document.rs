//! JSON:API documents (jsonapi.org, 1.0), read with tolerance: what is missing or of another type
//! than expected is not there.

use milepost_domain::Time;
use reqwest::Url;
use serde_json::Value;

use crate::{AlmError, Endpoint};

/// The top level of an answer.
#[derive(Debug)]
pub(crate) struct Document {
    data: Vec<Value>,
    included: Vec<Value>,
    next: Option<String>,
}

/// JSON:API's "resource object": something with an id, a type, attributes and relationships.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ResourceObject<'a>(&'a Value);

impl Document {
    /// Reads all of an answer, or nothing.
    pub(crate) fn read(body: &[u8]) -> Result<Self, AlmError> {
        let mut top: Value = serde_json::from_slice(body).map_err(|error| not_json(&error))?;
        let data = match top.get_mut("data").map(Value::take) {
            Some(Value::Array(data)) => data,
            Some(data @ Value::Object(_)) => vec![data],
            Some(Value::Null) => Vec::new(),
            _ => return Err(AlmError::Malformed("it has no data")),
        };
        let next = address(&top["links"]["next"]).map(str::to_owned);
        let included = match top.get_mut("included").map(Value::take) {
            Some(Value::Array(included)) => included,
            _ => Vec::new(),
        };
        Ok(Self { data, included, next })
    }

    /// What was asked for: a list, or one.
    pub(crate) fn data(&self) -> impl Iterator<Item = ResourceObject<'_>> {
        self.data.iter().map(ResourceObject)
    }

    /// Whether there is nothing of what was asked for.
    pub(crate) fn is_empty(&self) -> bool {
        self.data.is_empty()
    }

    /// What came with it, of this type.
    pub(crate) fn included(&self, kind: &str) -> impl Iterator<Item = ResourceObject<'_>> {
        let is_of_kind = move |value: &&Value| value["type"].as_str() == Some(kind);
        self.included.iter().filter(is_of_kind).map(ResourceObject)
    }

    /// Where the next page is. The token goes along, so it must be on the same host.
    pub(crate) fn next(&self, endpoint: &Endpoint) -> Result<Option<Url>, AlmError> {
        let Some(next) = &self.next else { return Ok(None) };
        let base = endpoint.url("/")?;
        let url = base.join(next).map_err(|_| AlmError::Malformed("no address of a next page"))?;
        if endpoint.is_origin_of(&url) {
            Ok(Some(url))
        } else {
            Err(AlmError::HostNotAllowed { host: url.host_str().unwrap_or_default().to_owned() })
        }
    }
}

impl<'a> ResourceObject<'a> {
    /// The id, if it is one.
    pub(crate) fn id<Id: TryFrom<String>>(self) -> Option<Id> {
        id_of(self.0)
    }

    /// An attribute; `Null` if it is missing.
    pub(crate) fn attribute(self, name: &str) -> &'a Value {
        &self.0["attributes"][name]
    }

    /// The id of the one resource that it is related to.
    pub(crate) fn related<Id: TryFrom<String>>(self, relation: &str) -> Option<Id> {
        id_of(&self.0["relationships"][relation]["data"])
    }

    /// The ids of the resources that it is related to.
    pub(crate) fn all_related<Id: TryFrom<String> + 'a>(
        self,
        relation: &str,
    ) -> impl Iterator<Item = Id> + 'a {
        list(&self.0["relationships"][relation]["data"]).iter().filter_map(id_of)
    }
}

/// Text, unless it is blank. A number is text too.
pub(crate) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A moment, as text or number.
pub(crate) fn time(value: &Value) -> Option<Time> {
    text(value)?.parse().ok()
}

/// A number of things, as number or text.
pub(crate) fn count(value: &Value) -> Option<u64> {
    text(value)?.trim().parse().ok()
}

/// A list; no elements if it is none.
pub(crate) fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn id_of<Id: TryFrom<String>>(value: &Value) -> Option<Id> {
    Id::try_from(text(&value["id"])?).ok()
}

/// A link is an address, or an object that holds one (JSON:API 1.0, "Links").
fn address(link: &Value) -> Option<&str> {
    link.as_str().or_else(|| link["href"].as_str()).filter(|address| !address.is_empty())
}

/// The error's own text is not used: it quotes the answer.
fn not_json(error: &serde_json::Error) -> AlmError {
    tracing::warn!(line = error.line(), column = error.column(), "alm.answer.not_json");
    AlmError::Malformed(if error.is_eof() { "its JSON ends early" } else { "it is not JSON" })
}

#[cfg(test)]
mod tests;
