//! What the things in AWS are called.

/// The names by which the functions find them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Names {
    /// The secret with the webhook's credentials.
    pub secret_arn: String,
    /// The events queue.
    pub queue_url: String,
    /// The tables.
    pub tables: Vec<String>,
    /// The topic of changes.
    pub topic_arn: String,
    /// The quarantine.
    pub bucket: String,
}

impl Default for Names {
    /// Names as a stack makes them: the tables are `enrollments`, `history` and
    /// `directory`.
    fn default() -> Self {
        let name = |name: &str| name.to_owned();
        Self {
            secret_arn: name("arn:aws:secretsmanager:eu-west-1:123456789012:secret:webhook-AbCdEf"),
            queue_url: name("https://sqs.eu-west-1.amazonaws.com/123456789012/events.fifo"),
            tables: vec![name("enrollments"), name("history"), name("directory")],
            topic_arn: name("arn:aws:sns:eu-west-1:123456789012:transitions.fifo"),
            bucket: name("quarantine"),
        }
    }
}
