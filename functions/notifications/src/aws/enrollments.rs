//! How enrollments stand, in the enrollments table.

use aws_sdk_dynamodb::Client;
use milepost_contracts::enrollment_key;
use milepost_domain::RecordKey;
use milepost_runtime::aws_error::describe;

use super::attributes;
use crate::ports::{Outside, ReadStanding};
use crate::standing::Standing;

/// Reads it by `GetItem`.
#[derive(Clone, Debug)]
pub struct DynamoStandings {
    client: Client,
    table: String,
}

impl DynamoStandings {
    /// Reads from this table.
    pub fn new(client: Client, table: impl Into<String>) -> Self {
        Self { client, table: table.into() }
    }
}

impl ReadStanding for DynamoStandings {
    async fn standing(&self, record: &RecordKey) -> Result<Option<Standing>, Outside> {
        let key = attributes(enrollment_key(record));
        let call = self.client.get_item().table_name(&self.table).consistent_read(true);
        let call = call.set_key(Some(key)).projection_expression("#state, lastActivityAt");
        let answer = call.expression_attribute_names("#state", "state").send().await;
        let answer = answer.map_err(|error| failed(describe(&error)))?;
        let standing = answer.item.map(serde_dynamo::from_item).transpose();
        standing.map_err(|error| failed(error.to_string()))
    }
}

fn failed(why: String) -> Outside {
    Outside { what: "the enrollments table", why }
}
