//! The right day, and once more: completions that ALM tells of late, that expired long ago, and of
//! learners who take a training again.
#![expect(clippy::unwrap_used, reason = "tests panic")]

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use milepost_alm_stand_in::Company;
use milepost_certificate::{Certificate, Status};
use milepost_domain::{State, Time, View};
use milepost_e2e::mail::{mails, verify};
use milepost_e2e::records;
use milepost_e2e::stack::Stack;
use milepost_e2e::webhook::Sender;
use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

/// Told today of a completion of 2019.
const IMPORTED: &str = "20411031";
/// Told in the flat dialect, without a time.
const FLAT: &str = "20411014";
/// Completed, enrolled again, completed again.
const AGAIN: &str = "20411058";
/// Completed, begun again.
const OPEN: &str = "20411006";

const PATIENCE: Duration = Duration::from_mins(1);

/// So many hours ago, to the minute, as ALM writes dates in `data`.
fn hours_ago(hours: i64) -> Time {
    Time::from(Timestamp::now() - SignedDuration::from_hours(hours)).minute()
}

fn event(user: &str, name: &str, told: Time, more: &Value) -> Value {
    let mut data = json!({
        "userId": user, "loId": "course:7542090", "loInstanceId": "course:7542090_10423047",
    });
    data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({"eventId": format!("{name}-{user}-{told}"), "eventName": name, "timestamp": told, "data": data})
}

fn completed(user: &str, name: &str, told: Time, date: Time) -> Value {
    event(user, name, told, &json!({"dateCompleted": date, "hasPassed": true}))
}

async fn view(stack: &Stack, user: &str) -> View {
    let all = records::enrollments(stack).await;
    all.into_iter().find(|it| it.user_id.as_str() == user).unwrap().view
}

/// The learner's certificates, by their day, once so many are issued.
async fn certificates(stack: &Stack, user: &str, count: usize) -> Vec<Certificate> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let mut found = records::certificates(stack, user).await;
        if found.iter().filter(|it| it.issue_published).count() == count {
            stack.settle().await;
            found.sort_by_key(|it| it.snapshot.completed_at);
            assert!(found.iter().all(|it| it.status == Status::Issued), "{found:?}");
            return found;
        }
        assert!(Instant::now() < deadline, "{found:?}");
        sleep(Duration::from_millis(200)).await;
    }
}

async fn get(url: &str, accept: &str) -> Vec<u8> {
    let request = reqwest::Client::new().get(url).header("accept", accept);
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK, "{url}");
    answer.bytes().await.unwrap().to_vec()
}

/// Everything that is printed, without white space: as an address that is copied line by line.
fn printed(pdf: &[u8]) -> String {
    let mut command = Command::new("pdftotext");
    command.args(["-raw", "-", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(pdf).unwrap();
    let text = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    text.split_whitespace().collect()
}

#[tokio::test]
async fn everything_says_the_day_on_which_it_happened() {
    let stack = Stack::up_with_alm_and(&[
        "MailFrom=Learning <learning@example.com>",
        "CertificateValidDays=365",
    ]);
    verify(&stack, "example.com").await;
    let sender = Sender::of(&stack);
    let imported: Time = "2019-03-14T09:00:00Z".parse().unwrap();
    let (last_year, today) = (hours_ago(400 * 24), hours_ago(1));
    let began = json!({"progressPercent": 50, "dateStarted": hours_ago(6)});
    let before = [
        completed(AGAIN, "COURSE_COMPLETED", last_year, last_year),
        completed(OPEN, "COURSE_COMPLETED", last_year, last_year),
    ];
    sender.post_events("1234", &before).await;
    stack.settle().await;
    let events = [
        completed(IMPORTED, "COURSE_COMPLETED_BATCH", hours_ago(0), imported),
        event(AGAIN, "COURSE_ENROLLMENT_BATCH", hours_ago(48), &json!({})),
        completed(AGAIN, "COURSE_COMPLETED", today, today),
        completed(AGAIN, "COURSE_COMPLETED_BATCH", hours_ago(0), today),
        event(OPEN, "LEARNER_PROGRESS", hours_ago(5), &began),
    ];
    sender.post_events("1234", &events).await;
    let yesterday = hours_ago(26);
    let flat = json!({"eventName": "COURSE_COMPLETED", "accountId": "1234", "userId": FLAT,
        "loId": "course:7542090", "loInstanceId": "course:7542090_10423047",
        "dateCompleted": yesterday});
    assert_eq!(sender.post(flat.to_string()).await.0, StatusCode::ACCEPTED);
    stack.settle().await;

    an_import_is_no_news(&stack, imported).await;
    let [certificate] = &certificates(&stack, FLAT, 1).await[..] else { panic!("one") };
    assert_eq!(certificate.snapshot.completed_at, yesterday);
    once_more_is_a_certificate_of_its_own(&stack, last_year, today).await;
    let open = view(&stack, OPEN).await;
    assert_eq!((open.state, open.progress_percent), (State::InProgress, 50));
    assert_eq!((open.completed_at, open.previous_completed_at), (None, Some(last_year)));
    certificates(&stack, OPEN, 1).await;
}

/// Record, certificate, credential, page and PDF say 2019; the certificate has expired, and nobody
/// is congratulated.
async fn an_import_is_no_news(stack: &Stack, day: Time) {
    assert_eq!(view(stack, IMPORTED).await.completed_at, Some(day));
    let [certificate] = &certificates(stack, IMPORTED, 1).await[..] else { panic!("one") };
    assert_eq!(certificate.snapshot.completed_at, day);
    let url = format!("{}/certificates/{}", stack.output("CertificatesUrl"), certificate.id);
    let pdf = get(&format!("{url}/certificate.pdf"), "*/*").await;
    let text = printed(&pdf);
    assert!(text.contains(&url) && text.contains("2019"), "{text}");
    let result: Value = serde_json::from_slice(&get(&url, "application/json").await).unwrap();
    assert_eq!((&result["status"], &result["completedAt"]), (&json!("expired"), &json!(day)));
    let credential = get(&format!("{url}/credential.json"), "application/json").await;
    let credential: Value = serde_json::from_slice(&credential).unwrap();
    let from = credential["validFrom"].as_str().unwrap();
    let until = credential["validUntil"].as_str().unwrap();
    assert!(from.starts_with("2019-03-14") && until.starts_with("2020-03-13"), "{credential}");
    let address = Company::default().person(IMPORTED).unwrap().email.clone();
    let told = mails(stack).await;
    assert!(told.iter().all(|mail| mail.to != address), "{told:?}");
}

async fn once_more_is_a_certificate_of_its_own(stack: &Stack, last_year: Time, today: Time) {
    let again = view(stack, AGAIN).await;
    assert_eq!((again.state, again.completed_at), (State::Completed, Some(today)));
    assert_eq!((again.previous_completed_at, again.attempt), (Some(last_year), 2));
    let both = certificates(stack, AGAIN, 2).await;
    assert_eq!([0, 1].map(|it| both[it].snapshot.completed_at), [last_year, today]);
    assert_eq!((both[1].renews, both[0].renewed_by), (Some(both[0].id), Some(both[1].id)));
}
