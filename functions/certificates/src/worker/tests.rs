mod counted;
mod reminders;
mod renewals;
mod stories;
mod world;

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use futures::future::join_all;
use jiff::Timestamp;
use milepost_certificate::{
    CERTIFICATE_REISSUE_REQUESTED, CERTIFICATE_REMINDER_DUE, CERTIFICATE_RENEWAL_REQUESTED,
    CERTIFICATE_RESUMED, CERTIFICATE_REVOCATION_REQUESTED, Certificate, CertificateOutcome, Reason,
    Request, Status,
};
use milepost_contracts::{CloudEvent, record_group_id};
use milepost_domain::EventKey;
use milepost_harness::Fault;
use milepost_runtime::batch::{Delivery, Failed};
use milepost_runtime::consumer::Each;
use milepost_runtime::secret::Secret;
use serde_json::{Value, json};

use super::*;
use crate::lists::tests::{Key, issuer};
use world::{OUTCOMES, World};

fn worker(world: &World) -> Worker<Key, &World> {
    let (table, key) = (world.table(), Key { faults: world.faults.clone() });
    let seal = Arc::new(Seal::new(issuer(), key, table.clone()));
    let public_url = "https://learn.example.com".to_owned();
    Worker {
        directory: world.directory(),
        documents: world,
        bucket: world.bucket(),
        lists: StatusLists {
            table: table.clone(),
            seal: seal.clone(),
            public_url: public_url.clone(),
            clock: || now().into(),
            existing: Mutex::default(),
        },
        table,
        seal,
        outcomes: world.outcomes(),
        eligibility: Eligibility::default(),
        time_zone: "Europe/Berlin".parse().unwrap(),
        valid_days: Some(365),
        public_url,
        log_key: LogKey::new(&Secret::new("key")),
        draw: CertificateId::draw,
    }
}

/// A world that knows the learner 7, and the learner 8 not.
fn world() -> World {
    let world = World::default();
    world.learn("7");
    world
}

impl World {
    /// The certificates of which something stands, by status.
    fn statuses(&self) -> Vec<Status> {
        self.certificates().iter().map(|it| it.status).collect()
    }

    fn only(&self) -> Certificate {
        let mut certificates = self.certificates();
        assert_eq!(certificates.len(), 1);
        certificates.remove(0)
    }

    fn ids(&self, status: Status) -> Vec<CertificateId> {
        self.certificates().iter().filter(|it| it.status == status).map(|it| it.id).collect()
    }

    /// What was published, by type.
    fn published(&self) -> Vec<(CertificateId, String)> {
        let outcomes = self.messages.taken(OUTCOMES).into_iter();
        let outcomes = outcomes.map(|it| serde_json::from_str(&it.body).unwrap());
        let summary = |it: CloudEvent<CertificateOutcome>| (it.data.certificate_id, it.kind);
        outcomes.map(summary).collect()
    }
}

fn key(byte: u8) -> EventKey {
    EventKey::from_bytes([byte; 32])
}

/// A message of `progress` about a learner.
fn change(user: &str, version: u64, changes: &Value) -> String {
    json!({
        "specversion": "1.0", "id": key(200), "source": "/milepost/progress", "subject": "1#7#course:1_2",
        "type": "milepost.enrollment.changed.v1", "time": "2026-11-23T12:00:00.000Z",
        "datacontenttype": "application/json",
        "data": {
            "accountId": "1", "userId": user, "loId": "course:1", "loInstanceId": "course:1_2",
            "loType": "course", "eventName": "COURSE_COMPLETED", "version": version, "attempt": 1,
            "stateFrom": "in_progress", "stateTo": "completed", "progressPercent": 100,
            "occurredAt": "2026-11-23T12:00:00.000Z", "changes": changes,
        },
    })
    .to_string()
}

fn completed(user: &str, version: u64) -> String {
    let at = "2026-11-20T12:00:00.000Z";
    let change_of = json!([{"type": "completed", "completion": key(1), "completedAt": at}]);
    change(user, version, &change_of)
}

fn rolled_back(version: u64) -> String {
    let taken =
        json!({"type": "completion_revoked", "completion": key(1), "reason": "rolled_back"});
    change("7", version, &json!([taken]))
}

fn request(kind: &str, certificate_id: CertificateId) -> String {
    let requested_by = Some("arn:aws:iam::1:user/ana".to_owned());
    let comment = Some("a typo".to_owned());
    let request = Request { requested_by, comment, ..Request::of(certificate_id) };
    let time = "2026-11-24T08:00:00Z".parse().unwrap();
    request.into_cloud_event(kind, "/milepost/cli", "r1".to_owned(), time).to_body().unwrap()
}

static NUMBER: AtomicU32 = AtomicU32::new(0);

fn delivery(body: &str) -> Delivery {
    let message_id = NUMBER.fetch_add(1, Ordering::Relaxed).to_string();
    let (group, body) = (Some("record".to_owned()), body.to_owned());
    Delivery { message_id, group, receive_count: 1, body }
}

async fn deliver(world: &World, bodies: &[&str]) -> usize {
    let deliveries: Vec<Delivery> = bodies.iter().map(|body| delivery(body)).collect();
    work(world, &deliveries).await.len()
}

fn now() -> Timestamp {
    "2026-11-24T08:00:00Z".parse().unwrap()
}

async fn work(world: &World, deliveries: &[Delivery]) -> Failed {
    milepost_harness::deliver(&Each(&worker(world)), deliveries, now).await
}

#[tokio::test(start_paused = true)]
async fn an_outcome_is_published_in_its_group_under_its_id() {
    let world = world();
    deliver(&world, &[&completed("7", 3)]).await;
    let [message] = world.messages.taken(OUTCOMES).try_into().unwrap();
    let place = message.place.unwrap();
    assert_eq!(place.group, record_group_id(&world.only().about.record_key()));
    assert_eq!(place.deduplication_id, format!("{}-issued", world.only().id));
    let attributes = message.attributes.iter().map(|it| (it.name, it.value.as_str()));
    let expected = [("type", "milepost.certificate.issued.v1"), ("account", "1")];
    assert_eq!(attributes.collect::<Vec<_>>(), expected);
}

#[tokio::test(start_paused = true)]
async fn a_completion_gets_its_certificate() {
    let world = world();
    assert_eq!(deliver(&world, &[&completed("7", 3)]).await, 0);
    let certificate = world.only();
    assert_eq!(certificate.status, Status::Issued);
    assert_eq!(certificate.snapshot.completed_at, "2026-11-20T12:00:00Z".parse().unwrap());
    assert_eq!(certificate.snapshot.valid_until, Some("2027-11-20T12:00:00Z".parse().unwrap()));
    assert_eq!(world.files(), ["badge.png", "certificate.pdf", "credential.json"]);
    let audit = world.audit();
    let actions = audit.iter().map(|row| serde_json::to_value(row.action).unwrap());
    let actions: Vec<_> = actions.map(|it| it["action"].as_str().unwrap().to_owned()).collect();
    assert_eq!(actions, ["drawn", "issued"]);
    // What it costs: nothing is asked twice without need.
    insta::assert_snapshot!(world.faults.calls().join(" "), @"GetItem BatchGetItem UpdateItem TransactWriteItems GetItem GetItem GetPublicKey TransactWriteItems Sign TransactWriteItems Sign PutObject PutObject PutObject TransactWriteItems GetItem PublishBatch TransactWriteItems GetItem");
}

#[tokio::test(start_paused = true)]
async fn who_has_no_name_yet_gets_it_when_the_directory_learns_it() {
    let world = world();
    deliver(&world, &[&completed("8", 3)]).await;
    let id = world.only().id;
    assert_eq!((world.statuses(), world.waits()), (vec![Status::AwaitingName], 2));
    let zone = || world.only().snapshot.time_zone.map(|zone| zone.to_string());
    assert_eq!(zone().as_deref(), Some("Europe/Berlin"), "the company's");
    world.learn("8");
    deliver(&world, &[&request(CERTIFICATE_RESUMED, id)]).await;
    assert_eq!((world.statuses(), world.waits()), (vec![Status::Issued], 0));
    assert_eq!(world.only().snapshot.name.as_deref(), Some("Ana"));
    assert_eq!(zone().as_deref(), Some("America/Sao_Paulo"), "the learner's");
}

#[tokio::test(start_paused = true)]
async fn what_is_revoked_while_it_waits_was_never_issued() {
    let world = world();
    deliver(&world, &[&completed("8", 3), &rolled_back(4)]).await;
    world.learn("8");
    deliver(&world, &[&request(CERTIFICATE_RESUMED, world.only().id)]).await;
    assert_eq!((world.statuses(), world.waits()), (vec![Status::Revoked], 0));
    assert!(world.published().is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_operator_revokes_and_it_stays_so() {
    let world = world();
    deliver(&world, &[&completed("7", 3)]).await;
    let id = world.only().id;
    for _ in 0..2 {
        let revoke = request(CERTIFICATE_REVOCATION_REQUESTED, id);
        assert_eq!(deliver(&world, &[&revoke, &completed("7", 3)]).await, 0);
    }
    let revoked = world.only();
    assert!(world.is_listed(&revoked));
    assert_eq!(revoked.revocation.unwrap().reason, Reason::Withdrawn);
    let audit = world.audit();
    let row = audit.last().unwrap();
    assert_eq!(row.requested_by.as_deref(), Some("arn:aws:iam::1:user/ana"));
    assert_eq!(row.comment.as_deref(), Some("a typo"));
}

#[tokio::test(start_paused = true)]
async fn an_operator_has_it_issued_again_with_the_new_name_once() {
    let world = world();
    deliver(&world, &[&completed("7", 3)]).await;
    let old = world.only().id;
    let reissue = request(CERTIFICATE_REISSUE_REQUESTED, old);
    deliver(&world, &[&reissue, &reissue]).await;
    assert_eq!(world.ids(Status::Revoked), [old]);
    let new = world.ids(Status::Issued);
    assert_eq!(new.len(), 1);
    let of = |id| world.certificates().into_iter().find(|it| it.id == id).unwrap();
    assert_eq!(of(new[0]).replaces, Some(old));
    assert_eq!(of(old).revocation.unwrap().reason, Reason::Reissued);
}

#[tokio::test(start_paused = true)]
async fn a_request_for_an_unknown_certificate_fails_alone() {
    let world = world();
    let unknown = request(CERTIFICATE_REVOCATION_REQUESTED, CertificateId::draw());
    let mut other = delivery(&completed("7", 3));
    other.group = Some("another record".to_owned());
    let failed = work(&world, &[delivery(&unknown), other.clone()]).await;
    assert_eq!(failed.len(), 1);
    assert!(!failed.contains(&other.message_id));
    assert_eq!(world.statuses(), [Status::Issued]);
}

#[tokio::test(start_paused = true)]
async fn at_75_percent_names_and_template_are_asked_for_and_nothing_is_written() {
    let world = world();
    let milestone = change("7", 2, &json!([{"type": "milestone", "percent": 75}]));
    assert_eq!(deliver(&world, &[&milestone]).await, 0);
    assert_eq!(world.faults.calls(), ["BatchGetItem", "prepare"]);
}
