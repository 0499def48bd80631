//! The Lambda function `notifications`: wires the clients to the worker.

use lambda_runtime::Error;
use milepost_certificate::Eligibility;
use milepost_directory::DirectoryTable;
use milepost_domain::Time;
use milepost_messaging::Topic;
use milepost_notification::table::Notifications;
use milepost_runtime::consumer::{self, Consumer};
use milepost_runtime::start::Start;
use milepost_store::{Bucket, Table};
use notifications::config::Config;
use notifications::enrollments::Enrollments;
use notifications::facts::Company;
use notifications::rules::CurrentRules;
use notifications::worker::Worker;

milepost_runtime::allocator!();

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let start = Start::new().await;
    let config = start.config()?;
    consumer::serve(&worker(&start.aws, config)).await
}

fn worker(aws: &aws_config::SdkConfig, config: Config) -> impl Consumer + Sync {
    let clock = || Time::from(jiff::Timestamp::now());
    let dynamo = aws_sdk_dynamodb::Client::new(aws);
    let bucket = Bucket::s3(aws_sdk_s3::Client::new(aws), config.documents_bucket);
    let notifications =
        Notifications::new(Table::dynamo(dynamo.clone(), config.notifications_table));
    Worker {
        enrollments: Enrollments::new(Table::dynamo(dynamo.clone(), config.enrollments_table)),
        directory: DirectoryTable::new(Table::dynamo(dynamo, config.directory_table)),
        rules: CurrentRules::new(bucket, notifications.clone(), clock),
        notifications,
        topic: Topic::sns(aws_sdk_sns::Client::new(aws), config.notifications_topic_arn),
        certificates: Eligibility::new(
            config.certificates_for_alternates,
            config.certificate_lo_types.as_deref(),
        ),
        company: Company { name: config.issuer_name, time_zone: config.time_zone },
        log_key: config.log_hash_key,
    }
}
