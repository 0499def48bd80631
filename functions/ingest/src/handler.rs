//! From a request to its answer, through the ports.

use std::time::Duration;

use jiff::Timestamp;
use lambda_http::http::Method;
use milepost_messaging::{Failure as Unsent, Message, Queue, SendError};
use milepost_runtime::log_key::LogKey;
use milepost_store::{Bucket, StoreError};
use tokio::time::timeout;

use crate::address::Address;
use crate::answer::Answer;
use crate::auth::{AuthMode, Authenticator, FetchSecret, SecretCache, SecretError, SecretFault};
use crate::header_names::HeaderNames;
use crate::packed::unpacked;
use crate::plan::{Decision, Plan, Planner};
use crate::quarantine;
use crate::report::Report;
use crate::request::{Rejection, UnverifiedRequest, VerifiedRequest};

/// All work on a request ends after this: ALM hangs up after five seconds.
pub const DEADLINE: Duration = Duration::from_secs(4);

/// Why a request is answered 503.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Secret(#[from] SecretError),
    #[error("the queue: {0}")]
    Queue(SendError),
    #[error("the quarantine: {0}")]
    Quarantine(#[from] StoreError),
    #[error("the request was not stored in time")]
    TimedOut,
}

/// Answers requests. Built once, before the first.
#[derive(Debug)]
pub struct Handler<F> {
    /// How requests are authenticated.
    pub auth_mode: AuthMode,
    /// The secret that they are checked against.
    pub secrets: SecretCache<F>,
    /// Decides what to do with a body.
    pub planner: Planner,
    /// Takes events.
    pub queue: Queue,
    /// Takes everything else.
    pub quarantine: Bucket,
    /// Names records in the log.
    pub log_key: LogKey,
    /// Names the header fields of refused requests in the log.
    pub header_names: HeaderNames,
}

impl<F: FetchSecret> Handler<F> {
    /// Fetches the secret ahead of the first request. A failure shows at that request.
    pub async fn warm_up(&self, now: Timestamp) {
        let _ = self.authenticator(now).await;
    }

    /// Answers a request that arrived now, within [`DEADLINE`], and says what to log of it.
    pub async fn handle(&self, request: UnverifiedRequest, now: Timestamp) -> (Answer, Report) {
        let body_bytes = request.body_bytes();
        let result = timeout(DEADLINE, self.answer(request, now)).await;
        let (answer, report) = result
            .unwrap_or(Err(Failure::TimedOut))
            .unwrap_or_else(|failure| (Answer::Unavailable, Report::failed(&failure)));
        (answer, Report { body_bytes, ..report })
    }

    async fn answer(
        &self,
        request: UnverifiedRequest,
        now: Timestamp,
    ) -> Result<(Answer, Report), Failure> {
        if request.address() == Address::Elsewhere {
            return self.answer_elsewhere(request, now).await;
        }
        let authenticator = self.authenticator(now).await?;
        match request.verify(&authenticator) {
            Ok(request) => self.answer_verified(request, now).await,
            Err(Rejection { error, headers }) => {
                let basic = matches!(authenticator, Authenticator::Basic(_));
                let report = Report::unauthorized(error, self.header_names.of(&headers, now));
                Ok((Answer::Unauthorized { basic }, report))
            }
        }
    }

    /// Strangers look for all kinds of addresses: they cost neither the secret nor a refusal that
    /// an alarm counts. A sender with the right credentials is ALM with a mistaken URL.
    async fn answer_elsewhere(
        &self,
        request: UnverifiedRequest,
        now: Timestamp,
    ) -> Result<(Answer, Report), Failure> {
        let is_alm = request.has_credentials(&self.auth_mode)
            && request.verify(&self.authenticator(now).await?).is_ok();
        Ok(if is_alm {
            (Answer::WrongAddress, Report::refused("wrong_address"))
        } else {
            (Answer::NotFound, Report::answered("webhook.not_found"))
        })
    }

    async fn authenticator(&self, now: Timestamp) -> Result<Authenticator, SecretError> {
        Ok(match &self.auth_mode {
            AuthMode::None => Authenticator::Open,
            AuthMode::Basic => Authenticator::basic(&*self.secrets.get(now).await?)?,
            AuthMode::Signature(scheme) => {
                Authenticator::signature(scheme, &*self.secrets.get(now).await?)?
            }
        })
    }

    async fn answer_verified(
        &self,
        request: VerifiedRequest,
        now: Timestamp,
    ) -> Result<(Answer, Report), Failure> {
        match *request.method() {
            Method::POST => {}
            Method::GET | Method::HEAD => {
                return Ok((Answer::Alive, Report::answered("webhook.alive")));
            }
            _ => return Ok((Answer::MethodNotAllowed, Report::refused("method_not_allowed"))),
        }
        match self.decide(request, now) {
            Decision::WrongAccount => Ok((Answer::WrongAccount, Report::refused("wrong_account"))),
            Decision::Challenge(challenge) => {
                Ok((Answer::Challenge(challenge), Report::answered("webhook.challenged")))
            }
            Decision::Store(plan) => self.store(*plan).await,
        }
    }

    /// What can be unpacked is kept unpacked, so that it can be replayed; the rest as it was sent.
    fn decide(&self, request: VerifiedRequest, now: Timestamp) -> Decision {
        match unpacked(request.coding(), request.body()) {
            Ok(Some(body)) => self.planner.decide(body, now),
            Ok(None) => self.planner.decide(request.into_body(), now),
            Err(error) => Planner::refuse(request.into_body(), error.reason(), now),
        }
    }

    async fn store(&self, mut plan: Plan) -> Result<(Answer, Report), Failure> {
        let refused = self.send(&plan.messages).await?;
        plan.refused_by_queue(&refused);
        let report = Report::stored(&plan, &self.log_key);
        quarantine::put_all(&self.quarantine, plan.into_specimens()).await?;
        let answer = Answer::Stored { accepted: report.accepted, quarantined: report.quarantined };
        Ok((answer, report))
    }

    /// Sends all messages and answers the places of those that the queue will never take; all
    /// others are on the queue then.
    async fn send(&self, messages: &[Message]) -> Result<Vec<usize>, Failure> {
        let failures = self.queue.send(messages).await;
        let refused = failures.into_iter().map(|Unsent { place, error }| {
            // An error would make ALM send the same again and again: quarantine keeps it.
            if error.is_of_the_message() {
                tracing::error!(%error, "event.refused_by_queue");
                Ok(place)
            } else {
                Err(Failure::Queue(error))
            }
        });
        refused.collect()
    }
}

impl From<SecretFault> for Failure {
    fn from(fault: SecretFault) -> Self {
        Self::Secret(fault.into())
    }
}
