use std::collections::HashMap;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes, Put, TransactWriteItem};

use crate::support::{assert_clean, aws};

type Item = HashMap<String, AttributeValue>;

fn text(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

fn key(sk: &str) -> Item {
    Item::from([("pk".to_owned(), text("user#7")), ("sk".to_owned(), text(sk))])
}

fn item(sk: &str, version: u32) -> Item {
    let version = AttributeValue::N(version.to_string());
    key(sk).into_iter().chain([("version".to_owned(), version)]).collect()
}

fn write(table: &str, item: Item) -> TransactWriteItem {
    let put = Put::builder().table_name(table).set_item(Some(item));
    let put = put.condition_expression("attribute_not_exists(pk)").build().unwrap();
    TransactWriteItem::builder().put(put).build()
}

fn update(item: Item, version: u32) -> TransactWriteItem {
    let put = Put::builder()
        .table_name("enrollments")
        .set_item(Some(item))
        .condition_expression("#version = :version")
        .expression_attribute_names("#version", "version")
        .expression_attribute_values(":version", AttributeValue::N(version.to_string()));
    TransactWriteItem::builder().put(put.build().unwrap()).build()
}

async fn transact(
    client: &Client,
    writes: Vec<TransactWriteItem>,
) -> Result<(), TransactWriteItemsError> {
    let answer = client.transact_write_items().set_transact_items(Some(writes)).send().await;
    answer.map(|_| ()).map_err(aws_sdk_dynamodb::error::SdkError::into_service_error)
}

fn reasons(error: &TransactWriteItemsError) -> Vec<&str> {
    let TransactWriteItemsError::TransactionCanceledException(cancelled) = error else {
        panic!("not cancelled: {error:?}")
    };
    cancelled.cancellation_reasons().iter().map(|it| it.code().unwrap()).collect()
}

fn keys(sks: &[&str], projection: Option<&str>) -> KeysAndAttributes {
    let keys = sks.iter().map(|sk| key(sk)).collect();
    let keys = KeysAndAttributes::builder().set_keys(Some(keys)).consistent_read(true);
    keys.set_projection_expression(projection.map(str::to_owned)).build().unwrap()
}

#[tokio::test]
async fn what_was_written_is_read_again() {
    let (aws, config) = aws().await;
    let client = Client::new(&config);
    let rows = vec![write("enrollments", item("a", 1)), write("history", item("a", 1))];
    transact(&client, rows).await.unwrap();
    transact(&client, vec![update(item("a", 2), 1)]).await.unwrap();
    let read = client
        .batch_get_item()
        .request_items("enrollments", keys(&["a", "missing"], None))
        .request_items("history", keys(&["a"], Some("pk, sk")))
        .send()
        .await
        .unwrap();
    let responses = read.responses().unwrap();
    assert_eq!(responses["enrollments"], [item("a", 2)]);
    assert_eq!(responses["history"], [key("a")]);
    assert!(read.unprocessed_keys().unwrap().is_empty());
    assert_eq!(aws.tables().writes("enrollments").len(), 2);
    assert_clean(&aws);
}

#[tokio::test]
async fn a_failed_condition_cancels_all_and_says_which() {
    let (aws, config) = aws().await;
    let client = Client::new(&config);
    transact(&client, vec![write("enrollments", item("a", 1))]).await.unwrap();
    let writes = vec![write("history", item("a", 1)), update(item("a", 3), 2)];
    let error = transact(&client, writes).await.unwrap_err();
    assert_eq!(reasons(&error), ["None", "ConditionalCheckFailed"]);
    assert!(aws.tables().items("history").is_empty());
    assert_clean(&aws);
}

#[tokio::test]
async fn of_two_transactions_on_one_item_the_later_is_cancelled() {
    let (aws, config) = aws().await;
    let client = Client::new(&config);
    aws.tables().hold_for(Duration::from_hours(1));
    let writes =
        |other: &str| vec![write("history", item(other, 1)), write("enrollments", item("a", 1))];
    // The earlier one holds its items for longer than the test takes.
    let cancelled = async {
        tokio::select! {
            answer = transact(&client, writes("b")) => answer,
            answer = transact(&client, writes("c")) => answer,
        }
    };
    let cancelled = tokio::time::timeout(Duration::from_secs(20), cancelled).await.unwrap();
    assert_eq!(reasons(&cancelled.unwrap_err()), ["None", "TransactionConflict"]);
    assert!(aws.tables().items("enrollments").is_empty());
    assert_clean(&aws);
}

#[tokio::test]
async fn what_breaks_a_limit_is_refused_and_kept() {
    let (aws, config) = aws().await;
    let client = Client::new(&config);
    let mut large = item("a", 1);
    large.insert("text".to_owned(), text(&"x".repeat(400 * 1024)));
    let writes = vec![write("history", item("b", 1)), write("history", large)];
    assert_eq!(reasons(&transact(&client, writes).await.unwrap_err()), ["None", "ValidationError"]);
    let twice = vec![write("history", item("a", 1)), write("history", item("a", 2))];
    let error = transact(&client, twice).await.unwrap_err();
    assert_eq!(error.code(), Some("ValidationException"));
    let read = client.batch_get_item().request_items("history", keys(&["a", "a"], None));
    assert_eq!(read.send().await.unwrap_err().code(), Some("ValidationException"));
    assert_eq!(aws.violations().len(), 3);
    assert!(aws.tables().items("history").is_empty());
}

#[tokio::test]
async fn a_token_with_other_writes_is_refused() {
    let (aws, config) = aws().await;
    let client = Client::new(&config);
    let transact = |sk: &str| {
        let call = client.transact_write_items().client_request_token("token");
        call.transact_items(write("history", item(sk, 1))).send()
    };
    transact("a").await.unwrap();
    transact("a").await.unwrap();
    let error = transact("b").await.unwrap_err().into_service_error();
    assert!(error.is_idempotent_parameter_mismatch_exception(), "{error:?}");
    assert_eq!(aws.tables().writes("history").len(), 1);
}

#[tokio::test]
async fn what_is_not_known_here_is_refused_and_kept() {
    let (aws, config) = aws().await;
    let client = Client::new(&config);
    let error = transact(&client, vec![write("other", item("a", 1))]).await.unwrap_err();
    assert!(error.is_resource_not_found_exception(), "{error:?}");
    let put = Put::builder().table_name("history").set_item(Some(item("a", 1)));
    let put = put.condition_expression("attribute_exists(pk)").build().unwrap();
    let other = TransactWriteItem::builder().put(put).build();
    assert!(transact(&client, vec![other]).await.is_err());
    assert_eq!(aws.unexpected().len(), 2);
}

#[tokio::test]
async fn a_put_whose_condition_fails_writes_nothing() {
    let (aws, config) = aws().await;
    let client = Client::new(&config);
    let put = |version: u32| {
        let call = client.put_item().table_name("directory").set_item(Some(item("a", version)));
        call.condition_expression("attribute_not_exists(pk)").send()
    };
    put(1).await.unwrap();
    let error = put(2).await.unwrap_err().into_service_error();
    assert!(error.is_conditional_check_failed_exception(), "{error:?}");
    let writes = aws.tables().writes("directory");
    assert_eq!((writes.len(), &writes[0].item["version"]["N"]), (1, &"1".into()));
    assert_clean(&aws);
}
