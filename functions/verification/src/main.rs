//! The Lambda function `verification`: wires the handler to AWS and serves it.

use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;
use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use lambda_http::{Error, LambdaEvent, lambda_runtime, service_fn};
use milepost_domain::Time;
use milepost_runtime::aws::{self, Timeouts};
use milepost_runtime::config::Environment;
use milepost_runtime::telemetry;
use milepost_store::Table;
use mimalloc::MiMalloc;
use verification::aws::Bucket;
use verification::config::Config;
use verification::handler::Handler;
use verification::table::Certificates;

/// A quarter of an invocation's own time went into the system's allocator: see decision 17.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::init();
    let config = Config::read(&Environment::from_process())
        .inspect_err(|error| tracing::error!(%error, "config.invalid"))?;
    let aws = aws::load(Timeouts::default()).await;
    let dynamo = aws_sdk_dynamodb::Client::new(&aws);
    let handler = Arc::new(Handler {
        table: Certificates::new(Table::dynamo(dynamo, config.table)),
        documents: Bucket::new(aws_sdk_s3::Client::new(&aws), config.bucket),
        issuer: config.issuer,
        log_key: config.log_key,
    });
    // Not `lambda_http::run`: it reads each payload twice to find out which service sent it.
    lambda_runtime::run(service_fn(move |event: LambdaEvent<ApiGatewayV2httpRequest>| {
        let handler = Arc::clone(&handler);
        async move {
            let (started, now) = (Instant::now(), Timestamp::now());
            // Boxed: with the calls of two SDKs in it, the future is deeper than rustc looks.
            let answer = Box::pin(handler.handle(&event.payload.into(), Time::from(now))).await;
            let (answer, report) = answer;
            report.to_metrics(now, started.elapsed()).write(now);
            Ok::<_, Error>(answer.into_response())
        }
    }))
    .await
}
