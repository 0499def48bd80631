//! `milepost doctor`: what is wrong with a stack, and what to do about it.
//!
//! Each check asks AWS for facts and leaves the judgement to a function without I/O. A check that
//! is not permitted says so, and ends nothing.

mod alarms;
mod alm_api;
mod concurrency;
mod context;
mod event_types;
mod feed;
mod finding;
mod mail;
mod metrics;
mod quarantine;
mod queues;
mod release;
mod sample;
mod secret;
mod table;
mod webhook;

use futures::future::LocalBoxFuture;
use futures::stream::FuturesUnordered;
use futures::{FutureExt as _, StreamExt as _};
use jiff::Timestamp;
use serde_json::json;

use crate::args::doctor::DoctorArgs;
use crate::bar::Bar;
use crate::error::Error;
use crate::output::{print, print_json};
use crate::stack::Stack;
use context::Context;
use finding::{Facts, Finding, Level, Row};

/// One check, under way.
type Check<'a> = LocalBoxFuture<'a, Facts<Vec<Finding>>>;

pub(crate) async fn run(args: DoctorArgs) -> Result<(), Error> {
    let DoctorArgs { days, url, read } = args;
    let stack = Stack::find(&read.stack).await?;
    let context = Context { stack, now: Timestamp::now(), days, url };
    let rows = examine(&context).await;
    let name = &context.stack.name;
    if read.json {
        print_json(&json!({"stack": name, "checkedAt": context.now, "findings": rows}))?;
    } else {
        print(&table::findings(&rows).fit())?;
        print(&format!("\n{}", table::summary(name, &rows)))?;
    }
    verdict(&rows)
}

fn checks(context: &Context) -> [(&'static str, Check<'_>); 12] {
    [
        ("stack", release::check(context).boxed_local()),
        ("webhook", webhook::check(context).boxed_local()),
        ("webhook secret", secret::check(context).boxed_local()),
        ("feed", feed::check(context).boxed_local()),
        ("queues", queues::check(context).boxed_local()),
        ("quarantine", quarantine::check(context).boxed_local()),
        ("ALM's API", alm_api::check(context).boxed_local()),
        ("e-mail", mail::check(context).boxed_local()),
        ("alarms", alarms::going_off(context).boxed_local()),
        ("alarms", alarms::readers(context).boxed_local()),
        ("concurrency", concurrency::throttled(context).boxed_local()),
        ("concurrency", concurrency::quota(context).boxed_local()),
    ]
}

/// Makes all checks at the same time. The worst finding is the first, else their order counts.
async fn examine(context: &Context) -> Vec<Row> {
    let checks = checks(context);
    let mut bar = Bar::new(checks.len(), "checks");
    let under_way = checks.into_iter().enumerate().map(|(place, (subject, check))| async move {
        (place, subject, check.await.unwrap_or_else(|unchecked| vec![unchecked]))
    });
    let mut under_way: FuturesUnordered<_> = under_way.collect();
    let mut found = Vec::new();
    while let Some((place, subject, findings)) = under_way.next().await {
        bar.advance(1, subject);
        found.extend(findings.into_iter().map(|finding| (place, Row { subject, finding })));
    }
    bar.finish();
    found.sort_by_key(|(place, row)| (row.finding.level, *place));
    found.into_iter().map(|(_, row)| row).collect()
}

fn verdict(rows: &[Row]) -> Result<(), Error> {
    let count = |level| rows.iter().filter(|row| row.finding.level == level).count();
    match (count(Level::Problem), count(Level::Warning)) {
        (0, 0) => Ok(()),
        (0, warnings) => Err(Error::Warnings(warnings)),
        (problems, _) => Err(Error::Problems(problems)),
    }
}

#[cfg(test)]
mod tests;
