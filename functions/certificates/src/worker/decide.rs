//! Deciding what a message leads to, from what is known at that moment.

use futures::future::join_all;
use milepost_certificate::{Certificate, CertificateId, Reason};
use milepost_domain::{EventKey, LoId, UserId};

use super::{WorkError, Worker};
use crate::amend::{self, Blank, Case, Cause};
use crate::documents::SetDocuments;
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
    fn new(known: &Case, ledger: Ledger, drawn: Option<Certificate>, cause: &Cause) -> Self {
        let certificates = ledger.certificates.iter().map(|entry| entry.id).collect();
        Self { writes: known.amend(ledger, drawn, cause), certificates }
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
        let mut drawn = None;
        // Only the message that announces what stands knows what to print.
        if ledger.undrawn() == Some(completion.change.version) {
            let change = &completion.change;
            let blank = self.blank(&change.user_id, change.lo_id.as_ref()).await?;
            ledger.draw(blank.id, completion.change.version);
            drawn = amend::certificate(completion, blank, cause.now);
        }
        Ok(Decision::new(&known, ledger, drawn, cause))
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
        ledger.replace(old.id, blank.id);
        let drawn = amend::reissued(old, blank, cause.now);
        Ok(Decision::new(&known, ledger, Some(drawn), cause))
    }

    /// What is known of a completion, and its certificates.
    async fn case(&self, completion: EventKey) -> Result<Case, WorkError> {
        let ledger = self.table.ledger(completion).await?;
        let ids = ledger.value.certificates.iter().map(|entry| entry.id);
        let found = join_all(ids.map(|id| self.table.certificate(id))).await;
        let found: Vec<Option<Revised<Certificate>>> =
            found.into_iter().collect::<Result<_, _>>()?;
        Ok(Case { ledger, certificates: found.into_iter().flatten().collect() })
    }

    /// What a new certificate needs.
    async fn blank(&self, user: &UserId, object: Option<&LoId>) -> Result<Blank, WorkError> {
        let names = Names::read(&self.directory, user, object).await?;
        let (id, place) = ((self.draw)(), self.table.draw().await?);
        let (time_zone, valid_days) = (self.time_zone.clone(), self.valid_days);
        Ok(Blank { id, place, names, time_zone, valid_days })
    }
}
