//! Made-up tapes, counted by hand.

use base64::prelude::*;
use hyper::Response;
use hyper::body::Bytes;
use serde_json::{Value, json};

use super::*;

fn call(operation: Operation, request: impl Into<Bytes>, response: &Value) -> Call {
    let response = Response::new(Bytes::from(response.to_string()));
    Call { operation, request: request.into(), response }
}

fn take(payload: &Value, calls: Vec<Call>) -> Take {
    Take { payload: Bytes::from(payload.to_string()), calls, answer: Bytes::new() }
}

fn tape(events_per_take: usize, takes: Vec<Take>) -> Tape {
    Tape { function: "made-up", events_per_take, at_start: Vec::new(), takes }
}

/// The counts of one take with these calls.
fn count(calls: Vec<Call>) -> Counts {
    Counts::of(&tape(1, vec![take(&json!({"body": ""}), calls)]))
}

fn text(bytes: usize) -> Value {
    json!({"S": "x".repeat(bytes)})
}

fn key(sk: &str) -> Value {
    json!({"pk": {"S": "p"}, "sk": {"S": sk}})
}

/// An item of so many bytes; its key's `sk` has one character.
fn item(sk: &str, bytes: usize) -> Value {
    let mut item = key(sk);
    item["a"] = text(bytes - "pk".len() - "sk".len() - 2 - "a".len());
    item
}

fn put(items: &[Value]) -> Call {
    let put = |item: &Value| json!({"Put": {"TableName": "t", "Item": item}});
    let request = json!({"TransactItems": items.iter().map(put).collect::<Value>()});
    call(Operation::TransactWriteItems, request.to_string(), &json!({}))
}

#[expect(clippy::needless_pass_by_value, reason = "reads better where it is called")]
fn get(wanted: Value, found: &Value, unread: &Value) -> Call {
    let response = json!({"Responses": {"t": found}, "UnprocessedKeys": unread});
    let request = json!({"RequestItems": {"t": wanted}}).to_string();
    call(Operation::BatchGetItem, request, &response)
}

fn consistently(keys: &[&str]) -> Value {
    json!({"ConsistentRead": true, "Keys": keys.iter().map(|sk| key(sk)).collect::<Value>()})
}

fn read_units(calls: Vec<Call>) -> f64 {
    count(calls).dynamodb.read_units
}

#[track_caller]
fn assert_near(one: f64, other: f64) {
    assert!((one - other).abs() < 1e-9, "{one} is not {other}");
}

#[test]
fn each_item_is_read_in_units_of_4_kb_and_a_missing_one_costs_a_unit() {
    let read = |items: &[Value]| {
        read_units(vec![get(consistently(&["1", "2"]), &json!(items), &json!({}))])
    };
    assert_near(read(&[]), 2.0);
    assert_near(read(&[item("1", 4096)]), 2.0);
    assert_near(read(&[item("1", 4097)]), 3.0);
    assert_near(read(&[item("1", 4097), item("2", 9000)]), 5.0);
}

#[test]
fn a_read_that_is_not_consistent_costs_half_and_one_not_done_nothing() {
    let eventually = json!({"Keys": [key("1")]});
    assert_near(read_units(vec![get(eventually, &json!([item("1", 8000)]), &json!({}))]), 1.0);
    let unread = json!({"t": {"Keys": [key("2")]}});
    assert_near(read_units(vec![get(consistently(&["1", "2"]), &json!([]), &unread)]), 1.0);
}

#[test]
fn a_projection_is_billed_as_the_item_that_was_written() {
    let mut wanted = consistently(&["1"]);
    wanted["ProjectionExpression"] = json!("pk, sk");
    let part = || get(wanted.clone(), &json!([key("1")]), &json!({}));
    assert_near(read_units(vec![part()]), 1.0);
    assert_near(read_units(vec![put(&[item("1", 9000)]), part()]), 3.0);
    // Gone meanwhile: a missing item.
    let gone = get(wanted, &json!([]), &json!({}));
    assert_near(read_units(vec![put(&[item("1", 9000)]), gone]), 1.0);
}

#[test]
fn a_transaction_writes_each_item_at_two_units_a_kb_of_its_larger_state() {
    let write = |calls: Vec<Call>| count(calls).dynamodb;
    assert_near(write(vec![put(&[item("1", 1024)])]).write_units, 2.0);
    assert_near(write(vec![put(&[item("1", 1025), item("2", 10)])]).write_units, 4.0 + 2.0);
    let shrunk = write(vec![put(&[item("1", 3000)]), put(&[item("1", 100)])]);
    assert_near(shrunk.write_units, 6.0 + 6.0);
    assert_near(shrunk.stored_bytes, 100.0 + 100.0);
}

#[test]
fn a_put_by_itself_writes_at_one_unit_a_kb_of_its_larger_state() {
    let alone = |item: Value| {
        let request = json!({"TableName": "t", "Item": item}).to_string();
        call(Operation::PutItem, request, &json!({}))
    };
    let twice = count(vec![alone(item("1", 1025)), alone(item("1", 100))]).dynamodb;
    assert_near(twice.write_units, 2.0 + 2.0);
    assert_near(twice.stored_bytes, 100.0 + 100.0);
}

#[test]
#[should_panic(expected = "a TransactWriteItems of puts")]
fn a_write_without_a_rule_is_not_guessed_at() {
    let request = json!({"TransactItems": [{"Delete": {"TableName": "t", "Key": key("1")}}]});
    count(vec![call(Operation::TransactWriteItems, request.to_string(), &json!({}))]);
}

fn send(bodies: &[usize]) -> Call {
    let entry = |bytes: &usize| json!({"Id": "1", "MessageBody": "x".repeat(*bytes)});
    let entries: Value = bodies.iter().map(entry).collect();
    let request = json!({"QueueUrl": "q", "Entries": entries}).to_string();
    call(Operation::SendMessageBatch, request, &json!({}))
}

#[test]
fn a_send_is_one_request_for_each_64_kb() {
    let sent = |bodies: &[usize]| count(vec![send(bodies)]).sent;
    let messages = |requests, messages, bytes| Messages { requests, messages, bytes };
    assert_eq!(sent(&[10, 20]), messages(1.0, 2.0, 30.0));
    assert_eq!(sent(&[65_536]), messages(1.0, 1.0, 65_536.0));
    assert_eq!(sent(&[65_536, 1]), messages(2.0, 2.0, 65_537.0));
}

#[test]
fn a_publication_counts_attributes() {
    let list = "PublishBatchRequestEntries.member";
    let attribute = format!("{list}.1.MessageAttributes.entry.1");
    let form = format!(
        "Action=PublishBatch&{list}.1.Id=0&{list}.1.Message={}&{attribute}.Name=n\
         &{attribute}.Value.DataType=String&{attribute}.Value.StringValue=vv\
         &{list}.2.Id=1&{list}.2.Message={}",
        "x".repeat(5119),
        "x".repeat(5120),
    );
    let counts = count(vec![call(Operation::PublishBatch, form, &json!({}))]);
    let bytes = 5119.0 + 5120.0 + 1.0 + 6.0 + 2.0;
    assert_eq!(counts.published, Messages { requests: 1.0, messages: 2.0, bytes });
}

#[test]
fn records_of_the_archive_are_rounded_up_to_5_kb() {
    let record = |bytes: usize| json!({"Data": BASE64_STANDARD.encode(vec![b'x'; bytes])});
    let records = json!({"Records": [record(5120), record(5121)]}).to_string();
    let counts = count(vec![call(Operation::PutRecordBatch, records, &json!({}))]);
    assert_near(counts.archived_bytes, 5120.0 + 10_240.0);
}

#[test]
fn payloads_are_batches_of_a_queue_or_requests_of_512_kb() {
    let of = |payload: Value| Counts::of(&tape(1, vec![take(&payload, vec![])]));
    let batch = of(json!({"Records": [{"body": "ab"}, {"body": "c"}]}));
    assert_eq!(batch.received, Messages { requests: 1.0, messages: 2.0, bytes: 3.0 });
    assert_near(batch.http_requests, 0.0);
    assert_near(of(json!({"body": "x"})).http_requests, 1.0);
    assert_near(of(json!({"body": "x".repeat(512 * 1024)})).http_requests, 2.0);
    assert_eq!(of(json!({"body": "x"})).received, Messages::default());
}

#[test]
fn figures_are_per_event_and_calls_of_one_step_are_waited_for_once() {
    let publish = || call(Operation::PublishBatch, "Action=PublishBatch", &json!({}));
    let first = vec![put(&[item("1", 10)]), put(&[item("2", 10)]), publish(), publish()];
    let payload = json!({"Records": [{"body": "abcd"}]});
    let second = vec![put(&[item("3", 10)])];
    let tape = tape(10, vec![take(&payload, first), take(&payload, second)]);
    let counts = Counts::of(&tape);
    assert_near(counts.invocations, 0.1);
    assert_near(counts.received.bytes, 0.4);
    assert_near(counts.dynamodb.write_units, 3.0 * 2.0 / 20.0);
    assert_near(counts.dynamodb.stored_bytes, 3.0 * 110.0 / 20.0);
    assert_near(counts.calls[&Operation::TransactWriteItems], 3.0 / 20.0);
    assert_near(counts.steps[&Operation::TransactWriteItems], 2.0 / 20.0);
    assert_near(counts.steps[&Operation::PublishBatch], 2.0 / 20.0);
}
