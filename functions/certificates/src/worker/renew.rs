//! Deciding about an operator's request to renew a certificate.

use milepost_certificate::{Certificate, Status};
use milepost_domain::Time;

use super::decide::Decision;
use super::{WorkError, Worker};
use crate::amend::Cause;
use crate::documents::SetDocuments;
use crate::draft;
use crate::seal::SigningKey;
use crate::table::Revised;

impl<S: SigningKey, D: SetDocuments> Worker<S, D> {
    pub(super) async fn decide_renewal(
        &self,
        old: Revised<Certificate>,
        asked: Time,
        cause: &Cause,
    ) -> Result<Decision, WorkError> {
        let completed_at = draft::renewed_at(asked, old.value.snapshot.completed_at, cause.now);
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
