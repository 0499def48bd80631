//! Certificates, a table of them, and a function `certificates` that works at it.

use std::time::Duration;

use milepost_certificate::item::{certificate_key, certificate_pk, ledger_key};
use milepost_certificate::{
    AuditAction, AuditRow, CERTIFICATE_RENEWAL_REQUESTED, CERTIFICATE_REVOCATION_REQUESTED,
    Certificate, CertificateId, Reason, Request, Revocation, Snapshot, Status, StatusListEntry,
};
use milepost_contracts::{CloudEvent, ItemKey};
use milepost_domain::Time;
use milepost_harness::store::Memory;
use milepost_scripted_aws::Requests;
use milepost_store::Table;
use serde::Serialize;
use serde_json::{Value, json};
use tokio::time::sleep;

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
        about: milepost_contracts::About {
            account_id: "1234".parse().unwrap(),
            user_id: "20411001".parse().unwrap(),
            lo_id: "course:7542090".parse().ok(),
            lo_instance_id: "course:7542090_10423047".parse().unwrap(),
            lo_type: None,
        },
        completion: "ab".repeat(32).parse().unwrap(),
        announced_in: 3,
        replaces: None,
        renews: None,
        renewed_by: None,
        status: Status::Issued,
        snapshot: Snapshot {
            name: Some("Łukasz Wójcik".to_owned()),
            title: Some("Fire safety".to_owned()),
            locale: Some("pl-PL".to_owned()),
            time_zone: "Pacific/Auckland".parse().ok(),
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
        reminded_at: None,
        reminder_published: false,
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

/// The requests that were sent.
pub(super) fn sent(requests: &Requests) -> Vec<CloudEvent<Request>> {
    let calls = requests.calls().into_iter();
    let bodies = calls.filter(|(target, _)| target == "AmazonSQS.SendMessage");
    bodies
        .map(|(_, call)| serde_json::from_str(call["MessageBody"].as_str().unwrap()).unwrap())
        .collect()
}

/// The certificates of one completion.
#[derive(Clone)]
pub(super) struct Office {
    memory: Memory,
    pub(super) table: Table,
    drawn: Vec<Certificate>,
}

impl Office {
    /// With this certificate, and those that were drawn after it.
    pub(super) fn of(certificates: impl IntoIterator<Item = Certificate>) -> Self {
        let memory = Memory::default();
        let table = memory.table("c");
        let mut office = Self { memory, table, drawn: Vec::new() };
        for certificate in certificates {
            office.draw(certificate);
        }
        office
    }

    fn draw(&mut self, certificate: Certificate) {
        self.set(&certificate);
        self.drawn.push(certificate);
        let is_replaced = |id| self.drawn.iter().any(|it| it.replaces == Some(id));
        let entries =
            self.drawn.iter().map(|it| json!({"id": it.id, "isReplaced": is_replaced(it.id)}));
        let ledger = json!({"certificates": entries.collect::<Vec<_>>()});
        self.put(ledger_key(self.drawn[0].completion), &ledger);
    }

    pub(super) fn set(&self, certificate: &Certificate) {
        self.put(certificate_key(certificate.id), certificate);
        self.set_trail(certificate.id, &[row(AuditAction::Drawn, "cause")]);
    }

    pub(super) fn set_trail(&self, id: CertificateId, rows: &[AuditRow]) {
        for (number, row) in rows.iter().enumerate() {
            let sk = format!("audit#{number}");
            self.put(ItemKey { pk: certificate_pk(id), sk }, row);
        }
    }

    fn put(&self, key: ItemKey, content: &impl Serialize) {
        let mut item = serde_json::to_value(content).unwrap();
        (item["pk"], item["sk"]) = (Value::String(key.pk), Value::String(key.sk));
        self.memory.seed("c", &item).unwrap();
    }

    /// Does what is asked next, as the function does it: after a while, and in steps.
    pub(super) async fn work(mut self, requests: Requests) {
        let before = sent(&requests).len();
        let request = loop {
            sleep(Duration::from_millis(10)).await;
            if let Some(request) = sent(&requests).into_iter().nth(before) {
                break request;
            }
        };
        let one = self.drawn[0].clone();
        sleep(Duration::from_millis(700)).await;
        if request.kind == CERTIFICATE_REVOCATION_REQUESTED {
            self.set(&revoked(one, Reason::Withdrawn));
            return;
        }
        if request.kind == CERTIFICATE_RENEWAL_REQUESTED {
            self.renew(one, &request).await;
            return;
        }
        let new = Certificate { replaces: Some(one.id), ..certificate(id(9)) };
        self.draw(Certificate { status: Status::Drawn, issued_at: None, ..new.clone() });
        self.set(&revoked(one, Reason::Reissued));
        sleep(Duration::from_secs(1)).await;
        self.set(&new);
    }

    async fn renew(self, one: Certificate, request: &CloudEvent<Request>) {
        let mut new = Certificate { renews: Some(one.id), ..certificate(id(9)) };
        let day = request.data.completed_on.unwrap();
        new.snapshot.completed_at = one.snapshot.noon(day).unwrap();
        self.set(&Certificate { status: Status::Drawn, issued_at: None, ..new.clone() });
        self.set(&Certificate { renewed_by: Some(new.id), ..one.clone() });
        let renewed = AuditAction::Renewed { by: new.id };
        self.set_trail(one.id, &[row(AuditAction::Drawn, "cause"), row(renewed, &request.id)]);
        sleep(Duration::from_secs(1)).await;
        self.set(&new);
    }
}
