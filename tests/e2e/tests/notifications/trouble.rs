//! What can be wrong with a recipient, a template or a provider: nothing is lost, everything can
//! be seen, and nobody else is delayed.

use std::collections::BTreeMap;
use std::time::Duration;

use milepost_domain::directory::Person;
use milepost_e2e::command::{milepost, succeeded};
use milepost_e2e::lambda::invoke;
use milepost_e2e::logs;
use milepost_e2e::mail::{mails, sandbox, short_messages, verify};
use milepost_e2e::records;
use milepost_e2e::stack::Stack;
use milepost_e2e::webhook::Sender;
use milepost_notification::item::NotificationItem;
use milepost_notification::policy::DEFAULT;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use crate::learner::{Learner, days_ago, post};

const PATIENCE: Duration = Duration::from_mins(1);

const HEALTHY: Learner = Learner("1");
const REJECTED: Learner = Learner("2");
const WITHOUT_ADDRESS: Learner = Learner("3");
const WITHOUT_MANAGER: Learner = Learner("4");
const OWN_MANAGER: Learner = Learner("5");
const UNKNOWN: Learner = Learner("6");

/// A template that looks right until somebody is at 90 percent.
const TREACHEROUS: &str = r#"
[templates.almost-complete.en]
subject = "{{ title or 'a course' }}"
body = "{% if percent == 90 %}{{ nothing }}{% endif %}"
reason = "Because."
sms = "-"
sms_short = "-"
"#;

fn person(id: &str, more: &Value) -> Person {
    let mut person = json!({"userId": id, "name": format!("Person {id}"), "state": "ACTIVE"});
    for (name, value) in more.as_object().into_iter().flatten() {
        person[name] = value.clone();
    }
    serde_json::from_value(person).unwrap()
}

fn people() -> Vec<Person> {
    vec![
        person("1", &json!({"email": "one@example.com", "managerId": "9"})),
        person("2", &json!({"email": "two@rejected.example", "managerId": "9"})),
        person("3", &json!({"managerId": "9"})),
        person("4", &json!({"email": "four@example.com"})),
        person("5", &json!({"email": "five@example.com", "managerId": "5"})),
        person("9", &json!({"email": "boss@example.com"})),
    ]
}

/// Rule, status and reason of each, by learner.
async fn seen(stack: &Stack) -> BTreeMap<String, Vec<String>> {
    let mut seen: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for NotificationItem { notification: it, .. } in records::notifications(stack).await {
        let reason =
            it.reason.as_ref().map_or_else(String::new, |it| format!(": {}", it.in_words()));
        let line = format!("{} {}{reason}", it.rule, it.status.as_str());
        seen.entry(it.about.user_id.as_str().to_owned()).or_default().push(line);
    }
    for it in seen.values_mut() {
        it.sort();
    }
    seen
}

#[tokio::test]
async fn nobody_is_forgotten_and_nobody_waits_for_another() {
    let stack = Stack::up(&["MailFrom=learning@example.com", "SmsEnabled=true"]);
    verify(&stack, "example.com").await;
    sandbox(&stack).await;
    let policy = format!("{DEFAULT}\n{TREACHEROUS}");
    records::put_object(&stack, "DocumentsBucket", "notifications/policy.toml", policy).await;
    records::put_people(&stack, people()).await;
    records::put_title(&stack, "course:7542090", "Fire safety").await;

    let all = [REJECTED, WITHOUT_ADDRESS, WITHOUT_MANAGER, OWN_MANAGER, UNKNOWN, HEALTHY];
    let at = days_ago(1);
    let events: Vec<Value> = all.iter().flat_map(|it| [it.progressed(at, 30)]).collect();
    let later = at.checked_add(jiff::Span::new().hours(1)).unwrap();
    let managers: Vec<Value> = all.iter().map(|it| it.progressed(later, 91)).collect();
    post(&Sender::of(&stack), &events).await;
    post(&Sender::of(&stack), &managers).await;
    stack.settle().await;
    let sent: Vec<String> = mails(&stack).await.into_iter().map(|it| it.to).collect();
    assert!(sent.contains(&"one@example.com".to_owned()), "{sent:?}");
    insta::assert_debug_snapshot!("seen_at_first", seen(&stack).await);

    // The directory learns of two of them; whom nobody manages has completed meanwhile.
    post(&Sender::of(&stack), &[WITHOUT_MANAGER.completed(days_ago(0))]).await;
    stack.settle().await;
    records::put_people(
        &stack,
        vec![
            person("3", &json!({"email": "three@example.com", "managerId": "9"})),
            person("6", &json!({"email": "six@example.com", "managerId": "9"})),
        ],
    )
    .await;
    records::make_due(&stack).await;
    let answer = invoke(&stack, stack.output("NotificationRetryFunction"), &json!({})).await;
    assert_eq!(answer["hasMore"], false);
    stack.settle().await;
    insta::assert_debug_snapshot!("seen_in_the_end", seen(&stack).await);

    let shown = succeeded(&milepost(&stack, &["notifications", "--user", "2", "--ids"]));
    assert!(shown.contains("rejected: MessageRejected"), "{shown}");
    let shown = succeeded(&milepost(&stack, &["notifications", "--user", "5", "--ids"]));
    assert!(shown.contains("the managers form a circle"), "{shown}");
    let waiting = succeeded(&milepost(&stack, &["notifications", "--ids"]));
    assert!(waiting.contains("a variable that is not known"), "{waiting}");
    samples_take_the_same_way(&stack).await;
    let lines = logs::all(&stack).await;
    for text in ["@example.com", "rejected.example", "Person ", "Fire safety", "+4930123456"] {
        let said = lines.iter().find(|line| line.contains(text));
        assert!(said.is_none(), "{text} is in {said:?}");
    }
}

async fn samples_take_the_same_way(stack: &Stack) {
    let (address, phone) = ("new@example.com", "+4930123456");
    let test = ["notify", "test", "--to", address, "--to", phone, "--language", "de"];
    succeeded(&milepost(stack, &test));
    let deadline = Instant::now() + PATIENCE;
    loop {
        stack.settle().await;
        let mails = mails(stack).await;
        let mail = mails.iter().find(|it| it.to == address);
        let short = short_messages(stack).await;
        if let (Some(mail), Some(short)) = (mail, short.get(phone)) {
            assert!(mail.subject.starts_with("[Test] Herzlichen"), "{}", mail.subject);
            assert!(short[0].contains("Glückwunsch"), "{short:?}");
            return;
        }
        assert!(Instant::now() < deadline, "the samples do not come");
        sleep(Duration::from_millis(200)).await;
    }
}
