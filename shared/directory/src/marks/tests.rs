use std::collections::BTreeMap;

use aws_sdk_dynamodb::Client;
use milepost_harness::store::Memory;
use milepost_harness::{Fault, Faults};
use milepost_scripted_aws::{Requests, json_aws};
use milepost_store::Table;
use proptest::prelude::*;
use serde_json::Value;

use super::*;

fn now() -> Time {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

/// A table that takes everything.
fn dynamo() -> (Requests, DirectoryTable) {
    let (config, requests) = json_aws([]);
    (requests, DirectoryTable::new(Table::dynamo(Client::new(&config), "directory")))
}

fn changed(deleted: bool) -> ChangedMark {
    let as_of = "2026-11-23T11:59:58Z".parse().unwrap();
    ChangedMark { lo_id: "course:1#a".parse().unwrap(), deleted, as_of }
}

fn seats() -> SeatsMark {
    let seats = Seats { seat_limit: Some(30), enrollment_count: Some(29), waitlist_count: None };
    let as_of = "2026-11-20T08:00:00Z".parse().unwrap();
    SeatsMark { lo_instance_id: "course:1_2".parse().unwrap(), seats, as_of }
}

/// The one request, with its members in order, each on a line.
fn only(requests: &Requests) -> String {
    let requests = requests.calls();
    assert_eq!((requests.len(), &*requests[0].0), (1, "DynamoDB_20120810.PutItem"));
    members(&requests[0].1).join("\n")
}

fn members(value: &Value) -> Vec<String> {
    let members: BTreeMap<_, _> = value.as_object().unwrap().iter().collect();
    members.into_iter().map(|(name, value)| format!("{name}: {}", in_order(value))).collect()
}

fn in_order(value: &Value) -> String {
    if value.is_object() { format!("{{{}}}", members(value).join(", ")) } else { value.to_string() }
}

#[tokio::test]
async fn the_request_of_a_change_is_exactly_this() {
    let (requests, table) = dynamo();
    assert_eq!(table.mark(&changed(false), now()).await, Ok(Kept::Written));
    insta::assert_snapshot!(only(&requests), @r#"
    ConditionExpression: "attribute_not_exists(pk) OR (#content.#deleted = :deleted AND #asOf < :asOf)"
    ExpressionAttributeNames: {#asOf: "asOf", #content: "content", #deleted: "deleted"}
    ExpressionAttributeValues: {:asOf: {S: "2026-11-23T11:59:58.000Z"}, :deleted: {BOOL: false}}
    Item: {asOf: {S: "2026-11-23T11:59:58.000Z"}, content: {M: {deleted: {BOOL: false}, kind: {S: "changed"}}}, expiresAt: {N: "1829995200"}, pk: {S: "object#course:1%23a"}, sk: {S: "changed"}}
    TableName: "directory"
    "#);
}

#[tokio::test]
async fn the_request_of_a_deletion_is_exactly_this() {
    let (requests, table) = dynamo();
    assert_eq!(table.mark(&changed(true), now()).await, Ok(Kept::Written));
    insta::assert_snapshot!(only(&requests), @r#"
    ConditionExpression: "attribute_not_exists(pk) OR #content.#deleted <> :deleted OR #asOf < :asOf"
    ExpressionAttributeNames: {#asOf: "asOf", #content: "content", #deleted: "deleted"}
    ExpressionAttributeValues: {:asOf: {S: "2026-11-23T11:59:58.000Z"}, :deleted: {BOOL: true}}
    Item: {asOf: {S: "2026-11-23T11:59:58.000Z"}, content: {M: {deleted: {BOOL: true}, kind: {S: "changed"}}}, expiresAt: {N: "1829995200"}, pk: {S: "object#course:1%23a"}, sk: {S: "changed"}}
    TableName: "directory"
    "#);
}

#[tokio::test]
async fn the_request_of_seats_is_exactly_this() {
    let (requests, table) = dynamo();
    assert_eq!(table.keep(&seats(), now()).await, Ok(Kept::Written));
    insta::assert_snapshot!(only(&requests), @r#"
    ConditionExpression: "attribute_not_exists(pk) OR #asOf <= :asOf"
    ExpressionAttributeNames: {#asOf: "asOf"}
    ExpressionAttributeValues: {:asOf: {S: "2026-11-20T08:00:00.000Z"}}
    Item: {asOf: {S: "2026-11-20T08:00:00.000Z"}, content: {M: {enrollmentCount: {N: "29"}, kind: {S: "seats"}, seatLimit: {N: "30"}}}, expiresAt: {N: "1829995200"}, pk: {S: "instance#course:1_2"}, sk: {S: "seats"}}
    TableName: "directory"
    "#);
}

#[tokio::test]
async fn of_seats_the_newer_stand_and_of_two_in_a_moment_the_last() {
    let table = DirectoryTable::new(Memory::default().table("directory"));
    let at =
        |seconds: i64| SeatsMark { as_of: Time::from_millis(seconds * 1000).unwrap(), ..seats() };
    for (seconds, kept) in
        [(5, Kept::Written), (4, Kept::Outranked), (5, Kept::Written), (6, Kept::Written)]
    {
        assert_eq!(table.keep(&at(seconds), now()).await, Ok(kept), "{seconds}");
    }
}

#[tokio::test]
async fn any_other_failure_is_told() {
    let faults = Faults::default();
    let memory = Memory::with_faults(faults.clone());
    let table = DirectoryTable::new(memory.table("directory"));
    faults.fail_next("PutItem", 2, Fault::Throttled);
    let told = Err(StoreError::Throttled("too many calls".to_owned()));
    assert_eq!(table.mark(&changed(true), now()).await.map(drop), told);
    assert_eq!(table.keep(&seats(), now()).await.map(drop), told);
}

#[test]
fn a_reader_understands_what_is_written() {
    for item in [changed(true).item(now()), seats().item(now())] {
        let stored: serde_dynamo::Item = serde_dynamo::to_item(&item).unwrap();
        assert_eq!(serde_dynamo::from_item::<_, Item>(stored).unwrap(), item);
    }
}

proptest! {
    /// So the last one to stand does not depend on the order.
    #[test]
    fn of_two_marks_exactly_one_outranks_the_other_or_they_are_one(
        one in (any::<bool>(), 0_i64..3), other in (any::<bool>(), 0_i64..3),
    ) {
        let mark = |(deleted, second): (bool, i64)| {
            ChangedMark { as_of: Time::from_millis(second * 1000).unwrap(), ..changed(deleted) }
        };
        let (one, other) = (mark(one), mark(other));
        prop_assert_eq!(one.outranks(&other) || other.outranks(&one), one != other);
        prop_assert!(!(one.outranks(&other) && other.outranks(&one)));
        let table = DirectoryTable::new(Memory::default().table("directory"));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let kept = runtime.block_on(async {
            table.mark(&other, now()).await.unwrap();
            table.mark(&one, now()).await.unwrap()
        });
        prop_assert_eq!(kept == Kept::Written, one.outranks(&other), "the table decides the same");
    }
}
