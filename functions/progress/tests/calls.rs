//! The exact requests to AWS, and how many of them a batch costs.
#![expect(clippy::unwrap_used, reason = "tests panic")]

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::config::{Credentials, HttpClient, SharedCredentialsProvider};
use aws_smithy_http_client::test_util::infallible_client_fn;
use milepost_contracts::EventMessage;
use milepost_domain::{Event, Origin, Time};
use milepost_harness::deliver;
use milepost_messaging::Topic;
use milepost_runtime::batch::{Delivery, WorkMessages};
use milepost_runtime::log_key::LogKey;
use milepost_runtime::secret::Secret;
use milepost_store::Table;
use progress::arrival::Arrival;
use progress::tables::Tables;
use progress::worker::Worker;
use serde_json::{Value, json};

/// One request: its operation and body.
type Requests = Arc<Mutex<Vec<(String, String)>>>;

const NOTHING: &str = r#"{"Responses":{},"UnprocessedKeys":{}}"#;

/// The configuration of clients whose calls end here.
fn config(http: impl HttpClient + 'static) -> SdkConfig {
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(SharedCredentialsProvider::new(Credentials::for_tests()))
        .http_client(http)
        .build()
}

/// What SNS answers when it takes all of ten messages.
fn published() -> String {
    let entry = |id| format!("<member><Id>{id}</Id><MessageId>m</MessageId></member>");
    let entries: String = (0..10).map(entry).collect();
    format!(
        "<PublishBatchResponse><PublishBatchResult><Failed/><Successful>{entries}</Successful>\
         </PublishBatchResult></PublishBatchResponse>"
    )
}

/// AWS as far as these functions see it: tables that answer this, and a topic that takes all.
fn aws(requests: &Requests, tables: &str) -> SdkConfig {
    let tables = tables.to_owned();
    let seen = requests.clone();
    let http = infallible_client_fn(move |request: http::Request<_>| {
        let (parts, body) = request.into_parts();
        let body = String::from_utf8(body.bytes().unwrap_or_default().to_vec()).unwrap();
        let target =
            parts.headers.get("x-amz-target").map(|target| target.to_str().unwrap().to_owned());
        let operation = target.unwrap_or_else(|| "SNS.PublishBatch".to_owned());
        let answer = match operation.rsplit('.').next().unwrap() {
            "BatchGetItem" => tables.clone(),
            "TransactWriteItems" => "{}".to_owned(),
            _ => published(),
        };
        seen.lock().unwrap().push((operation, body));
        http::Response::builder().status(200).body(answer).unwrap()
    });
    config(http)
}

fn worker(aws: &SdkConfig) -> impl WorkMessages {
    let dynamo = aws_sdk_dynamodb::Client::new(aws);
    let topic = "arn:aws:sns:eu-west-1:123456789012:transitions.fifo".to_owned();
    Worker {
        tables: Tables {
            enrollments: Table::dynamo(dynamo.clone(), "enrollments"),
            history: Table::dynamo(dynamo, "history"),
        },
        topic: Topic::sns(aws_sdk_sns::Client::new(aws), topic),
        clock: || "2026-11-23T12:00:00Z".parse().unwrap(),
        retention_days: 30,
        log_key: LogKey::new(&Secret::new("key")),
    }
}

fn delivery(id: usize, user: usize, percent: usize) -> Delivery {
    let event = json!({
        "eventId": format!("e-{id}"), "eventName": "LEARNER_PROGRESS", "timestamp": "2026-11-23T11:00:00.000Z",
        "data": {"userId": user, "loId": "course:1", "loInstanceId": "course:1_2", "progressPercent": percent},
    });
    let raw = serde_json::value::to_raw_value(&event).unwrap();
    let event = Event::parse(raw.get(), &"1234".parse().unwrap(), Origin::Webhook).unwrap();
    let received_at: Time = "2026-11-23T11:59:00Z".parse().unwrap();
    Delivery {
        message_id: format!("m-{id}"),
        group: Some(milepost_contracts::group_id(&event)),
        receive_count: 1,
        body: EventMessage::new(&event, raw, received_at).to_body().unwrap(),
    }
}

async fn requests(batch: &[Delivery]) -> Vec<(String, String)> {
    let requests = Requests::default();
    let failed = deliver(&worker(&aws(&requests, NOTHING)), batch, jiff::Timestamp::now).await;
    assert!(failed.is_empty(), "{failed:?}");
    let requests = requests.lock().unwrap();
    requests.clone()
}

async fn count(batch: &[Delivery]) -> (usize, usize, usize) {
    let requests = requests(batch).await;
    let of =
        |name: &str| requests.iter().filter(|(operation, _)| operation.ends_with(name)).count();
    assert_eq!(requests.len(), of("BatchGetItem") + of("TransactWriteItems") + of("PublishBatch"));
    (of("BatchGetItem"), of("TransactWriteItems"), of("PublishBatch"))
}

#[tokio::test]
async fn ten_events_on_ten_records_cost_one_read_ten_transactions_and_one_publish() {
    let batch: Vec<Delivery> = (0..10).map(|id| delivery(id, id, 30)).collect();
    assert_eq!(count(&batch).await, (1, 10, 1));
}

/// One call for each: two in one could change places if SNS takes only the later one.
#[tokio::test]
async fn ten_events_on_one_record_cost_one_read_one_transaction_and_ten_publishes() {
    let batch: Vec<Delivery> = (0..10).map(|id| delivery(id, 7, id * 10)).collect();
    assert_eq!(count(&batch).await, (1, 1, 10));
}

#[tokio::test]
async fn an_item_of_another_form_fails_the_events_that_need_it_and_no_other() {
    let batch: Vec<Delivery> = (0..4).map(|id| delivery(id, id, 30)).collect();
    let arrivals = batch.iter().map(|delivery| Arrival::read(delivery).unwrap());
    let arrivals: Vec<Arrival> = arrivals.collect();
    let row = &arrivals[1].history;
    let record = arrivals[2].enrollment.as_ref().unwrap();
    let tables = json!({"UnprocessedKeys": {}, "Responses": {
        "history": [{"pk": {"S": row.pk}, "sk": {"S": row.sk}, "message": {"N": "1"}}],
        "enrollments": [{"pk": {"S": record.pk}, "sk": {"S": record.sk}, "version": {"N": "1"}}],
    }});
    let requests = Requests::default();
    let failed =
        deliver(&worker(&aws(&requests, &tables.to_string())), &batch, jiff::Timestamp::now).await;
    assert_eq!(failed, HashSet::from(["m-1".to_owned(), "m-2".to_owned()]));
    let writes = |requests: &[(String, String)]| {
        requests.iter().filter(|(operation, _)| operation.ends_with("TransactWriteItems")).count()
    };
    assert_eq!(writes(&requests.lock().unwrap()), 2);
}

#[tokio::test]
async fn requests_are_exactly_these() {
    let requests = requests(&[delivery(0, 7, 30)]).await;
    let json = |index: usize| serde_json::from_str::<Value>(&requests[index].1).unwrap();
    let mut transaction = json(1);
    let token = transaction.as_object_mut().unwrap().remove("ClientRequestToken").unwrap();
    assert!(!token.as_str().unwrap().is_empty(), "a repeated call is recognised");
    insta::with_settings!({sort_maps => true}, {
        insta::assert_json_snapshot!("batch_get_item", json(0));
        insta::assert_json_snapshot!("transact_write_items", transaction);
    });
    insta::assert_snapshot!("publish_batch", in_order(&requests[2].1));
}

/// A form's fields in one order; the SDK numbers message attributes as it likes.
fn in_order(form: &str) -> String {
    let mut attributes: Vec<(&str, Vec<&str>)> = Vec::new();
    let mut lines = Vec::new();
    for field in form.split('&') {
        match field.split_once(".MessageAttributes.entry.") {
            Some((_, attribute)) => {
                let (number, field) = attribute.split_once('.').unwrap();
                match attributes.iter_mut().find(|(known, _)| *known == number) {
                    Some((_, fields)) => fields.push(field),
                    None => attributes.push((number, vec![field])),
                }
            }
            None => lines.push(field.to_owned()),
        }
    }
    lines.extend(
        attributes.into_iter().map(|(_, fields)| format!("attribute {}", fields.join(" "))),
    );
    lines.sort();
    lines.join("\n")
}
