//! Every message fits its schema, and says the right thing once.
#![expect(clippy::unwrap_used, reason = "tests panic")]

use milepost_certificate::{Certificate, CertificateOutcome, Reason, Revocation, Status};
use serde_json::{Value, json};

const URL: &str = "https://learn.example.com";
const ISSUED: &str = include_str!("../schemas/milepost.certificate.issued.v1.schema.json");
const EXPIRING: &str = include_str!("../schemas/milepost.certificate.expiring.v1.schema.json");
const REVOKED: &str = include_str!("../schemas/milepost.certificate.revoked.v1.schema.json");

fn certificate() -> Certificate {
    serde_json::from_value(json!({
        "id": "07070707-0707-4707-8707-070707070707", "accountId": "1", "userId": "7",
        "loId": "course:1", "loInstanceId": "course:1_2", "loType": "course",
        "completion": "aa".repeat(32), "announcedIn": 3, "status": "issued",
        "replaces": "08080808-0808-4808-8808-080808080808",
        "renews": "09090909-0909-4909-8909-090909090909",
        "snapshot": {
            "name": "Ana Souza", "title": "Fire safety", "completedAt": "2026-11-20T12:00:00.000Z",
            "validUntil": "2027-11-20T12:00:00.000Z",
        },
        "statusList": {"list": 0, "index": 5}, "drawnAt": "2026-11-24T08:00:00.000Z",
        "issuedAt": "2026-11-24T08:00:01.000Z",
    }))
    .unwrap()
}

fn revoked(reason: Reason) -> Certificate {
    let revocation = Some(Revocation { reason, at: "2026-11-24T09:00:00Z".parse().unwrap() });
    Certificate { status: Status::Revoked, revocation, ..certificate() }
}

fn errors(schema: &str, message: &Value) -> Vec<String> {
    let schema = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
    schema.iter_errors(message).map(|error| error.to_string()).collect()
}

#[test]
fn the_messages_fit_their_schemas() {
    let issued = CertificateOutcome::issued(&certificate(), URL).unwrap();
    let issued = serde_json::to_value(issued).unwrap();
    assert_eq!(errors(ISSUED, &issued), [""; 0]);
    assert_ne!(errors(REVOKED, &issued), [""; 0], "the schemas tell them apart");
    let reminded_at = "2027-10-21T05:00:00Z".parse().ok();
    let expiring = Certificate { reminded_at, ..certificate() };
    let expiring = serde_json::to_value(CertificateOutcome::expiring(&expiring, URL)).unwrap();
    assert_eq!(errors(EXPIRING, &expiring), [""; 0]);
    assert_ne!(errors(ISSUED, &expiring), [""; 0]);
    assert_ne!(expiring["id"], issued["id"]);
    for reason in [
        Reason::RolledBack,
        Reason::AlternateRevoked,
        Reason::Superseded,
        Reason::Withdrawn,
        Reason::Reissued,
    ] {
        let message = CertificateOutcome::revoked(&revoked(reason), URL).unwrap();
        let message = serde_json::to_value(message).unwrap();
        assert_eq!(errors(REVOKED, &message), [""; 0], "{message}");
        assert_ne!(message["id"], issued["id"]);
    }
}

#[test]
fn nothing_is_told_of_what_was_never_issued() {
    let mut certificate = revoked(Reason::RolledBack);
    certificate.issued_at = None;
    assert_eq!(CertificateOutcome::issued(&certificate, URL), None);
    assert_eq!(CertificateOutcome::revoked(&certificate, URL), None);
    assert_eq!(CertificateOutcome::expiring(&certificate, URL), None);
}

#[test]
fn no_name_and_no_title_leave_the_table() {
    let message = CertificateOutcome::issued(&certificate(), URL).unwrap().to_body().unwrap();
    assert!(!message.contains("Souza") && !message.contains("Fire"), "{message}");
    let shown = format!("{:?}", certificate());
    assert!(!shown.contains("Souza") && !shown.contains("Fire"), "{shown}");
}
