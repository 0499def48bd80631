//! A request that is refused, and how each protocol says so.

use std::fmt::Display;

use hyper::Response;
use hyper::body::Bytes;
use hyper::header::HeaderValue;
use serde_json::{Map, Value};

use super::{Protocol, respond, xml_text};
use crate::aws::limits::Violation;

/// Whose fault it is that a request is refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Blame {
    /// It breaks one of AWS's limits.
    Violation,
    /// It asks for what is not there, or for what this stand-in cannot do.
    Unexpected,
    /// Nobody's: it happens in good order.
    Nobody,
}

/// A request that is refused.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) blame: Blame,
    /// Further members of a JSON answer.
    pub(crate) members: Map<String, Value>,
}

impl Refusal {
    pub(crate) fn unexpected(code: &'static str, message: impl Display) -> Self {
        Self { blame: Blame::Unexpected, ..Self::in_order(code, message) }
    }

    pub(crate) fn in_order(code: &'static str, message: impl Display) -> Self {
        let (message, members) = (message.to_string(), Map::new());
        Self { status: 400, code, message, blame: Blame::Nobody, members }
    }

    pub(crate) fn with_status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    pub(crate) fn answer(self, protocol: Protocol) -> Response<Bytes> {
        let Self { status, code, .. } = self;
        match protocol {
            Protocol::Json => respond(status, "application/x-amz-json-1.0", self.json()),
            Protocol::QueryCompatibleJson => {
                let mut answer = respond(status, "application/x-amz-json-1.0", self.json());
                let query_code = format!("{};Sender", query_code(code));
                let query_code = HeaderValue::try_from(query_code).expect("a code in ASCII");
                answer.headers_mut().insert("x-amzn-query-error", query_code);
                answer
            }
            Protocol::Query => {
                let error = format!("<Error><Type>Sender</Type>{}</Error>", self.xml());
                respond(status, "text/xml", format!("<ErrorResponse>{error}</ErrorResponse>"))
            }
            Protocol::Rest => {
                respond(status, "application/xml", format!("<Error>{}</Error>", self.xml()))
            }
        }
    }

    fn json(self) -> String {
        let mut members = self.members;
        members.insert("__type".to_owned(), format!("com.amazonaws#{}", self.code).into());
        members.insert("message".to_owned(), self.message.into());
        Value::Object(members).to_string()
    }

    fn xml(&self) -> String {
        format!("<Code>{}</Code><Message>{}</Message>", self.code, xml_text(&self.message))
    }
}

/// The name that a service gave an error when it spoke `awsQuery`.
fn query_code(code: &str) -> String {
    match code {
        "QueueDoesNotExist" => "AWS.SimpleQueueService.NonExistentQueue".to_owned(),
        code => format!("AWS.SimpleQueueService.{code}"),
    }
}

impl From<Violation> for Refusal {
    fn from(Violation { code, message }: Violation) -> Self {
        Self { blame: Blame::Violation, ..Self::in_order(code, message) }
    }
}
