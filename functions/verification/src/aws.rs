//! The AWS sides of the ports.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_s3::operation::get_object::GetObjectError;
use milepost_certificate::document::Document;
use milepost_certificate::item::{ISSUER, KEY, certificate_key, status_list_key};
use milepost_certificate::{Certificate, CertificateId, StatusListItem};
use milepost_contracts::ItemKey;
use milepost_credential::PublicKey;
use milepost_runtime::aws_error::describe;

use crate::ports::{
    PortError, ReadCertificate, ReadDocument, ReadKeys, ReadStatusList, StoredFile,
};

type Attributes = HashMap<String, AttributeValue>;

/// The certificates table in `DynamoDB`.
#[derive(Clone, Debug)]
pub struct Table {
    client: aws_sdk_dynamodb::Client,
    name: String,
}

impl Table {
    /// Reads this table.
    pub const fn new(client: aws_sdk_dynamodb::Client, name: String) -> Self {
        Self { client, name }
    }

    async fn item(&self, key: ItemKey) -> Result<Option<Attributes>, PortError> {
        let call = self.client.get_item().table_name(&self.name);
        let call = call.key("pk", AttributeValue::S(key.pk)).key("sk", AttributeValue::S(key.sk));
        let answer = call.send().await.map_err(|error| PortError::Table(describe(&error)))?;
        Ok(answer.item)
    }
}

impl ReadCertificate for Table {
    async fn certificate(&self, id: CertificateId) -> Result<Option<Certificate>, PortError> {
        let item = self.item(certificate_key(id)).await?;
        item.map(serde_dynamo::from_item).transpose().map_err(|_| PortError::Unreadable)
    }
}

impl ReadStatusList for Table {
    async fn status_list(&self, list: u32) -> Result<Option<StatusListItem>, PortError> {
        let item = self.item(status_list_key(list)).await?;
        item.map(serde_dynamo::from_item).transpose().map_err(|_| PortError::Unreadable)
    }
}

impl ReadKeys for Table {
    async fn keys(&self) -> Result<Vec<PublicKey>, PortError> {
        let call = self.client.query().table_name(&self.name);
        let call = call
            .key_condition_expression("pk = :pk AND begins_with(sk, :sk)")
            .expression_attribute_values(":pk", AttributeValue::S(ISSUER.to_owned()))
            .expression_attribute_values(":sk", AttributeValue::S(KEY.to_owned()));
        let mut items = call.into_paginator().items().send();
        let mut keys = Vec::new();
        while let Some(item) = items.next().await {
            let item = item.map_err(|error| PortError::Table(describe(&error)))?;
            let sk = item.get("sk").and_then(|value| value.as_s().ok());
            let key = sk.and_then(|sk| sk.strip_prefix(KEY)).ok_or(PortError::Unreadable)?;
            keys.push(PublicKey::from_multibase(key).map_err(|_| PortError::Unreadable)?);
        }
        Ok(keys)
    }
}

/// The bucket of documents in S3.
#[derive(Clone, Debug)]
pub struct Bucket {
    client: aws_sdk_s3::Client,
    name: String,
}

impl Bucket {
    /// Reads this bucket.
    pub const fn new(client: aws_sdk_s3::Client, name: String) -> Self {
        Self { client, name }
    }
}

impl ReadDocument for Bucket {
    async fn document(
        &self,
        id: CertificateId,
        document: Document,
    ) -> Result<Option<StoredFile>, PortError> {
        let call = self.client.get_object().bucket(&self.name).key(document.key(id));
        let answer = match call.send().await {
            Ok(answer) => answer,
            Err(error) if error.as_service_error().is_some_and(GetObjectError::is_no_such_key) => {
                return Ok(None);
            }
            Err(error) => return Err(PortError::Bucket(describe(&error))),
        };
        let etag = answer.e_tag;
        let body = answer.body.collect().await;
        let body = body.map_err(|_| PortError::Bucket("the body broke off".to_owned()))?;
        Ok(Some(StoredFile { bytes: body.to_vec(), etag }))
    }
}

#[cfg(test)]
mod tests;
