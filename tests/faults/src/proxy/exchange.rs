//! One call to AWS, and what becomes of it.

use std::sync::Arc;

use hyper::body::Bytes;
use hyper::{Request, Response};

use super::left_out::Split;
use super::refusal;
use crate::call::Attempt;
use crate::fault::{Fault, Inject};
use crate::upstream::Upstream;

/// Who answers, and who decides what goes wrong.
pub(super) struct Exchange<U, I> {
    pub(super) upstream: Arc<U>,
    pub(super) inject: Arc<I>,
}

// Derived, it would ask for more: that what is shared can be cloned, too.
impl<U, I> Clone for Exchange<U, I> {
    fn clone(&self) -> Self {
        Self { upstream: Arc::clone(&self.upstream), inject: Arc::clone(&self.inject) }
    }
}

/// What the caller sees.
#[derive(Debug)]
pub(super) enum Outcome {
    Answer(Response<Bytes>),
    /// The connection ends without an answer.
    HangUp,
    /// The connection stays open without an answer.
    Silence,
}

impl<U: Upstream, I: Inject> Exchange<U, I> {
    /// Has a request answered, if nothing is to go wrong. What is no call of a function to AWS
    /// that we know is passed on.
    pub(super) async fn carry_out(self, request: Request<Bytes>) -> Outcome {
        let (parts, body) = request.into_parts();
        let attempt = Attempt::of(&parts, &body);
        let fault = attempt.as_ref().and_then(|attempt| self.inject.fault(attempt));
        let request = Request::from_parts(parts, body);
        match (attempt, fault) {
            (Some(attempt), Some(fault)) => self.go_wrong(fault, &attempt, request).await,
            _ => Outcome::Answer(self.upstream.call(request).await),
        }
    }

    async fn go_wrong(&self, fault: Fault, attempt: &Attempt, call: Request<Bytes>) -> Outcome {
        let operation = attempt.operation;
        assert!(fault.fits(operation), "{fault:?} cannot happen to {operation}");
        match fault {
            Fault::ServerError => Outcome::Answer(refusal::server_error(operation)),
            Fault::Throttled => Outcome::Answer(refusal::throttled(operation)),
            Fault::ConditionFailed => Outcome::Answer(refusal::condition_failed(call.body())),
            Fault::Conflict => Outcome::Answer(refusal::conflict(call.body())),
            Fault::Partial => self.do_in_part(Split::every_other(operation, call)).await,
            Fault::SenderFault => self.do_in_part(Split::one_refused(operation, call)).await,
            Fault::LostAnswer => {
                self.upstream.call(call).await;
                Outcome::HangUp
            }
            Fault::Silence => {
                self.upstream.call(call).await;
                Outcome::Silence
            }
            Fault::DeathBefore => {
                self.inject.kill(attempt).await;
                Outcome::HangUp
            }
            Fault::DeathAfter => {
                self.upstream.call(call).await;
                self.inject.kill(attempt).await;
                Outcome::HangUp
            }
        }
    }

    async fn do_in_part(&self, split: Split) -> Outcome {
        let Split { sent, left_out } = split;
        let answer = match sent {
            Some(sent) => self.upstream.call(sent).await,
            None => left_out.answer_to_nothing(),
        };
        // An answer that refuses the whole call has no room for what was left out.
        let is_success = answer.status().is_success();
        Outcome::Answer(if is_success { left_out.add_to(answer) } else { answer })
    }
}
