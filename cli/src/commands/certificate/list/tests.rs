use milepost_certificate::Reason;
use milepost_certificate::item::CertificateItem;
use milepost_directory::{Item, Source};
use milepost_domain::directory::Person;
use milepost_harness::store::Memory;

use super::super::tests::{certificate, id, revoked, time};
use super::*;

fn user(text: &str) -> UserId {
    text.parse().unwrap()
}

/// Certificates of learners, as they lie in the table.
fn kept(certificates: impl IntoIterator<Item = Certificate>) -> Table {
    let memory = Memory::default();
    for certificate in certificates {
        memory.seed("c", &CertificateItem::new(certificate, 1)).unwrap();
    }
    memory.table("c")
}

/// The one that renews the first, and one of somebody else.
fn three() -> [Certificate; 3] {
    let mut old = certificate(id(1));
    old.renewed_by = Some(id(2));
    let mut new = Certificate { renews: Some(id(1)), ..certificate(id(2)) };
    new.drawn_at = time().plus_minutes(1);
    new.snapshot.title = None;
    let mut other = certificate(id(3));
    other.about.user_id = user("7");
    [new, other, old]
}

#[tokio::test]
async fn a_learners_certificates_are_found_the_oldest_first() {
    let table = kept(three());
    let found = certificates(&table, &user("20411001")).await.unwrap();
    let ids: Vec<CertificateId> = found.iter().map(|it| it.id).collect();
    assert_eq!(ids, [id(1), id(2)]);
    assert_eq!(certificates(&table, &user("8")).await.unwrap(), []);
}

#[tokio::test]
async fn a_learner_is_named_by_an_id_or_an_address() {
    let memory = Memory::default();
    let mut person = Person::new(user("20411001"));
    person.email = Some("ana@example.com".to_owned());
    for item in Item::of_person(person, time(), Source::Report, time()) {
        memory.seed("d", &item).unwrap();
    }
    let directory = DirectoryTable::new(memory.table("d"));
    for text in ["20411001", "Ana@Example.com"] {
        assert_eq!(learner(&directory, text).await.unwrap(), user("20411001"), "{text}");
    }
    let unknown = learner(&directory, "ben@example.com").await.unwrap_err().to_string();
    assert_eq!(unknown, "the directory knows nobody with the address ben@example.com");
    assert!(matches!(learner(&directory, "").await, Err(Error::NoLearnerId(_))));
}

#[test]
fn what_they_are_and_where_they_stand() {
    let [new, _, old] = three();
    let gone = revoked(certificate(id(4)), Reason::Withdrawn);
    let waiting = Certificate { status: Status::AwaitingName, ..certificate(id(5)) };
    let now = "2029-01-01T00:00:00Z".parse().unwrap();
    insta::assert_snapshot!(table(&[old, new, gone, waiting], now).fit_to(Some(200), false), @"
    Certificate                           Of                       Completed   Valid until  Status       Renews
    ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
    01010101-0101-4101-8101-010101010101  Fire safety              2026-11-23  2028-11-23   expired      –
    02020202-0202-4202-8202-020202020202  course:7542090_10423047  2026-11-23  2028-11-23   expired      01010101-0101-4101-8101-010101010101
    04040404-0404-4404-8404-040404040404  Fire safety              2026-11-23  2028-11-23   revoked      –
    05050505-0505-4505-8505-050505050505  Fire safety              2026-11-23  2028-11-23   awaits name  –
    ");
    insta::assert_snapshot!(table(&[certificate(id(1))], time()).fit_to(Some(100), false), @"
    Certificate                           Of           Completed   Valid until  Status
    ────────────────────────────────────────────────────────────────────────────────────
    01010101-0101-4101-8101-010101010101  Fire safety  2026-11-23  2028-11-23   valid
    ");
}
