//! A call of which AWS gets only a part, and an answer that says so.

use std::collections::BTreeSet;

use hyper::body::Bytes;
use hyper::header::CONTENT_LENGTH;
use hyper::{Request, Response};

use super::entries::{Entries, Keys, Records};
use super::query::Messages;
use super::refusal::answer;
use crate::call::Operation;

/// A call, taken apart.
pub(super) struct Split {
    /// What AWS gets; nothing if all is left out.
    pub(super) sent: Option<Request<Bytes>>,
    pub(super) left_out: Box<dyn LeftOut>,
}

/// What AWS does not get.
pub(super) trait LeftOut: Send {
    /// The answer to a call without any entries.
    fn answer_to_nothing(&self) -> Response<Bytes> {
        answer(200, self.content_type(), self.nothing())
    }

    /// The content type of the answer.
    fn content_type(&self) -> &'static str {
        "application/x-amz-json-1.0"
    }

    /// The body of an answer to a call without any entries.
    fn nothing(&self) -> String;

    /// The body of the answer with what was left out.
    fn complete(&self, body: &[u8]) -> Vec<u8>;

    /// Adds what was left out to an answer.
    fn add_to(&self, answer: Response<Bytes>) -> Response<Bytes> {
        let (mut parts, body) = answer.into_parts();
        // Both are of the body as it was.
        parts.headers.remove(CONTENT_LENGTH);
        parts.headers.remove("x-amz-crc32");
        Response::from_parts(parts, self.complete(&body).into())
    }
}

/// A body without some of its entries, and those; no body if there is no other entry.
pub(super) type Parts<T> = (Option<Vec<u8>>, T);

/// The places of those to be left out of a number of entries.
pub(super) type Places = BTreeSet<usize>;

impl Split {
    /// Leaves every other entry or key out; also a single one.
    pub(super) fn every_other(operation: Operation, call: Request<Bytes>) -> Self {
        let places = |count| if count == 1 { [0].into() } else { (1..count).step_by(2).collect() };
        match operation {
            Operation::BatchGetItem => Self::of(call, |body| Keys::leave_out(body, places)),
            Operation::PutRecordBatch => Self::of(call, |body| Records::leave_out(body, places)),
            Operation::PublishBatch => Self::of(call, |body| Messages::leave_out(body, places)),
            _ => Self::of(call, |body| Entries::leave_out(body, false, places)),
        }
    }

    /// Leaves one entry out, as the sender's fault.
    pub(super) fn one_refused(operation: Operation, call: Request<Bytes>) -> Self {
        debug_assert_eq!(operation, Operation::SendMessageBatch);
        Self::of(call, |body| Entries::leave_out(body, true, |_| [0].into()))
    }

    fn of<T: LeftOut + 'static>(
        call: Request<Bytes>,
        leave_out: impl FnOnce(&[u8]) -> Parts<T>,
    ) -> Self {
        let (mut parts, body) = call.into_parts();
        let (rest, left_out) = leave_out(&body);
        parts.headers.remove(CONTENT_LENGTH);
        let sent = rest.map(|rest| Request::from_parts(parts, rest.into()));
        Self { sent, left_out: Box::new(left_out) }
    }
}
