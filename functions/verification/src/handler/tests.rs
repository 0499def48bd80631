use std::collections::BTreeMap;
use std::sync::Mutex;

use lambda_http::http::StatusCode;
use milepost_certificate::item::{CertificateItem, issuer_key, status_list_key};
use milepost_certificate::{Reason, Revocation, Snapshot, Status, StatusListEntry};
use milepost_contracts::ItemKey;
use milepost_credential::PublicKey;
use milepost_harness::store::Memory;
use milepost_harness::{Fault, Faults, Scenario, delivery, matrix};
use milepost_runtime::batch::{Delivery, Failed};
use milepost_store::Upload;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

const NAME: &str = "Zoë <b>Ángström</b>";
const ID: [u8; 16] = [7; 16];

/// A bucket with all documents.
fn documents(faults: &Faults) -> Bucket {
    let memory = Memory::with_faults(faults.clone());
    for document in [Document::Pdf, Document::Badge, Document::Credential] {
        let (bytes, media_type) = (format!("{document:?}").into_bytes(), document.media_type());
        let upload = Upload { bytes, media_type, metadata: vec![] };
        memory.seed_object("documents", &document.key(CertificateId::from_bytes(ID)), upload);
    }
    memory.bucket("documents")
}

/// A table with these certificates, one list and one key.
fn table(
    certificates: impl IntoIterator<Item = milepost_certificate::Certificate>,
    faults: &Faults,
) -> Certificates {
    let memory = Memory::with_faults(faults.clone());
    for certificate in certificates {
        memory.seed("certificates", &CertificateItem::new(certificate, 1)).unwrap();
    }
    let ItemKey { pk, sk } = status_list_key(0);
    let list = json!({"pk": pk, "sk": sk, "list": 0, "revision": 1, "credential": "{\"a\":1}"});
    memory.seed("certificates", &list).unwrap();
    let ItemKey { pk, sk } = issuer_key(&PublicKey::new([1; 32]).multibase());
    memory.seed("certificates", &json!({"pk": pk, "sk": sk})).unwrap();
    Certificates::new(memory.table("certificates"))
}

fn at(text: &str) -> Time {
    text.parse().unwrap()
}

fn certificate(status: Status) -> milepost_certificate::Certificate {
    let issued = status == Status::Issued || status == Status::Revoked;
    milepost_certificate::Certificate {
        id: CertificateId::from_bytes(ID),
        about: milepost_contracts::About {
            account_id: "1234".parse().unwrap(),
            user_id: "30411001".parse().unwrap(),
            lo_id: Some("course:1".parse().unwrap()),
            lo_instance_id: "course:1_2".parse().unwrap(),
            lo_type: None,
        },
        completion: milepost_domain::EventKey::from_bytes([3; 32]),
        announced_in: 4,
        replaces: None,
        renews: None,
        renewed_by: None,
        status,
        snapshot: Snapshot {
            name: Some(NAME.to_owned()),
            title: Some("Fire safety".to_owned()),
            locale: Some("de_DE".to_owned()),
            time_zone: None,
            completed_at: at("2026-11-23T12:00:00.000Z"),
            score: Some(87.into()),
            valid_until: Some(at("2027-11-23T12:00:00.000Z")),
        },
        status_list: StatusListEntry { list: 0, index: 5 },
        drawn_at: at("2026-11-23T12:00:01.000Z"),
        issued_at: issued.then(|| at("2026-11-23T12:00:02.000Z")),
        revocation: (status == Status::Revoked)
            .then(|| Revocation { reason: Reason::RolledBack, at: at("2026-11-24T12:00:00.000Z") }),
        issue_published: issued,
        revocation_published: false,
        reminded_at: None,
        reminder_published: false,
    }
}

fn handler(certificate: Option<milepost_certificate::Certificate>) -> Handler {
    handler_with(certificate, &Faults::default())
}

fn handler_with(
    certificate: Option<milepost_certificate::Certificate>,
    faults: &Faults,
) -> Handler {
    Handler {
        table: table(certificate, faults),
        documents: documents(faults),
        issuer: Issuer::new("https://learn.example.com", "Example Ltd").unwrap(),
        log_key: LogKey::new(&milepost_runtime::secret::Secret::new("key")),
    }
}

fn request(path: &str, accept: &str) -> Request {
    let (path, accept) = (path.to_owned(), accept.to_owned());
    Request { method: Method::GET, path, accept, wish: Wish::default(), held: None }
}

fn path() -> String {
    format!("/certificates/{}", CertificateId::from_bytes(ID))
}

async fn get(certificate: &milepost_certificate::Certificate, path: &str, accept: &str) -> Answer {
    let now = at("2026-12-01T00:00:00.000Z");
    handler(Some(certificate.clone())).handle(&request(path, accept), now).await.0
}

fn text(answer: &Answer) -> &str {
    std::str::from_utf8(&answer.body).unwrap()
}

/// The page without its style.
fn page_of(answer: &Answer) -> String {
    text(answer).replace(page::STYLE, "")
}

#[tokio::test]
async fn people_get_a_page() {
    let valid = get(&certificate(Status::Issued), &path(), "text/html").await;
    assert_eq!(valid.status, StatusCode::OK);
    assert_eq!(valid.headers["cache-control"], "private, no-store");
    assert_eq!(valid.headers["vary"], "Accept, Accept-Language");
    insta::assert_snapshot!("valid", page_of(&valid));
    let revoked = get(&certificate(Status::Revoked), &path(), "text/html").await;
    insta::assert_snapshot!("revoked", page_of(&revoked));
    let later = at("2028-01-01T00:00:00.000Z");
    let handler = handler(Some(certificate(Status::Issued)));
    let expired = handler.handle(&request(&path(), ""), later).await.0;
    insta::assert_snapshot!("expired", page_of(&expired));
}

#[tokio::test]
async fn a_page_links_to_the_certificate_that_it_renews_and_the_one_that_renews_it() {
    let old = certificate(Status::Issued);
    let other = CertificateId::from_bytes([8; 16]);
    let mut new = milepost_certificate::Certificate { id: other, ..old.clone() };
    new.snapshot.completed_at = at("2027-10-01T12:00:00.000Z");
    let old = milepost_certificate::Certificate { renewed_by: Some(other), ..old };
    let new = milepost_certificate::Certificate { renews: Some(old.id), ..new };
    let now = at("2027-12-01T00:00:00.000Z");
    let seen = async |certificates: [&milepost_certificate::Certificate; 2], accept: &str| {
        let table = table(certificates.map(Clone::clone), &Faults::default());
        let handler = Handler { table, ..handler(None) };
        let path = format!("/certificates/{}", certificates[0].id);
        let mut request = request(&path, accept);
        request.wish.accept = "en-GB".to_owned();
        text(&handler.handle(&request, now).await.0).to_owned()
    };
    let (of_old, of_new) = (seen([&old, &new], "").await, seen([&new, &old], "").await);
    let linked = |page: &str, what: &str, id, day: &str| {
        page.contains(&format!("<dt>{what}</dt><dd><a href=\"{id}\"><time")) && page.contains(day)
    };
    assert!(linked(&of_old, "Renewed by that of", new.id, "1 October 2027"), "{of_old}");
    assert!(linked(&of_new, "Renews the one of", old.id, "23 November 2026"), "{of_new}");
    let json: Value = serde_json::from_str(&seen([&new, &old], "application/json").await).unwrap();
    let page = format!("https://learn.example.com/certificates/{}", old.id);
    let expected = json!({"page": page, "completedAt": "2026-11-23T12:00:00.000Z"});
    assert_eq!(json["renews"], expected);
    // A renewal that was revoked, or is not issued yet, is none.
    for status in [Status::Revoked, Status::Drawn] {
        let other = milepost_certificate::Certificate { id: other, ..certificate(status) };
        assert!(!seen([&old, &other], "").await.contains("Renewed by that of"));
    }
}

#[tokio::test]
async fn the_page_shows_the_day_that_is_printed_in_the_language_that_is_wanted() {
    let mut certificate = certificate(Status::Issued);
    certificate.snapshot.completed_at = at("2026-12-14T01:30:00.000Z");
    let zone = |name: Option<&str>| name.map(|name| name.parse().unwrap());
    for (name, wanted, day, words) in [
        (Some("America/Los_Angeles"), "en-US", "2026-12-13", "December 13, 2026 (Los Angeles)"),
        (Some("America/Los_Angeles"), "ja-JP", "2026-12-13", "2026年12月13日 (Los Angeles)"),
        (Some("Europe/Berlin"), "", "2026-12-14", "14. Dezember 2026"),
        (None, "fr-FR", "2026-12-14", "14 décembre 2026"),
    ] {
        certificate.snapshot.time_zone = zone(name);
        let mut request = request(&path(), "text/html");
        request.wish.accept = wanted.to_owned();
        let handler = handler(Some(certificate.clone()));
        let page = handler.handle(&request, at("2026-12-20T00:00:00.000Z")).await.0;
        let expected = format!("<time datetime=\"{day}\">{words}</time>");
        assert!(text(&page).contains(&expected), "{expected}\n{}", page_of(&page));
    }
}

#[tokio::test]
async fn an_address_may_be_typed() {
    let certificate = certificate(Status::Issued);
    let id = CertificateId::from_bytes(ID);
    let plain = get(&certificate, &path(), "text/html").await;
    let capitals = format!("/certificates/{}", id.to_string().to_uppercase());
    assert_eq!(text(&get(&certificate, &capitals, "text/html").await), text(&plain));
    // From there, what lies in the folder is beside the page.
    let with_slash = get(&certificate, &format!("{capitals}/"), "text/html").await;
    let expected = text(&plain).replace(&format!("\"{id}/"), "\"./");
    assert_eq!(text(&with_slash), expected);
    let file = get(&certificate, &format!("{capitals}/badge.png"), "").await;
    assert_eq!(file.status, StatusCode::OK);
}

#[tokio::test]
async fn programs_get_the_result_or_the_credential() {
    for (name, status) in [("valid_json", Status::Issued), ("revoked_json", Status::Revoked)] {
        let answer = get(&certificate(status), &path(), "application/json").await;
        let json: Value = serde_json::from_slice(&answer.body).unwrap();
        insta::with_settings!({sort_maps => true}, { insta::assert_json_snapshot!(name, json) });
    }
    let answer = get(&certificate(Status::Issued), &path(), "application/vc").await;
    assert_eq!(text(&answer), "Credential");
    assert_eq!(answer.headers["vary"], "Accept");
}

#[tokio::test]
async fn what_is_not_issued_cannot_be_told_from_what_is_not_there() {
    for accept in ["text/html", "application/json", "application/vc"] {
        for end in ["", "/certificate.pdf", "/credential.json", "/badge.png"] {
            let path = format!("{}{end}", path());
            let now = at("2026-12-01T00:00:00.000Z");
            let unknown = handler(None).handle(&request(&path, accept), now).await.0;
            assert_eq!(unknown.status, StatusCode::NOT_FOUND, "{path}");
            let malformed = handler(None).handle(&request("/certificates/x", accept), now).await.0;
            assert_eq!(format!("{malformed:?}"), format!("{unknown:?}"));
            for status in [Status::AwaitingName, Status::Drawn] {
                let answer = get(&certificate(status), &path, accept).await;
                assert_eq!(format!("{answer:?}"), format!("{unknown:?}"));
            }
        }
    }
    let mut never_issued = certificate(Status::Revoked);
    never_issued.issued_at = None;
    assert_eq!(get(&never_issued, &path(), "").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn documents_are_handed_out_as_long_as_they_stand() {
    for document in Document::ALL {
        let path = format!("{}/{}", path(), document.file_name());
        let answer = get(&certificate(Status::Issued), &path, "").await;
        assert_eq!((answer.status, text(&answer)), (StatusCode::OK, &*format!("{document:?}")));
        assert_eq!(answer.headers["content-type"], document.media_type());
        let revoked = get(&certificate(Status::Revoked), &path, "").await;
        // The credential leads to the status list, which says that it is revoked.
        let stays = document == Document::Credential;
        assert_eq!(revoked.status, if stays { StatusCode::OK } else { StatusCode::GONE });
    }
}

/// Somebody opens a certificate, its badge, the status list and the issuer's document, and tries
/// again after a 503.
struct Visit;

impl Scenario for Visit {
    /// The faults, and the answers by path.
    type World = (Faults, Mutex<BTreeMap<String, String>>);
    type End = BTreeMap<String, String>;

    fn world(&self, faults: Faults) -> Self::World {
        (faults, Mutex::default())
    }

    fn messages(&self) -> Vec<Delivery> {
        let paths = [path(), format!("{}/badge.png", path())];
        let paths = paths
            .into_iter()
            .chain(["/status-lists/0", "/.well-known/did.json"].map(str::to_owned));
        paths.map(|path| delivery(path.clone(), path)).collect()
    }

    async fn process(
        &self,
        (faults, answers): &Self::World,
        requests: &[Delivery],
        _: u32,
    ) -> Failed {
        let handler = handler_with(Some(certificate(Status::Issued)), faults);
        let mut failed = Failed::new();
        for it in requests {
            let request = request(&it.body, "application/json");
            let (answer, _) = handler.handle(&request, at("2026-12-01T00:00:00.000Z")).await;
            if answer.status == StatusCode::SERVICE_UNAVAILABLE {
                failed.insert(it.message_id.clone());
            } else {
                let seen = format!("{} {}", answer.status, text(&answer));
                answers.lock().unwrap().insert(it.body.clone(), seen);
            }
        }
        failed
    }

    async fn end(&self, (_, answers): &Self::World) -> Self::End {
        answers.lock().unwrap().clone()
    }
}

#[tokio::test]
async fn it_ends_the_same_whatever_call_fails() {
    insta::assert_snapshot!(matrix(&Visit).await, @"5 calls, 25 faults");
}

#[tokio::test]
async fn what_the_browser_has_is_not_sent_again() {
    let handler = handler(Some(certificate(Status::Issued)));
    let mut request = request(&format!("{}/badge.png", path()), "image/png");
    let now = at("2026-12-01T00:00:00.000Z");
    let first = handler.handle(&request, now).await.0;
    request.held = Some(first.headers["etag"].to_str().unwrap().to_owned());
    let answer = handler.handle(&request, at("2026-12-01T00:00:00.000Z")).await.0;
    assert_eq!((answer.status, answer.body.len()), (StatusCode::NOT_MODIFIED, 0));
}

#[tokio::test]
async fn verifiers_find_the_keys_and_the_lists() {
    let any = certificate(Status::Issued);
    for path in ["/.well-known/did.json", "/did.json", "/live/did.json"] {
        let answer = get(&any, path, "").await;
        assert_eq!(answer.headers["access-control-allow-origin"], "*");
        assert_eq!(answer.headers["cache-control"], "public, max-age=300");
        let document: Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(document["id"], "did:web:learn.example.com");
        assert_eq!(document["assertionMethod"].as_array().unwrap().len(), 1);
    }
    let list = get(&any, "/status-lists/0", "").await;
    assert_eq!((list.status, text(&list)), (StatusCode::OK, "{\"a\":1}"));
    assert_eq!(get(&any, "/status-lists/1", "").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn trouble_says_nothing_about_the_certificate() {
    let now = at("2026-12-01T00:00:00.000Z");
    let faults = Faults::default();
    let mut handler = handler_with(Some(certificate(Status::Issued)), &faults);
    faults.fail_next("GetItem", 1, Fault::Throttled);
    let answer = handler.handle(&request(&path(), "application/json"), now).await.0;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(text(&answer), r#"{"error":"unavailable"}"#);
    handler.documents = Memory::default().bucket("documents");
    let (lost, report) = handler.handle(&request(&format!("{}/badge.png", path()), ""), now).await;
    assert_eq!(report.error.as_deref(), Some("an issued certificate has no badge.png"));
    assert_eq!(lost.status, StatusCode::SERVICE_UNAVAILABLE, "it was issued, so it must be there");
}

#[tokio::test]
async fn it_can_only_be_read() {
    let now = at("2026-12-01T00:00:00.000Z");
    let handler = handler(Some(certificate(Status::Issued)));
    let mut asked = request(&path(), "");
    asked.method = Method::POST;
    let refused = handler.handle(&asked, now).await.0;
    assert_eq!(refused.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(refused.headers["allow"], "GET, HEAD");
    asked.method = Method::HEAD;
    let head = handler.handle(&asked, now).await.0;
    assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0));
}

#[tokio::test]
async fn the_log_tells_neither_the_certificate_nor_its_owner() {
    let now = at("2026-12-01T00:00:00.000Z");
    let faults = Faults::default();
    let handler = handler_with(Some(certificate(Status::Issued)), &faults);
    let mut names = vec![];
    for broken in [false, true] {
        faults.fail_next("GetItem", usize::from(broken), Fault::Throttled);
        let (answer, report) = handler.handle(&request(&path(), ""), now).await;
        assert_eq!((report.status, report.error.is_some()), (answer.status, broken));
        let line = report.to_metrics(now.into(), std::time::Duration::ZERO).to_line(now.into());
        let id = CertificateId::from_bytes(ID).to_string();
        for secret in [id.as_str(), NAME, "30411001"] {
            assert!(!line.contains(secret), "{secret} in {line}");
        }
        names.push(report.certificate);
    }
    assert_eq!(names[0], handler.log_key.of(&CertificateId::from_bytes(ID).to_string()));
    assert_eq!(names[0], names[1]);
}

fn any_status() -> impl Strategy<Value = Status> {
    use Status::{AwaitingName, Drawn, Issued, Revoked};
    proptest::sample::select(vec![AwaitingName, Drawn, Issued, Revoked])
}

proptest! {
    #[test]
    fn every_answer_is_guarded(
        status in any_status(),
        path in prop_oneof![
            Just(path()),
            Just(format!("{}/badge.png", path())),
            "(/[a-z.-]{0,12}){0,4}",
            "\\PC{0,40}",
        ],
        accept in "\\PC{0,40}",
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let answer = runtime.block_on(get(&certificate(status), &path, &accept));
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("x-robots-tag", "noindex, nofollow"),
            ("strict-transport-security", "max-age=63072000"),
        ] {
            prop_assert_eq!(&answer.headers[name], value);
        }
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        prop_assert!(policy.starts_with("default-src 'none'"));
        prop_assert!(!answer.headers.contains_key("set-cookie"));
        let about_it = path.contains("/certificates/");
        if about_it && matches!(status, Status::AwaitingName | Status::Drawn) {
            prop_assert_eq!(answer.status, StatusCode::NOT_FOUND);
        }
    }

    #[test]
    fn no_name_writes_html(name in "\\PC{0,30}[<>&\"']\\PC{0,30}") {
        let mut hostile = certificate(Status::Issued);
        hostile.snapshot.name = Some(name.clone());
        let view = View::of(hostile, at("2026-12-01T00:00:00.000Z")).unwrap();
        let issuer = Issuer::new("https://learn.example.com", "Example Ltd").unwrap();
        let speech = Speech::of(&Wish::default(), view.language.as_deref());
        let page = page::certificate(&view, &issuer, &speech, false).unwrap();
        let (_, rest) = page.split_once(r#"dir="auto" lang="de-DE">"#).unwrap();
        let (shown, _) = rest.split_once("</p>").unwrap();
        let unescaped = shown
            .replace("&#60;", "<")
            .replace("&#62;", ">")
            .replace("&#34;", "\"")
            .replace("&#39;", "'")
            .replace("&#38;", "&");
        prop_assert_eq!(unescaped, name);
        prop_assert!(!shown.contains(['<', '>', '"', '\'']));
    }
}
