use serde_json::json;

use super::condition::Comparison;
use super::*;

fn key(sk: &str) -> ItemKey {
    ItemKey { pk: "pk".to_owned(), sk: sk.to_owned() }
}

fn item(value: Value) -> Item {
    serde_json::from_value(value).unwrap()
}

fn put(sk: &str, version: u32, condition: Option<Condition>) -> Put {
    let address = ("table".to_owned(), key(sk));
    Put { address, item: item(json!({"version": {"N": version.to_string()}})), condition }
}

fn new(sk: &str) -> Put {
    put(sk, 1, Some(Condition::Absent(vec!["version".to_owned()])))
}

fn transaction(puts: &[Put]) -> Transaction {
    Transaction { token: None, puts: puts.to_vec() }
}

fn with_token(token: &str, puts: &[Put]) -> Transaction {
    Transaction { token: Some(token.to_owned()), puts: puts.to_vec() }
}

#[tokio::test]
async fn all_writes_are_done_or_none_and_the_reasons_say_why() {
    let tables = Tables::new(Clock::default());
    tables.transact(transaction(&[new("a")])).await.unwrap();
    let refused = tables.transact(transaction(&[new("b"), new("a"), new("c")])).await;
    let reasons = vec![Reason::None, Reason::ConditionalCheckFailed, Reason::None];
    assert_eq!(refused, Err(Refused::Cancelled(reasons)));
    assert_eq!(tables.items("table").len(), 1);
    assert_eq!(tables.writes("table").len(), 1);
}

#[tokio::test]
async fn every_write_of_an_item_counts() {
    let tables = Tables::new(Clock::default());
    tables.transact(transaction(&[new("a"), new("b")])).await.unwrap();
    let one = Condition::Compares(vec!["version".to_owned()], Comparison::Equal, json!({"N": "1"}));
    tables.transact(transaction(&[put("a", 2, Some(one))])).await.unwrap();
    assert_eq!(tables.write_counts("table"), [(key("a"), 2), (key("b"), 1)].into());
    assert_eq!(tables.item("table", &key("a")), Some(item(json!({"version": {"N": "2"}}))));
    assert!(tables.items("other").is_empty());
}

#[tokio::test]
async fn a_token_does_the_same_once_for_ten_minutes() {
    let clock = Clock::default();
    let tables = Tables::new(clock.clone());
    let same = with_token("token", &[new("a")]);
    tables.transact(same.clone()).await.unwrap();
    tables.transact(same.clone()).await.unwrap();
    assert_eq!(tables.writes("table").len(), 1);
    let other = tables.transact(with_token("token", &[new("b")])).await;
    assert_eq!(other, Err(Refused::TokenMismatch));
    clock.advance(Duration::from_mins(10));
    let late = tables.transact(same).await;
    assert_eq!(late, Err(Refused::Cancelled(vec![Reason::ConditionalCheckFailed])));
}

#[tokio::test]
async fn the_token_of_a_cancelled_transaction_is_free() {
    let tables = Tables::new(Clock::default());
    let one = Condition::Compares(vec!["version".to_owned()], Comparison::Equal, json!({"N": "1"}));
    let update = with_token("token", &[put("a", 2, Some(one))]);
    assert!(tables.transact(update.clone()).await.is_err());
    tables.transact(transaction(&[new("a")])).await.unwrap();
    assert_eq!(tables.transact(update).await, Ok(()));
}

#[tokio::test(start_paused = true)]
async fn a_transaction_that_meets_another_is_cancelled() {
    let tables = Tables::new(Clock::default());
    tables.hold_for(Duration::from_millis(20));
    let first = tables.transact(with_token("token", &[new("a"), new("b")]));
    let later = async {
        tokio::time::sleep(Duration::from_millis(10)).await;
        let meets = tables.transact(transaction(&[new("c"), new("b")])).await;
        let again = tables.transact(with_token("token", &[new("a"), new("b")])).await;
        (meets, again, tables.transact(transaction(&[new("d")])).await)
    };
    let (first, (meets, again, apart)) = tokio::join!(first, later);
    assert_eq!(first, Ok(()));
    let reasons = vec![Reason::None, Reason::TransactionConflict];
    assert_eq!(meets, Err(Refused::Cancelled(reasons)));
    assert_eq!(again, Err(Refused::InProgress));
    assert_eq!(apart, Ok(()));
    assert_eq!(tables.items("table").into_keys().collect::<Vec<_>>(), ["a", "b", "d"].map(key));
}

#[tokio::test(start_paused = true)]
async fn a_transaction_that_is_given_up_lets_go_of_its_items() {
    let tables = Tables::new(Clock::default());
    tables.hold_for(Duration::from_mins(1));
    let attempt = tables.transact(with_token("token", &[new("a")]));
    tokio::time::timeout(Duration::from_secs(1), attempt).await.unwrap_err();
    assert!(tables.items("table").is_empty());
    assert_eq!(tables.transact(with_token("token", &[new("a")])).await, Ok(()));
}

#[test]
fn an_item_reads_as_plain_json() {
    let wire = json!({
        "text": {"S": "a"}, "number": {"N": "1.5"}, "flag": {"BOOL": true}, "none": {"NULL": true},
        "list": {"L": [{"N": "1"}, {"S": "b"}]}, "map": {"M": {"in": {"S": "c"}}}, "set": {"SS": ["d"]},
    });
    let expected = json!({
        "text": "a", "number": 1.5, "flag": true, "none": null,
        "list": [1, "b"], "map": {"in": "c"}, "set": ["d"],
    });
    assert_eq!(plain(&item(wire)), expected);
}
