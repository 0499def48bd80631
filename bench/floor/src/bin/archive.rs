//! The floor of `archive`.

use aws_config::BehaviorVersion;
use lambda_runtime::Error;
use milepost_floor::calls::Call;
use milepost_floor::firehose::PutRecordBatch;
use milepost_floor::{Send, play};

struct Archive(aws_sdk_firehose::Client);

impl Send for Archive {
    type Input = PutRecordBatch;

    fn prepare(&self, call: &Call) -> PutRecordBatch {
        PutRecordBatch::prepare(call)
    }

    async fn send(&self, input: &PutRecordBatch) {
        input.send(&self.0).await;
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = aws_config::load_defaults(BehaviorVersion::latest()).await;
    play(Archive(aws_sdk_firehose::Client::new(&aws))).await
}
