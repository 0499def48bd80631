//! A table and a function `certificates` in memory.

use std::cell::RefCell;
use std::collections::BTreeMap;

use milepost_certificate::{
    AuditAction, AuditRow, CERTIFICATE_REVOCATION_REQUESTED, Certificate, CertificateId, Reason,
    Request, Revocation, Snapshot, Status, StatusListEntry,
};
use milepost_contracts::CloudEvent;
use milepost_domain::{EventKey, Time};

use super::error::CertificateError;
use super::port::{IdentifyCaller, ReadLedger, ReadRecord, SendRequest};
use super::record::{Entry, Ledger, Record};
use crate::aws_error::AwsError;
use crate::store::TableError;

pub(super) const CALLER: &str = "arn:aws:iam::123456789012:user/ana";

pub(super) fn id(byte: u8) -> CertificateId {
    CertificateId::from_bytes([byte; 16])
}

pub(super) fn time() -> Time {
    "2026-11-23T08:00:00Z".parse().unwrap()
}

/// An issued certificate.
pub(super) fn certificate(id: CertificateId) -> Certificate {
    Certificate {
        id,
        account_id: "1234".parse().unwrap(),
        user_id: "20411001".parse().unwrap(),
        lo_id: "course:7542090".parse().ok(),
        lo_instance_id: "course:7542090_10423047".parse().unwrap(),
        lo_type: None,
        completion: "ab".repeat(32).parse().unwrap(),
        announced_in: 3,
        replaces: None,
        status: Status::Issued,
        snapshot: Snapshot {
            name: Some("Łukasz Wójcik".to_owned()),
            title: Some("Fire safety".to_owned()),
            locale: Some("pl-PL".to_owned()),
            completed_at: time(),
            score: Some(92.into()),
            valid_until: "2028-11-23T08:00:00Z".parse().ok(),
        },
        status_list: StatusListEntry { list: 0, index: 17 },
        drawn_at: time(),
        issued_at: Some(time()),
        revocation: None,
        issue_published: true,
        revocation_published: false,
    }
}

/// The certificate, revoked for this reason.
pub(super) fn revoked(certificate: Certificate, reason: Reason) -> Certificate {
    let revocation = Some(Revocation { reason, at: time() });
    Certificate { status: Status::Revoked, revocation, ..certificate }
}

pub(super) fn row(action: AuditAction, cause: &str) -> AuditRow {
    AuditRow { at: time(), action, cause: cause.to_owned(), requested_by: None, comment: None }
}

/// What the function does between two looks.
type Step = Box<dyn FnOnce(&Office)>;

/// The certificates of one completion. What is asked of them is done after so many looks.
#[derive(Default)]
pub(super) struct Office {
    pub(super) records: RefCell<BTreeMap<CertificateId, Record>>,
    pub(super) ledger: RefCell<Ledger>,
    pub(super) requests: RefCell<Vec<CloudEvent<Request>>>,
    /// What becomes of the records with each further look.
    pub(super) next: RefCell<Vec<Step>>,
    pub(super) is_idle: bool,
}

impl Office {
    /// With this certificate, and those that were drawn after it.
    pub(super) fn of(certificates: impl IntoIterator<Item = Certificate>) -> Self {
        let office = Self::default();
        for certificate in certificates {
            office.draw(certificate);
        }
        office
    }

    pub(super) fn draw(&self, certificate: Certificate) {
        let mut ledger = self.ledger.borrow_mut();
        for entry in &mut ledger.certificates {
            entry.is_replaced |= certificate.replaces == Some(entry.id);
        }
        ledger.certificates.push(Entry { id: certificate.id, is_replaced: false });
        drop(ledger);
        self.set(certificate);
    }

    pub(super) fn set(&self, certificate: Certificate) {
        let trail = vec![row(AuditAction::Drawn, "cause")];
        self.records.borrow_mut().insert(certificate.id, Record { certificate, trail });
    }

    fn revoke(&self, id: CertificateId, reason: Reason) {
        let certificate = self.records.borrow()[&id].certificate.clone();
        self.set(revoked(certificate, reason));
    }

    /// As the function works: the last step first in the list.
    fn work(&self, id: CertificateId, is_revocation: bool) {
        let new = Certificate { replaces: Some(id), ..certificate(self::id(9)) };
        let drawn = Certificate { status: Status::Drawn, issued_at: None, ..new.clone() };
        *self.next.borrow_mut() = if is_revocation {
            vec![Box::new(move |office| office.revoke(id, Reason::Withdrawn))]
        } else {
            vec![
                Box::new(move |office| office.set(new)),
                Box::new(move |office| {
                    office.draw(drawn);
                    office.revoke(id, Reason::Reissued);
                }),
            ]
        };
        // The first look comes too early.
        self.next.borrow_mut().push(Box::new(|_| {}));
    }

    fn look(&self) {
        let step = self.next.borrow_mut().pop();
        if let Some(step) = step {
            step(self);
        }
    }
}

impl ReadRecord for &Office {
    async fn record(&self, id: CertificateId) -> Result<Option<Record>, TableError> {
        let asked = self.requests.borrow().last().map(|request| request.data.certificate_id);
        if asked == Some(id) {
            self.look();
        }
        Ok(self.records.borrow().get(&id).cloned())
    }
}

impl ReadLedger for &Office {
    async fn ledger(&self, _: EventKey) -> Result<Ledger, TableError> {
        self.look();
        Ok(self.ledger.borrow().clone())
    }
}

impl SendRequest for &Office {
    async fn send(&self, request: &CloudEvent<Request>) -> Result<(), CertificateError> {
        self.requests.borrow_mut().push(request.clone());
        if !self.is_idle {
            let is_revocation = request.kind == CERTIFICATE_REVOCATION_REQUESTED;
            self.work(request.data.certificate_id, is_revocation);
        }
        Ok(())
    }
}

/// Knows who asks, or that there are no credentials.
pub(super) struct Who(pub(super) Option<&'static str>);

impl IdentifyCaller for Who {
    async fn caller(&self) -> Result<String, AwsError> {
        self.0.map(str::to_owned).ok_or(AwsError::NoCredentials)
    }
}
