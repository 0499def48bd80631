//! The Lambda function `notifications`: wires the clients to the worker.

use lambda_runtime::Error;
use milepost_directory::DirectoryTable;
use milepost_domain::Time;
use milepost_notification::table::Notifications;
use milepost_runtime::aws::{self, Timeouts};
use milepost_runtime::batch::{self, WorkMessages};
use milepost_runtime::config::Environment;
use milepost_runtime::telemetry;
use milepost_store::Table;
use mimalloc::MiMalloc;
use notifications::aws::{S3PolicyFile, SnsNotifications};
use notifications::config::Config;
use notifications::enrollments::Enrollments;
use notifications::rules::CurrentRules;
use notifications::worker::Worker;

/// A quarter of an invocation's own time went into the system's allocator: see decision 17.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::init();
    let config = Config::read(&Environment::from_process());
    let config = config.inspect_err(|error| tracing::error!(%error, "config.invalid"))?;
    let aws = aws::load(Timeouts::default()).await;
    batch::serve(&worker(&aws, config)).await
}

fn worker(aws: &aws_config::SdkConfig, config: Config) -> impl WorkMessages + Sync {
    let clock = || Time::from(jiff::Timestamp::now());
    let dynamo = aws_sdk_dynamodb::Client::new(aws);
    let file = S3PolicyFile::new(aws_sdk_s3::Client::new(aws), config.bucket);
    let notifications = Notifications::new(Table::dynamo(dynamo.clone(), config.table));
    Worker {
        enrollments: Enrollments::new(Table::dynamo(dynamo.clone(), config.enrollments)),
        directory: DirectoryTable::new(Table::dynamo(dynamo, config.directory)),
        rules: CurrentRules::new(file, notifications.clone(), clock),
        notifications,
        topic: SnsNotifications::new(aws_sdk_sns::Client::new(aws), config.topic_arn, clock),
        certificates: config.certificates,
        company: config.company,
        log_key: config.log_key,
        clock,
    }
}
