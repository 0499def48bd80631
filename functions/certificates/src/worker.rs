//! The work: each message into the table, then each certificate as far as it goes.
//!
//! What a message says is written first, with the id and what will be printed; then each
//! certificate is taken on step by step, and each step is repeatable. So whoever dies between
//! two calls, the next delivery goes on where it stopped.

mod advance;
mod counts;
mod decide;
mod renew;

use std::sync::Arc;

use milepost_certificate::{CertificateId, Eligibility};
use milepost_contracts::EnrollmentChanged;
use milepost_directory::DirectoryTable;
use milepost_domain::Zone;
use milepost_messaging::{SendError, Topic};
use milepost_runtime::batch::Batch;
use milepost_runtime::consumer::{Consumer, Context};
use milepost_runtime::log_key::LogKey;
use milepost_store::{Bucket, StoreError, Tries};

use self::decide::{Decision, Target};
use crate::amend::Cause;
use crate::documents::SetDocuments;
use crate::error::DependencyError;
use crate::intake::{self, Instruction};
use crate::lists::StatusLists;
use crate::names::Names;
use crate::seal::{Seal, SigningKey};
use crate::table::Certificates;

/// Why a message has failed.
#[derive(Debug, thiserror::Error)]
pub enum WorkError {
    /// It is none of ours.
    #[error(transparent)]
    NotForUs(#[from] intake::NotForUs),
    /// The table could not be used.
    #[error(transparent)]
    Table(#[from] StoreError),
    /// Something else outside failed.
    #[error(transparent)]
    DependencyError(#[from] DependencyError),
    /// A document could not be stored.
    #[error("the bucket of documents: {0}")]
    Bucket(StoreError),
    /// The outcome could not be published.
    #[error("the topic of outcomes: {0}")]
    NotPublished(#[from] SendError),
    /// A message could not be written as JSON.
    #[error("a message cannot be written: {0}")]
    NotWritten(#[from] serde_json::Error),
    /// It asks something of a certificate that does not exist.
    #[error("no such certificate")]
    NoSuchCertificate,
    /// It asks for a renewal as of a day in the future, or before the old completion.
    #[error("the day of a renewal lies in the future or before the old completion")]
    RefusedDay,
}

/// Everything that certificates need of the world.
pub struct Worker<S, D> {
    /// The table.
    pub table: Certificates,
    /// The directory.
    pub directory: DirectoryTable,
    /// Signs credentials.
    pub seal: Arc<Seal<S>>,
    /// Sets documents.
    pub documents: D,
    /// Keeps documents.
    pub bucket: Bucket,
    /// The status lists.
    pub lists: StatusLists<S>,
    /// Tells others.
    pub outcomes: Topic,
    /// Which completions get a certificate.
    pub eligibility: Eligibility,
    /// Where days are if the learner's time zone is not known.
    pub time_zone: Zone,
    /// How long one is valid, in days; for ever without.
    pub valid_days: Option<u32>,
    /// Where certificates are verified, without a slash at the end.
    pub public_url: String,
    /// Names certificates in logs.
    pub log_key: LogKey,
    /// Draws ids.
    pub draw: fn() -> CertificateId,
}

impl<S: SigningKey, D: SetDocuments> Consumer for Worker<S, D> {
    /// Its id, and what it asks.
    type Message = (String, Vec<Instruction>);
    type Error = WorkError;

    fn name(&self) -> &'static str {
        "certificates"
    }

    fn counts(&self) -> &'static [&'static str] {
        &counts::ALL
    }

    fn read(&self, body: &str) -> Result<Self::Message, WorkError> {
        Ok(intake::read(body, &self.eligibility)?)
    }

    async fn handle(
        &self,
        (message, instructions): Self::Message,
        context: &Context<'_>,
    ) -> Result<(), WorkError> {
        for instruction in instructions {
            let (message, now) = (message.clone(), context.batch.now().into());
            let cause = Cause { message, requested_by: None, comment: None, now };
            let mut attempt = Attempt { cause, batch: context.batch };
            match instruction {
                Instruction::Completion(completion) => {
                    self.carry_out(Target::Completion(&completion), &attempt).await?;
                }
                Instruction::Prepare(change) => self.prepare(&change).await,
                Instruction::Certificate { demand, request } => {
                    attempt.cause.requested_by = request.requested_by;
                    attempt.cause.comment = request.comment;
                    let target = Target::Certificate(request.certificate_id, demand);
                    self.carry_out(target, &attempt).await?;
                }
            }
        }
        Ok(())
    }
}

/// The work at one message.
struct Attempt<'a> {
    cause: Cause,
    batch: &'a Batch,
}

impl<S: SigningKey, D: SetDocuments> Worker<S, D> {
    /// Asks for the names and the template while there is time. A failure costs nothing: it will
    /// all be asked for again.
    async fn prepare(&self, change: &EnrollmentChanged) {
        let names = Names::read(&self.directory, &change.user_id, change.lo_id.as_ref()).await;
        let is_known = names.is_ok_and(|names| names.name.is_some() && names.title.is_some());
        let is_ready = self.documents.prepare().await.is_ok();
        tracing::info!(is_known, is_ready, "certificate.prepared");
    }

    /// Writes what is asked, then takes the certificates on that it is about.
    async fn carry_out(&self, target: Target<'_>, attempt: &Attempt<'_>) -> Result<(), WorkError> {
        let mut tries = Tries::default();
        loop {
            let Decision { writes, certificates } = self.decide(target, &attempt.cause).await?;
            if !writes.is_empty() {
                match self.table.commit(&writes).await {
                    Ok(()) => counts::committed(attempt.batch, &writes),
                    Err(error) if tries.again(&error).await => {
                        counts::conflict(attempt.batch);
                        continue;
                    }
                    Err(error) => return Err(error.into()),
                }
            }
            return self.advance_all(&certificates, attempt).await;
        }
    }
}

#[cfg(test)]
mod tests;
