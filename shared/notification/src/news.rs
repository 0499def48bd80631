//! News: what happened, as rules speak of it.

mod certificates;
mod enrollments;

use milepost_certificate::{
    CERTIFICATE_EXPIRING, CERTIFICATE_ISSUED, CERTIFICATE_REVOKED, CertificateOutcome, Eligibility,
    Reason,
};
use milepost_contracts::{CloudEvent, Transition};
use milepost_domain::{EventKey, Time};
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use crate::About;

/// What a rule can be for.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// The learner's enrollment became known.
    Enrolled,
    /// Enrolled again after leaving.
    Reenrolled,
    /// The learner has begun.
    Started,
    /// 25, 50, 75 or 90 percent for the first time in this span.
    Milestone,
    /// No activity for too long.
    Stalled,
    /// Activity after a stall.
    Resumed,
    /// Completed and passed, as far as ALM says.
    Completed,
    /// Completed by another learning object that counts for this one.
    CompletedByAlternate,
    /// Completed without passing.
    Failed,
    /// A completion that was announced no longer stands.
    CompletionRevoked,
    /// The learner left.
    Dropped,
    /// The certificate of a completion is there.
    CertificateIssued,
    /// A certificate is about to expire.
    CertificateExpiring,
    /// A certificate no longer stands.
    CertificateRevoked,
}

/// Something that happened to one enrollment.
#[derive(Clone, Debug, PartialEq)]
pub struct News {
    /// What.
    pub trigger: Trigger,
    /// To whose enrollment.
    pub about: About,
    /// What makes it once: the same however often it is told.
    pub cause: String,
    /// The event that it goes back to, for the logs.
    pub event_key: Option<EventKey>,
    /// When it happened.
    pub at: Time,
    /// What else is known of it.
    pub details: Details,
}

/// What is known of a piece of news. Nothing personal: names are looked up when they are needed.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Details {
    /// Whole percents; of a milestone the percent that was reached first.
    pub percent: Option<u8>,
    /// The last activity before a stall.
    pub last_activity_at: Option<Time>,
    /// When it was completed.
    pub completed_at: Option<Time>,
    /// Until when the certificate is valid.
    pub valid_until: Option<Time>,
    /// The page that verifies the certificate.
    pub url: Option<String>,
    /// How the learner came to be enrolled, as ALM names it.
    pub source: Option<String>,
    /// Of a completion: whether a certificate follows.
    pub has_certificate: Option<bool>,
    /// Of a certificate: whether an operator had it issued again.
    pub is_reissued: Option<bool>,
    /// Of a revoked certificate: why.
    pub revoked_for: Option<Reason>,
}

/// A message that is none of ours. What the parser says may quote it, and is left out.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not a message that notifications know")]
pub struct NotForUs;

#[derive(Deserialize)]
struct Typed {
    #[serde(rename = "type")]
    kind: String,
}

/// The news in a message of the topics `transitions` or `outcomes`.
///
/// # Errors
/// If it is none of ours.
pub fn read(body: &str, certificates: &Eligibility) -> Result<Vec<News>, NotForUs> {
    let Typed { kind } = serde_json::from_str(body).map_err(|_| NotForUs)?;
    match kind.as_str() {
        CERTIFICATE_EXPIRING | CERTIFICATE_ISSUED | CERTIFICATE_REVOKED => {
            let event: CloudEvent<CertificateOutcome> =
                serde_json::from_str(body).map_err(|_| NotForUs)?;
            Ok(certificates::news(event).into_iter().collect())
        }
        _ => match Transition::from_body(body).map_err(|_| NotForUs)? {
            Transition::Enrollment(event) => Ok(enrollments::news(&event, certificates)),
            // Changes of the catalog are about nobody.
            Transition::Catalog(_) => Ok(Vec::new()),
        },
    }
}

#[cfg(test)]
mod tests;
