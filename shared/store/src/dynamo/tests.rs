//! The exact requests, and what each answer means.

use aws_sdk_dynamodb::Client;
use milepost_contracts::ItemKey;
use milepost_scripted_aws::{Requests, json_aws};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{Condition, Page, Position, Query, StoreError, Table};

mod batch;

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
struct Note {
    pk: String,
    sk: String,
    revision: u64,
    text: String,
}

fn key(sk: &str) -> ItemKey {
    ItemKey { pk: "note".to_owned(), sk: sk.to_owned() }
}

fn note(sk: &str, revision: u64) -> Note {
    Note { pk: "note".to_owned(), sk: sk.to_owned(), revision, text: "hello".to_owned() }
}

fn item(sk: &str, revision: u64) -> Value {
    json!({
        "pk": {"S": "note"}, "sk": {"S": sk}, "revision": {"N": revision.to_string()},
        "text": {"S": "hello"},
    })
}

fn table(answers: impl IntoIterator<Item = (u16, Value)>) -> (Table, Requests) {
    let (config, requests) = json_aws(answers);
    (Table::dynamo(Client::new(&config), "notes"), requests)
}

/// The requests, but for the token that the SDK draws for each transaction.
fn snapshot(name: &str, requests: &Requests) {
    let mut calls = requests.calls();
    for (_, body) in &mut calls {
        body.as_object_mut().unwrap().remove("ClientRequestToken");
    }
    insta::with_settings!({sort_maps => true}, { insta::assert_json_snapshot!(name, calls) });
}

#[tokio::test]
async fn an_entity_is_read_as_it_is_now() {
    let (table, requests) = table([(200, json!({"Item": item("a", 3)})), (200, json!({}))]);
    assert_eq!(table.get(&key("a")).await, Ok(Some(note("a", 3))));
    assert_eq!(table.get::<Note>(&key("b")).await, Ok(None));
    let (call, body) = &requests.calls()[0];
    assert_eq!(
        (call.as_str(), &body["ConsistentRead"]),
        ("DynamoDB_20120810.GetItem", &json!(true))
    );
}

#[tokio::test]
async fn writes_say_what_they_replace() {
    let (table, requests) = table((0..4).map(|_| (200, json!({}))));
    let put = |revision| table.put(&note("a", revision + 1)).unwrap().replacing(revision);
    table.write(put(0)).await.unwrap();
    table.write(put(3)).await.unwrap();
    table.write(table.delete(key("b"))).await.unwrap();
    let other = table.put(&note("b", 1)).unwrap().if_absent();
    table.transact(vec![put(4), other, table.delete(key("c"))]).await.unwrap();
    snapshot("writes", &requests);
}

#[tokio::test]
async fn conditions_are_said_in_dynamodbs_language() {
    let newer = Condition::absent().or(Condition::at_most("asOf", "2026-11-20"));
    let ranked = Condition::equal("content.deleted", false).and(Condition::less("asOf", "2026"));
    let between = Condition::unequal("count", 7).and(Condition::less("count", 9));
    let (table, requests) = table([]);
    for condition in [newer, Condition::absent().or(ranked), between] {
        table.write(table.put(&note("a", 1)).unwrap().only_if(condition)).await.unwrap();
    }
    let said = |(_, mut body): (String, Value)| {
        body.as_object_mut().unwrap().remove("Item");
        body
    };
    let said: Vec<Value> = requests.calls().into_iter().map(said).collect();
    insta::with_settings!({sort_maps => true}, { insta::assert_json_snapshot!("conditions", said) });
}

#[tokio::test]
async fn what_may_be_a_moment_old_is_not_read_consistently() {
    let (table, requests) = table([]);
    let table = table.eventual();
    table.get::<Note>(&key("a")).await.unwrap();
    table.get_many::<Note>(&[key("a")].into()).await.unwrap();
    table.query::<Note>(&Query::partition("note")).await.unwrap();
    assert_eq!(requests.calls().len(), 3);
    for (_, body) in requests.calls() {
        assert!(!body.to_string().contains("ConsistentRead"), "{body}");
    }
}

#[tokio::test]
async fn a_position_can_be_kept_and_taken_up_again() {
    let last = json!({"pk": {"S": "note"}, "sk": {"S": "a"}, "dueAt": {"S": "2026"}});
    let (table, requests) = table([(200, json!({"LastEvaluatedKey": last.clone()}))]);
    let query = Query::index("due", "shard", "7").below("dueAt", "2027");
    let page: Page<Note> = table.query(&query).await.unwrap();
    let kept: Value = page.next.unwrap().key().unwrap();
    assert_eq!(kept, json!({"pk": "note", "sk": "a", "dueAt": "2026"}));
    let again = query.from(Some(Position::after(&kept).unwrap()));
    table.query::<Note>(&again).await.unwrap();
    let (_, body) = &requests.calls()[1];
    assert_eq!(body["ExclusiveStartKey"], last);
    assert_eq!(body["KeyConditionExpression"], "#partition = :partition AND #sort < :sort");
}

#[tokio::test]
async fn all_pages_are_read_as_one() {
    let page =
        json!({"Items": [item("a", 1), {"pk": {"S": "odd"}}], "LastEvaluatedKey": item("a", 1)});
    let (table, requests) = table([(200, page), (200, json!({"Items": [item("b", 1)]}))]);
    let all: Page<Note> = table.query_all(Query::partition("note")).await.unwrap();
    let entities = vec![note("a", 1), note("b", 1)];
    assert_eq!(all, Page { entities, unreadable: 1, next: None });
    assert_eq!(requests.calls().len(), 2);
}

#[tokio::test]
async fn pages_are_asked_for_by_index_order_and_position() {
    let page =
        json!({"Items": [item("a", 1), {"pk": {"S": "odd"}}], "LastEvaluatedKey": item("a", 1)});
    let (table, requests) = table([(200, page), (200, json!({"Items": []})), (200, json!({}))]);
    let query = Query::index("due", "shard", "7").at_most("dueAt", "2026").limit(2);
    let first: Page<Note> = table.query(&query).await.unwrap();
    assert_eq!((first.entities, first.unreadable), (vec![note("a", 1)], 1));
    let last: Page<Note> = table.query(&query.from(first.next)).await.unwrap();
    assert_eq!(last, Page { entities: Vec::new(), unreadable: 0, next: None });
    let query = Query::partition("note").begins_with("sk", "a").newest_first();
    table.query::<Note>(&query).await.unwrap();
    snapshot("pages", &requests);
}

#[tokio::test]
async fn a_counter_begins_at_one() {
    let (table, requests) = table([(200, json!({"Attributes": {"drawn": {"N": "1"}}}))]);
    assert_eq!(table.count(&key("a"), "drawn").await, Ok(1));
    snapshot("counter", &requests);
}

fn failure(code: &str) -> (u16, Value) {
    (400, json!({"__type": format!("com.amazonaws.dynamodb.v20120810#{code}"), "message": "m"}))
}

fn cancelled(codes: &[&str]) -> (u16, Value) {
    let reasons: Vec<Value> = codes.iter().map(|code| json!({"Code": code})).collect();
    let (status, mut body) = failure("TransactionCanceledException");
    body["CancellationReasons"] = json!(reasons);
    (status, body)
}

async fn of_a_write(code: &str) -> StoreError {
    let (table, _) = table([failure(code)]);
    table.write(table.put(&note("a", 1)).unwrap()).await.unwrap_err()
}

async fn of_a_transaction(answer: (u16, Value)) -> StoreError {
    let (table, _) = table([answer]);
    table.transact(vec![table.put(&note("a", 1)).unwrap()]).await.unwrap_err()
}

#[tokio::test]
async fn a_failure_is_one_of_few_kinds() {
    for code in ["ConditionalCheckFailedException", "TransactionConflictException"] {
        assert_eq!(of_a_write(code).await, StoreError::Conflict, "{code}");
    }
    for code in ["ThrottlingException", "ProvisionedThroughputExceededException"] {
        assert!(matches!(of_a_write(code).await, StoreError::Throttled(_)), "{code}");
    }
    for code in ["AccessDeniedException", "ValidationException", "ResourceNotFoundException"] {
        assert!(matches!(of_a_write(code).await, StoreError::Refused(_)), "{code}");
    }
}

#[tokio::test]
async fn a_cancelled_transaction_says_why_by_its_items() {
    let of = |codes: &[&str]| of_a_transaction(cancelled(codes));
    assert_eq!(of(&["None", "ConditionalCheckFailed"]).await, StoreError::Conflict);
    assert_eq!(of(&["TransactionConflict", "None"]).await, StoreError::Conflict);
    assert!(matches!(of(&["ThrottlingError"]).await, StoreError::Throttled(_)));
    let mixed = of(&["ConditionalCheckFailed", "ValidationError"]).await;
    assert!(matches!(mixed, StoreError::Refused(_)), "a repeat would be refused again: {mixed:?}");
    let in_progress = failure("TransactionInProgressException");
    assert_eq!(of_a_transaction(in_progress).await, StoreError::Conflict);
}

#[tokio::test]
async fn what_aws_would_refuse_is_not_sent() {
    let (table, requests) = table([]);
    let large = Note { text: "x".repeat(409_600), ..note("a", 1) };
    let written = table.write(table.put(&large).unwrap()).await;
    assert!(matches!(written, Err(StoreError::TooLarge(_))), "{written:?}");
    let twice = vec![table.put(&note("a", 1)).unwrap(), table.delete(key("a"))];
    assert!(matches!(table.transact(twice).await, Err(StoreError::TooLarge(_))));
    assert!(matches!(table.get::<Note>(&key("")).await, Err(StoreError::TooLarge(_))));
    assert!(requests.calls().is_empty());
}
