//! The ports on AWS.

mod accepted;
mod enrollments;
mod policy_file;

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use milepost_contracts::ItemKey;

pub use accepted::DynamoAccepted;
pub use enrollments::DynamoStandings;
pub use policy_file::{POLICY_KEY, S3PolicyFile};

/// A key as the SDK takes it.
fn attributes(key: ItemKey) -> HashMap<String, AttributeValue> {
    let attribute = |name: &str, value| (name.to_owned(), AttributeValue::S(value));
    HashMap::from([attribute("pk", key.pk), attribute("sk", key.sk)])
}

#[cfg(test)]
mod tests;
