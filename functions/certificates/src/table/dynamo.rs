//! The table in Amazon DynamoDB.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{BuildError, SdkError};
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError as Refusal;
use aws_sdk_dynamodb::types::builders::PutBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, Delete, Put, ReturnValue, TransactWriteItem};
use milepost_certificate::item::{
    CertificateItem, audit_key, certificate_key, issuer_key, ledger_key, next_place_key,
    status_list_key,
};
use milepost_certificate::{AuditRow, Certificate, CertificateId, StatusListItem};
use milepost_contracts::ItemKey;
use milepost_domain::EventKey;
use milepost_runtime::aws_error::describe;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{
    Commit, DrawPlace, LedgerItem, ListItem, Read, Revised, TableError, Write, next_certificate,
};
use crate::ledger::Ledger;

type Attributes = HashMap<String, AttributeValue>;

/// Reads by `GetItem`, consistently.
#[derive(Clone, Debug)]
pub struct DynamoRead {
    client: Client,
    table: String,
}

impl DynamoRead {
    /// Reads from this table.
    pub fn new(client: Client, table: impl Into<String>) -> Self {
        Self { client, table: table.into() }
    }

    async fn get<T: DeserializeOwned>(&self, key: &ItemKey) -> Result<Option<T>, TableError> {
        let call = self.client.get_item().table_name(&self.table).consistent_read(true);
        let answer = call.set_key(Some(attributes(key))).send().await;
        let answer = answer.map_err(|error| TableError::Call(describe(&error)))?;
        answer.item.map(serde_dynamo::from_item).transpose().map_err(item_error)
    }
}

impl Read for DynamoRead {
    async fn ledger(&self, completion: EventKey) -> Result<Revised<Ledger>, TableError> {
        let item: Option<LedgerItem> = self.get(&ledger_key(completion)).await?;
        Ok(match item {
            Some(item) => Revised { value: item.ledger, revision: item.revision },
            None => Revised { value: Ledger::new(completion), revision: 0 },
        })
    }

    async fn certificate(
        &self,
        id: CertificateId,
    ) -> Result<Option<Revised<Certificate>>, TableError> {
        let item: Option<CertificateItem> = self.get(&certificate_key(id)).await?;
        Ok(item.map(|item| Revised { value: item.certificate, revision: item.revision }))
    }

    async fn status_list(&self, list: u32) -> Result<Option<StatusListItem>, TableError> {
        let item: Option<ListItem> = self.get(&status_list_key(list)).await?;
        Ok(item.map(|item| item.list))
    }
}

/// Writes by `TransactWriteItems`.
#[derive(Clone, Debug)]
pub struct DynamoCommit {
    client: Client,
    table: String,
}

impl DynamoCommit {
    /// Writes to this table.
    pub fn new(client: Client, table: impl Into<String>) -> Self {
        Self { client, table: table.into() }
    }

    fn write(&self, write: &Write) -> Result<TransactWriteItem, TableError> {
        match write {
            Write::Ledger(ledger) => {
                self.revised(&LedgerItem::next(ledger), "revision", ledger.revision)
            }
            Write::Certificate(certificate) => {
                self.revised(&next_certificate(certificate), "revision", certificate.revision)
            }
            Write::StatusList(list) => {
                self.revised(&ListItem::of(list), "version", list.version.saturating_sub(1))
            }
            Write::Audit(id, row) => finish(self.put(&AuditItem::of(*id, row))?),
            Write::IssuerKey(key) => {
                let key = issuer_key(key);
                finish(self.put(&Bare { pk: &key.pk, sk: &key.sk })?)
            }
            Write::Wait(key) => finish(self.put(&Bare { pk: &key.pk, sk: &key.sk })?),
            Write::Wake(key) => self.delete(key),
        }
    }

    fn put(&self, item: &impl Serialize) -> Result<PutBuilder, TableError> {
        let item = serde_dynamo::to_item(item).map_err(item_error)?;
        Ok(Put::builder().table_name(&self.table).set_item(Some(item)))
    }

    /// Puts an item in the place of this revision of it; 0: where there is none.
    fn revised(
        &self,
        item: &impl Serialize,
        counter: &str,
        replaces: u64,
    ) -> Result<TransactWriteItem, TableError> {
        let put = self.put(item)?;
        finish(match replaces {
            0 => put.condition_expression("attribute_not_exists(pk)"),
            _ => put
                .condition_expression("#revision = :revision")
                .expression_attribute_names("#revision", counter)
                .expression_attribute_values(":revision", AttributeValue::N(replaces.to_string())),
        })
    }

    fn delete(&self, key: &ItemKey) -> Result<TransactWriteItem, TableError> {
        let delete = Delete::builder().table_name(&self.table).set_key(Some(attributes(key)));
        let delete = delete.build().map_err(build_error)?;
        Ok(TransactWriteItem::builder().delete(delete).build())
    }
}

impl Commit for DynamoCommit {
    async fn commit(&self, writes: &[Write]) -> Result<(), TableError> {
        let items = writes.iter().map(|write| self.write(write)).collect::<Result<_, _>>()?;
        let call = self.client.transact_write_items().set_transact_items(Some(items));
        call.send().await.map(|_| ()).map_err(|error| cause(&error))
    }
}

/// Counts by `UpdateItem`.
#[derive(Clone, Debug)]
pub struct DynamoPlaces {
    client: Client,
    table: String,
}

impl DynamoPlaces {
    /// Counts in this table.
    pub fn new(client: Client, table: impl Into<String>) -> Self {
        Self { client, table: table.into() }
    }
}

impl DrawPlace for DynamoPlaces {
    async fn draw(&self) -> Result<u64, TableError> {
        let call = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(attributes(&next_place_key())))
            .update_expression("ADD #drawn :one")
            .expression_attribute_names("#drawn", "drawn")
            .expression_attribute_values(":one", AttributeValue::N("1".to_owned()))
            .return_values(ReturnValue::UpdatedNew);
        let answer = call.send().await.map_err(|error| TableError::Call(describe(&error)))?;
        let drawn = answer.attributes.as_ref().and_then(|attributes| attributes.get("drawn"));
        let drawn = drawn.and_then(|drawn| drawn.as_n().ok()?.parse::<u64>().ok());
        let drawn = drawn.ok_or_else(|| TableError::Item("no count".to_owned()))?;
        Ok(drawn.saturating_sub(1))
    }
}

/// A line of the audit trail with its key.
#[derive(Serialize)]
struct AuditItem<'a> {
    pk: String,
    sk: String,
    #[serde(flatten)]
    row: &'a AuditRow,
}

impl<'a> AuditItem<'a> {
    fn of(id: CertificateId, row: &'a AuditRow) -> Self {
        let ItemKey { pk, sk } = audit_key(id, row);
        Self { pk, sk, row }
    }
}

/// An item that says all by its key.
#[derive(Serialize)]
struct Bare<'a> {
    pk: &'a str,
    sk: &'a str,
}

fn finish(put: PutBuilder) -> Result<TransactWriteItem, TableError> {
    Ok(TransactWriteItem::builder().put(put.build().map_err(build_error)?).build())
}

fn attributes(key: &ItemKey) -> Attributes {
    let text = |text: &str| AttributeValue::S(text.to_owned());
    Attributes::from([("pk".to_owned(), text(&key.pk)), ("sk".to_owned(), text(&key.sk))])
}

#[expect(clippy::needless_pass_by_value, reason = "fits map_err")]
fn build_error(error: BuildError) -> TableError {
    TableError::Item(error.to_string())
}

/// What the library says names fields and types, not their values.
#[expect(clippy::needless_pass_by_value, reason = "fits map_err")]
fn item_error(error: serde_dynamo::Error) -> TableError {
    TableError::Item(error.to_string())
}

fn cause(error: &SdkError<Refusal>) -> TableError {
    let passes = match error.as_service_error() {
        Some(Refusal::TransactionInProgressException(_)) => true,
        Some(Refusal::TransactionCanceledException(cancelled)) => {
            let codes = cancelled.cancellation_reasons().iter().filter_map(|it| it.code());
            let mut codes = codes.filter(|code| *code != "None").peekable();
            let is_race =
                |code: &str| matches!(code, "ConditionalCheckFailed" | "TransactionConflict");
            codes.peek().is_some() && codes.all(is_race)
        }
        _ => false,
    };
    if passes { TableError::Conflict } else { TableError::Call(describe(error)) }
}
