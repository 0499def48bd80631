//! Time series of CloudWatch.

use aws_sdk_cloudwatch::Client;
use aws_sdk_cloudwatch::primitives::DateTime;
use aws_sdk_cloudwatch::types::{Dimension, Metric, MetricDataQuery, MetricStat};
use jiff::{SignedDuration, Timestamp};

use super::context::Context;
use super::finding::Facts;

/// When a period began, and its value.
pub(super) type Point = (Timestamp, f64);

pub(super) fn metric(namespace: &str, name: &str, dimensions: &[(&str, &str)]) -> Metric {
    let dimension =
        |(name, value): &(&str, &str)| Dimension::builder().name(*name).value(*value).build();
    let dimensions = dimensions.iter().map(dimension).collect();
    Metric::builder()
        .namespace(namespace)
        .metric_name(name)
        .set_dimensions(Some(dimensions))
        .build()
}

/// The values of each metric in the time up to now, the newest first; a period without any is
/// left out. At most 500 metrics.
pub(super) async fn series(
    context: &Context,
    metrics: Vec<Metric>,
    statistic: &str,
    (last, period_s): (SignedDuration, i32),
) -> Facts<Vec<Vec<Point>>> {
    let mut series = vec![Vec::new(); metrics.len()];
    let queries = metrics.into_iter().enumerate().map(|(place, metric)| {
        let stat = MetricStat::builder().metric(metric).period(period_s).stat(statistic).build();
        MetricDataQuery::builder().id(format!("m{place}")).metric_stat(stat).build()
    });
    let mut results = Client::new(&context.stack.config)
        .get_metric_data()
        .start_time(DateTime::from_secs((context.now - last).as_second()))
        .end_time(DateTime::from_secs(context.now.as_second()))
        .set_metric_data_queries(Some(queries.collect()))
        .into_paginator()
        .send();
    while let Some(page) = results.next().await {
        for result in context.answer("cloudwatch:GetMetricData", page)?.metric_data_results() {
            let place = result.id().and_then(|id| id.strip_prefix('m')?.parse::<usize>().ok());
            let times = result.timestamps().iter().map(|at| Timestamp::from_second(at.secs()));
            let points =
                times.zip(result.values()).filter_map(|(at, value)| Some((at.ok()?, *value)));
            if let Some(points_of) = place.and_then(|place| series.get_mut(place)) {
                points_of.extend(points);
            }
        }
    }
    Ok(series)
}
