//! `GetSecretValue`, in `awsJson1_1`.

use serde::Deserialize;
use serde_json::json;

use super::{Answer, Refusal, json, read_json};
use crate::aws::StandIn;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Request {
    secret_id: String,
}

pub(crate) fn get_secret_value(aws: &StandIn, body: &[u8]) -> Answer {
    let Request { secret_id } = read_json(body)?;
    if secret_id != aws.names().secret_arn {
        return Err(Refusal::unexpected("ResourceNotFoundException", secret_id));
    }
    let (text, version) = aws.secret().current();
    Ok(json(&json!({
        "ARN": secret_id,
        "Name": secret_id.rsplit(':').next(),
        "CreatedDate": 1_700_000_000,
        "SecretString": text,
        "VersionId": format!("00000000-0000-4000-a000-{version:012}"),
        "VersionStages": ["AWSCURRENT"],
    })))
}
