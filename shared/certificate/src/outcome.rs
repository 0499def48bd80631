//! What others are told of a certificate, on the topic of outcomes.

use milepost_contracts::{About, CloudEvent};
use milepost_domain::{EventKey, Time};
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use crate::{Certificate, CertificateId, Reason};

/// The `type` of the message that a certificate was issued.
pub const CERTIFICATE_ISSUED: &str = "milepost.certificate.issued.v1";
/// The `type` of the message that a certificate is about to expire.
pub const CERTIFICATE_EXPIRING: &str = "milepost.certificate.expiring.v1";
/// The `type` of the message that a certificate was revoked.
pub const CERTIFICATE_REVOKED: &str = "milepost.certificate.revoked.v1";

const SOURCE: &str = "/milepost/certificates";

/// What became of a certificate. No name and no title: who needs them asks the directory.
#[skip_serializing_none]
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CertificateOutcome {
    /// The certificate.
    pub certificate_id: CertificateId,
    /// The page that verifies it, for everybody who has the address.
    pub verification_url: String,
    /// Whose enrollment it certifies.
    #[serde(flatten)]
    pub about: About,
    /// The event that completed it.
    pub completion: EventKey,
    /// When it was completed.
    pub completed_at: Time,
    /// Until when the certificate is valid, if not for ever.
    pub valid_until: Option<Time>,
    /// The certificate that it was issued again for, by an operator.
    pub replaces: Option<CertificateId>,
    /// The certificate of an earlier completion that it renews.
    pub renews: Option<CertificateId>,
    /// Why it no longer stands, in a message that it was revoked.
    pub reason: Option<Reason>,
}

impl CertificateOutcome {
    /// The message that it was issued, if it was.
    pub fn issued(certificate: &Certificate, public_url: &str) -> Option<CloudEvent<Self>> {
        let time = certificate.issued_at?;
        Some(Self::of(certificate, public_url, None).message(CERTIFICATE_ISSUED, "issued", time))
    }

    /// The message that it was revoked, if it was; only of one that was issued.
    pub fn revoked(certificate: &Certificate, public_url: &str) -> Option<CloudEvent<Self>> {
        certificate.issued_at?;
        let revocation = certificate.revocation.as_ref()?;
        let outcome = Self::of(certificate, public_url, Some(revocation.reason));
        Some(outcome.message(CERTIFICATE_REVOKED, "revoked", revocation.at))
    }

    /// The message that it is about to expire, if that was decided. It has one end, and is reminded
    /// of once.
    pub fn expiring(certificate: &Certificate, public_url: &str) -> Option<CloudEvent<Self>> {
        let time = certificate.reminded_at?;
        let outcome = Self::of(certificate, public_url, None);
        Some(outcome.message(CERTIFICATE_EXPIRING, "expiring", time))
    }

    fn of(certificate: &Certificate, public_url: &str, reason: Option<Reason>) -> Self {
        Self {
            certificate_id: certificate.id,
            verification_url: format!("{public_url}/certificates/{}", certificate.id),
            about: certificate.about.clone(),
            completion: certificate.completion,
            completed_at: certificate.snapshot.completed_at,
            valid_until: certificate.snapshot.valid_until,
            replaces: certificate.replaces,
            renews: certificate.renews,
            reason,
        }
    }

    /// Each thing happens to a certificate once: its id and what happened name the message.
    fn message(self, kind: &str, what: &str, time: Time) -> CloudEvent<Self> {
        let id = format!("{}-{what}", self.certificate_id);
        let subject = self.certificate_id.to_string();
        CloudEvent::new(kind, SOURCE, id, subject, time, self)
    }
}
