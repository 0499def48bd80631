//! The Lambda function `notifications`: wires the clients to the worker.

use lambda_runtime::Error;
use milepost_directory::DirectoryTable;
use milepost_domain::Time;
use milepost_messaging::Topic;
use milepost_notification::table::Notifications;
use milepost_runtime::consumer::{self, Consumer};
use milepost_runtime::start::Start;
use milepost_store::{Bucket, Table};
use notifications::config::Config;
use notifications::enrollments::Enrollments;
use notifications::rules::CurrentRules;
use notifications::worker::Worker;

milepost_runtime::allocator!();

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let start = Start::new().await;
    let config = start.config_by(Config::read)?;
    consumer::serve(&worker(&start.aws, config)).await
}

fn worker(aws: &aws_config::SdkConfig, config: Config) -> impl Consumer + Sync {
    let clock = || Time::from(jiff::Timestamp::now());
    let dynamo = aws_sdk_dynamodb::Client::new(aws);
    let bucket = Bucket::s3(aws_sdk_s3::Client::new(aws), config.bucket);
    let notifications = Notifications::new(Table::dynamo(dynamo.clone(), config.table));
    Worker {
        enrollments: Enrollments::new(Table::dynamo(dynamo.clone(), config.enrollments)),
        directory: DirectoryTable::new(Table::dynamo(dynamo, config.directory)),
        rules: CurrentRules::new(bucket, notifications.clone(), clock),
        notifications,
        topic: Topic::sns(aws_sdk_sns::Client::new(aws), config.topic_arn),
        certificates: config.certificates,
        company: config.company,
        log_key: config.log_key,
    }
}
