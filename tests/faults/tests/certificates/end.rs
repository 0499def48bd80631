//! What is there at the end of a case.

use std::collections::BTreeMap;

use milepost_certificate::document::Document;
use milepost_certificate::{AuditAction, AuditRow, Certificate, Status, StatusListItem};
use milepost_credential::StatusList;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::stage::{Case, Stage};

/// A certificate with all that belongs to it, without what chance or a clock decides.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Held {
    /// The version of the record that announced it.
    pub(crate) announced_in: u64,
    /// How far it is.
    pub(crate) status: String,
    /// Its audit trail, sorted.
    pub(crate) audit: Vec<String>,
    /// Whether the public list says that it is revoked.
    pub(crate) is_listed_as_revoked: bool,
    /// What others were told of it, each once.
    pub(crate) messages: Vec<String>,
    /// How often each of its documents was written.
    pub(crate) documents: BTreeMap<&'static str, usize>,
}

impl Held {
    /// Whether it was issued whole, and nothing happened to it since.
    pub(crate) fn stands(&self) -> bool {
        self.status == "issued"
            && !self.is_listed_as_revoked
            && self.messages == ["issued"]
            && self.has_documents(1)
    }

    /// Whether it is revoked for everybody who could know of it.
    pub(crate) fn is_revoked(&self) -> bool {
        let was_issued = self.audit.contains(&"issued".to_owned());
        let messages: &[&str] = if was_issued { &["issued", "revoked"] } else { &[] };
        self.status == "revoked"
            && self.is_listed_as_revoked
            && self.messages == messages
            && self.has_documents(usize::from(was_issued))
    }

    fn has_documents(&self, times: usize) -> bool {
        Document::ALL.iter().all(|it| self.documents.get(it.file_name()) == Some(&times))
    }
}

/// All certificates of a case, in the order of their announcements.
pub(crate) async fn held(stage: &Stage, case: &Case) -> Vec<Held> {
    let items = items(stage, case).await;
    let revoked = revoked(&items);
    let published = case.seen.published();
    let mut stored = case.seen.stored();
    let mut held: Vec<Held> = certificates(&items)
        .into_iter()
        .map(|certificate| {
            let id = certificate.id.to_string();
            let messages = published.iter().filter(|it| it["data"]["certificateId"] == id);
            let mut messages: Vec<String> = messages.map(kind).collect();
            messages.sort();
            let index = usize::try_from(certificate.status_list.index).unwrap();
            Held {
                announced_in: certificate.announced_in,
                status: json!(certificate.status).as_str().unwrap().to_owned(),
                audit: audit(&items, &id),
                is_listed_as_revoked: revoked.is_revoked(index).unwrap(),
                messages,
                documents: documents(&certificate, &mut stored),
            }
        })
        .collect();
    held.sort();
    assert!(stored.is_empty(), "documents of no certificate: {stored:?}");
    held
}

/// The certificates alone.
pub(crate) fn certificates(items: &[Value]) -> Vec<Certificate> {
    of_sort_key(items, "certificate")
}

/// Everything in the case's table.
pub(crate) async fn items(stage: &Stage, case: &Case) -> Vec<Value> {
    let call = stage.dynamo.scan().table_name(&case.table).consistent_read(true);
    let answer = call.send().await.unwrap();
    assert!(answer.last_evaluated_key.is_none(), "more than a page");
    serde_dynamo::from_items(answer.items.unwrap_or_default()).unwrap()
}

fn of_sort_key<T: DeserializeOwned>(items: &[Value], sk: &str) -> Vec<T> {
    let found = items.iter().filter(|item| item["sk"] == sk);
    found.map(|item| serde_json::from_value(item.clone()).unwrap()).collect()
}

/// The bits of the only status list.
fn revoked(items: &[Value]) -> StatusList {
    let lists: Vec<StatusListItem> = of_sort_key(items, "status-list");
    let Some(list) = lists.first() else { return StatusList::default() };
    assert_eq!(lists.len(), 1);
    let credential: Value = serde_json::from_str(&list.credential).unwrap();
    let encoded = credential["credentialSubject"]["encodedList"].as_str().unwrap();
    StatusList::decode(encoded).unwrap()
}

fn audit(items: &[Value], id: &str) -> Vec<String> {
    let of_it = items.iter().filter(|item| {
        item["pk"] == format!("certificate#{id}")
            && item["sk"].as_str().is_some_and(|sk| sk.starts_with("audit#"))
    });
    let rows = of_it.map(|item| serde_json::from_value::<AuditRow>(item.clone()).unwrap());
    let mut actions: Vec<String> = rows.map(|row| action(row.action).to_owned()).collect();
    actions.sort();
    actions
}

fn action(action: AuditAction) -> &'static str {
    match action {
        AuditAction::Drawn => "drawn",
        AuditAction::Named => "named",
        AuditAction::Issued => "issued",
        AuditAction::Revoked { .. } => "revoked",
        AuditAction::Reminded => "reminded",
        AuditAction::Renewed { .. } => "renewed",
    }
}

/// `issued` of `milepost.certificate.issued.v1`.
fn kind(event: &Value) -> String {
    event["type"].as_str().unwrap().split('.').nth(2).unwrap().to_owned()
}

/// Takes a certificate's documents out of those that were stored.
fn documents(
    certificate: &Certificate,
    stored: &mut BTreeMap<String, usize>,
) -> BTreeMap<&'static str, usize> {
    let mut times = |document: Document| {
        let key = document.key(certificate.id);
        let path = stored.keys().find(|path| path.ends_with(&key)).cloned();
        path.and_then(|path| stored.remove(&path)).unwrap_or_default()
    };
    Document::ALL.into_iter().map(|document| (document.file_name(), times(document))).collect()
}

/// One that was issued and stands.
pub(crate) fn issued(announced_in: u64, audit: &[&str]) -> Held {
    Held {
        announced_in,
        status: status(Status::Issued),
        audit: audit.iter().map(|it| (*it).to_owned()).collect(),
        is_listed_as_revoked: false,
        messages: vec!["issued".to_owned()],
        documents: Document::ALL.into_iter().map(|it| (it.file_name(), 1)).collect(),
    }
}

/// One that was issued, and revoked.
pub(crate) fn revoked_after_issue(announced_in: u64) -> Held {
    Held {
        status: status(Status::Revoked),
        is_listed_as_revoked: true,
        messages: vec!["issued".to_owned(), "revoked".to_owned()],
        ..issued(announced_in, &["drawn", "issued", "revoked"])
    }
}

fn status(status: Status) -> String {
    json!(status).as_str().unwrap().to_owned()
}
