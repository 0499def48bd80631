//! `catalog` while its calls to `DynamoDB` fail: whatever goes wrong, after redelivery the
//! directory's table holds what it holds after a calm run.
//!
//! The worker runs in this process, behind the proxy that lets calls go wrong.
#![expect(clippy::unwrap_used, reason = "tests panic")]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{Credentials, SharedCredentialsProvider};
use catalog::Worker;
use jiff::Timestamp;
use milepost_contracts::{CatalogChanged, ItemKey};
use milepost_directory::DirectoryTable;
use milepost_domain::{Event, Origin};
use milepost_faults::aws::{Item, Names, StandIn};
use milepost_faults::call::Attempt;
use milepost_faults::fault::{Fault, Inject};
use milepost_faults::lambda::DIRECTORY;
use milepost_faults::proxy::Proxy;
use milepost_harness::deliver;
use milepost_runtime::batch::Delivery;
use milepost_store::Table;
use serde_json::{Value, json};

/// Something goes wrong with the first calls; with none from then on.
struct Trouble {
    fault: Option<Fault>,
    calls: AtomicUsize,
    of_these: usize,
}

impl Inject for Trouble {
    fn fault(&self, _: &Attempt) -> Option<Fault> {
        let number = self.calls.fetch_add(1, Ordering::Relaxed);
        self.fault.filter(|_| number < self.of_these)
    }

    async fn kill(&self, _: &Attempt) {}
}

/// What is left when everything was delivered.
#[derive(Debug)]
struct End {
    items: BTreeMap<ItemKey, Item>,
    deliveries: usize,
    calls: usize,
}

/// Delivers these events until none fails; the trouble is over after so many calls.
async fn play(events: &[Value], fault: Option<Fault>, of_these: usize) -> End {
    let aws = StandIn::new(Names::default());
    let trouble = Arc::new(Trouble { fault, calls: AtomicUsize::default(), of_these });
    let proxy = Proxy::start(aws.clone(), Arc::clone(&trouble));
    let worker = worker(&proxy).await;
    let (mut left, mut deliveries) = (batch(events), 0);
    while !left.is_empty() {
        assert!(deliveries < 20, "it does not come to an end: {fault:?}");
        let failed = deliver(&worker, &left, now).await;
        left.retain(|delivery| failed.contains(&delivery.message_id));
        deliveries += 1;
    }
    let calls = trouble.calls.load(Ordering::Relaxed);
    End { items: items(&aws), deliveries, calls }
}

/// What is in the table; nothing was asked for that AWS would refuse.
fn items(aws: &StandIn) -> BTreeMap<ItemKey, Item> {
    assert_eq!((aws.violations(), aws.unexpected()), (vec![], vec![]));
    aws.tables().items(DIRECTORY)
}

fn now() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

/// The worker, without attempts of the SDK's own: what goes wrong is the worker's to bear.
async fn worker(proxy: &Proxy) -> Worker {
    let limits = TimeoutConfig::builder().operation_attempt_timeout(Duration::from_millis(500));
    let config = aws_config::defaults(BehaviorVersion::latest())
        .endpoint_url(proxy.url())
        .region(Region::new("eu-west-1"))
        .credentials_provider(SharedCredentialsProvider::new(Credentials::for_tests()))
        .retry_config(RetryConfig::disabled())
        .timeout_config(limits.build())
        .load()
        .await;
    let table = DirectoryTable::new(Table::dynamo(Client::new(&config), DIRECTORY));
    Worker { table }
}

fn batch(events: &[Value]) -> Vec<Delivery> {
    let body = |raw: &Value| {
        let raw = raw.to_string();
        let event = Event::parse(&raw, &"1234".parse().unwrap(), Origin::Webhook).unwrap();
        let changed = CatalogChanged::of(&event, &raw, event.occurred_at.unwrap()).unwrap();
        changed.into_cloud_event(event.key().to_string()).to_body().unwrap()
    };
    let delivery = |(id, raw): (usize, &Value)| Delivery {
        message_id: id.to_string(),
        group: None,
        receive_count: 1,
        body: body(raw),
    };
    events.iter().enumerate().map(delivery).collect()
}

/// Three objects, one of them deleted, and the seats of two instances.
fn events() -> Vec<Value> {
    let object = |name: &str, object: u32, second: i64| {
        json!({"eventName": name, "timestamp": 1_760_000_000 + second,
            "data": {"loId": format!("course:{object}"), "loType": "course"}})
    };
    let seats = |instance: u32, taken: u32, second: i64| {
        json!({"eventName": "CI_STATS", "timestamp": 1_760_000_000 + second,
            "data": {"loInstanceId": format!("course:{instance}_1"), "enrollmentCount": taken}})
    };
    vec![
        object("LEARNING_OBJECT_MODIFICATION", 1, 0),
        object("LEARNING_OBJECT_DELETION", 2, 1),
        object("LEARNING_OBJECT_MODIFICATION", 2, 2),
        object("LEARNING_OBJECT_DRAFT", 3, 3),
        seats(1, 20, 9),
        seats(1, 19, 4),
        seats(2, 5, 5),
    ]
}

#[tokio::test]
async fn a_calm_run_marks_each_object_and_keeps_the_newest_seats() {
    let End { items, deliveries, calls } = play(&events(), None, 0).await;
    assert_eq!((deliveries, calls), (1, 5));
    let content = |pk: &str, sk: &str| {
        let key = ItemKey { pk: pk.to_owned(), sk: sk.to_owned() };
        items[&key]["content"]["M"].clone()
    };
    assert_eq!(content("object#course:1", "changed")["deleted"]["BOOL"], false);
    assert_eq!(content("object#course:2", "changed")["deleted"]["BOOL"], true);
    assert_eq!(content("instance#course:1_1", "seats")["enrollmentCount"]["N"], "20");
}

#[tokio::test]
async fn whatever_goes_wrong_the_items_are_the_same_after_redelivery() {
    let calm = play(&events(), None, 0).await.items;
    for fault in [Fault::ServerError, Fault::Throttled, Fault::LostAnswer, Fault::Silence] {
        for of_these in [1, 3, 5, 8] {
            let end = play(&events(), Some(fault), of_these).await;
            assert_eq!(end.items, calm, "{fault:?} {of_these}");
            assert!(end.deliveries > 1, "{fault:?} {of_these}: nothing went wrong");
        }
    }
}

/// An older message that comes again after a newer one was written, whatever became of its answer.
#[tokio::test]
async fn what_is_delivered_late_takes_nothing_back() {
    let in_order = events();
    let mut backwards = in_order.clone();
    backwards.reverse();
    let calm = play(&in_order, None, 0).await.items;
    // One message a batch: the table decides, not the batch.
    for order in [&in_order, &backwards] {
        let aws = StandIn::new(Names::default());
        let quiet = Trouble { fault: None, calls: AtomicUsize::default(), of_these: 0 };
        let proxy = Proxy::start(aws.clone(), Arc::new(quiet));
        let worker = worker(&proxy).await;
        for delivery in batch(order).iter().chain(&batch(order)) {
            assert!(deliver(&worker, std::slice::from_ref(delivery), now).await.is_empty());
        }
        assert_eq!(items(&aws), calm);
    }
}
