//! The Lambda function `certificates`: wires the clients to the worker.

use std::sync::{Arc, Mutex};

use certificates::config::{Config, StartError};
use certificates::documents::Documents;
use certificates::kms::KmsSigner;
use certificates::lists::StatusLists;
use certificates::seal::Seal;
use certificates::table::Certificates;
use certificates::worker::Worker;
use lambda_runtime::Error;
use milepost_certificate::CertificateId;
use milepost_directory::DirectoryTable;
use milepost_domain::Time;
use milepost_messaging::Topic;
use milepost_runtime::consumer::{self, Consumer};
use milepost_runtime::start::Start;
use milepost_store::{Bucket, Table};

milepost_runtime::allocator!();

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let start = Start::new().await;
    let config = start.config_by(Config::read)?;
    consumer::serve(&worker(&start.aws, config)?).await
}

fn worker(aws: &aws_config::SdkConfig, config: Config) -> Result<impl Consumer + Sync, StartError> {
    let clock = || Time::from(jiff::Timestamp::now());
    let dynamo = aws_sdk_dynamodb::Client::new(aws);
    let s3 = aws_sdk_s3::Client::new(aws);
    let table = Certificates::new(Table::dynamo(dynamo.clone(), config.table));
    let signer = KmsSigner::new(aws_sdk_kms::Client::new(aws), config.key_id);
    let issuer_name = config.issuer.name().to_owned();
    let seal = Arc::new(Seal::new(config.issuer, signer, table.clone()));
    let public_url = config.public_url;
    let bucket = Bucket::s3(s3, config.bucket);
    Ok(Worker {
        directory: DirectoryTable::new(Table::dynamo(dynamo, config.directory)),
        documents: Documents::new(bucket.clone(), issuer_name, public_url.clone(), clock)?,
        bucket,
        lists: StatusLists {
            table: table.clone(),
            seal: seal.clone(),
            public_url: public_url.clone(),
            clock,
            existing: Mutex::default(),
        },
        seal,
        outcomes: Topic::sns(aws_sdk_sns::Client::new(aws), config.topic_arn),
        table,
        eligibility: config.eligibility,
        time_zone: config.time_zone,
        valid_days: config.valid_days,
        public_url,
        log_key: config.log_key,
        draw: CertificateId::draw,
    })
}
