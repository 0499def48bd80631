//! From a completion to a certificate that anyone can verify, and to one that nobody can any
//! more: the real functions with a stand-in for ALM beside the stack.
#![expect(clippy::expect_used, clippy::unwrap_used, reason = "tests panic")]

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use milepost_alm_stand_in::Company;
use milepost_certificate::item::{CertificateItem, expires_pk};
use milepost_certificate::{Certificate, CertificateId, Status};
use milepost_domain::Time;
use milepost_e2e::command::{milepost, succeeded};
use milepost_e2e::lambda::{batch, invoke};
use milepost_e2e::stack::Stack;
use milepost_e2e::subscriber::Subscriber;
use milepost_e2e::sweep::sweep;
use milepost_e2e::webhook::Sender;
use milepost_e2e::{logs, records};
use milepost_verifiers::{Verdict, Verifier};
use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

const USER: &str = "20411006";
const PROGRAM: &str = "learningProgram:157165";
const PATIENCE: Duration = Duration::from_mins(1);

fn event(id: &str, name: &str, time: &str) -> Value {
    let data = json!({
        "userId": USER.parse::<u64>().unwrap(), "loId": PROGRAM,
        "loInstanceId": "learningProgram:157165_148769", "loType": "learningProgram",
        "enrollmentSource": "SELF_ENROLL", "hasPassed": true,
    });
    json!({"eventId": id, "eventName": name, "timestamp": time, "data": data})
}

/// The learner's certificates, oldest first, once so many are in these states.
async fn certificates(stack: &Stack, states: &[Status]) -> Vec<Certificate> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let mut found = records::certificates(stack, USER).await;
        found.sort_by_key(|certificate| certificate.drawn_at);
        let told = found.iter().all(|it| match it.status {
            Status::Revoked => it.revocation_published,
            _ => it.issue_published,
        });
        if told && found.iter().map(|it| it.status).eq(states.iter().copied()) {
            stack.settle().await;
            return found;
        }
        assert!(Instant::now() < deadline, "{found:?} instead of {states:?}");
        sleep(Duration::from_millis(200)).await;
    }
}

struct Public(String);

impl Public {
    async fn get(&self, path: &str, accept: &str) -> (StatusCode, Vec<u8>) {
        let call = reqwest::Client::new().get(format!("{}{path}", self.0)).header("accept", accept);
        let answer = call.send().await.unwrap();
        (answer.status(), answer.bytes().await.unwrap().to_vec())
    }

    async fn ok(&self, path: &str, accept: &str) -> Vec<u8> {
        let (status, body) = self.get(path, accept).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        body
    }

    async fn json(&self, path: &str) -> Value {
        serde_json::from_slice(&self.ok(path, "application/json").await).unwrap()
    }

    async fn status(&self, path: &str) -> StatusCode {
        self.get(path, "text/html").await.0
    }

    /// What a verifier loads. It resolves did:web with https, whatever the port.
    async fn web(&self, credential: &Value) -> Value {
        let list = credential["credentialStatus"]["statusListCredential"].as_str().unwrap();
        let path = list.strip_prefix(&self.0).unwrap();
        let keys = self.0.replace("http://", "https://") + "/did.json";
        json!({list: self.json(path).await, keys: self.json("/did.json").await})
    }
}

/// What each verifier says of a credential.
fn judge(credential: &Value, web: &Value) -> [Verdict; 2] {
    let request = json!({"credential": credential, "documents": web});
    Verifier::ALL.map(|verifier| verifier.judge(std::slice::from_ref(&request)).remove(0))
}

/// What is said of a baked badge.
fn judge_badge(badge: &[u8], web: &Value) -> Verdict {
    let request = json!({"badge": BASE64_STANDARD.encode(badge), "documents": web});
    Verifier::OpenBadgesLib.judge(&[request]).remove(0)
}

fn text_of(pdf: &[u8]) -> String {
    String::from_utf8(piped("pdftotext", &["-raw", "-", "-"], pdf)).unwrap()
}

/// The only file in it. Its reader wants to go back and forth in it, so it needs one of its own.
fn attached_to(pdf: &[u8], id: CertificateId) -> Value {
    let file = std::env::temp_dir().join(format!("{id}.pdf"));
    fs::write(&file, pdf).unwrap();
    let name = file.to_str().unwrap();
    let arguments = ["-savefile", "credential.json", "-o", "/dev/stdout", name];
    let attached = piped("pdfdetach", &arguments, &[]);
    fs::remove_file(&file).unwrap();
    serde_json::from_slice(&attached).unwrap()
}

/// What a program of poppler-utils writes about this.
fn piped(program: &str, arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("poppler-utils");
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap().stdout
}

#[tokio::test]
async fn a_completion_is_certified_once_and_only_as_long_as_it_stands() {
    let stack = Arc::new(Stack::up_with_alm());
    let public = Public(stack.output("CertificatesUrl").to_owned());
    let mut outcomes = Subscriber::of(&stack, "OutcomesTopicArn").await;
    let sender = Sender::of(&stack);
    let enrolled = event("e1", "LEARNING_PATH_ENROLLMENT", "2026-11-16T09:10:25.000Z");
    let completed = event("e2", "LEARNING_PATH_COMPLETED", "2026-11-19T14:02:37.000Z");
    sender.post_events("1234", &[enrolled, completed]).await;
    let first = certificates(&stack, &[Status::Issued]).await.remove(0);

    anyone_can_verify_it(&public, &first).await;
    redelivered_fifty_times_it_stays_one(&stack, &first).await;
    assert_eq!(outcomes.by_id().await.len(), 1);

    let rollback = event("e3", "LEARNING_PATH_COMPLETION_ROLLBACK", "2026-11-20T09:30:10.000Z");
    sender.post_events("1234", &[rollback]).await;
    certificates(&stack, &[Status::Revoked]).await;
    nobody_can_verify_it_any_more(&public, &first).await;

    let again = event("e4", "LEARNING_PATH_COMPLETED", "2026-11-21T10:00:00.000Z");
    sender.post_events("1234", &[again]).await;
    let both = certificates(&stack, &[Status::Revoked, Status::Issued]).await;
    assert_eq!(both[0].id, first.id);
    anyone_can_verify_it(&public, &both[1]).await;
    nobody_can_verify_it_any_more(&public, &both[0]).await;
    let third = an_operator_reissues_it(&stack, &both[1]).await;
    anyone_can_verify_it(&public, &third).await;
    nobody_can_verify_it_any_more(&public, &both[1]).await;
    let fourth = an_operator_renews_it(&stack, &third).await;
    anyone_can_verify_it(&public, &third).await;
    anyone_can_verify_it(&public, &fourth).await;
    an_operator_revokes_it(&stack, &third).await;
    nobody_can_verify_it_any_more(&public, &third).await;
    the_sweep_reminds_before_it_expires(&stack, &fourth).await;

    let told = outcomes.by_id().await;
    let ids = [&first, &both[1], &third, &fourth].map(|it| it.id.to_string());
    let expected = ids[..3].iter().flat_map(|id| [format!("{id}-issued"), format!("{id}-revoked")]);
    let of_fourth = [format!("{}-issued", fourth.id), format!("{}-expiring", fourth.id)];
    assert_eq!(told.len(), 8, "{told:#?}");
    assert!(expected.chain(of_fourth).all(|id| told.contains_key(&id)), "{told:#?}");
    nobody_is_named_in_the_logs(&stack, &ids).await;
}

async fn anyone_can_verify_it(public: &Public, certificate: &Certificate) {
    let company = Company::default();
    let name = &company.person(USER).unwrap().name;
    let title = certificate.snapshot.title.as_deref().unwrap();
    assert!(company.learning_object(PROGRAM).unwrap().titles.iter().any(|(_, it)| it == title));
    let path = format!("/certificates/{}", certificate.id);
    let page = async |path: &str| String::from_utf8(public.ok(path, "text/html").await).unwrap();
    let english = page(&format!("{path}?lang=en")).await;
    assert!(english.contains("<h1>Valid</h1>") && english.contains(name.as_str()), "{english}");
    // The learner's zone, or the company's until ALM's codes are known.
    let snapshot = &certificate.snapshot;
    assert!(snapshot.time_zone.is_some());
    let day = snapshot.day(snapshot.completed_at);
    assert!(english.contains(&format!("datetime=\"{}\"", day.date)), "{english}");
    let typed = format!("/certificates/{}/", certificate.id.to_string().to_uppercase());
    let german = page(&format!("{typed}?lang=de")).await;
    assert!(german.contains("<h1>Gültig</h1>"), "{german}");
    let result = public.json(&path).await;
    assert_eq!((&result["status"], &result["name"]), (&json!("valid"), &json!(name)));

    let pdf = public.ok(&format!("{path}/certificate.pdf"), "*/*").await;
    let printed = text_of(&pdf);
    assert!(printed.contains(name.as_str()) && printed.contains(title), "{printed}");
    let credential = public.json(&format!("{path}/credential.json")).await;
    let web = public.web(&credential).await;
    for verdict in judge(&credential, &web) {
        assert!(verdict.is_valid(), "{verdict}");
    }
    assert_eq!(attached_to(&pdf, certificate.id), credential);
    let badge = public.ok(&format!("{path}/badge.png"), "image/png").await;
    let verdict = judge_badge(&badge, &web);
    assert!(verdict.is_valid(), "{verdict}");
    assert_eq!(verdict.credential.as_ref(), Some(&credential));

    let mut forged = credential;
    forged["credentialSubject"]["identifier"][0]["identityHash"] = json!("Somebody Else");
    for verdict in judge(&forged, &web) {
        assert!(!verdict.verified && verdict.error.is_some(), "{verdict:?}");
    }
}

async fn nobody_can_verify_it_any_more(public: &Public, certificate: &Certificate) {
    let path = format!("/certificates/{}", certificate.id);
    let page = public.ok(&format!("{path}?lang=en"), "text/html").await;
    let page = String::from_utf8(page).unwrap();
    assert!(page.contains("<h1>Revoked</h1>"), "{page}");
    assert_eq!(public.status(&format!("{path}/certificate.pdf")).await, StatusCode::GONE);
    assert_eq!(public.status(&format!("{path}/badge.png")).await, StatusCode::GONE);
    let credential = public.json(&format!("{path}/credential.json")).await;
    let web = public.web(&credential).await;
    for verdict in judge(&credential, &web) {
        assert!(verdict.verified && verdict.revoked == Some(true), "{verdict:?}");
    }
}

/// What `progress` published is delivered again and again, straight to the function.
async fn redelivered_fifty_times_it_stays_one(stack: &Arc<Stack>, first: &Certificate) {
    let before = records::objects(stack, "DocumentsBucket").await;
    let history = records::history(stack).await;
    let row = history.iter().find(|row| row.key.event_key == first.completion).unwrap();
    let message = records::message(row).unwrap();
    let mut delivery = batch([message]);
    delivery["Records"][0]["attributes"]["MessageGroupId"] = json!("1234#group");
    let mut deliveries = JoinSet::new();
    for _ in 0..50 {
        let (stack, delivery) = (Arc::clone(stack), delivery.clone());
        deliveries.spawn(async move {
            invoke(&stack, stack.output("CertificatesFunction"), &delivery).await
        });
    }
    while let Some(answer) = deliveries.join_next().await {
        assert_eq!(answer.unwrap(), json!({"batchItemFailures": []}));
    }
    let after = records::certificates(stack, USER).await;
    assert_eq!(after.iter().map(|it| it.id).collect::<Vec<_>>(), [first.id]);
    assert_eq!(records::objects(stack, "DocumentsBucket").await, before);
    assert_eq!(before.len(), 3, "{:?}", before.keys());
}

async fn an_operator_reissues_it(stack: &Stack, old: &Certificate) -> Certificate {
    let id = old.id.to_string();
    let words = ["certificate", "reissue", &id, "--comment", "a new surname", "--yes"];
    succeeded(&milepost(stack, &words));
    let states = [Status::Revoked, Status::Revoked, Status::Issued];
    let new = certificates(stack, &states).await.pop().unwrap();
    assert_eq!(new.replaces, Some(old.id));
    new
}

async fn an_operator_renews_it(stack: &Stack, old: &Certificate) -> Certificate {
    let id = old.id.to_string();
    let words = ["certificate", "renew", &id, "--completed-on", "2026-11-30"];
    succeeded(&milepost(stack, &[&words[..], &["--reason", "passed on site", "--yes"]].concat()));
    let states = [Status::Revoked, Status::Revoked, Status::Issued, Status::Issued];
    let mut found = certificates(stack, &states).await;
    let (new, old) = (found.pop().unwrap(), found.pop().unwrap());
    assert_eq!((new.renews, old.renewed_by), (Some(old.id), Some(new.id)));
    let listed = succeeded(&milepost(stack, &["certificate", "list", "--user", USER]));
    assert!(found.iter().chain([&old, &new]).all(|it| listed.contains(&it.id.to_string())));
    new
}

/// As if it were valid for ten more days: the stack's certificates are valid for ever.
async fn the_sweep_reminds_before_it_expires(stack: &Stack, certificate: &Certificate) {
    let until = Time::from(jiff::Timestamp::now()).plus_minutes(10 * 24 * 60);
    let mut expiring = records::certificates(stack, USER).await;
    expiring.retain(|it| it.id == certificate.id);
    let mut expiring = expiring.remove(0);
    expiring.snapshot.valid_until = Some(until);
    let item = serde_json::to_value(CertificateItem::new(expiring, 100)).unwrap();
    records::put_item(stack, "CertificatesTable", item).await;
    let day = json!({"pk": expires_pk(&until.day()), "sk": certificate.id});
    records::put_item(stack, "CertificatesTable", day).await;
    for _ in 0..2 {
        sweep(stack).await;
    }
    let deadline = Instant::now() + PATIENCE;
    let is_reminded = |it: &Certificate| it.id == certificate.id && it.reminder_published;
    while !records::certificates(stack, USER).await.iter().any(is_reminded) {
        assert!(Instant::now() < deadline, "nobody was reminded");
        sleep(Duration::from_millis(200)).await;
    }
    stack.settle().await;
}

async fn an_operator_revokes_it(stack: &Stack, certificate: &Certificate) {
    let id = certificate.id.to_string();
    let words = ["certificate", "revoke", &id, "--comment", "handed out by mistake", "--yes"];
    succeeded(&milepost(stack, &words));
    let states = [Status::Revoked, Status::Revoked, Status::Revoked, Status::Issued];
    certificates(stack, &states).await;
    let shown = succeeded(&milepost(stack, &["certificate", "show", &id]));
    assert!(shown.contains("handed out by mistake"), "{shown}");
}

async fn nobody_is_named_in_the_logs(stack: &Stack, ids: &[String]) {
    let lines = logs::all(stack).await;
    assert!(lines.iter().any(|line| line.contains("verification.answered")), "it logs");
    let company = Company::default();
    let people = company.people().iter().map(|person| person.id.as_str());
    for text in company.personal_texts().chain(people).chain(ids.iter().map(String::as_str)) {
        let told = lines.iter().find(|line| line.contains(text));
        assert!(told.is_none(), "{text} is in {told:?}");
    }
}
