//! `TransactWriteItems` and `PutItem`.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::address_of;
use crate::aws::StandIn;
use crate::aws::limits::Violation;
use crate::aws::limits::item::{check_size, size_of};
use crate::aws::limits::reads_and_writes::{check_token, check_writes};
use crate::aws::tables::{Address, Condition, Item, Put, Reason, Refused, Transaction};
use crate::aws::wire::refusal::Blame;
use crate::aws::wire::{Answer, Refusal, json, read_json};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Request {
    transact_items: Vec<RequestItem>,
    client_request_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct RequestItem {
    put: RequestPut,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct RequestPut {
    table_name: String,
    item: Item,
    condition_expression: Option<String>,
    #[serde(default)]
    expression_attribute_names: Item,
    #[serde(default)]
    expression_attribute_values: Item,
}

pub(crate) async fn transact_write_items(aws: &StandIn, body: &[u8]) -> Answer {
    let Request { transact_items, client_request_token } = read_json(body)?;
    check_token(client_request_token.as_deref())?;
    let mut sizes = Vec::new();
    let mut puts = Vec::new();
    for RequestItem { put } in transact_items {
        sizes.push(size_of(&put.item)?);
        puts.push(read_put(aws, put)?);
    }
    let addresses: Vec<Address> = puts.iter().map(|put| put.address.clone()).collect();
    check_writes(&addresses, &sizes)?;
    check_sizes(&sizes)?;
    let transaction = Transaction { token: client_request_token, puts };
    aws.tables().transact(transaction).await.map_err(refusal)?;
    Ok(json(&json!({})))
}

pub(crate) async fn put_item(aws: &StandIn, body: &[u8]) -> Answer {
    let put: RequestPut = read_json(body)?;
    check_size(size_of(&put.item)?)?;
    let transaction = Transaction { token: None, puts: vec![read_put(aws, put)?] };
    let Err(refused) = aws.tables().transact(transaction).await else {
        return Ok(json(&json!({})));
    };
    Err(match refused {
        Refused::Cancelled(reasons) if reasons == [Reason::ConditionalCheckFailed] => {
            Refusal::in_order("ConditionalCheckFailedException", "The conditional request failed")
        }
        _ => Refusal::in_order("TransactionConflictException", "a transaction is under way"),
    })
}

fn read_put(aws: &StandIn, put: RequestPut) -> Result<Put, Refusal> {
    let address = address_of(aws, &put.table_name, &put.item)?;
    let (names, values) = (&put.expression_attribute_names, &put.expression_attribute_values);
    let condition = put.condition_expression.as_deref();
    let condition = condition.map(|it| Condition::parse(it, names, values)).transpose();
    let condition = condition.map_err(|it| Refusal::unexpected("ValidationException", it))?;
    Ok(Put { address, item: put.item, condition })
}

/// An item that is too large cancels the transaction.
fn check_sizes(sizes: &[usize]) -> Result<(), Refusal> {
    let checks: Vec<_> = sizes.iter().map(|bytes| check_size(*bytes)).collect();
    let Some(Violation { message, .. }) = checks.iter().find_map(|it| it.clone().err()) else {
        return Ok(());
    };
    let codes = checks.iter().map(|it| it.as_ref().map_or_else(|it| it.code, |()| "None"));
    Err(Refusal { blame: Blame::Violation, ..cancelled(message, codes) })
}

fn refusal(refused: Refused) -> Refusal {
    match refused {
        Refused::Cancelled(reasons) => {
            let codes = reasons.into_iter().map(|reason| match reason {
                Reason::None => "None",
                Reason::ConditionalCheckFailed => "ConditionalCheckFailed",
                Reason::TransactionConflict => "TransactionConflict",
            });
            cancelled("Transaction cancelled".to_owned(), codes)
        }
        Refused::TokenMismatch => {
            Refusal::unexpected("IdempotentParameterMismatchException", "other writes before")
        }
        Refused::InProgress => {
            Refusal::in_order("TransactionInProgressException", "the same transaction is under way")
        }
    }
}

fn cancelled<'a>(message: String, codes: impl Iterator<Item = &'a str>) -> Refusal {
    let reasons: Value = codes.map(|code| json!({"Code": code})).collect();
    let members = Map::from_iter([("CancellationReasons".to_owned(), reasons)]);
    Refusal { members, ..Refusal::in_order("TransactionCanceledException", message) }
}
