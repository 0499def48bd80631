//! Writing by conditional `PutItem`.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::AttributeValue;
use milepost_domain::Time;
use milepost_runtime::aws_error::describe;

use super::{ChangedMark, KeepSeats, Kept, MarkChanged, SeatsMark};
use crate::Item;
use crate::table::TableError;

/// Nothing is stored, or neither a deletion nor a later change.
const UNLESS_DELETED_OR_LATER: &str =
    "attribute_not_exists(pk) OR (#content.#deleted = :deleted AND #asOf < :asOf)";
/// Nothing is stored, or no deletion, or an earlier one.
const UNLESS_DELETED_LATER: &str =
    "attribute_not_exists(pk) OR #content.#deleted <> :deleted OR #asOf < :asOf";
/// Nothing is stored, or nothing newer.
const UNLESS_NEWER: &str = "attribute_not_exists(pk) OR #asOf <= :asOf";

/// Writes to the directory's table.
#[derive(Clone, Debug)]
pub struct DynamoMarks {
    client: Client,
    table: String,
    clock: fn() -> Time,
}

/// What must hold of what is stored, or nothing is written.
struct Condition {
    expression: &'static str,
    names: &'static [(&'static str, &'static str)],
    values: Vec<(&'static str, AttributeValue)>,
}

impl Condition {
    fn of_mark(mark: &ChangedMark) -> Self {
        Self {
            expression: if mark.deleted { UNLESS_DELETED_LATER } else { UNLESS_DELETED_OR_LATER },
            names: &[("#content", "content"), ("#deleted", "deleted"), ("#asOf", "asOf")],
            values: vec![
                (":deleted", AttributeValue::Bool(mark.deleted)),
                (":asOf", AttributeValue::S(mark.as_of.to_string())),
            ],
        }
    }

    fn of_seats(seats: &SeatsMark) -> Self {
        Self {
            expression: UNLESS_NEWER,
            names: &[("#asOf", "asOf")],
            values: vec![(":asOf", AttributeValue::S(seats.as_of.to_string()))],
        }
    }
}

impl DynamoMarks {
    /// Writes to this table.
    pub fn new(client: Client, table: String, clock: fn() -> Time) -> Self {
        Self { client, table, clock }
    }

    async fn put(&self, item: &Item, condition: Condition) -> Result<Kept, TableError> {
        // Only the kind of failure: what serde says may quote the item.
        let attributes = serde_dynamo::to_item(item)
            .map_err(|_| TableError::Call("an item cannot be written".to_owned()))?;
        let Condition { expression, names, values } = condition;
        let call = self.client.put_item().table_name(&self.table).set_item(Some(attributes));
        let answer = call
            .condition_expression(expression)
            .set_expression_attribute_names(Some(owned(names.iter().copied())))
            .set_expression_attribute_values(Some(owned(values)))
            .send()
            .await;
        match answer {
            Ok(_) => Ok(Kept::Written),
            Err(error) if is_outranked(&error) => Ok(Kept::Outranked),
            Err(error) => Err(TableError::Call(describe(&error))),
        }
    }
}

fn owned<V, W: From<V>>(
    members: impl IntoIterator<Item = (&'static str, V)>,
) -> HashMap<String, W> {
    members.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect()
}

fn is_outranked(error: &SdkError<PutItemError>) -> bool {
    error.as_service_error().is_some_and(PutItemError::is_conditional_check_failed_exception)
}

impl MarkChanged for DynamoMarks {
    async fn mark(&self, mark: &ChangedMark) -> Result<Kept, TableError> {
        self.put(&mark.item((self.clock)()), Condition::of_mark(mark)).await
    }
}

impl KeepSeats for DynamoMarks {
    async fn keep(&self, seats: &SeatsMark) -> Result<Kept, TableError> {
        self.put(&seats.item((self.clock)()), Condition::of_seats(seats)).await
    }
}
