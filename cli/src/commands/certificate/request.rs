//! `milepost certificate revoke` and `reissue`: asked of the function, which does it.

use aws_config::SdkConfig;
use jiff::Timestamp;
use milepost_certificate::{
    CERTIFICATE_REISSUE_REQUESTED, CERTIFICATE_REVOCATION_REQUESTED, Certificate, CertificateId,
    Reason, Request, Status,
};
use milepost_contracts::CloudEvent;
use milepost_domain::Time;
use milepost_store::Table;
use uuid::Uuid;

use super::caller::caller;
use super::queue::send;
use super::record::{Record, ledger, record, replacement};
use super::wait::Wait;
use super::words::{second, why};
use crate::args::certificate::CertificateRequestArgs;
use crate::aws_error::Place;
use crate::confirm::ask;
use crate::error::Error;
use crate::format::one_line;
use crate::output::print;
use crate::stack::Stack;

/// The output with the table's name.
pub(super) const TABLE: &str = "CertificatesTable";
/// The `source` of our messages.
const SOURCE: &str = "/milepost/cli";

/// What is asked.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    Revoke,
    Reissue,
}

pub(super) async fn run(args: CertificateRequestArgs, kind: Kind) -> Result<(), Error> {
    let stack = Stack::find(&args.stack).await?;
    let operator = Operator {
        table: stack.table(stack.output(TABLE)?),
        queue_url: stack.output("CertificatesQueueUrl")?.to_owned(),
        config: stack.config,
        place: stack.place,
    };
    let confirm = |question: &str| ask(question, args.yes);
    let tell = |seen: &str| eprintln!("{seen}");
    print(&operator.carry_out(args.id, kind, args.comment, confirm, tell).await?)
}

/// Who asks, of whom, and how they see what came of it.
struct Operator {
    table: Table,
    queue_url: String,
    config: SdkConfig,
    place: Place,
}

impl Operator {
    /// Asks for it, unless it would change nothing, and waits for it. What to say in the end.
    async fn carry_out(
        &self,
        id: CertificateId,
        kind: Kind,
        comment: String,
        confirm: impl FnOnce(&str) -> Result<(), Error>,
        mut tell: impl FnMut(&str),
    ) -> Result<String, Error> {
        let certificate = known(&self.table, id).await?.certificate;
        if let Some(already) = check(&self.table, &certificate, kind).await? {
            return Ok(already);
        }
        confirm(&question(&certificate, kind))?;
        let caller = caller(&self.config, &self.place).await?;
        let request = message(id, kind, comment, caller, Timestamp::now().into());
        send(&self.config, &self.place, &self.queue_url, &request).await?;
        tell(&format!("request {} is sent", request.id));
        let (table, certificate) = (&self.table, &certificate);
        let wait = Wait { table, certificate, request: &request.id };
        let record = match kind {
            Kind::Revoke => wait.for_revocation(tell).await?,
            Kind::Reissue => wait.for_replacement(tell).await?,
        };
        Ok(done(&record.certificate, kind))
    }
}

pub(super) async fn known(table: &Table, id: CertificateId) -> Result<Record, Error> {
    let record = record(table, id).await?;
    record.ok_or_else(|| Error::NoCertificate(id))
}

/// What to say instead of a request that would change nothing.
async fn check(
    table: &Table,
    certificate: &Certificate,
    kind: Kind,
) -> Result<Option<String>, Error> {
    let id = certificate.id;
    let Some(revocation) = &certificate.revocation else { return Ok(None) };
    if kind == Kind::Revoke {
        let (at, reason) = (second(revocation.at), why(revocation.reason));
        return Ok(Some(format!("certificate {id} was revoked at {at} already: {reason}")));
    }
    match revocation.reason {
        Reason::Withdrawn if !ledger(table, certificate.completion).await?.has_replaced(id) => {
            Ok(None)
        }
        Reason::Withdrawn | Reason::Reissued => {
            let by = replacement(table, id, certificate.completion).await?;
            let by = by.map(|record| record.certificate.id);
            Err(Error::Replaced { id, by })
        }
        reason => Err(Error::NotStanding { id, why: why(reason) }),
    }
}

fn question(certificate: &Certificate, kind: Kind) -> String {
    let snapshot = &certificate.snapshot;
    let id = certificate.about.user_id.as_str();
    let name = one_line(snapshot.name.as_deref().unwrap_or(id));
    let title =
        one_line(snapshot.title.as_deref().unwrap_or(certificate.about.lo_instance_id.as_str()));
    let what = match kind {
        Kind::Revoke => "Revoke for good",
        Kind::Reissue if certificate.status == Status::Revoked => "Issue again",
        Kind::Reissue => "Revoke, and issue again under another id,",
    };
    format!("{what} the certificate of {name} for “{title}”")
}

fn message(
    certificate_id: CertificateId,
    kind: Kind,
    comment: String,
    caller: String,
    time: Time,
) -> CloudEvent<Request> {
    let kind = match kind {
        Kind::Revoke => CERTIFICATE_REVOCATION_REQUESTED,
        Kind::Reissue => CERTIFICATE_REISSUE_REQUESTED,
    };
    let requested_by = Some(caller).filter(|caller| !caller.is_empty());
    let request = Request { certificate_id, requested_by, comment: Some(comment) };
    request.into_cloud_event(kind, SOURCE, Uuid::new_v4().to_string(), time)
}

fn done(certificate: &Certificate, kind: Kind) -> String {
    let id = certificate.id;
    match (kind, certificate.status) {
        (Kind::Revoke, _) if certificate.revocation_published => {
            format!("certificate {id} is revoked, and its status list says so")
        }
        (Kind::Revoke, _) => {
            format!("certificate {id} is revoked; its status list says so in a moment")
        }
        (Kind::Reissue, Status::AwaitingName) => {
            format!("certificate {id} is drawn in its place, and waits for a name or title")
        }
        (Kind::Reissue, _) => format!("certificate {id} is issued in its place"),
    }
}

#[cfg(test)]
mod tests;
