//! The secret of the webhook.

use jiff::Timestamp;
use milepost_runtime::secret::Secret;
use serde::Deserialize;

use super::context::Context;
use super::finding::{Facts, Finding, Level};
use crate::format::age;

const DOCUMENT: &str = "docs/operations.md#secrets";
/// What stands in docs/alm.md in place of ALM's own.
const SAMPLE: &[u8] = b"THE SECRET OF ALM";
/// Shorter ones can be guessed; the generated ones have 32 characters.
const SHORTEST: usize = 16;
/// In seconds: so long a rotation may take.
const ROTATION_S: i64 = 24 * 3600;

/// The fields that are looked at, as `ingest` reads them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Fields {
    pub(super) username: Option<Secret>,
    pub(super) password: Option<Secret>,
    previous_password: Option<Secret>,
    signature_secret: Option<Secret>,
    previous_signature_secret: Option<Secret>,
}

/// The secret, unless its text is not of this form, and when it was stored.
type Stored = (Option<Fields>, Timestamp);

pub(super) async fn check(context: &Context) -> Facts<Vec<Finding>> {
    let finding = match read(context).await {
        Ok(stored) => judge(context.stack.parameter("AuthMode"), &stored, context.now),
        Err(failed) if failed.level == Level::Warning => {
            let action = format!("without it the webhook responds 503: restore it, {DOCUMENT}");
            Finding::problem(failed.found, action)
        }
        Err(denied) => denied,
    };
    Ok(vec![finding])
}

pub(super) async fn read(context: &Context) -> Facts<Stored> {
    let client = aws_sdk_secretsmanager::Client::new(&context.stack.config);
    let call = client.get_secret_value().secret_id(context.output("WebhookSecretArn")?);
    let answer = context.answer("secretsmanager:GetSecretValue", call.send().await)?;
    let stored_at = answer.created_date().and_then(|at| Timestamp::from_second(at.secs()).ok());
    let fields = serde_json::from_str(answer.secret_string().unwrap_or_default());
    Ok((fields.ok(), stored_at.unwrap_or(context.now)))
}

fn judge(mode: &str, (fields, stored_at): &Stored, now: Timestamp) -> Finding {
    let Some(fields) = fields else {
        return Finding::problem("is not the JSON object that the webhook needs", DOCUMENT);
    };
    let (secret, previous) = match mode {
        "none" => {
            let found = "AuthMode is none: anyone who knows the URL can write records";
            return Finding::warning(found, "deploy with AuthMode=basic");
        }
        "signature" => (&fields.signature_secret, &fields.previous_signature_secret),
        _ => (&fields.password, &fields.previous_password),
    };
    if mode == "basic" && present(fields.username.as_ref()).is_none() {
        return Finding::problem("has no username: requests get a 503", DOCUMENT);
    }
    match present(secret.as_ref()) {
        None => Finding::problem("has no value for this AuthMode: requests get a 503", DOCUMENT),
        Some(secret) if secret.expose() == SAMPLE => {
            Finding::problem("is the sample of the documents, which everybody can read", DOCUMENT)
        }
        Some(secret) if secret.expose().len() < SHORTEST => {
            Finding::warning("is so short that it can be guessed", DOCUMENT)
        }
        Some(_) if present(previous.as_ref()).is_some() => rotation(*stored_at, now),
        Some(_) => Finding::ok("is there, and no rotation is under way"),
    }
}

fn present(value: Option<&Secret>) -> Option<&Secret> {
    value.filter(|secret| !secret.is_empty())
}

fn rotation(since: Timestamp, now: Timestamp) -> Finding {
    let is_late = now.as_second() - since.as_second() > ROTATION_S;
    let level = if is_late { Level::Warning } else { Level::Note };
    let found = format!("the previous value is still valid, after {}", age(since, now));
    Finding::new(level, found, "finish the rotation: docs/alm.md#rotate-the-password")
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    const LONG: &str = "0123456789abcdef";

    fn level(mode: &str, text: &str, hours: i64) -> Level {
        let now: Timestamp = "2026-11-23T08:00:00Z".parse().unwrap();
        let stored_at = now - SignedDuration::from_hours(hours);
        judge(mode, &(serde_json::from_str(text).ok(), stored_at), now).level
    }

    #[test]
    fn each_mode_needs_its_own_fields() {
        let basic = format!(r#"{{"username":"alm","password":"{LONG}"}}"#);
        let signed = format!(r#"{{"signatureSecret":"{LONG}"}}"#);
        for (mode, text, expected) in [
            ("basic", basic.as_str(), Level::Ok),
            ("basic", signed.as_str(), Level::Problem),
            ("basic", &format!(r#"{{"password":"{LONG}"}}"#), Level::Problem),
            ("basic", r#"{"username":"alm","password":""}"#, Level::Problem),
            ("basic", r#"{"username":"alm","password":"secret"}"#, Level::Warning),
            ("basic", LONG, Level::Problem),
            ("signature", signed.as_str(), Level::Ok),
            ("signature", basic.as_str(), Level::Problem),
            ("signature", r#"{"signatureSecret":"THE SECRET OF ALM"}"#, Level::Problem),
            ("none", basic.as_str(), Level::Warning),
        ] {
            assert_eq!(level(mode, text, 0), expected, "{mode} {text}");
        }
    }

    #[test]
    fn a_rotation_may_take_a_day() {
        let both = format!(r#"{{"username":"alm","password":"{LONG}","previousPassword":"old"}}"#);
        assert_eq!(level("basic", &both, 24), Level::Note);
        assert_eq!(level("basic", &both, 25), Level::Warning);
        assert_eq!(level("basic", &both.replace("old", ""), 25), Level::Ok);
    }
}
