//! What a deployed function finds in its environment.

use std::path::PathBuf;
use std::time::Duration;

use milepost_e2e::stack::root;

/// The region of everything here.
pub const REGION: &str = "us-east-1";
/// The AWS account of everything here.
pub const ACCOUNT: &str = "123456789012";
/// The key id that the functions sign with.
pub const ACCESS_KEY_ID: &str = "AKIDFAULTS";
/// The key that the functions sign with.
pub const SECRET_ACCESS_KEY: &str = "faults-secret-access-key";

/// The names of the stack's resources.
#[derive(Debug)]
pub struct Names;

impl Names {
    /// The queue of events.
    pub const QUEUE: &str = "milepost-events.fifo";
    /// Where it is reached; the functions talk to the stand-in all the same.
    pub const QUEUE_URL: &str =
        "https://sqs.us-east-1.amazonaws.com/123456789012/milepost-events.fifo";
    /// The topic of changes.
    pub const TOPIC_ARN: &str = "arn:aws:sns:us-east-1:123456789012:milepost-transitions.fifo";
    /// The quarantine.
    pub const BUCKET: &str = "milepost-quarantine";
    /// The records.
    pub const ENROLLMENTS: &str = "milepost-enrollments";
    /// The history.
    pub const HISTORY: &str = "milepost-history";
    /// The webhook's credentials.
    pub const SECRET_ARN: &str =
        "arn:aws:secretsmanager:us-east-1:123456789012:secret:milepost-webhook-AbCdEf";
}

/// The release build of a function.
pub(super) fn bootstrap(name: &str) -> PathBuf {
    let path = root().join("target/lambda").join(name).join("bootstrap");
    assert!(path.exists(), "{name} is not built: run `make build`");
    path
}

/// Its own variables, those that Lambda sets, and the way to AWS. Nothing else.
pub(super) fn variables(name: &str, aws: &str, time_limit: Duration) -> Vec<(String, String)> {
    let time_limit = time_limit.as_secs().to_string();
    let function = format!("milepost-{name}");
    let common = [
        ("AWS_LAMBDA_FUNCTION_NAME", function.as_str()),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
        ("AWS_LAMBDA_FUNCTION_TIMEOUT", &time_limit),
        ("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/milepost"),
        ("AWS_LAMBDA_LOG_STREAM_NAME", "stream"),
        ("AWS_ENDPOINT_URL", aws),
        ("AWS_REGION", REGION),
        ("AWS_DEFAULT_REGION", REGION),
        ("AWS_ACCESS_KEY_ID", ACCESS_KEY_ID),
        ("AWS_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY),
        ("LOG_HASH_KEY", "faults-log-hash-key"),
        ("LOG_LEVEL", "debug"),
    ];
    let own = match name {
        "ingest" => INGEST,
        "progress" => PROGRESS,
        _ => panic!("no variables for {name}"),
    };
    let all = common.iter().chain(own);
    all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

const INGEST: &[(&str, &str)] = &[
    ("EVENTS_QUEUE_URL", Names::QUEUE_URL),
    ("QUARANTINE_BUCKET", Names::BUCKET),
    ("WEBHOOK_SECRET_ARN", Names::SECRET_ARN),
    ("AUTH_MODE", "basic"),
    ("ALM_ACCOUNT_ID", ""),
];

const PROGRESS: &[(&str, &str)] = &[
    ("ENROLLMENTS_TABLE", Names::ENROLLMENTS),
    ("HISTORY_TABLE", Names::HISTORY),
    ("TRANSITIONS_TOPIC_ARN", Names::TOPIC_ARN),
    ("HISTORY_RETENTION_DAYS", "400"),
];
