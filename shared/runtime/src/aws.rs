//! Loading of the AWS configuration that all clients are built from.

use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, SdkConfig};

/// How often an AWS call is tried in all.
const ATTEMPTS: u32 = 3;

/// How long an AWS call may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// For the TCP and TLS connection.
    pub connect: Duration,
    /// For one attempt, from the connection to the answer's body.
    pub attempt: Duration,
    /// For all attempts together, with the pauses between them.
    pub operation: Duration,
}

/// One second to connect, 1.5 s for an attempt, 4 s in all.
impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(1),
            attempt: Duration::from_millis(1_500),
            operation: Duration::from_secs(4),
        }
    }
}

impl Timeouts {
    /// These time limits with another one for all attempts together.
    #[must_use]
    pub fn with_operation(self, operation: Duration) -> Self {
        Self { operation, ..self }
    }
}

/// The AWS configuration from the environment, with these time limits and three attempts.
/// Call it once, before the first invocation, and build every client from it.
pub async fn load(timeouts: Timeouts) -> SdkConfig {
    let limits = TimeoutConfig::builder()
        .connect_timeout(timeouts.connect)
        .operation_attempt_timeout(timeouts.attempt)
        .operation_timeout(timeouts.operation)
        .build();
    aws_config::defaults(BehaviorVersion::latest())
        .timeout_config(limits)
        .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS))
        .load()
        .await
}
