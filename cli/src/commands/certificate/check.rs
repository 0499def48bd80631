//! Whether a request would change anything.

use jiff::civil::Date;
use milepost_certificate::{Certificate, Reason, Status};
use milepost_domain::Time;
use milepost_store::Table;

use super::kind::Kind;
use super::record::{ledger, record, replacement};
use super::words::{second, why};
use crate::error::Error;

/// What to say instead of a request that would change nothing.
pub(super) async fn check(
    table: &Table,
    certificate: &Certificate,
    kind: Kind,
    now: Time,
) -> Result<Option<String>, Error> {
    let id = certificate.id;
    if let Kind::Renew(day) = kind {
        return check_renewal(table, certificate, day, now).await.map(|()| None);
    }
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

/// As the function decides: what is revoked or renewed is not renewed, nor as of any day.
async fn check_renewal(
    table: &Table,
    certificate: &Certificate,
    day: Date,
    now: Time,
) -> Result<(), Error> {
    let id = certificate.id;
    if let Some(revocation) = &certificate.revocation {
        return Err(Error::RevokedForGood { id, why: why(revocation.reason) });
    }
    if let Some(by) = certificate.renewed_by {
        let renewal = record(table, by).await?.map(|record| record.certificate.status);
        if renewal.is_some_and(|status| status != Status::Revoked) {
            return Err(Error::Renewed { id, by });
        }
    }
    let printed = &certificate.snapshot;
    let [from, to] = [printed.completed_at, now].map(|time| printed.day(time).date);
    if day < from || to < day {
        return Err(Error::RenewalDay { from, to });
    }
    Ok(())
}
