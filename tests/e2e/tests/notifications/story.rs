//! One goes step by step, one jumps to the end, one stalls twice: each is told once, and so are
//! their managers, whatever comes again.

use std::collections::BTreeMap;
use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};

use jiff::{Timestamp, ToSpan as _};
use milepost_alm_stand_in::Company;
use milepost_contracts::{EventMessage, group_id};
use milepost_domain::{Event, Origin, Time};
use milepost_e2e::mail::{Mail, mails, short_messages, verify};
use milepost_e2e::stack::Stack;
use milepost_e2e::subscriber::Subscriber;
use milepost_e2e::sweep::sweep;
use milepost_e2e::webhook::Sender;
use milepost_e2e::{logs, records};
use milepost_notification::Status;
use milepost_notification::policy::DEFAULT;
use serde_json::Value;
use serde_json::value::to_raw_value;

use crate::learner::{ACCOUNT, Learner, days_ago, post};

/// Step by step.
const STEADY: Learner = Learner("20411031");
/// From 10 percent to the end.
const JUMPER: Learner = Learner("20411014");
/// Stalls, goes on, and stalls again.
const PAUSER: Learner = Learner("20411058");

const PHONE: &str = "+4930123456";

#[tokio::test]
async fn the_right_person_is_told_once() {
    let company = Company::default();
    let stack = Stack::up_with_alm_and(&[
        "MailFrom=Learning <learning@example.com>",
        "SmsEnabled=true",
        "IssuerName=Example Ltd",
    ]);
    verify(&stack, "example.com").await;
    put_policy(&stack, &company).await;
    let sender = Sender::of(&stack);
    let mut changes = Subscriber::of(&stack, "TransitionsTopicArn").await;
    let mut outcomes = Subscriber::of(&stack, "OutcomesTopicArn").await;
    let mut handed_over = Subscriber::of(&stack, "NotificationsTopicArn").await;

    // ALM is asked for names as soon as somebody is enrolled.
    let enrolled = [STEADY, JUMPER, PAUSER].map(|it| it.enrolled(days_ago(28)));
    post(&sender, &enrolled).await;
    stack.settle().await;

    let (steps, stalled, resumed) = events();
    post(&sender, &steps).await;
    post(&sender, std::slice::from_ref(&stalled)).await;
    stack.settle().await;
    assert_eq!(sweep(&stack).await["sent"], 1);
    stack.settle().await;
    post(&sender, std::slice::from_ref(&resumed)).await;
    stack.settle().await;
    assert_eq!(sweep(&stack).await["sent"], 1);
    stack.settle().await;

    let told = told(&stack).await;
    insta::assert_snapshot!(readable(&told, &company));
    let messages = short_messages(&stack).await;
    assert_eq!(messages.keys().collect::<Vec<_>>(), [PHONE]);
    insta::assert_snapshot!("short_messages", messages[PHONE].join("\n"));

    let all = [&enrolled[..], &steps, &[stalled, resumed]].concat();
    replay_events(&stack, &all).await;
    let news = [bodies(changes.by_id().await), bodies(outcomes.by_id().await)].concat();
    replay(&stack, "NotificationsQueueUrl", &news).await;
    let handed_over = bodies(handed_over.by_id().await);
    assert_eq!(handed_over.len(), told.len() + 2);
    let is_mail = |it: &&String| it.contains("\"channel\":\"email\"");
    let handed_over: Vec<String> = handed_over.iter().filter(is_mail).cloned().collect();
    replay(&stack, "EmailQueueUrl", &handed_over).await;
    sweep(&stack).await;
    stack.settle().await;
    assert_eq!(self::told(&stack).await, told, "nothing more");
    assert_eq!(short_messages(&stack).await, messages, "nothing more");

    let notifications = records::notifications(&stack).await;
    assert!(
        notifications.iter().all(|it| it.notification.status == Status::Sent),
        "{notifications:#?}"
    );
    nothing_personal_is_logged(&stack, &company, &told).await;
}

fn bodies(messages: &BTreeMap<String, Value>) -> Vec<String> {
    messages.values().map(Value::to_string).collect()
}

/// The steps of the first two, then what the third does before and after the first sweep.
fn events() -> (Vec<Value>, Value, Value) {
    let hour = |hours: i64| days_ago(9).checked_add(hours.hours()).unwrap();
    let steps = [10, 30, 55, 80, 92].into_iter().zip(1_i64..);
    let mut events: Vec<Value> =
        steps.map(|(percent, at)| STEADY.progressed(hour(at), percent)).collect();
    events.push(STEADY.completed(hour(6)));
    events.extend([JUMPER.progressed(hour(1), 10), JUMPER.completed(hour(2))]);
    (events, PAUSER.progressed(days_ago(25), 20), PAUSER.progressed(days_ago(20), 24))
}

/// The built-in policy, but managers are told of a stall on their phone, too.
async fn put_policy(stack: &Stack, company: &Company) {
    let manager = company.person(PAUSER.0).unwrap().manager.clone().unwrap();
    let stalled = "on = \"stalled\"\naudience = [\"manager\"]\nchannels = [\"email\"";
    assert!(DEFAULT.contains(stalled));
    let rules = DEFAULT.replace(stalled, &format!("{stalled}, \"sms\""));
    let policy = format!("{rules}\n[phones]\n{manager} = \"{PHONE}\"\n");
    records::put_object(stack, "DocumentsBucket", "notifications/policy.toml", policy).await;
}

/// All mails, in an order that does not depend on who was faster.
async fn told(stack: &Stack) -> Vec<Mail> {
    let mut mails = mails(stack).await;
    mails.sort();
    mails
}

/// The mails without what differs from day to day.
fn readable(mails: &[Mail], company: &Company) -> String {
    let mut text = String::new();
    for mail in mails {
        let to = company.people().iter().find(|it| it.email == mail.to).unwrap();
        let to = format!("{} ({})", to.name, to.locale);
        text += "To: ";
        text += &[&to, &mail.subject, "", &mail.text, "", ""].join("\n");
        assert!(mail.html.starts_with("<!DOCTYPE html>"));
    }
    without_days(&text)
}

/// Addresses of certificates and days in words differ each time.
fn without_days(text: &str) -> String {
    let is_certificate = |word: &str| word.contains("/certificates/");
    let lines = text.lines().map(|line| {
        let words = line.split(' ').map(|it| if is_certificate(it) { "<certificate>" } else { it });
        words.collect::<Vec<_>>().join(" ")
    });
    let mut text = lines.collect::<Vec<_>>().join("\n");
    let mut days = Vec::new();
    for (name, ago) in [("<25 days ago>", 25), ("<20 days ago>", 20), ("<9 days ago>", 9)] {
        // What happened hours after may be of the next day, and it is another day elsewhere.
        for day in [ago + 1, ago, ago - 1].map(|ago| day_of(days_ago(ago))) {
            for locale in ["en", "de-DE"] {
                let words = milepost_dates::long(day, &locale.parse().unwrap());
                let places = ["Berlin", "Istanbul", "Chicago"].map(|it| format!("{words} ({it})"));
                days.extend(places.into_iter().chain([words]).map(|words| (words, name)));
            }
        }
    }
    // The 5th is in the 15th.
    days.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
    for (words, name) in days {
        text = text.replace(&words, name);
    }
    text
}

fn day_of(at: Timestamp) -> jiff::civil::Date {
    jiff::tz::Offset::UTC.to_datetime(at).date()
}

/// Puts the events on the events queue again, each twice, in another order.
async fn replay_events(stack: &Stack, events: &[Value]) {
    let account = ACCOUNT.parse().unwrap();
    let message = |event: &Value| {
        let raw = to_raw_value(event).unwrap();
        let parsed = Event::parse(raw.get(), &account, Origin::Webhook).unwrap();
        let group = group_id(&parsed);
        let message = EventMessage::new(&parsed, raw, Time::from(Timestamp::now()));
        (group, message.to_body().unwrap())
    };
    let sent = events.iter().map(message).collect::<Vec<_>>();
    send_shuffled(stack, "EventsQueueUrl", &sent).await;
    stack.settle().await;
}

async fn replay(stack: &Stack, queue: &str, bodies: &[String]) {
    let sent: Vec<_> = bodies.iter().map(|body| ("replayed".to_owned(), body.clone())).collect();
    send_shuffled(stack, queue, &sent).await;
    stack.settle().await;
}

/// Sends each twice, in another order, as new messages.
async fn send_shuffled(stack: &Stack, queue: &str, messages: &[(String, String)]) {
    let sqs = aws_sdk_sqs::Client::new(&stack.sdk().await);
    let url = stack.output(queue);
    let mut twice: Vec<_> = messages.iter().chain(messages).enumerate().collect();
    twice.sort_by_key(|(turn, _)| BuildHasherDefault::<DefaultHasher>::default().hash_one(turn));
    for (turn, (group, body)) in twice {
        let call = sqs.send_message().queue_url(url).message_body(body);
        // The channels' queues are standard ones.
        let call = if queue == "EmailQueueUrl" {
            call
        } else {
            let deduplication_id = format!("again-{queue}-{turn}");
            call.message_group_id(group).message_deduplication_id(deduplication_id)
        };
        call.send().await.unwrap();
    }
}

async fn nothing_personal_is_logged(stack: &Stack, company: &Company, told: &[Mail]) {
    let lines = logs::all(stack).await;
    for (function, event) in [
        ("notifications", "batch.completed"),
        ("email", "batch.completed"),
        ("stall-detector", "sweep.done"),
    ] {
        let says = |line: &&String| line.contains(event) && line.contains(function);
        assert!(lines.iter().any(|line| says(&line)), "{function} does not log");
    }
    let ids = company.people().iter().map(|person| person.id.as_str());
    let bodies = told.iter().flat_map(|mail| mail.text.lines().chain([mail.subject.as_str()]));
    let bodies = bodies.filter(|line| line.len() > 20);
    for text in company.personal_texts().chain(ids).chain(bodies).chain([PHONE]) {
        let said = lines.iter().find(|line| line.contains(text));
        assert!(said.is_none(), "{text} is in {said:?}");
    }
}
