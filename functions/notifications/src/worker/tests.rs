mod world;

use std::collections::BTreeSet;

use milepost_harness::{Fault, Faults, Scenario, matrix};
use milepost_notification::{Audience, Channel, NOTIFICATION_RESUMED};
use milepost_runtime::batch::{Delivery, Failed};
use milepost_runtime::consumer::Each;
use milepost_runtime::secret::Secret;
use serde_json::{Value, json};

use super::*;
use world::{World, now};

fn worker(world: &World) -> Worker {
    Worker {
        notifications: world.notifications(),
        enrollments: world.enrollments(),
        directory: world.directory(),
        rules: CurrentRules::new(world.bucket(), world.notifications(), now),
        topic: world.topic(),
        certificates: Eligibility::default(),
        company: Company {
            name: "Example Ltd".to_owned(),
            time_zone: "Europe/Berlin".parse().unwrap(),
        },
        log_key: LogKey::new(&Secret::new("key")),
    }
}

/// A world that knows learner 7 with manager 8, and the course.
fn world() -> World {
    world_with(Faults::default())
}

fn world_with(faults: Faults) -> World {
    let world = untitled(faults);
    world.has_title("Fire safety");
    world
}

/// The same without the course.
fn without_title() -> World {
    untitled(Faults::default())
}

fn untitled(faults: Faults) -> World {
    let world = World::with_faults(faults);
    let email = |name: &str| format!("{}@example.com", name.to_lowercase());
    world.knows(json!({"userId": "7", "name": "Ana", "email": email("Ana"), "managerId": "8"}));
    world.knows(json!({"userId": "8", "name": "Bea", "email": email("Bea"), "locale": "de-DE"}));
    world
}

fn changed(user: &str, key: &str, changes: &Value) -> String {
    json!({
        "specversion": "1.0", "id": key.repeat(32), "source": "/milepost/progress", "subject": "s",
        "type": "milepost.enrollment.changed.v1", "time": "2026-11-24T07:00:00.000Z",
        "datacontenttype": "application/json",
        "data": {
            "accountId": "1", "userId": user, "loId": "course:1", "loInstanceId": "course:1_2",
            "loType": "course", "eventName": "LEARNER_PROGRESS", "version": 3, "attempt": 1,
            "stateFrom": "in_progress", "stateTo": "in_progress", "progressPercent": 92,
            "occurredAt": "2026-11-24T07:00:00.000Z", "changes": changes,
        },
    })
    .to_string()
}

fn milestones(user: &str, key: &str, percents: &[u8]) -> String {
    let milestone = |percent: &u8| json!({"type": "milestone", "percent": percent});
    changed(user, key, &percents.iter().map(milestone).collect())
}

fn stalled() -> String {
    changed("7", "aa", &json!([{"type": "stalled", "lastActivityAt": "2026-11-08T07:00:00.000Z"}]))
}

fn deliveries(bodies: &[String]) -> Vec<Delivery> {
    let delivery = |(place, body): (usize, &String)| Delivery {
        message_id: format!("m{place}"),
        receive_count: 1,
        group: Some(format!("g{place}")),
        body: body.clone(),
    };
    bodies.iter().enumerate().map(delivery).collect()
}

async fn work(world: &World, bodies: &[String]) -> Failed {
    milepost_harness::deliver(&Each(&worker(world)), &deliveries(bodies), || now().into()).await
}

fn resume(id: NotificationId) -> String {
    let event =
        milepost_notification::Resume { notification_id: id }.into_cloud_event(now(), now());
    assert_eq!(event.kind, NOTIFICATION_RESUMED);
    event.to_body().unwrap()
}

/// Rule, address and subject of what was published.
fn published(world: &World) -> Vec<(String, String, String)> {
    let of = |it: &milepost_notification::NotificationMessage| {
        let subject = it.content.subject.clone().unwrap_or_default();
        (it.rule.clone(), it.recipient.address.clone(), subject)
    };
    // Several are handed over at a time.
    let mut published: Vec<_> = world.published().iter().map(of).collect();
    published.sort();
    published
}

/// Rule, status and reason of what was written down.
fn written(world: &World) -> BTreeSet<(String, &'static str, Option<Reason>)> {
    let of = |it: Notification| (it.rule, it.status.as_str(), it.reason);
    world.written().into_iter().map(of).collect()
}

fn text(text: &str) -> String {
    text.to_owned()
}

#[tokio::test]
async fn a_message_says_what_channels_filter_by() {
    let world = world();
    work(&world, &[milestones("7", "aa", &[25])]).await;
    let [message] = world.messages().try_into().unwrap();
    let attributes = message.attributes.iter().map(|it| (it.name, it.value.as_str()));
    let expected = [("channel", "email"), ("audience", "learner"), ("severity", "info")];
    assert_eq!(attributes.collect::<Vec<_>>(), expected);
    assert_eq!(message.place, None, "the channels' topic has no order");
}

#[tokio::test]
async fn each_audience_is_told_in_its_language() {
    let world = world();
    assert_eq!(work(&world, &[milestones("7", "aa", &[25, 50, 75, 90])]).await, Failed::new());
    assert_eq!(
        published(&world),
        [
            (
                text("almost-complete-at-90"),
                text("bea@example.com"),
                text("Ana hat „Fire safety“ fast abgeschlossen")
            ),
            (
                text("encourage-at-25"),
                text("ana@example.com"),
                text("25% of “Fire safety” is done")
            ),
        ]
    );
    let managers = world.published().into_iter().find(|it| it.audience == Audience::Manager);
    let managers = managers.unwrap();
    assert_eq!(managers.channel, Channel::Email);
    assert_eq!(managers.recipient.user_id, Some("8".parse().unwrap()));
}

#[tokio::test]
async fn what_comes_again_is_told_once() {
    let world = world();
    let bodies = [milestones("7", "aa", &[25]), milestones("7", "bb", &[50])];
    for _ in 0..3 {
        assert_eq!(work(&world, &bodies).await, Failed::new());
    }
    assert_eq!(published(&world).len(), 2);
}

#[tokio::test]
async fn the_same_in_two_messages_of_one_batch_is_told_once() {
    let world = world();
    let body = milestones("7", "aa", &[25]);
    assert_eq!(work(&world, &[body.clone(), body]).await, Failed::new());
    let written = written(&world);
    assert_eq!(written.len(), 1, "{written:?}");
}

#[tokio::test]
async fn whoever_cannot_be_reached_is_waited_for_and_delays_nobody() {
    let world = world();
    world.knows(json!({"userId": "9", "name": "Cem", "managerId": "8"}));
    world.knows(json!({"userId": "10", "name": "Dea", "email": "dea@example.com"}));
    world
        .knows(json!({"userId": "11", "name": "Eli", "email": "e@example.com", "managerId": "11"}));
    let unreached = [
        ("9", 25, "pending", Reason::NoAddress),
        ("10", 90, "pending", Reason::NoManager { circle: false }),
        ("11", 90, "pending", Reason::NoManager { circle: true }),
        ("404", 25, "pending", Reason::UnknownPerson),
    ];
    let mut bodies: Vec<String> =
        unreached.iter().map(|(user, percent, ..)| milestones(user, "aa", &[*percent])).collect();
    bodies.push(milestones("7", "aa", &[25]));
    assert_eq!(work(&world, &bodies).await, Failed::new());
    assert_eq!(published(&world).len(), 1);
    let expected = unreached.into_iter().map(|(_, percent, status, reason)| {
        let rule = if percent == 25 { "encourage-at-25" } else { "almost-complete-at-90" };
        (text(rule), status, Some(reason))
    });
    let reached = (text("encourage-at-25"), "published", None);
    assert_eq!(written(&world), expected.chain([reached]).collect());
}

#[tokio::test]
async fn what_waits_goes_on_once_the_directory_knows() {
    let world = world();
    assert_eq!(work(&world, &[milestones("404", "aa", &[25])]).await, Failed::new());
    let id = world.written()[0].id;
    assert_eq!(work(&world, &[resume(id)]).await, Failed::new());
    assert_eq!(published(&world).len(), 0);
    world.knows(json!({"userId": "404", "email": "late@example.com"}));
    for _ in 0..2 {
        assert_eq!(work(&world, &[resume(id)]).await, Failed::new());
    }
    assert_eq!(published(&world).len(), 1);
    let unknown = "ff".repeat(32).parse().unwrap();
    assert_eq!(work(&world, &[resume(unknown)]).await, Failed::new());
}

#[tokio::test]
async fn a_stall_that_is_over_pages_nobody() {
    for (state, last_activity, is_told) in [
        ("stalled", "2026-11-08T07:00:00.000Z", true),
        ("stalled", "2026-11-09T07:00:00.000Z", false),
        ("in_progress", "2026-11-24T07:00:00.000Z", false),
    ] {
        let world = world();
        world.stands("7", json!({"state": state, "lastActivityAt": last_activity}));
        assert_eq!(work(&world, &[stalled()]).await, Failed::new());
        assert_eq!(published(&world).len(), usize::from(is_told), "{state}");
        let outdated = (text("stalled"), "failed", Some(Reason::Outdated));
        assert_eq!(written(&world).contains(&outdated), !is_told, "{state}");
    }
}

#[tokio::test]
async fn what_was_overtaken_while_it_waited_is_not_told() {
    let world = world();
    for user in ["7", "404"] {
        world.stands(user, json!({"state": "completed"}));
    }
    // As it comes it is told: the learner was there when it was sent.
    assert_eq!(work(&world, &[milestones("7", "aa", &[25])]).await, Failed::new());
    assert_eq!(published(&world).len(), 1);
    assert_eq!(work(&world, &[milestones("404", "aa", &[90])]).await, Failed::new());
    let id = |world: &World| {
        world.written().into_iter().find(|it| it.status == Status::Pending).unwrap().id
    };
    world.knows(json!({"userId": "404", "email": "late@example.com", "managerId": "8"}));
    assert_eq!(work(&world, &[resume(id(&world))]).await, Failed::new());
    assert_eq!(published(&world).len(), 1);
    let outdated = (text("almost-complete-at-90"), "failed", Some(Reason::Outdated));
    assert!(written(&world).contains(&outdated));
}

#[tokio::test]
async fn a_template_with_an_error_is_told_once_it_is_corrected() {
    let world = world();
    let treacherous = "version = 1\n[[rules]]\nname = \"first\"\non = \"milestone\"\n\
        audience = [\"learner\"]\nchannels = [\"email\"]\ntemplate = \"words\"\n\
        [templates.words.en]\nsubject = \"{{ title or 'it' }}\"\nreason = \"Because.\"\n\
        body = \"{% if percent == 90 %}{{ nothing }}{% endif %}\"\nsms = \"-\"\nsms_short = \"-\"\n";
    world.has_policy(treacherous);
    assert_eq!(work(&world, &[milestones("7", "aa", &[90])]).await, Failed::new());
    let notification = world.written().remove(0);
    assert!(matches!(notification.reason, Some(Reason::Template { .. })), "{notification:?}");
    assert!(notification.due_at.is_some(), "retried");
    world.has_policy(&treacherous.replace("nothing", "title"));
    assert_eq!(work(&world, &[resume(notification.id)]).await, Failed::new());
    assert_eq!(published(&world), [(text("first"), text("ana@example.com"), text("Fire safety"))]);
}

#[tokio::test]
async fn a_chain_that_comes_back_ends() {
    let world = world();
    world
        .knows(json!({"userId": "8", "name": "Bea", "email": "bea@example.com", "managerId": "7"}));
    world.has_policy(
        "version = 1\n[[rules]]\nname = \"up\"\non = \"stalled\"\n\
         audience = [\"manager\", \"managers_manager\"]\nchannels = [\"email\"]\n\
         template = \"stalled\"\n",
    );
    assert_eq!(work(&world, &[stalled()]).await, Failed::new());
    let subject = text("Ana has paused “Fire safety” for 16 days");
    assert_eq!(published(&world), [(text("up"), text("bea@example.com"), subject)]);
    let circle = Some(Reason::NoManager { circle: true });
    assert!(written(&world).contains(&(text("up"), "pending", circle)));
}

#[tokio::test]
async fn one_person_in_two_parts_is_told_once() {
    let world = world();
    world.has_policy(
        "version = 1\n[[rules]]\nname = \"both\"\non = \"started\"\n\
         audience = [\"manager\", \"team:hr\"]\nchannels = [\"email\", \"sms\"]\n\
         template = \"welcome\"\n[teams.hr]\n\
         members = [{ email = \"Bea@example.com\", phone = \"+4930123456\" }]\n",
    );
    let body = changed("7", "aa", &json!([{"type": "started"}]));
    for _ in 0..2 {
        assert_eq!(work(&world, std::slice::from_ref(&body)).await, Failed::new());
    }
    let addresses: Vec<String> = published(&world).into_iter().map(|it| it.1).collect();
    assert_eq!(addresses, ["+4930123456", "bea@example.com"]);
    let written = written(&world);
    assert!(written.contains(&(text("both"), "failed", Some(Reason::ToldAlready))));
    assert!(written.contains(&(text("both"), "failed", Some(Reason::NoPhone))));
}

#[tokio::test]
async fn old_news_is_written_down_and_not_told() {
    let world = world();
    let body = milestones("7", "aa", &[25]).replace("2026-11-24T07", "2026-10-24T07");
    assert_eq!(work(&world, &[body]).await, Failed::new());
    assert_eq!(published(&world), []);
    let old = (text("encourage-at-25"), "failed", Some(Reason::TooOld));
    assert_eq!(written(&world), BTreeSet::from([old]));
}

#[tokio::test]
async fn a_title_is_waited_for() {
    let world = without_title();
    assert_eq!(work(&world, &[milestones("7", "aa", &[25])]).await, Failed::new());
    let waiting = (text("encourage-at-25"), "pending", Some(Reason::UnknownTitle));
    assert_eq!(written(&world), BTreeSet::from([waiting]));
}

#[tokio::test]
async fn what_is_none_of_ours_fails_alone() {
    let world = world();
    let failed = work(&world, &[text("{}"), milestones("7", "aa", &[25])]).await;
    assert_eq!(failed, Failed::from([text("m0")]));
    assert_eq!(published(&world).len(), 1);
}

/// A milestone that two people are told of.
struct Milestone;

impl Scenario for Milestone {
    type World = World;
    /// What was written down, and who was told what: twice only if nobody could know.
    type End =
        (BTreeSet<(String, &'static str, Option<Reason>)>, BTreeSet<(String, String, String)>);

    fn world(&self, faults: Faults) -> World {
        world_with(faults)
    }

    fn messages(&self) -> Vec<Delivery> {
        deliveries(&[milestones("7", "aa", &[25, 90])])
    }

    /// What is due is sent again as `notification-retry` does it.
    async fn process(&self, world: &World, batch: &[Delivery], receive: u32) -> Failed {
        let failed = milepost_harness::deliver(&Each(&worker(world)), batch, || now().into()).await;
        if receive > 1 {
            let due = world.written().into_iter().map(|it| resume(it.id));
            work(world, &due.collect::<Vec<_>>()).await;
        }
        failed
    }

    async fn end(&self, world: &World) -> Self::End {
        let due = world.written().into_iter().map(|it| resume(it.id));
        work(world, &due.collect::<Vec<_>>()).await;
        (written(world), published(world).into_iter().collect())
    }
}

#[tokio::test(start_paused = true)]
async fn it_ends_the_same_whatever_call_fails() {
    insta::assert_snapshot!(matrix(&Milestone).await, @"9 calls, 45 faults");
}

/// Only whoever dies after publishing, or cannot hear of it, publishes again.
#[tokio::test(start_paused = true)]
async fn it_is_published_twice_only_if_nobody_could_know() {
    let calls = matrix(&Milestone).await.calls;
    for (at, call) in calls.iter().enumerate() {
        for fault in Fault::ALL {
            let world = world();
            world.faults.fail_at(at, fault);
            let messages = Milestone.messages();
            world.faults.run(Milestone.process(&world, &messages, 1)).await;
            Milestone.process(&world, &messages, 2).await;
            let count = published(&world).len();
            let may_repeat = matches!(*call, "PublishBatch" | "PutItem");
            assert!((2..=4).contains(&count) && (count == 2 || may_repeat), "{fault:?} at {call}");
        }
    }
}
