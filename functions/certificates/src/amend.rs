//! The decisions: what to write for a message, and what a certificate needs next.

use milepost_certificate::{
    AuditAction, AuditRow, Certificate, CertificateId, Reason, Revocation, Snapshot, Status,
    StatusListEntry,
};
use milepost_domain::{Time, Zone};

use crate::intake::{Completion, Fact};
use crate::ledger::Ledger;
use crate::names::Names;
use crate::table::{Revised, Write, wait_keys};

/// The entries of a status list. (W3C Bitstring Status List 1.0, section 2.1: at least 131,072.)
const LIST_ENTRIES: u64 = 131_072;

/// Who and what causes a write, and when.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Cause {
    /// The id of the message.
    pub message: String,
    /// Who asked, if an operator did.
    pub requested_by: Option<String>,
    /// Why, in their words.
    pub comment: Option<String>,
    /// When it is written.
    pub now: Time,
}

impl Cause {
    /// The line of the audit trail.
    pub fn row(&self, action: AuditAction) -> AuditRow {
        AuditRow {
            at: self.now,
            action,
            cause: self.message.clone(),
            requested_by: self.requested_by.clone(),
            comment: self.comment.clone(),
        }
    }
}

/// A completion with all of its certificates, as they were read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Case {
    /// The ledger.
    pub ledger: Revised<Ledger>,
    /// Its certificates, in the ledger's order.
    pub certificates: Vec<Revised<Certificate>>,
}

/// What a new certificate needs besides the message.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Blank {
    /// Its id.
    pub id: CertificateId,
    /// Its place among the status bits.
    pub place: u64,
    /// What the directory knows.
    pub names: Names,
    /// The company's time zone, for learners whose own is not known.
    pub time_zone: Zone,
    /// Until when it is valid, in days from the completion; for ever without.
    pub valid_days: Option<u32>,
}

impl Case {
    /// The ledger with a fact in it.
    pub fn with(&self, completion: &Completion) -> Ledger {
        let mut ledger = self.ledger.value.clone();
        match completion.fact {
            Fact::Announced { .. } => ledger.announce(completion.change.version),
            Fact::Withdrawn(reason) => ledger.withdraw(completion.change.version, reason),
        }
        ledger
    }

    /// What to write so that the table agrees with this ledger; nothing if it does already.
    pub fn amend(&self, ledger: Ledger, drawn: Option<Certificate>, cause: &Cause) -> Vec<Write> {
        let mut writes = Vec::new();
        for certificate in &self.certificates {
            if let Some(reason) = ledger.objection(certificate.value.id) {
                writes.extend(revoke(certificate, reason, cause));
            }
        }
        writes.extend(drawn.into_iter().flat_map(|certificate| draw(certificate, cause)));
        if ledger != self.ledger.value {
            writes.push(Write::Ledger(Revised { value: ledger, revision: self.ledger.revision }));
        }
        writes
    }
}

/// The certificate of a completion, if it was announced.
pub fn certificate(completion: &Completion, blank: Blank, now: Time) -> Option<Certificate> {
    let change = &completion.change;
    let Fact::Announced { at: completed_at, score } = completion.fact.clone() else { return None };
    let snapshot = Snapshot {
        name: blank.names.name,
        title: blank.names.title,
        locale: blank.names.locale,
        time_zone: Some(blank.names.time_zone.unwrap_or(blank.time_zone)),
        completed_at,
        score,
        valid_until: blank.valid_days.map(|days| days_after(completed_at, days)),
    };
    Some(Certificate {
        id: blank.id,
        about: change.about(),
        completion: completion.key,
        announced_in: change.version,
        replaces: None,
        status: status_of(&snapshot),
        snapshot,
        status_list: entry(blank.place),
        drawn_at: now,
        issued_at: None,
        revocation: None,
        issue_published: false,
        revocation_published: false,
    })
}

/// The certificate that is issued in the place of another, with what the directory knows now.
pub fn reissued(old: &Certificate, blank: Blank, now: Time) -> Certificate {
    let snapshot = with_names(&old.snapshot, blank.names);
    Certificate {
        id: blank.id,
        replaces: Some(old.id),
        status: status_of(&snapshot),
        snapshot,
        status_list: entry(blank.place),
        drawn_at: now,
        issued_at: None,
        revocation: None,
        issue_published: false,
        revocation_published: false,
        ..old.clone()
    }
}

/// The certificate with what the directory learnt, once it is enough.
pub fn named(certificate: &Certificate, learnt: Names) -> Option<Certificate> {
    let snapshot = with_names(&certificate.snapshot, learnt);
    let status = status_of(&snapshot);
    (status == Status::Drawn).then(|| Certificate { status, snapshot, ..certificate.clone() })
}

fn with_names(old: &Snapshot, learnt: Names) -> Snapshot {
    Snapshot {
        name: learnt.name.or_else(|| old.name.clone()),
        title: learnt.title.or_else(|| old.title.clone()),
        locale: learnt.locale.or_else(|| old.locale.clone()),
        time_zone: learnt.time_zone.or_else(|| old.time_zone.clone()),
        ..old.clone()
    }
}

/// Revokes a certificate, unless it is.
pub fn revoke(certificate: &Revised<Certificate>, reason: Reason, cause: &Cause) -> Vec<Write> {
    let Revised { value, revision } = certificate;
    if value.status == Status::Revoked {
        return Vec::new();
    }
    let revocation = Some(Revocation { reason, at: cause.now });
    let revoked = Certificate { status: Status::Revoked, revocation, ..value.clone() };
    let wakes = wait_keys(value).into_iter().filter(|_| value.status == Status::AwaitingName);
    wakes
        .map(Write::Wake)
        .chain([
            Write::Audit(value.id, cause.row(AuditAction::Revoked { reason })),
            Write::Certificate(Box::new(Revised { value: revoked, revision: *revision })),
        ])
        .collect()
}

fn draw(certificate: Certificate, cause: &Cause) -> Vec<Write> {
    let is_waiting = certificate.status == Status::AwaitingName;
    let waits = if is_waiting { wait_keys(&certificate) } else { Vec::new() };
    let row = Write::Audit(certificate.id, cause.row(AuditAction::Drawn));
    let value = Write::Certificate(Box::new(Revised { value: certificate, revision: 0 }));
    waits.into_iter().map(Write::Wait).chain([row, value]).collect()
}

fn status_of(snapshot: &Snapshot) -> Status {
    if snapshot.is_complete() { Status::Drawn } else { Status::AwaitingName }
}

fn entry(place: u64) -> StatusListEntry {
    let list = u32::try_from(place / LIST_ENTRIES).unwrap_or(u32::MAX);
    let index = u32::try_from(place % LIST_ENTRIES).unwrap_or_default();
    StatusListEntry { list, index }
}

fn days_after(time: Time, days: u32) -> Time {
    time.plus_minutes(i64::from(days) * 24 * 60)
}

/// What a certificate needs next, until it needs nothing.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Step {
    /// Ask the directory again.
    Name,
    /// Make its documents.
    Issue,
    /// Tell others that it is issued.
    PublishIssue,
    /// Tell everybody that it is revoked.
    PublishRevocation,
}

/// The next step of a certificate, whoever left it where it is.
pub fn next_step(certificate: &Certificate) -> Option<Step> {
    match certificate.status {
        Status::AwaitingName => Some(Step::Name),
        Status::Drawn => Some(Step::Issue),
        Status::Issued => (!certificate.issue_published).then_some(Step::PublishIssue),
        Status::Revoked => (!certificate.revocation_published).then_some(Step::PublishRevocation),
    }
}
