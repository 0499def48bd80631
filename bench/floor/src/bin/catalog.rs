//! The floor of `catalog`.

use aws_config::BehaviorVersion;
use lambda_runtime::Error;
use milepost_floor::calls::Call;
use milepost_floor::dynamodb::DynamoDb;
use milepost_floor::{Send, play};

struct Catalog(aws_sdk_dynamodb::Client);

impl Send for Catalog {
    type Input = DynamoDb;

    fn prepare(&self, call: &Call) -> DynamoDb {
        DynamoDb::prepare(call)
    }

    async fn send(&self, input: &DynamoDb) {
        input.send(&self.0).await;
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = aws_config::load_defaults(BehaviorVersion::latest()).await;
    play(Catalog(aws_sdk_dynamodb::Client::new(&aws))).await
}
