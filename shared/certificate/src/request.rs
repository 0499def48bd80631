//! What is asked of the function `certificates` besides the changes of enrollments.

use jiff::civil::Date;
use milepost_contracts::CloudEvent;
use milepost_domain::Time;
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use crate::CertificateId;

/// The `type` of an operator's request to revoke a certificate.
pub const CERTIFICATE_REVOCATION_REQUESTED: &str = "milepost.certificate.revocation_requested.v1";
/// The `type` of an operator's request to issue a certificate again.
pub const CERTIFICATE_REISSUE_REQUESTED: &str = "milepost.certificate.reissue_requested.v1";
/// The `type` of an operator's request to renew a certificate.
pub const CERTIFICATE_RENEWAL_REQUESTED: &str = "milepost.certificate.renewal_requested.v1";
/// The `type` of the news that the directory learnt what a certificate waited for.
pub const CERTIFICATE_RESUMED: &str = "milepost.certificate.resumed.v1";
/// The `type` of the news that a certificate is about to expire.
pub const CERTIFICATE_REMINDER_DUE: &str = "milepost.certificate.reminder_due.v1";

/// What is asked of a certificate.
#[skip_serializing_none]
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Request {
    /// The certificate.
    pub certificate_id: CertificateId,
    /// Who asks, if an operator does: an ARN.
    pub requested_by: Option<String>,
    /// Why, in their words.
    pub comment: Option<String>,
    /// Of a renewal: the day on which the learner has completed it again.
    pub completed_on: Option<Date>,
}

impl Request {
    /// What is asked of a certificate, by nobody in particular.
    pub fn of(certificate_id: CertificateId) -> Self {
        Self { certificate_id, requested_by: None, comment: None, completed_on: None }
    }

    /// The message to send; `id` names the request, which is worked at once.
    pub fn into_cloud_event(
        self,
        kind: &str,
        source: &str,
        id: String,
        time: Time,
    ) -> CloudEvent<Self> {
        let subject = self.certificate_id.to_string();
        CloudEvent::new(kind, source, id, subject, time, self)
    }
}
