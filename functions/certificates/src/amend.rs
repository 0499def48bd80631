//! The decisions: what to write for a message, and what a certificate needs next.

use milepost_certificate::{
    AuditAction, AuditRow, Certificate, CertificateId, Reason, Revocation, Status,
};
use milepost_domain::Time;

use crate::intake::{Completion, Fact};
use crate::ledger::Ledger;
use crate::table::{Revised, Write, wait_keys};

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
    let wakes = wait_keys(value).into_iter().filter(|_| value.status == Status::AwaitingName);
    wakes
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
