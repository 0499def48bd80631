//! Taking a certificate as far as it goes, whoever left it where it is.

use std::time::Instant;

use futures::future::try_join_all;
use milepost_certificate::document::Document;
use milepost_certificate::{AuditAction, Certificate, CertificateId, CertificateOutcome, Status};
use milepost_contracts::{CloudEvent, record_group_id};
use milepost_messaging::{Attribute, Message};
use milepost_runtime::batch::Batch;
use milepost_store::{StoreError, Tries, Upload};

use super::{Attempt, WorkError, Worker, counts};
use crate::amend::{self, Step, next_step};
use crate::credentials::credential;
use crate::documents::SetDocuments;
use crate::draft::named;
use crate::names::Names;
use crate::seal::SigningKey;
use crate::table::{Revised, Write, wait_keys};

/// More steps than any certificate has, with all that others may do to it meanwhile.
const STEPS: usize = 20;

impl<S: SigningKey, D: SetDocuments> Worker<S, D> {
    pub(super) async fn advance_all(
        &self,
        ids: &[CertificateId],
        attempt: &Attempt<'_>,
    ) -> Result<(), WorkError> {
        for id in ids {
            self.advance(*id, attempt).await?;
        }
        Ok(())
    }

    async fn advance(&self, id: CertificateId, attempt: &Attempt<'_>) -> Result<(), WorkError> {
        let mut tries = Tries::default();
        for _ in 0..STEPS {
            let Some(found) = self.table.certificate(id).await? else { return Ok(()) };
            attempt.batch.trace([found.value.completion]);
            let Some(step) = next_step(&found.value) else { return Ok(()) };
            let Some(writes) = self.step(step, &found, attempt).await? else { return Ok(()) };
            match self.table.commit(&writes).await {
                // Whether it was this one or another writer: see where it is now.
                Ok(()) => {
                    counts::committed(attempt.batch, &writes);
                    self.log(step, id);
                }
                Err(error) if tries.again(&error).await => counts::conflict(attempt.batch),
                Err(error) => return Err(error.into()),
            }
        }
        Err(StoreError::Conflict.into())
    }

    /// Says what was written: a writer that was slower says nothing.
    fn log(&self, step: Step, id: CertificateId) {
        let id = self.log_key.of(&id.to_string());
        match step {
            Step::Issue => tracing::info!(certificate = id, "certificate.issued"),
            Step::PublishRevocation => tracing::info!(certificate = id, "certificate.revoked"),
            Step::Name | Step::PublishIssue | Step::PublishReminder => {}
        }
    }

    /// Does a step and says what to write; nothing if it has to wait.
    async fn step(
        &self,
        step: Step,
        found: &Revised<Certificate>,
        attempt: &Attempt<'_>,
    ) -> Result<Option<Vec<Write>>, WorkError> {
        let (certificate, cause) = (&found.value, &attempt.cause);
        let write = |next, action: Option<AuditAction>| {
            let row = action.map(|action| Write::Audit(certificate.id, cause.row(action)));
            let next = Revised { value: next, revision: found.revision };
            row.into_iter().chain([Write::Certificate(Box::new(next))]).collect::<Vec<_>>()
        };
        let writes = match step {
            Step::Name => {
                let (user, object) = (&certificate.about.user_id, certificate.about.lo_id.as_ref());
                let learnt = Names::read(&self.directory, user, object).await?;
                let Some(named) = named(certificate, learnt) else {
                    let id = self.log_key.of(&certificate.id.to_string());
                    tracing::info!(certificate = id, "certificate.awaits_name");
                    return Ok(None);
                };
                let wakes = wait_keys(certificate).into_iter().map(Write::Wake);
                wakes.chain(write(named, Some(AuditAction::Named))).collect()
            }
            Step::Issue => {
                self.issue(certificate, attempt.batch).await?;
                let (status, issued_at) = (Status::Issued, Some(cause.now));
                let issued = Certificate { status, issued_at, ..certificate.clone() };
                let expiry = amend::expiry(certificate, cause.now);
                expiry.into_iter().chain(write(issued, Some(AuditAction::Issued))).collect()
            }
            Step::PublishIssue => {
                let outcome = CertificateOutcome::issued(certificate, &self.public_url);
                self.publish(certificate, outcome).await?;
                write(Certificate { issue_published: true, ..certificate.clone() }, None)
            }
            Step::PublishReminder => {
                let outcome = CertificateOutcome::expiring(certificate, &self.public_url);
                self.publish(certificate, outcome).await?;
                write(Certificate { reminder_published: true, ..certificate.clone() }, None)
            }
            Step::PublishRevocation => {
                let place = certificate.status_list;
                self.lists.revoke(place.list, place.index).await?;
                let outcome = CertificateOutcome::revoked(certificate, &self.public_url);
                self.publish(certificate, outcome).await?;
                write(Certificate { revocation_published: true, ..certificate.clone() }, None)
            }
        };
        Ok(Some(writes))
    }

    /// Makes and stores the documents. What was stored before stays: the other documents are
    /// made of the credential that is there.
    async fn issue(&self, certificate: &Certificate, batch: &Batch) -> Result<(), WorkError> {
        self.lists.ensure(certificate.status_list.list).await?;
        let id = certificate.id;
        let credential = credential(certificate, &self.public_url, &self.seal).await?;
        let credential = self.store(id, Document::Credential, credential).await?;
        let start = Instant::now();
        let pdf = self.documents.pdf(certificate, &credential).await?;
        batch.longest("PdfDuration", start.elapsed());
        let badge = self.documents.badge(&credential).await?;
        let rest = [(Document::Pdf, pdf), (Document::Badge, badge)];
        let rest = rest.into_iter().map(|(document, content)| self.store(id, document, content));
        try_join_all(rest).await?;
        Ok(())
    }

    /// Stores a document, unless there is one: then that one stays, and is returned.
    async fn store(
        &self,
        id: CertificateId,
        document: Document,
        bytes: Vec<u8>,
    ) -> Result<Vec<u8>, WorkError> {
        let upload = Upload { bytes, media_type: document.media_type(), metadata: vec![] };
        let stored = self.bucket.put_once(&document.key(id), upload).await;
        stored.map_err(WorkError::Bucket)
    }

    async fn publish(
        &self,
        certificate: &Certificate,
        outcome: Option<CloudEvent<CertificateOutcome>>,
    ) -> Result<(), WorkError> {
        let Some(outcome) = outcome else { return Ok(()) };
        let group = record_group_id(&certificate.about.record_key());
        let attributes = vec![
            Attribute::text("type", outcome.kind.clone()),
            Attribute::text("account", outcome.data.about.account_id.as_str()),
        ];
        let message = Message::fifo(outcome.to_body()?, group, outcome.id.clone());
        Ok(self.outcomes.publish_one(message.with(attributes)).await?)
    }
}
