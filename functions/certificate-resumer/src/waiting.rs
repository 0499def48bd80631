//! Port: which certificates wait for something.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use milepost_certificate::CertificateId;
use milepost_runtime::aws_error::describe;

use crate::{Awaited, WakeError};

/// Port: reads who waits.
pub trait ReadWaiting {
    /// All certificates that wait for this, any number.
    ///
    /// # Errors
    /// [`WakeError::NotRead`]; then none is returned.
    fn read(
        &self,
        awaited: &Awaited,
    ) -> impl Future<Output = Result<Vec<CertificateId>, WakeError>> + Send;
}

/// Reads by `Query` from the table of certificates.
#[derive(Clone, Debug)]
pub struct DynamoWaiting {
    client: Client,
    table: String,
}

impl DynamoWaiting {
    /// Reads from this table.
    pub fn new(client: Client, table: String) -> Self {
        Self { client, table }
    }
}

impl ReadWaiting for DynamoWaiting {
    async fn read(&self, awaited: &Awaited) -> Result<Vec<CertificateId>, WakeError> {
        let mut pages = self
            .client
            .query()
            .table_name(&self.table)
            // What began to wait a moment ago is to be seen.
            .consistent_read(true)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", AttributeValue::S(awaited.partition()))
            .projection_expression("sk")
            .into_paginator()
            .items()
            .send();
        let mut waiting = Vec::new();
        while let Some(item) = pages.next().await {
            let item = item.map_err(|error| WakeError::NotRead(describe(&error)))?;
            waiting.extend(item.get("sk").and_then(certificate));
        }
        Ok(waiting)
    }
}

fn certificate(sort_key: &AttributeValue) -> Option<CertificateId> {
    let id = sort_key.as_s().ok().and_then(|text| text.parse().ok());
    if id.is_none() {
        // Nothing else is written there, and no further try makes an id of it.
        tracing::error!("waiting.unreadable");
    }
    id
}

#[cfg(test)]
mod tests;
