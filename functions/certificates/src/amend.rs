//! The decisions: what to write for a message, and what a certificate needs next.

use milepost_certificate::{
    AuditAction, AuditRow, Certificate, CertificateId, Reason, Revocation, Status,
};
use milepost_domain::Time;

use crate::intake::{Completion, Fact};
use crate::ledger::Ledger;
use crate::table::{Revised, Write, expiry_key, wait_keys};

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

/// Revokes a certificate, unless it is.
pub fn revoke(certificate: &Revised<Certificate>, reason: Reason, cause: &Cause) -> Vec<Write> {
    let Revised { value, revision } = certificate;
    if value.status == Status::Revoked {
        return Vec::new();
    }
    let revocation = Some(Revocation { reason, at: cause.now });
    let revoked = Certificate { status: Status::Revoked, revocation, ..value.clone() };
    let wakes = match value.status {
        Status::AwaitingName => wait_keys(value),
        Status::Issued => expiry_key(value).into_iter().collect(),
        Status::Drawn | Status::Revoked => Vec::new(),
    };
    wakes
        .into_iter()
        .map(Write::Wake)
        .chain([
            Write::Audit(value.id, cause.row(AuditAction::Revoked { reason })),
            Write::Certificate(Box::new(Revised { value: revoked, revision: *revision })),
        ])
        .collect()
}

/// Says of a certificate that another one renews it.
pub fn renew(earlier: Revised<Certificate>, by: CertificateId, cause: &Cause) -> [Write; 2] {
    let Revised { value, revision } = earlier;
    let row = Write::Audit(value.id, cause.row(AuditAction::Renewed { by }));
    let value = Certificate { renewed_by: Some(by), ..value };
    [row, Write::Certificate(Box::new(Revised { value, revision }))]
}

/// Whether it can be said now that a certificate is about to expire: it is issued, and was not
/// reminded of. What is not issued yet is asked about again tomorrow.
pub fn can_remind(certificate: &Certificate) -> bool {
    certificate.status == Status::Issued && certificate.reminded_at.is_none()
}

/// Says that a certificate is about to expire, or, if it is `obsolete`, that nobody has to be
/// reminded: it is renewed, or its time is over already.
pub fn remind(certificate: Revised<Certificate>, obsolete: bool, cause: &Cause) -> Vec<Write> {
    let Revised { value, revision } = certificate;
    let mut writes: Vec<Write> = expiry_key(&value).map(Write::Wake).into_iter().collect();
    if !obsolete {
        writes.push(Write::Audit(value.id, cause.row(AuditAction::Reminded)));
        let value = Certificate { reminded_at: Some(cause.now), ..value };
        writes.push(Write::Certificate(Box::new(Revised { value, revision })));
    }
    writes
}

/// Where it is to be said that a certificate that is issued now expires: one that will.
pub fn expiry(certificate: &Certificate, now: Time) -> Option<Write> {
    let is_due = !certificate.is_expired(now) && certificate.reminded_at.is_none();
    expiry_key(certificate).filter(|_| is_due).map(Write::Wait)
}

fn draw(certificate: Certificate, cause: &Cause) -> Vec<Write> {
    let is_waiting = certificate.status == Status::AwaitingName;
    let waits = if is_waiting { wait_keys(&certificate) } else { Vec::new() };
    let row = Write::Audit(certificate.id, cause.row(AuditAction::Drawn));
    let value = Write::Certificate(Box::new(Revised { value: certificate, revision: 0 }));
    waits.into_iter().map(Write::Wait).chain([row, value]).collect()
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
    /// Tell others that it is about to expire.
    PublishReminder,
    /// Tell everybody that it is revoked.
    PublishRevocation,
}

/// The next step of a certificate, whoever left it where it is.
pub fn next_step(certificate: &Certificate) -> Option<Step> {
    match certificate.status {
        Status::AwaitingName => Some(Step::Name),
        Status::Drawn => Some(Step::Issue),
        Status::Issued if !certificate.issue_published => Some(Step::PublishIssue),
        Status::Issued => {
            let is_due = certificate.reminded_at.is_some() && !certificate.reminder_published;
            is_due.then_some(Step::PublishReminder)
        }
        Status::Revoked => (!certificate.revocation_published).then_some(Step::PublishRevocation),
    }
}
