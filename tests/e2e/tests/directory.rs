//! From ids to names: the real functions with a stand-in for ALM beside the stack.
#![expect(clippy::unwrap_used, reason = "tests panic")]

use std::collections::BTreeSet;

use milepost_alm_stand_in::{Company, report};
use milepost_directory::Content;
use milepost_e2e::command::{milepost, succeeded};
use milepost_e2e::lambda::{batch, invoke};
use milepost_e2e::stack::Stack;
use milepost_e2e::webhook::Sender;
use milepost_e2e::{logs, records};
use serde_json::{Value, json};

/// A change as `progress` publishes it.
fn change(user: &str, object: &str, instance: &str) -> String {
    let data = json!({
        "accountId": "1234", "userId": user, "loId": object, "loInstanceId": instance,
        "eventName": "COURSE_ENROLLMENT", "version": 1, "attempt": 1, "stateFrom": "not_started",
        "stateTo": "enrolled", "progressPercent": 0, "occurredAt": "2026-11-23T12:00:00.000Z",
        "changes": [{"type": "enrolled"}]
    });
    let event = json!({
        "specversion": "1.0", "id": "key", "source": "/milepost/progress", "data": data,
        "type": "milepost.enrollment.changed.v1", "subject": "1234#1#course:1_2",
        "time": "2026-11-23T12:00:00.000Z", "datacontenttype": "application/json"
    });
    event.to_string()
}

/// A thousand changes about 200 people, none of whom manages anybody, in 20 learning objects.
fn a_thousand_changes(company: &Company) -> Vec<String> {
    let managers: BTreeSet<_> =
        company.people().iter().filter_map(|person| person.manager.clone()).collect();
    let people: Vec<_> =
        company.people().iter().filter(|person| !managers.contains(&person.id)).take(200).collect();
    let objects: Vec<_> = company.learning_objects().iter().take(20).collect();
    assert_eq!((people.len(), objects.len()), (200, 20));
    let of = |index: usize| {
        let (person, object) = (people[index % 200], objects[index % 20]);
        let instance = object.instances.first().map_or("", |instance| &instance.id);
        change(&person.id, &object.id, instance)
    };
    (0..1_000).map(of).collect()
}

/// How many items of each kind the directory has.
async fn kinds(stack: &Stack, is_kind: impl Fn(&Content) -> bool) -> usize {
    records::directory(stack).await.values().filter(|content| is_kind(content)).count()
}

fn is_person(content: &Content) -> bool {
    matches!(content, Content::Person(_))
}

#[tokio::test]
async fn a_thousand_changes_about_200_people_take_six_requests() {
    let stack = Stack::up_with_alm();
    let alm = stack.alm();
    let changes = batch(a_thousand_changes(&Company::default()));
    let answer = invoke(&stack, stack.output("DirectoryFunction"), &changes).await;
    assert_eq!(answer, json!({"batchItemFailures": []}));
    let requests = (alm.requests("users").await, alm.requests("learningObjects").await);
    println!(
        "1,000 changes: {} users requests, {} learning-object requests",
        requests.0, requests.1
    );
    // Two for 200 people, one each for their managers and for the managers' managers, whom
    // notifications may go to as well; two for 20 learning objects.
    assert!(requests.0 <= 4 && requests.1 <= 2, "{requests:?}");
    assert!(kinds(&stack, is_person).await >= 200);
    assert_eq!(kinds(&stack, |it| matches!(it, Content::LearningObject(_))).await, 20);

    invoke(&stack, stack.output("DirectoryFunction"), &changes).await;
    let again = (alm.requests("users").await, alm.requests("learningObjects").await);
    assert_eq!(again, requests, "all of it is known");
    trouble_holds_up_nothing(&stack).await;
    nobody_is_named_in_the_logs(&stack).await;
}

/// Whatever ALM does, no message fails, and what is known stays known.
async fn trouble_holds_up_nothing(stack: &Stack) {
    let alm = stack.alm();
    alm.steer("tokens", &json!({"change": "revoke"})).await;
    alm.steer("tokens", &json!({"change": "expire"})).await;
    let before = kinds(stack, is_person).await;
    let stranger =
        batch([change("20410001", "course:1", "course:1_1"), change("nobody", "x", "y")]);
    let answer = invoke(stack, stack.output("DirectoryFunction"), &stranger).await;
    assert_eq!(answer, json!({"batchItemFailures": []}));
    assert_eq!(kinds(stack, is_person).await, before);
    let lines = logs::all(stack).await;
    let said = |what: &str| lines.iter().filter(|line| line.contains(what)).count();
    assert!(said("ALM refuses the refresh token") >= 1, "{lines:#?}");
    let counted = |line: &&String| {
        serde_json::from_str::<Value>(line)
            .is_ok_and(|line| line["AlmCredentialsRefused"].as_u64() > Some(0))
    };
    assert!(lines.iter().any(|line| counted(&line)), "the alarm has nothing to see");
}

async fn nobody_is_named_in_the_logs(stack: &Stack) {
    let lines = logs::all(stack).await;
    assert!(lines.iter().any(|line| line.contains(r#""function":"directory""#)), "it logs");
    let company = Company::default();
    let ids = company.people().iter().map(|person| person.id.as_str());
    let secrets = [milepost_alm_stand_in::CLIENT_SECRET, milepost_alm_stand_in::REFRESH_TOKEN];
    for text in company.personal_texts().chain(ids).chain(secrets) {
        let told = lines.iter().find(|line| line.contains(text));
        assert!(told.is_none(), "{text} is in {told:?}");
    }
}

fn envelope(name: &str, data: &Value) -> Value {
    json!({"eventId": name, "eventName": name, "timestamp": "2026-11-20T08:00:00.000Z", "data": data})
}

#[tokio::test]
async fn a_webhook_with_ids_is_shown_with_names_and_the_catalog_is_kept() {
    let stack = Stack::up_with_alm();
    let (sender, company) = (Sender::of(&stack), Company::default());
    let (person, object) =
        (company.person("20411002").unwrap(), company.learning_object("course:7542090").unwrap());
    let enrolled = json!({"userId": 20_411_002, "loId": object.id,
        "loInstanceId": object.instances[0].id, "loType": "course"});
    let lo = json!({"loId": object.id, "loType": "course"});
    let seats = json!({"loInstanceId": object.instances[0].id, "waitlistCount": 2,
        "enrollmentCount": 30, "seatLimit": 30});
    // One learner alone would need no column.
    let mut other = enrolled.clone();
    other["userId"] = json!(20_411_003);
    let both = [envelope("COURSE_ENROLLMENT", &enrolled), envelope("COURSE_ENROLLMENT", &other)];
    sender.post_events("1234", &both).await;
    stack.settle().await;
    let shown = succeeded(&milepost(&stack, &["enrollments"]));
    assert!(shown.contains(&person.name) && !shown.contains("20411002"), "{shown}");
    let ids = succeeded(&milepost(&stack, &["enrollments", "--ids"]));
    assert!(ids.contains("20411002") && !ids.contains(&person.name), "{ids}");
    let known = succeeded(&milepost(&stack, &["directory", "show", "20411002"]));
    let manager = company.person(person.manager.as_deref().unwrap()).unwrap();
    assert!(known.contains(&person.email) && known.contains(&manager.name), "{known}");

    let events = [envelope("LEARNING_OBJECT_MODIFICATION", &lo), envelope("CI_STATS", &seats)];
    sender.post_events("1234", &events).await;
    stack.settle().await;
    assert_eq!(kinds(&stack, |it| *it == Content::Changed { deleted: false }).await, 1);
    assert_eq!(kinds(&stack, |it| matches!(it, Content::Seats(_))).await, 1);
    nobody_is_named_in_the_logs(&stack).await;
}

/// Writes a report where the command can read it.
fn file(stack: &Stack, name: &str, report: &[u8]) -> String {
    let path = stack.directory().join(name);
    std::fs::write(&path, report).unwrap();
    path.to_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_company_can_start_with_its_reports_and_no_credentials() {
    let stack = Stack::up(&[]);
    let (sender, company) = (Sender::of(&stack), Company::default());
    let users = file(&stack, "users.csv", &report::users(&company).unwrap());
    let trainings = file(&stack, "trainings.csv", &report::trainings(&company).unwrap());
    let said = succeeded(&milepost(&stack, &["directory", "import", &users, &trainings]));
    assert!(said.contains("300 people, 40 learning objects"), "{said}");

    let person = company.person("20411002").unwrap();
    let mut manager = company.person(person.manager.as_deref().unwrap()).unwrap();
    let known = succeeded(&milepost(&stack, &["directory", "show", &person.email]));
    while let Some(above) = manager.manager.as_deref() {
        assert!(known.contains(&manager.name), "{} is missing: {known}", manager.name);
        manager = company.person(above).unwrap();
    }
    let enrolled = json!({"userId": 20_411_002, "loId": "course:7542090",
        "loInstanceId": "course:7542090_10423047", "loType": "course"});
    sender.post_events("1234", &[envelope("COURSE_ENROLLMENT", &enrolled)]).await;
    stack.settle().await;
    let shown = succeeded(&milepost(&stack, &["learner", "20411002"]));
    let title = &company.learning_object("course:7542090").unwrap().titles[0].1;
    assert!(shown.contains(&person.name) && shown.contains(title.as_str()), "{shown}");
    let lines = logs::all(&stack).await;
    let said = lines.iter().filter(|line| line.contains("alm.no_credentials")).count();
    assert_eq!(said, 1, "each function instance says so once");
    nobody_is_named_in_the_logs(&stack).await;
}
