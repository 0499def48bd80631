//! Deciding about an operator's request to renew a certificate, and about reminding of its end.

use jiff::civil::Date;
use milepost_certificate::{Certificate, Status};

use super::decide::Decision;
use super::{WorkError, Worker};
use crate::amend::{self, Cause};
use crate::documents::SetDocuments;
use crate::draft;
use crate::seal::SigningKey;
use crate::table::Revised;

impl<S: SigningKey, D: SetDocuments> Worker<S, D> {
    pub(super) async fn decide_renewal(
        &self,
        old: Revised<Certificate>,
        asked: Date,
        cause: &Cause,
    ) -> Result<Decision, WorkError> {
        let completed_at = draft::renewed_at(&old.value.snapshot, asked, cause.now);
        let completed_at = completed_at.ok_or(WorkError::RefusedDay)?;
        let known = self.case(old.value.completion).await?;
        let mut ledger = known.ledger.value.clone();
        let can_renew = ledger.can_renew(old.value.id, &cause.message);
        if !can_renew || !self.awaits_renewal(&old.value).await? {
            return Ok(Decision::new(&known, ledger, None, cause));
        }
        let about = &old.value.about;
        let blank = self.blank(&about.user_id, about.lo_id.as_ref()).await?;
        let id = blank.id;
        ledger.renew(old.value.id, id, &cause.message);
        let drawn = draft::renewal(&old.value, completed_at, &blank, cause.now);
        let decision = Decision::new(&known, ledger, Some(drawn), cause);
        Ok(decision.renewing(Some(old), id, cause))
    }

    pub(super) async fn decide_reminder(
        &self,
        found: Revised<Certificate>,
        cause: &Cause,
    ) -> Result<Decision, WorkError> {
        let certificates = vec![found.value.id];
        if !amend::can_remind(&found.value) {
            return Ok(Decision { writes: Vec::new(), certificates });
        }
        let obsolete =
            found.value.is_expired(cause.now) || !self.awaits_renewal(&found.value).await?;
        Ok(Decision { writes: amend::remind(found, obsolete, cause), certificates })
    }

    /// Whether a certificate stands that no other one renews.
    async fn awaits_renewal(&self, certificate: &Certificate) -> Result<bool, WorkError> {
        if certificate.status == Status::Revoked {
            return Ok(false);
        }
        let Some(by) = certificate.renewed_by else { return Ok(true) };
        let by = self.table.certificate(by).await?;
        Ok(by.is_none_or(|by| by.value.status == Status::Revoked))
    }
}
