//! What the function must be told.

use milepost_runtime::log_key::LogKey;
use serde::Deserialize;

/// The function's environment variables, as in the template.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub struct Config {
    /// The enrollments table.
    pub enrollments_table: String,
    /// The history table.
    pub history_table: String,
    /// The topic that changes go to.
    pub transitions_topic_arn: String,
    /// How long a history row is kept, in days.
    pub history_retention_days: u32,
    /// Names records in logs.
    pub log_hash_key: LogKey,
}
