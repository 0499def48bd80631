//! The floor of `ingest`.

use aws_config::BehaviorVersion;
use lambda_runtime::Error;
use milepost_floor::calls::Call;
use milepost_floor::sqs::SendMessageBatch;
use milepost_floor::{Send, play};

struct Ingest {
    sqs: aws_sdk_sqs::Client,
    /// Clients that only take time to start.
    _others: (aws_sdk_s3::Client, aws_sdk_secretsmanager::Client),
}

impl Send for Ingest {
    type Input = SendMessageBatch;

    fn prepare(&self, call: &Call) -> SendMessageBatch {
        SendMessageBatch::prepare(call)
    }

    async fn send(&self, input: &SendMessageBatch) {
        input.send(&self.sqs).await;
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = aws_config::load_defaults(BehaviorVersion::latest()).await;
    let others = (aws_sdk_s3::Client::new(&aws), aws_sdk_secretsmanager::Client::new(&aws));
    play(Ingest { sqs: aws_sdk_sqs::Client::new(&aws), _others: others }).await
}
