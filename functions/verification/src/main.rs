//! The Lambda function `verification`: wires the handler to AWS and serves it.

use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;
use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use lambda_http::{Error, LambdaEvent, lambda_runtime, service_fn};
use milepost_domain::Time;
use milepost_runtime::start::Start;
use milepost_store::{Bucket, Table};
use verification::config::Config;
use verification::handler::Handler;
use verification::table::Certificates;

milepost_runtime::allocator!();

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let start = Start::new().await;
    let config = start.config_by(Config::read)?;
    let dynamo = aws_sdk_dynamodb::Client::new(&start.aws);
    let handler = Arc::new(Handler {
        table: Certificates::new(Table::dynamo(dynamo, config.table)),
        documents: Bucket::s3(aws_sdk_s3::Client::new(&start.aws), config.bucket),
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
