//! What a deployed function finds in its environment.

use std::path::PathBuf;
use std::time::Duration;

use milepost_e2e::stack::root;

use crate::aws::Names;

/// The region of everything here.
const REGION: &str = "eu-west-1";
/// The table of records, as the stand-in names it.
pub const ENROLLMENTS: &str = "enrollments";
/// The table of events, as the stand-in names it.
pub const HISTORY: &str = "history";
/// The table of people and learning objects, as the stand-in names it.
pub const DIRECTORY: &str = "directory";
/// What the functions sign with.
const CREDENTIALS: [(&str, &str); 2] =
    [("AWS_ACCESS_KEY_ID", "AKIDFAULTS"), ("AWS_SECRET_ACCESS_KEY", "conspicuous-access-key")];

/// The release build of a function.
pub(super) fn bootstrap(name: &str) -> PathBuf {
    let path = root().join("target/lambda").join(name).join("bootstrap");
    assert!(path.exists(), "{name} is not built: run `make build`");
    path
}

/// Its own variables, those that Lambda sets, and the way to AWS. Nothing else.
pub fn variables(
    name: &str,
    aws: &str,
    names: &Names,
    time_limit: Duration,
) -> Vec<(String, String)> {
    let time_limit = time_limit.as_secs().to_string();
    let function = format!("milepost-{name}");
    let lambdas = [
        ("AWS_LAMBDA_FUNCTION_NAME", function.as_str()),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
        ("AWS_LAMBDA_FUNCTION_TIMEOUT", &time_limit),
        ("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/milepost"),
        ("AWS_LAMBDA_LOG_STREAM_NAME", "stream"),
        ("AWS_REGION", REGION),
        ("AWS_ENDPOINT_URL", aws),
        ("LOG_HASH_KEY", "conspicuous-log-hash-key"),
        ("LOG_LEVEL", "debug"),
    ];
    let own = match name {
        "ingest" => ingest(names),
        "progress" => progress(names),
        "catalog" => vec![("DIRECTORY_TABLE", DIRECTORY)],
        "certificates" => certificates(),
        "names" => names_function(),
        "verification" => verification(),
        "sweep" => sweep(names),
        "notifications" => notifications(),
        "pickup" => vec![
            NOTIFICATIONS,
            ("NOTIFICATIONS_QUEUE_URL", "http://localhost/1/notifications.fifo"),
        ],
        "email" => vec![NOTIFICATIONS, ("MAIL_FROM", "learn@example.com")],
        "sms" => vec![NOTIFICATIONS, ("SMS_ENABLED", "true")],
        "feedback" => vec![NOTIFICATIONS],
        "archive" => vec![("DELIVERY_STREAM", "changes")],
        _ => panic!("no variables for {name}"),
    };
    let all = lambdas.into_iter().chain(CREDENTIALS).chain(own);
    all.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn notifications() -> Vec<(&'static str, &'static str)> {
    vec![
        NOTIFICATIONS,
        ("ENROLLMENTS_TABLE", ENROLLMENTS),
        ("DIRECTORY_TABLE", DIRECTORY),
        ("DOCUMENTS_BUCKET", "documents"),
        ("NOTIFICATIONS_TOPIC_ARN", "arn:aws:sns:us-east-1:000000000000:notifications"),
        ("ISSUER_NAME", "Example Ltd"),
    ]
}

fn ingest(names: &Names) -> Vec<(&str, &str)> {
    vec![
        ("EVENTS_QUEUE_URL", &names.queue_url),
        ("QUARANTINE_BUCKET", &names.bucket),
        ("WEBHOOK_SECRET_ARN", &names.secret_arn),
        ("AUTH_MODE", "basic"),
        ("ALM_ACCOUNT_ID", ""),
    ]
}

fn progress(names: &Names) -> Vec<(&str, &str)> {
    vec![
        ("ENROLLMENTS_TABLE", ENROLLMENTS),
        ("HISTORY_TABLE", HISTORY),
        ("TRANSITIONS_TOPIC_ARN", &names.topic_arn),
        ("HISTORY_RETENTION_DAYS", "400"),
    ]
}

fn sweep(names: &Names) -> Vec<(&str, &str)> {
    vec![
        ("ENROLLMENTS_TABLE", ENROLLMENTS),
        ("EVENTS_QUEUE_URL", &names.queue_url),
        ("STALL_AFTER_DAYS", "14"),
    ]
}

const NOTIFICATIONS: (&str, &str) = ("NOTIFICATIONS_TABLE", "notifications");
const CERTIFICATES: (&str, &str) = ("CERTIFICATES_TABLE", "certificates");
const DOCUMENTS: (&str, &str) = ("DOCUMENTS_BUCKET", "documents");
const ISSUER: (&str, &str) = ("ISSUER_NAME", "Northwind Academy");
const PUBLIC_URL: (&str, &str) = ("PUBLIC_URL", "https://learn.example.com");

fn certificates() -> Vec<(&'static str, &'static str)> {
    vec![
        CERTIFICATES,
        DOCUMENTS,
        ISSUER,
        PUBLIC_URL,
        ("DIRECTORY_TABLE", DIRECTORY),
        ("OUTCOMES_TOPIC_ARN", "arn:aws:sns:eu-west-1:123456789012:outcomes.fifo"),
        ("SIGNING_KEY_ID", "00000000-0000-4000-8000-000000000042"),
    ]
}

fn names_function() -> Vec<(&'static str, &'static str)> {
    let queue = "https://sqs.eu-west-1.amazonaws.com/123456789012/certificates.fifo";
    vec![CERTIFICATES, ("CERTIFICATES_QUEUE_URL", queue)]
}

fn verification() -> Vec<(&'static str, &'static str)> {
    vec![CERTIFICATES, DOCUMENTS, ISSUER, PUBLIC_URL]
}
