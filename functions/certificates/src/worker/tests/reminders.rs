//! Reminders before a certificate expires.

use std::collections::BTreeSet;

use milepost_certificate::{AuditAction, CERTIFICATE_EXPIRING};
use milepost_harness::{Faults, Scenario, matrix};

use super::renewals::{carry_out, completion, renewal};
use super::*;

/// A certificate that expires ten days from now.
async fn expiring() -> World {
    let world = world();
    carry_out(&world, &completion(1, None, 3, "2025-12-04")).await.unwrap();
    world
}

fn due(id: CertificateId) -> String {
    request(CERTIFICATE_REMINDER_DUE, id)
}

impl World {
    fn reminders(&self) -> Vec<CertificateId> {
        let published = self.published().into_iter();
        published.filter(|(_, kind)| kind == CERTIFICATE_EXPIRING).map(|(id, _)| id).collect()
    }
}

#[tokio::test(start_paused = true)]
async fn others_are_told_once_that_it_is_about_to_expire() {
    let world = expiring().await;
    let id = world.only().id;
    assert_eq!(world.expiries(), ["2026-12-04"]);
    for _ in 0..3 {
        assert_eq!(deliver(&world, &[&due(id)]).await, 0);
    }
    assert_eq!(world.reminders(), [id]);
    assert!(world.expiries().is_empty(), "nobody asks again");
    let reminded = world.audit().iter().filter(|it| it.action == AuditAction::Reminded).count();
    assert_eq!((reminded, world.only().status), (1, Status::Issued));
    // Issued again with another name, it has the same end.
    deliver(&world, &[&request(CERTIFICATE_REISSUE_REQUESTED, id)]).await;
    assert!(world.expiries().is_empty());
    assert_eq!(world.reminders(), [id]);
}

#[tokio::test(start_paused = true)]
async fn what_is_renewed_is_not_reminded_of() {
    let world = expiring().await;
    let old = world.only().id;
    deliver(&world, &[&renewal(old, "r1", "2026-11-23")]).await;
    assert_eq!(world.expiries(), ["2026-12-04", "2027-11-23"]);
    deliver(&world, &[&due(old)]).await;
    assert_eq!((world.reminders().len(), world.expiries()), (0, vec!["2027-11-23".to_owned()]));
}

#[tokio::test(start_paused = true)]
async fn a_renewal_that_was_revoked_does_not_count() {
    let world = expiring().await;
    let old = world.only().id;
    deliver(&world, &[&renewal(old, "r1", "2026-11-23")]).await;
    let new = world.certificates().into_iter().find(|it| it.id != old).unwrap().id;
    deliver(&world, &[&request(CERTIFICATE_REVOCATION_REQUESTED, new), &due(old)]).await;
    assert_eq!(world.reminders(), [old]);
}

#[tokio::test(start_paused = true)]
async fn what_is_revoked_expired_or_valid_for_ever_is_not_asked_about() {
    let world = expiring().await;
    let id = world.only().id;
    deliver(&world, &[&request(CERTIFICATE_REVOCATION_REQUESTED, id), &due(id)]).await;
    assert_eq!((world.reminders().len(), world.expiries().len()), (0, 0));
    let expired = super::world();
    carry_out(&expired, &completion(1, None, 3, "2025-11-09")).await.unwrap();
    deliver(&expired, &[&due(expired.only().id)]).await;
    assert_eq!((expired.reminders().len(), expired.expiries().len()), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn what_waits_for_a_name_has_no_end_yet() {
    let world = world();
    deliver(&world, &[&completed("8", 3)]).await;
    assert!(world.expiries().is_empty());
    deliver(&world, &[&due(world.only().id)]).await;
    world.learn("8");
    deliver(&world, &[&request(CERTIFICATE_RESUMED, world.only().id)]).await;
    assert_eq!((world.expiries(), world.reminders().len()), (vec!["2027-11-20".to_owned()], 0));
}

/// A certificate that is there, as an older release wrote it, but for the day on which it expires.
fn kept() -> Certificate {
    serde_json::from_value(json!({
        "id": CertificateId::from_bytes([9; 16]), "accountId": "1", "userId": "7", "loId": "course:1",
        "loInstanceId": "course:1_2", "completion": key(1), "announcedIn": 3, "status": "issued",
        "snapshot": {
            "name": "Ana", "title": "Fire safety", "completedAt": "2025-12-04T12:00:00.000Z",
            "validUntil": "2026-12-04T12:00:00.000Z",
        },
        "statusList": {"list": 0, "index": 5}, "drawnAt": "2025-12-04T12:00:00.000Z",
        "issuedAt": "2025-12-04T12:00:00.000Z", "issuePublished": true,
    }))
    .unwrap()
}

/// Its reminder.
struct Reminder;

impl Scenario for Reminder {
    type World = World;
    /// What is published of it, how often its trail says so, and what is asked about tomorrow.
    type End = (BTreeSet<String>, usize, Vec<String>);

    fn world(&self, faults: Faults) -> World {
        let world = World::with_faults(faults);
        world.keep(kept());
        world
    }

    fn messages(&self) -> Vec<Delivery> {
        vec![delivery(&due(kept().id))]
    }

    async fn process(&self, world: &World, deliveries: &[Delivery], _: u32) -> Failed {
        work(world, deliveries).await
    }

    async fn end(&self, world: &World) -> Self::End {
        let published = world.published().into_iter().map(|(_, kind)| kind).collect();
        (published, world.audit().len(), world.expiries())
    }
}

#[tokio::test(start_paused = true)]
async fn it_ends_the_same_whatever_call_fails() {
    insta::assert_snapshot!(matrix(&Reminder).await, @"6 calls, 30 faults");
}
