//! The work: each message into the table, then each certificate as far as it goes.
//!
//! What a message says is written first, with the id and what will be printed; then each
//! certificate is taken on step by step, and each step is repeatable. So whoever dies between
//! two calls, the next delivery goes on where it stopped.

mod advance;
mod decide;
mod tally;

use std::time::{Duration, Instant};

use futures::future::join_all;
use milepost_certificate::{CertificateId, Eligibility};
use milepost_contracts::EnrollmentChanged;
use milepost_domain::Time;
use milepost_runtime::batch::{Delivery, Failed, WorkMessages};
use milepost_runtime::log_key::LogKey;
use milepost_store::{StoreError, Tries};

use self::decide::{Asked, Decision};
use self::tally::Tally;
use crate::amend::Cause;
use crate::intake::{self, Matter};
use crate::ports::{
    MakeCredential, Outside, PublishOutcome, ReadNames, SetDocuments, SetStatus, StoreDocument,
};
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
    Outside(#[from] Outside),
    /// It asks something of a certificate that does not exist.
    #[error("no such certificate")]
    NoSuchCertificate,
}

/// Everything that certificates need of the world.
pub struct Worker<N, M, D, B, L, O> {
    /// The table.
    pub table: Certificates,
    /// The directory.
    pub names: N,
    /// Makes credentials.
    pub credentials: M,
    /// Sets documents.
    pub documents: D,
    /// Keeps documents.
    pub bucket: B,
    /// The status lists.
    pub lists: L,
    /// Tells others.
    pub outcomes: O,
    /// Which completions get a certificate.
    pub eligibility: Eligibility,
    /// How long one is valid, in days; for ever without.
    pub valid_days: Option<u32>,
    /// Where certificates are verified, without a slash at the end.
    pub public_url: String,
    /// Names certificates in logs.
    pub log_key: LogKey,
    /// What time it is.
    pub clock: fn() -> Time,
    /// Draws ids.
    pub draw: fn() -> CertificateId,
}

impl<N, M, D, B, L, O> WorkMessages for Worker<N, M, D, B, L, O>
where
    N: ReadNames + Sync,
    M: MakeCredential + Sync,
    D: SetDocuments + Sync,
    B: StoreDocument + Sync,
    L: SetStatus + Sync,
    O: PublishOutcome + Sync,
{
    async fn work(&self, deliveries: &[Delivery]) -> Failed {
        let (start, tally) = (Instant::now(), Tally::default());
        let failed = self.work_all(deliveries, &tally).await;
        self.report(deliveries.len(), &failed, &tally, start.elapsed());
        failed
    }
}

/// The work at one message.
struct Turn<'a> {
    cause: Cause,
    tally: &'a Tally,
}

/// The messages of each group, in their order. Without a group a message is one of its own.
fn groups(deliveries: &[Delivery]) -> Vec<Vec<&Delivery>> {
    let mut groups: Vec<Vec<&Delivery>> = Vec::new();
    for delivery in deliveries {
        let same = |group: &&mut Vec<&Delivery>| {
            delivery.group.is_some() && group.first().is_some_and(|it| it.group == delivery.group)
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(delivery),
            None => groups.push(vec![delivery]),
        }
    }
    groups
}

impl<N, M, D, B, L, O> Worker<N, M, D, B, L, O>
where
    N: ReadNames + Sync,
    M: MakeCredential + Sync,
    D: SetDocuments + Sync,
    B: StoreDocument + Sync,
    L: SetStatus + Sync,
    O: PublishOutcome + Sync,
{
    async fn work_all(&self, deliveries: &[Delivery], tally: &Tally) -> Failed {
        let groups = groups(deliveries).into_iter().map(|group| self.work_in_turn(group, tally));
        join_all(groups).await.into_iter().flatten().collect()
    }

    fn report(&self, received: usize, failed: &Failed, tally: &Tally, took: Duration) {
        let now = (self.clock)().into();
        tally
            .counts()
            .metrics(received, failed.len())
            .duration("CertificatesDuration", took)
            .entry(now, if failed.is_empty() { "INFO" } else { "ERROR" }, "batch.certified")
            .write(now);
    }

    /// Works at the messages of a group until one fails; then the rest have failed, too.
    async fn work_in_turn(&self, deliveries: Vec<&Delivery>, tally: &Tally) -> Vec<String> {
        for (index, delivery) in deliveries.iter().enumerate() {
            if let Err(error) = self.message(&delivery.body, tally).await {
                tracing::error!(message_id = delivery.message_id, %error, "certificate.failed");
                let failed = deliveries[index..].iter();
                return failed.map(|delivery| delivery.message_id.clone()).collect();
            }
        }
        Vec::new()
    }

    async fn message(&self, body: &str, tally: &Tally) -> Result<(), WorkError> {
        let (message, matters) = intake::read(body, &self.eligibility)?;
        for matter in matters {
            let now = (self.clock)();
            let cause = Cause { message: message.clone(), requested_by: None, comment: None, now };
            let mut turn = Turn { cause, tally };
            match matter {
                Matter::Completion(completion) => {
                    self.carry_out(Asked::Completion(&completion), &turn).await?;
                }
                Matter::Prepare(change) => self.prepare(&change).await,
                Matter::Certificate { demand, request } => {
                    turn.cause.requested_by = request.requested_by;
                    turn.cause.comment = request.comment;
                    self.carry_out(Asked::Certificate(request.certificate_id, demand), &turn)
                        .await?;
                }
            }
        }
        Ok(())
    }

    /// Asks for the names and the template while there is time. A failure costs nothing: it will
    /// all be asked for again.
    async fn prepare(&self, change: &EnrollmentChanged) {
        let names = self.names.names(&change.user_id, change.lo_id.as_ref()).await;
        let is_known = names.is_ok_and(|names| names.name.is_some() && names.title.is_some());
        let is_ready = self.documents.prepare().await.is_ok();
        tracing::info!(is_known, is_ready, "certificate.prepared");
    }

    /// Writes what is asked, then takes the certificates on that it is about.
    async fn carry_out(&self, asked: Asked<'_>, turn: &Turn<'_>) -> Result<(), WorkError> {
        let mut tries = Tries::default();
        loop {
            let Decision { writes, certificates } = self.decide(asked, &turn.cause).await?;
            if !writes.is_empty() {
                match self.table.commit(&writes).await {
                    Ok(()) => turn.tally.committed(&writes),
                    Err(error) if tries.again(&error).await => {
                        turn.tally.conflict();
                        continue;
                    }
                    Err(error) => return Err(error.into()),
                }
            }
            return self.advance_all(&certificates, turn).await;
        }
    }
}

#[cfg(test)]
mod tests;
