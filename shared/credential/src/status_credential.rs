use jiff::Timestamp;
use serde::Serialize;

use crate::canonical::CREDENTIALS_V2;
use crate::text::to_second;
use crate::{Issuer, StatusList};

/// A status list as its issuer publishes it, without its proof: a `BitstringStatusListCredential`
/// (Bitstring Status List 1.0, section 2.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StatusListCredential {
    #[serde(rename = "@context")]
    context: [&'static str; 1],
    id: String,
    r#type: [&'static str; 2],
    issuer: String,
    valid_from: String,
    credential_subject: Subject,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Subject {
    id: String,
    r#type: &'static str,
    status_purpose: &'static str,
    encoded_list: String,
}

impl StatusListCredential {
    /// The list to publish at the address `url`, as it is since `valid_from`.
    pub fn new(issuer: &Issuer, url: &str, list: &StatusList, valid_from: Timestamp) -> Self {
        Self {
            context: [CREDENTIALS_V2],
            id: url.to_owned(),
            r#type: ["VerifiableCredential", "BitstringStatusListCredential"],
            issuer: issuer.id().to_owned(),
            valid_from: to_second(valid_from),
            credential_subject: Subject {
                id: format!("{url}#list"),
                r#type: "BitstringStatusList",
                status_purpose: "revocation",
                encoded_list: list.encode(),
            },
        }
    }
}
