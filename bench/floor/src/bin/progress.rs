//! The floor of `progress`.

use aws_config::BehaviorVersion;
use lambda_runtime::Error;
use milepost_floor::calls::Call;
use milepost_floor::dynamodb::DynamoDb;
use milepost_floor::sns::PublishBatch;
use milepost_floor::{Send, play};

struct Progress {
    dynamo: aws_sdk_dynamodb::Client,
    sns: aws_sdk_sns::Client,
}

enum Input {
    DynamoDb(DynamoDb),
    Sns(PublishBatch),
}

impl Send for Progress {
    type Input = Input;

    fn prepare(&self, call: &Call) -> Input {
        match call.operation.as_str() {
            "PublishBatch" => Input::Sns(PublishBatch::prepare(call)),
            _ => Input::DynamoDb(DynamoDb::prepare(call)),
        }
    }

    async fn send(&self, input: &Input) {
        match input {
            Input::DynamoDb(input) => input.send(&self.dynamo).await,
            Input::Sns(input) => input.send(&self.sns).await,
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = aws_config::load_defaults(BehaviorVersion::latest()).await;
    let (dynamo, sns) = (aws_sdk_dynamodb::Client::new(&aws), aws_sdk_sns::Client::new(&aws));
    play(Progress { dynamo, sns }).await
}
