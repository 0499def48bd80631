//! The quarantine in Amazon S3.

use std::collections::HashMap;

use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::DateTime;
use milepost_contracts::percent_decoded;
use milepost_contracts::specimen::{ACCOUNT, PART, REASON, RECEIVED_AT};
use milepost_domain::Time;

use super::object::{Listed, Metadata, Object};
use crate::args::common::StackArgs;
use crate::aws_error::{AwsError, Place};
use crate::stack::Stack;

/// The stack's quarantine bucket.
pub(crate) struct Bucket {
    pub(crate) client: Client,
    pub(crate) name: String,
    pub(crate) place: Place,
}

impl Bucket {
    /// The stack, and its bucket.
    pub(crate) async fn open(args: &StackArgs) -> Result<(Stack, Self), AwsError> {
        let stack = Stack::find(args).await?;
        let bucket = Self::of(&stack)?;
        Ok((stack, bucket))
    }

    pub(crate) fn of(stack: &Stack) -> Result<Self, AwsError> {
        let name = stack.output("QuarantineBucket")?.to_owned();
        Ok(Self { client: Client::new(&stack.config), name, place: stack.place.clone() })
    }

    /// The objects, all or those of one reason.
    pub(crate) async fn list(&self, reason: Option<&str>) -> Result<Vec<Listed>, AwsError> {
        let call = self.client.list_objects_v2().bucket(&self.name);
        let call = call.set_prefix(reason.map(|reason| format!("{reason}/")));
        let mut pages = call.into_paginator().send();
        let mut all = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| AwsError::of(&error, &self.place))?;
            all.extend(
                page.contents()
                    .iter()
                    .filter_map(|one| listed(one.key(), one.size(), one.last_modified())),
            );
        }
        Ok(all)
    }

    /// What stands beside the bytes.
    pub(crate) async fn describe(&self, listed: &Listed) -> Result<Metadata, AwsError> {
        let answer = self.client.head_object().bucket(&self.name).key(&listed.key).send().await;
        let answer = answer.map_err(|error| AwsError::of(&error, &self.place))?;
        Ok(metadata(answer.metadata()))
    }

    /// Bytes and metadata.
    pub(crate) async fn fetch(&self, listed: &Listed) -> Result<Object, AwsError> {
        let answer = self.client.get_object().bucket(&self.name).key(&listed.key).send().await;
        let answer = answer.map_err(|error| AwsError::of(&error, &self.place))?;
        let metadata = metadata(answer.metadata());
        let body = answer.body.collect().await.map_err(|error| AwsError::Unreachable {
            place: self.place.clone(),
            cause: error.to_string(),
        })?;
        Ok(Object { listed: listed.clone(), metadata, body: body.to_vec() })
    }

    /// Removes a object; the bucket keeps the version for 30 days.
    pub(crate) async fn remove(&self, listed: &Listed) -> Result<(), AwsError> {
        let answer = self.client.delete_object().bucket(&self.name).key(&listed.key).send().await;
        answer.map(|_| ()).map_err(|error| AwsError::of(&error, &self.place))
    }
}

/// As S3 lists an object, or a version of one.
pub(crate) fn listed(
    key: Option<&str>,
    bytes: Option<i64>,
    modified: Option<&DateTime>,
) -> Option<Listed> {
    Some(Listed {
        key: key?.to_owned(),
        bytes: bytes.and_then(|bytes| bytes.try_into().ok()).unwrap_or_default(),
        kept_at: Time::from_millis(modified?.to_millis().ok()?)?,
    })
}

fn metadata(sent: Option<&HashMap<String, String>>) -> Metadata {
    let text = |name: &str| sent.and_then(|sent| sent.get(name));
    Metadata {
        reason: text(REASON).cloned(),
        received_at: text(RECEIVED_AT).and_then(|text| text.parse().ok()),
        account: text(ACCOUNT).and_then(|text| percent_decoded(text).parse().ok()),
        part: text(PART).and_then(|text| text.parse().ok()),
    }
}

#[cfg(test)]
mod tests;
