//! Certificates that renew others.

use milepost_certificate::{AuditAction, AuditRow};

use super::*;
use crate::intake::Completion;

/// A completion on this day, by the event of this byte; after the one of the other byte.
pub(super) fn completion(event: u8, renews: Option<u8>, version: u64, on: &str) -> Completion {
    let at = format!("{on}T12:00:00.000Z");
    let mut completed = json!({"type": "completed", "completion": key(event), "completedAt": at});
    if let Some(earlier) = renews {
        completed["renews"] = json!(key(earlier));
    }
    let change_of = json!([completed]);
    let body = change("7", version, &change_of);
    let (_, mut read) = intake::read(&body, &Eligibility::default()).unwrap();
    let Some(Instruction::Completion(completion)) = read.pop() else { panic!("{body}") };
    *completion
}

pub(super) async fn carry_out(world: &World, completion: &Completion) -> Result<(), WorkError> {
    let cause =
        Cause { message: "m".to_owned(), requested_by: None, comment: None, now: now().into() };
    let attempt = Attempt { cause, batch: &Batch::new(now) };
    worker(world).carry_out(Target::Completion(completion), &attempt).await
}

impl World {
    pub(super) fn of(&self, event: u8) -> Certificate {
        let found = self.certificates().into_iter();
        let mut found = found.filter(|it| it.completion == key(event));
        found.find(|it| it.status != Status::Revoked).unwrap()
    }
}

#[tokio::test(start_paused = true)]
async fn a_later_completion_renews_the_certificate_of_the_earlier_which_stays() {
    let world = world();
    carry_out(&world, &completion(1, None, 3, "2025-11-20")).await.unwrap();
    let later = completion(2, Some(1), 7, "2026-11-20");
    for _ in 0..2 {
        carry_out(&world, &later).await.unwrap();
    }
    let (old, new) = (world.of(1), world.of(2));
    assert_eq!((old.status, new.status), (Status::Issued, Status::Issued));
    assert_eq!((new.renews, new.renewed_by), (Some(old.id), None));
    assert_eq!((old.renews, old.renewed_by), (None, Some(new.id)));
    assert_eq!(new.snapshot.valid_until, Some("2027-11-20T12:00:00Z".parse().unwrap()));
    let renewed = |row: &&AuditRow| row.action == AuditAction::Renewed { by: new.id };
    assert_eq!(world.audit().iter().filter(renewed).count(), 1);
    let outcomes = world.messages.taken(OUTCOMES);
    let last: CloudEvent<CertificateOutcome> = serde_json::from_str(&outcomes[1].body).unwrap();
    assert_eq!(last.data.renews, Some(old.id));
}

#[tokio::test(start_paused = true)]
async fn the_newest_that_is_not_revoked_is_renewed() {
    let world = world();
    carry_out(&world, &completion(1, None, 3, "2025-11-20")).await.unwrap();
    let first = world.of(1).id;
    deliver(&world, &[&request(CERTIFICATE_REISSUE_REQUESTED, first)]).await;
    let second = world.of(1).id;
    carry_out(&world, &completion(2, Some(1), 7, "2026-11-20")).await.unwrap();
    assert_eq!(world.of(2).renews, Some(second));
    // Issued again, the new one still renews it, and it is renewed by the new one.
    let renewal = world.of(2).id;
    deliver(&world, &[&request(CERTIFICATE_REISSUE_REQUESTED, renewal)]).await;
    assert_ne!(world.of(2).id, renewal);
    assert_eq!(world.of(2).renews, Some(second));
    assert_eq!(world.of(1).renewed_by, Some(world.of(2).id));
}

#[tokio::test(start_paused = true)]
async fn without_a_certificate_of_the_earlier_completion_nothing_is_renewed() {
    let world = world();
    carry_out(&world, &completion(2, Some(1), 7, "2026-11-20")).await.unwrap();
    assert_eq!(world.only().renews, None);
}

#[tokio::test(start_paused = true)]
async fn a_completion_of_long_ago_gets_its_real_dates_and_has_expired() {
    let world = world();
    carry_out(&world, &completion(1, None, 3, "2025-11-09")).await.unwrap();
    let certificate = world.only();
    assert_eq!(certificate.status, Status::Issued);
    assert_eq!(certificate.snapshot.completed_at, "2025-11-09T12:00:00Z".parse().unwrap());
    assert_eq!(certificate.snapshot.valid_until, Some("2026-11-09T12:00:00Z".parse().unwrap()));
    assert!(certificate.is_expired(now().into()));
}

/// An operator's request to renew a certificate as of this day.
pub(super) fn renewal(id: CertificateId, request: &str, on: &str) -> String {
    let completed_on = on.parse().ok();
    let time = "2026-11-24T08:00:00Z".parse().unwrap();
    let (kind, comment) = (CERTIFICATE_RENEWAL_REQUESTED, Some("passed on paper".to_owned()));
    let data = Request { completed_on, comment, ..Request::of(id) };
    data.into_cloud_event(kind, "/milepost/cli", request.to_owned(), time).to_body().unwrap()
}

#[tokio::test(start_paused = true)]
async fn an_operator_renews_it_once_for_each_request() {
    let world = world();
    carry_out(&world, &completion(1, None, 3, "2025-11-20")).await.unwrap();
    let old = world.only().id;
    let first = renewal(old, "r1", "2026-11-23");
    assert_eq!(deliver(&world, &[&first, &first, &renewal(old, "r2", "2026-11-22")]).await, 0);
    let [one, other] = &world.certificates()[..] else { panic!("not two") };
    let (old, new) = if one.id == old { (one, other) } else { (other, one) };
    assert_eq!((old.status, new.status), (Status::Issued, Status::Issued));
    assert_eq!((old.renewed_by, new.renews), (Some(new.id), Some(old.id)));
    let noon = |year| old.snapshot.noon(jiff::civil::date(year, 11, 23));
    assert_eq!(Some(new.snapshot.completed_at), noon(2026));
    assert_eq!(new.snapshot.valid_until, noon(2027));
    let renewed = |row: &&AuditRow| matches!(row.action, AuditAction::Renewed { .. });
    let audit = world.audit();
    let row = audit.iter().find(renewed).unwrap();
    assert_eq!(row.comment.as_deref(), Some("passed on paper"));
    // A renewal that was a mistake is revoked, and can be made again, but not by the old request.
    deliver(&world, &[&request(CERTIFICATE_REVOCATION_REQUESTED, new.id), &first]).await;
    assert_eq!(world.ids(Status::Issued), [old.id]);
    deliver(&world, &[&renewal(old.id, "r3", "2026-11-22")]).await;
    assert_eq!(world.ids(Status::Issued).len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_renewal_falls_with_the_completion_that_it_rests_on() {
    let world = world();
    deliver(&world, &[&completed("7", 3)]).await;
    deliver(&world, &[&renewal(world.only().id, "r1", "2026-11-23"), &rolled_back(5)]).await;
    assert_eq!(world.ids(Status::Revoked).len(), 2);
    deliver(&world, &[&renewal(world.ids(Status::Revoked)[0], "r2", "2026-11-23")]).await;
    assert_eq!(world.certificates().len(), 2, "what is revoked is not renewed");
}

#[tokio::test(start_paused = true)]
async fn a_day_in_the_future_or_before_the_old_one_is_refused() {
    let world = world();
    deliver(&world, &[&completed("7", 3)]).await;
    let id = world.only().id;
    for day in ["2026-11-19", "2026-11-25"] {
        assert_eq!(deliver(&world, &[&renewal(id, "r1", day)]).await, 1, "{day}");
    }
    assert_eq!(world.certificates().len(), 1);
    // It is 8 o'clock, and noon of today is still to come.
    assert_eq!(deliver(&world, &[&renewal(id, "r1", "2026-11-24")]).await, 0);
    let times: Vec<_> = world.certificates().iter().map(|it| it.snapshot.completed_at).collect();
    assert!(times.contains(&now().into()), "{times:?}");
}

#[tokio::test(start_paused = true)]
async fn both_are_written_or_none_whatever_call_fails() {
    for at in 0..24 {
        for fault in Fault::ALL {
            let world = world();
            carry_out(&world, &completion(1, None, 3, "2025-11-20")).await.unwrap();
            world.faults.fail_at(world.faults.calls().len() + at, fault);
            let later = completion(2, Some(1), 7, "2026-11-20");
            for _ in 0..3 {
                let _ = world.faults.run(carry_out(&world, &later)).await;
            }
            let (old, new) = (world.of(1), world.of(2));
            let context = format!("{fault:?} at {at}");
            assert_eq!(world.certificates().len(), 2, "{context}");
            assert_eq!((old.renewed_by, new.renews), (Some(new.id), Some(old.id)), "{context}");
            assert_eq!(new.status, Status::Issued, "{context}");
        }
    }
}
