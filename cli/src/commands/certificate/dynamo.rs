//! The table of certificates in Amazon `DynamoDB`.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use milepost_certificate::item::{AUDIT, certificate_key, certificate_pk, ledger_key};
use milepost_certificate::{AuditRow, Certificate, CertificateId};
use milepost_domain::EventKey;
use serde::de::DeserializeOwned;

use super::port::{ReadLedger, ReadRecord};
use super::record::{Ledger, Record};
use crate::aws_error::{AwsError, Place};
use crate::stack::Stack;
use crate::store::TableError;

type Item = HashMap<String, AttributeValue>;

/// The stack's table.
pub(super) struct Table {
    client: Client,
    name: String,
    place: Place,
}

impl Table {
    pub(super) fn of(stack: &Stack) -> Result<Self, AwsError> {
        let name = stack.output("CertificatesTable")?.to_owned();
        Ok(Self { client: stack.dynamo.clone(), name, place: stack.place.clone() })
    }

    /// All items of a partition, in the order of their sort keys.
    async fn partition(&self, pk: String) -> Result<Vec<Item>, AwsError> {
        let query = self.client.query().table_name(&self.name).consistent_read(true);
        let query = query.key_condition_expression("pk = :pk");
        let query = query.expression_attribute_values(":pk", AttributeValue::S(pk));
        let items = query.into_paginator().items().send();
        items.try_collect().await.map_err(|error| AwsError::of(&error, &self.place))
    }

    fn parse<T: DeserializeOwned>(&self, item: Item) -> Result<T, TableError> {
        serde_dynamo::from_item(item)
            .map_err(|source| TableError::Item { table: self.name.clone(), source })
    }
}

impl ReadRecord for Table {
    async fn record(&self, id: CertificateId) -> Result<Option<Record>, TableError> {
        let itself = certificate_key(id).sk;
        let (mut certificate, mut trail) = (None::<Certificate>, Vec::<AuditRow>::new());
        for item in self.partition(certificate_pk(id)).await? {
            match item.get("sk").and_then(|value| value.as_s().ok()) {
                Some(sk) if *sk == itself => certificate = Some(self.parse(item)?),
                Some(sk) if sk.starts_with(AUDIT) => trail.push(self.parse(item)?),
                _ => {}
            }
        }
        Ok(certificate.map(|certificate| Record { certificate, trail }))
    }
}

impl ReadLedger for Table {
    async fn ledger(&self, completion: EventKey) -> Result<Ledger, TableError> {
        let items = self.partition(ledger_key(completion).pk).await?;
        let ledger = items.into_iter().next().map(|item| self.parse(item));
        ledger.transpose().map(Option::unwrap_or_default)
    }
}

#[cfg(test)]
mod tests;
