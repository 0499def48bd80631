//! `milepost certificate revoke`, `reissue` and `renew`: asked of the function, which does it.

use aws_config::SdkConfig;
use jiff::Timestamp;
use milepost_certificate::{
    CERTIFICATE_REISSUE_REQUESTED, CERTIFICATE_RENEWAL_REQUESTED, CERTIFICATE_REVOCATION_REQUESTED,
    Certificate, CertificateId, Request, Status,
};
use milepost_contracts::CloudEvent;
use milepost_domain::Time;
use milepost_store::Table;
use uuid::Uuid;

use super::caller::caller;
use super::check::check;
use super::kind::Kind;
use super::queue::send;
use super::record::{Record, record};
use super::wait::Wait;
use crate::args::certificate::{CertificateRenewArgs, CertificateRequestArgs};
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

pub(super) async fn renew(args: CertificateRenewArgs) -> Result<(), Error> {
    let CertificateRenewArgs { id, completed_on, reason, yes, stack } = args;
    run(CertificateRequestArgs { id, comment: reason, yes, stack }, Kind::Renew(completed_on)).await
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
        let now = Timestamp::now().into();
        if let Some(already) = check(&self.table, &certificate, kind, now).await? {
            return Ok(already);
        }
        confirm(&question(&certificate, kind))?;
        let caller = caller(&self.config, &self.place).await?;
        let request = message(id, kind, comment, caller, now);
        send(&self.config, &self.place, &self.queue_url, &request).await?;
        tell(&format!("request {} is sent", request.id));
        let (table, certificate) = (&self.table, &certificate);
        let wait = Wait { table, certificate, request: &request.id };
        let record = match kind {
            Kind::Revoke => wait.for_revocation(tell).await?,
            Kind::Reissue => wait.for_replacement(tell).await?,
            Kind::Renew(_) => wait.for_renewal(tell).await?,
        };
        Ok(done(&record.certificate, kind))
    }
}

pub(super) async fn known(table: &Table, id: CertificateId) -> Result<Record, Error> {
    let record = record(table, id).await?;
    record.ok_or_else(|| Error::NoCertificate(id))
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
        Kind::Renew(day) => &format!("Renew, as completed again on {day},"),
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
    let name = match kind {
        Kind::Revoke => CERTIFICATE_REVOCATION_REQUESTED,
        Kind::Reissue => CERTIFICATE_REISSUE_REQUESTED,
        Kind::Renew(_) => CERTIFICATE_RENEWAL_REQUESTED,
    };
    let completed_on = match kind {
        Kind::Renew(day) => Some(day),
        _ => None,
    };
    let requested_by = Some(caller).filter(|caller| !caller.is_empty());
    let request = Request { certificate_id, requested_by, comment: Some(comment), completed_on };
    request.into_cloud_event(name, SOURCE, Uuid::new_v4().to_string(), time)
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
        (Kind::Renew(_), Status::AwaitingName) => {
            format!("certificate {id} is drawn to renew it, and waits for a name or title")
        }
        (Kind::Renew(_), _) => format!("certificate {id} is issued and renews it"),
    }
}

#[cfg(test)]
mod tests;
