//! Deciding what a message leads to, from what is known at that moment.

use futures::future::join_all;
use milepost_certificate::{Certificate, CertificateId, Reason, Status};
use milepost_domain::{EventKey, LoId, UserId};

use super::{WorkError, Worker};
use crate::amend::{self, Case, Cause};
use crate::documents::SetDocuments;
use crate::draft::{self, Blank};
use crate::intake::{Completion, Demand};
use crate::ledger::Ledger;
use crate::names::Names;
use crate::seal::SigningKey;
use crate::table::{Revised, Write};

/// What a message asks to be written.
#[derive(Clone, Copy)]
pub(super) enum Target<'a> {
    Completion(&'a Completion),
    Certificate(CertificateId, Demand),
}

/// What to write, and the certificates to take on then.
pub(super) struct Decision {
    pub(super) writes: Vec<Write>,
    pub(super) certificates: Vec<CertificateId>,
}

impl Decision {
    pub(super) fn new(
        known: &Case,
        ledger: Ledger,
        drawn: Option<Certificate>,
        cause: &Cause,
    ) -> Self {
        let certificates = ledger.certificates.iter().map(|entry| entry.id).collect();
        Self { writes: known.amend(ledger, drawn, cause), certificates }
    }

    /// With what is to be said of the certificate that the drawn one renews.
    pub(super) fn renewing(
        mut self,
        earlier: Option<Revised<Certificate>>,
        by: CertificateId,
        cause: &Cause,
    ) -> Self {
        self.writes.extend(earlier.into_iter().flat_map(|it| amend::renew(it, by, cause)));
        self
    }
}

impl<S: SigningKey, D: SetDocuments> Worker<S, D> {
    pub(super) async fn decide(
        &self,
        target: Target<'_>,
        cause: &Cause,
    ) -> Result<Decision, WorkError> {
        match target {
            Target::Completion(completion) => self.decide_completion(completion, cause).await,
            Target::Certificate(id, demand) => {
                let found = self.table.certificate(id).await?;
                let found = found.ok_or(WorkError::NoSuchCertificate)?;
                match demand {
                    Demand::Reissue => self.decide_reissue(&found.value, cause).await,
                    Demand::Renew { completed_on } => {
                        self.decide_renewal(found, completed_on, cause).await
                    }
                    Demand::Remind => self.decide_reminder(found, cause).await,
                    Demand::Resume => Ok(Decision { writes: vec![], certificates: vec![id] }),
                    Demand::Revoke => {
                        let writes = amend::revoke(&found, Reason::Withdrawn, cause);
                        Ok(Decision { writes, certificates: vec![id] })
                    }
                }
            }
        }
    }

    async fn decide_completion(
        &self,
        completion: &Completion,
        cause: &Cause,
    ) -> Result<Decision, WorkError> {
        let known = self.case(completion.key).await?;
        let mut ledger = known.with(completion);
        // Only the message that announces what stands knows what to print.
        if ledger.undrawn() != Some(completion.change.version) {
            return Ok(Decision::new(&known, ledger, None, cause));
        }
        let change = &completion.change;
        let earlier = self.earlier(completion.renews).await?;
        let mut blank = self.blank(&change.user_id, change.lo_id.as_ref()).await?;
        blank.renews = earlier.as_ref().map(|it| it.value.id);
        let id = blank.id;
        ledger.draw(id, completion.change.version);
        let drawn = draft::certificate(completion, blank, cause.now);
        Ok(Decision::new(&known, ledger, drawn, cause).renewing(earlier, id, cause))
    }

    /// The certificate of an earlier completion that stands, the newest.
    async fn earlier(
        &self,
        completion: Option<EventKey>,
    ) -> Result<Option<Revised<Certificate>>, WorkError> {
        let Some(completion) = completion else { return Ok(None) };
        let certificates = self.case(completion).await?.certificates.into_iter();
        Ok(certificates.rev().find(|it| it.value.status != Status::Revoked))
    }

    async fn decide_reissue(
        &self,
        old: &Certificate,
        cause: &Cause,
    ) -> Result<Decision, WorkError> {
        let known = self.case(old.completion).await?;
        let mut ledger = known.ledger.value.clone();
        if !ledger.can_replace(old.id) {
            return Ok(Decision::new(&known, ledger, None, cause));
        }
        let blank = self.blank(&old.about.user_id, old.about.lo_id.as_ref()).await?;
        let id = blank.id;
        ledger.replace(old.id, id);
        let drawn = draft::reissued(old, &blank, cause.now);
        let decision = Decision::new(&known, ledger, Some(drawn), cause);
        // What the old one renewed is renewed by the new one.
        let Some(renewed) = old.renews else { return Ok(decision) };
        let earlier = self.table.certificate(renewed).await?;
        let earlier = earlier.filter(|it| it.value.renewed_by == Some(old.id));
        Ok(decision.renewing(earlier, id, cause))
    }

    /// What is known of a completion, and its certificates.
    pub(super) async fn case(&self, completion: EventKey) -> Result<Case, WorkError> {
        let ledger = self.table.ledger(completion).await?;
        let ids = ledger.value.certificates.iter().map(|entry| entry.id);
        let found = join_all(ids.map(|id| self.table.certificate(id))).await;
        let found: Vec<Option<Revised<Certificate>>> =
            found.into_iter().collect::<Result<_, _>>()?;
        Ok(Case { ledger, certificates: found.into_iter().flatten().collect() })
    }

    /// What a new certificate needs.
    pub(super) async fn blank(
        &self,
        user: &UserId,
        object: Option<&LoId>,
    ) -> Result<Blank, WorkError> {
        let names = Names::read(&self.directory, user, object).await?;
        let (id, place) = ((self.draw)(), self.table.draw().await?);
        let (time_zone, valid_days) = (self.time_zone.clone(), self.valid_days);
        Ok(Blank { id, place, names, time_zone, renews: None, valid_days })
    }
}
