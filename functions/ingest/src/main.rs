//! The Lambda function: wires the handler to AWS and serves it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use ingest::auth::{SecretCache, SecretsManager};
use ingest::config::Config;
use ingest::handler::Handler;
use ingest::header_names::HeaderNames;
use ingest::plan::Planner;
use jiff::Timestamp;
use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use lambda_http::{Error, LambdaEvent, lambda_runtime, service_fn};
use milepost_messaging::Queue;
use milepost_runtime::aws::{self, Timeouts};
use milepost_runtime::config::Environment;
use milepost_runtime::telemetry;
use milepost_store::Bucket;

/// Within the handler's own deadline, so that a call's failure is known as such.
const OPERATION_TIMEOUT: Duration = Duration::from_millis(3_500);

milepost_runtime::allocator!();

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::init();
    let config = Config::read(&Environment::from_process())
        .inspect_err(|error| tracing::error!(%error, "config.invalid"))?;
    let aws = aws::load(Timeouts::default().with_operation(OPERATION_TIMEOUT)).await;
    let secret_arn = config.webhook_secret_arn.unwrap_or_default();
    let secrets = SecretsManager::new(aws_sdk_secretsmanager::Client::new(&aws), secret_arn);
    let handler = Arc::new(Handler {
        auth_mode: config.auth_mode,
        secrets: SecretCache::new(secrets),
        planner: Planner::new(config.account),
        queue: Queue::sqs(aws_sdk_sqs::Client::new(&aws), config.events_queue_url),
        quarantine: Bucket::s3(aws_sdk_s3::Client::new(&aws), config.quarantine_bucket),
        log_key: config.log_key,
        header_names: HeaderNames::default(),
    });
    handler.warm_up(Timestamp::now()).await;

    // Not `lambda_http::run`: it reads each payload twice to find out which service sent it.
    lambda_runtime::run(service_fn(move |event: LambdaEvent<ApiGatewayV2httpRequest>| {
        let handler = Arc::clone(&handler);
        async move {
            let (started, now) = (Instant::now(), Timestamp::now());
            let (answer, report) = handler.handle(event.payload.into(), now).await;
            report.to_metrics(now, started.elapsed()).write(now);
            Ok::<_, Error>(answer.into_response())
        }
    }))
    .await
}
