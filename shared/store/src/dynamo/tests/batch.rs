//! Any number of keys and items, and what is left undone of them.

use std::collections::{BTreeSet, HashMap};

use super::*;
use crate::get_together;

#[tokio::test(start_paused = true)]
async fn keys_left_unprocessed_are_asked_for_again() {
    let left = json!({"notes": {"Keys": [{"pk": {"S": "note"}, "sk": {"S": "b"}}]}});
    let (table, requests) = table([
        (200, json!({"Responses": {"notes": [item("a", 1)]}, "UnprocessedKeys": left})),
        (200, json!({"Responses": {"notes": [item("b", 2)]}})),
    ]);
    let found = table.get_many(&BTreeSet::from([key("a"), key("b")])).await.unwrap();
    let expected = [(key("a"), Ok(note("a", 1))), (key("b"), Ok(note("b", 2)))];
    assert_eq!(found, HashMap::from(expected));
    snapshot("unprocessed", &requests);
}

#[tokio::test(start_paused = true)]
async fn keys_that_stay_unprocessed_are_a_throttled_table() {
    let left = json!({"notes": {"Keys": [{"pk": {"S": "note"}, "sk": {"S": "b"}}]}});
    let (table, requests) = table((0..6).map(|_| (200, json!({"UnprocessedKeys": left.clone()}))));
    let found = table.get_many::<Note>(&BTreeSet::from([key("b")])).await;
    assert!(matches!(found, Err(StoreError::Throttled(_))), "{found:?}");
    assert_eq!(requests.calls().len(), 6);
}

#[tokio::test(start_paused = true)]
async fn items_of_several_tables_are_read_in_one_call() {
    let other = json!({"pk": {"S": "note"}, "sk": {"S": "c"}, "text": {"S": "hello"}});
    let left = json!({"others": {"Keys": [{"pk": {"S": "note"}, "sk": {"S": "d"}}]}});
    let (config, requests) = json_aws([
        (
            200,
            json!({"Responses": {"notes": [item("a", 1)], "others": [other]}, "UnprocessedKeys": left}),
        ),
        (200, json!({"Responses": {"others": [item("d", 1)]}})),
    ]);
    let table = |name: &str| Table::dynamo(Client::new(&config), name);
    let (notes, others) = (table("notes"), table("others").eventual());
    let keys = ["a", "b"].map(key);
    let of_others = ["c", "d"].map(key);
    let selections = [notes.select(&keys), others.select(&of_others)];
    let [notes, others] = get_together(selections).await.unwrap();
    assert_eq!(notes.by_key(), HashMap::from([(key("a"), Ok(note("a", 1)))]));
    // One of another form spoils no other.
    let others = others.by_key::<Note>();
    assert!(matches!(others[&key("c")], Err(StoreError::Unreadable(_))));
    assert_eq!(others[&key("d")], Ok(note("d", 1)));
    let asked = &requests.calls()[0].1["RequestItems"];
    let keys = |sks: [&str; 2]| sks.map(|sk| json!({"pk": {"S": "note"}, "sk": {"S": sk}}));
    assert_eq!(asked["notes"], json!({"Keys": keys(["a", "b"]), "ConsistentRead": true}));
    let others = json!({"Keys": keys(["c", "d"])});
    assert_eq!(asked["others"], others);
    assert_eq!(requests.calls().len(), 2);
}

#[tokio::test]
async fn what_one_call_does_not_take_is_not_read_together() {
    let (table, requests) = table([]);
    let keys: Vec<ItemKey> = notes(101).iter().map(|note| key(&note.sk)).collect();
    for keys in [&keys[..], &[]] {
        let found = get_together([table.select(keys)]).await;
        assert!(matches!(found, Err(StoreError::TooLarge(_))), "{found:?}");
    }
    assert!(requests.calls().is_empty());
}

fn notes(count: u64) -> Vec<Note> {
    (0..count).map(|number| note(&number.to_string(), 1)).collect()
}

/// The puts of a call.
fn puts(body: &Value) -> &Vec<Value> {
    body["RequestItems"]["notes"].as_array().unwrap()
}

/// How many puts each call had.
fn sizes(requests: &Requests) -> Vec<usize> {
    requests.calls().iter().map(|(_, body)| puts(body).len()).collect()
}

#[tokio::test]
async fn a_read_takes_100_keys_and_a_write_25_items() {
    let (table, requests) = table([]);
    let keys: BTreeSet<ItemKey> = notes(201).iter().map(|note| key(&note.sk)).collect();
    assert_eq!(table.get_many::<Note>(&keys).await, Ok(HashMap::new()));
    let asked = |(_, body): &(String, Value)| {
        body["RequestItems"]["notes"]["Keys"].as_array().unwrap().len()
    };
    assert_eq!(requests.calls().iter().map(asked).collect::<Vec<_>>(), [100, 100, 1]);
    let (table, requests) = super::table([]);
    table.put_many(&notes(201)).await.unwrap();
    let mut sizes = sizes(&requests);
    sizes.sort_unstable();
    assert_eq!(sizes, [1, 25, 25, 25, 25, 25, 25, 25, 25]);
}

#[tokio::test]
async fn nothing_to_do_is_no_call() {
    let (table, requests) = table([]);
    assert_eq!(table.get_many::<Note>(&BTreeSet::new()).await, Ok(HashMap::new()));
    assert_eq!(table.put_many::<Note>(&[]).await, Ok(()));
    assert!(requests.calls().is_empty());
}

#[tokio::test]
async fn of_two_entities_with_one_key_the_later_is_written() {
    let (table, requests) = table([]);
    let mut notes = notes(30);
    notes.push(note("3", 9));
    table.put_many(&notes).await.unwrap();
    let calls = requests.calls();
    let all: Vec<&Value> = calls.iter().flat_map(|(_, body)| puts(body)).collect();
    let of_three = |put: &&&Value| put["PutRequest"]["Item"]["sk"]["S"] == "3";
    let three: Vec<&&Value> = all.iter().filter(of_three).collect();
    assert_eq!((all.len(), three.len()), (30, 1));
    assert_eq!(three[0]["PutRequest"]["Item"]["revision"]["N"], "9");
}

#[tokio::test(start_paused = true)]
async fn items_left_unprocessed_are_written_again_and_only_those() {
    let left = json!([{"PutRequest": {"Item": item("2", 1)}}]);
    let (table, requests) = table([(200, json!({"UnprocessedItems": {"notes": left.clone()}}))]);
    table.put_many(&notes(3)).await.unwrap();
    assert_eq!(requests.calls()[1].1["RequestItems"]["notes"], left);
}

#[tokio::test(start_paused = true)]
async fn a_table_that_takes_nothing_at_first_is_given_time() {
    let throttled = || failure("ProvisionedThroughputExceededException");
    let (table, requests) = table((0..4).map(|_| throttled()));
    table.put_many(&notes(3)).await.unwrap();
    assert_eq!(sizes(&requests), [3; 5]);
}

#[tokio::test(start_paused = true)]
async fn items_that_stay_unprocessed_are_a_throttled_table() {
    let left = json!([{"PutRequest": {"Item": item("2", 1)}}]);
    let undone = json!({"UnprocessedItems": {"notes": left}});
    let (table, requests) = table((0..99).map(|_| (200, undone.clone())));
    let written = table.put_many(&notes(3)).await;
    assert!(matches!(written, Err(StoreError::Throttled(_))), "{written:?}");
    assert_eq!(requests.calls().len(), 10);
}

#[tokio::test]
async fn entities_that_no_call_takes_are_not_sent() {
    let (table, requests) = table([]);
    let large = Note { text: "x".repeat(409_600), ..note("a", 1) };
    let written = table.put_many(&[note("b", 1), large]).await;
    assert!(matches!(written, Err(StoreError::TooLarge(_))), "{written:?}");
    assert!(requests.calls().is_empty());
    let (table, _) = super::table([failure("ResourceNotFoundException")]);
    let written = table.put_many(&notes(1)).await;
    assert!(matches!(written, Err(StoreError::Refused(_))), "{written:?}");
}
