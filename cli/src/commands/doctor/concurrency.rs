//! Whether Lambda runs all that wants to run.

use aws_sdk_servicequotas::types::ServiceQuota;
use jiff::SignedDuration;

use super::context::Context;
use super::finding::{Facts, Finding, Level, or_ok};
use super::metrics::{metric, series};

/// Lambda's quota of concurrent executions in a region.
const QUOTA: [&str; 2] = ["lambda", "L-B99A9384"];
/// So many functions of a stack may run at the same time, beside what is reserved for the webhook.
const WANTED: f64 = 400.0;
const INGEST: &str = "IngestFunction";
const RAISE: &str = "request more: Service Quotas → AWS Lambda → Concurrent executions";

/// The outputs that name functions, with the throttled invocations of a day.
pub(super) async fn throttled(context: &Context) -> Facts<Vec<Finding>> {
    let outputs = context.stack.outputs().iter();
    let functions: Vec<_> = outputs.filter(|(key, _)| key.ends_with("Function")).collect();
    let metrics = functions
        .iter()
        .map(|(_, name)| metric("AWS/Lambda", "Throttles", &[("FunctionName", name.as_str())]));
    let day = (SignedDuration::from_hours(24), 3600);
    let series = series(context, metrics.collect(), "Sum", day).await?;
    let sums = series.iter().map(|points| points.iter().map(|(_, count)| count).sum());
    let throttled: Vec<_> = functions.iter().map(|(key, _)| key.as_str()).zip(sums).collect();
    Ok(judge(&throttled))
}

/// How many functions the account may run. Service Quotas is not everywhere.
pub(super) async fn quota(context: &Context) -> Facts<Vec<Finding>> {
    let reserved = context.stack.parameter("IngestReservedConcurrency").parse().unwrap_or(0.0);
    let client = aws_sdk_servicequotas::Client::new(&context.stack.config);
    let [service, code] = QUOTA;
    let answer = client.get_service_quota().service_code(service).quota_code(code).send().await;
    let answer = context.answer("servicequotas:GetServiceQuota", answer);
    let answer = answer.map_err(|it| Finding { level: Level::Note, ..it })?;
    let value = answer.quota().and_then(ServiceQuota::value);
    let quota = value.ok_or_else(|| Finding::note("the quota has no value", RAISE))?;
    Ok(vec![judge_quota(quota, WANTED + reserved)])
}

fn judge(throttled: &[(&str, f64)]) -> Vec<Finding> {
    let some = throttled.iter().filter(|(_, count)| *count > 0.0);
    let findings = some.map(|(function, count)| {
        let found = format!("{function}: {count:.0} invocations of 24 hours were throttled");
        // Whoever reads a queue is invoked again.
        let level = if *function == INGEST { Level::Problem } else { Level::Note };
        Finding::new(level, found, RAISE)
    });
    or_ok(findings.collect(), "nothing was throttled in 24 hours")
}

fn judge_quota(quota: f64, wanted: f64) -> Finding {
    let found = format!("the account may run {quota:.0} functions at the same time");
    if quota < wanted {
        return Finding::warning(format!("{found}, and the stack may want {wanted:.0}"), RAISE);
    }
    Finding::ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_throttled_webhook_is_a_problem_and_another_function_is_retried() {
        let levels = |ingest, email| {
            let findings = judge(&[(INGEST, ingest), ("EmailFunction", email)]);
            findings.iter().map(|one| one.level).collect::<Vec<_>>()
        };
        assert_eq!(levels(0.0, 0.0), [Level::Ok]);
        assert_eq!(levels(0.0, 3.0), [Level::Note]);
        assert_eq!(levels(1.0, 3.0), [Level::Problem, Level::Note]);
    }

    #[test]
    fn a_new_account_has_too_little() {
        assert_eq!(judge_quota(10.0, WANTED).level, Level::Warning);
        assert_eq!(judge_quota(1000.0, WANTED).level, Level::Ok);
    }
}
