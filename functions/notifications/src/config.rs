//! What the function must be told.

use milepost_domain::Zone;
use milepost_runtime::log_key::LogKey;
use serde::Deserialize;

/// The function's environment variables, as in the template.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub struct Config {
    /// The notifications table.
    pub notifications_table: String,
    /// The enrollments table.
    pub enrollments_table: String,
    /// The directory's table.
    pub directory_table: String,
    /// The bucket of documents, which also holds the company's policy.
    pub documents_bucket: String,
    /// The topic that channels listen to.
    pub notifications_topic_arn: String,
    /// What the company calls itself.
    pub issuer_name: String,
    /// The company's time zone.
    pub time_zone: Zone,
    /// Whether completions by an alternate get a certificate.
    #[serde(default)]
    pub certificates_for_alternates: bool,
    /// The types of learning objects that get one, separated by commas; all without.
    pub certificate_lo_types: Option<String>,
    /// Names notifications in logs.
    pub log_hash_key: LogKey,
}
