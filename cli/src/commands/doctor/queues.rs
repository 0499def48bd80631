//! The queues: how much waits, for how long, and what has failed.

use std::collections::HashSet;
use std::iter::repeat;

use futures::future::join_all;
use jiff::SignedDuration;

use super::context::Context;
use super::finding::{Facts, Finding, Level, known, or_ok};
use super::metrics::{metric, series};
use crate::dead_letters::{Depth, Pair, Queue as _, open, pairs};
use crate::format::{counted, lasting};

/// In seconds: as long as the alarms on backlogs wait.
const OLD_S: i64 = 15 * 60;
/// In seconds. Messages are kept for 14 days.
const TOO_OLD_S: i64 = 24 * 3600;

/// One queue.
struct Seen<'a> {
    name: &'a str,
    waiting: Depth,
    dead: Depth,
    /// In seconds, if CloudWatch says it.
    oldest_s: Option<i64>,
}

pub(super) async fn check(context: &Context) -> Facts<Vec<Finding>> {
    let pairs = pairs(context.stack.outputs());
    let depths = join_all(pairs.iter().map(|pair| depths(context, pair)));
    let (depths, ages) = tokio::join!(depths, ages(context, &pairs));
    let mut findings = Vec::new();
    let ages = known(ages, &mut findings).into_iter().chain(repeat(None));
    let (mut queues, mut sources) = (Vec::new(), HashSet::new());
    for ((pair, depths), oldest_s) in pairs.iter().zip(depths).zip(ages) {
        let (waiting, dead) = depths?;
        // A queue may have two for its dead letters.
        let waiting = if sources.insert(&pair.source_url) { waiting } else { Depth::default() };
        queues.push(Seen { name: &pair.name, waiting, dead, oldest_s });
    }
    findings.extend(judge(&queues));
    Ok(findings)
}

async fn depths(context: &Context, pair: &Pair) -> Facts<(Depth, Depth)> {
    let queue = open(&context.stack, pair);
    let depths = tokio::try_join!(queue.source_depth(), queue.depth());
    depths.map_err(|error| Finding::unchecked("sqs:GetQueueAttributes", &error))
}

/// In seconds, the newest that CloudWatch has of the last quarter of an hour.
async fn ages(context: &Context, pairs: &[Pair]) -> Facts<Vec<Option<i64>>> {
    let metrics = pairs.iter().map(|pair| {
        let name = pair.source_url.rsplit('/').next().unwrap_or_default();
        metric("AWS/SQS", "ApproximateAgeOfOldestMessage", &[("QueueName", name)])
    });
    let time = (SignedDuration::from_mins(15), 60);
    let series = series(context, metrics.collect(), "Maximum", time).await?;
    #[expect(clippy::cast_possible_truncation, reason = "seconds of days")]
    let newest = series.iter().map(|points| points.first().map(|(_, age)| *age as i64));
    Ok(newest.collect())
}

fn judge(queues: &[Seen<'_>]) -> Vec<Finding> {
    let findings = queues.iter().flat_map(|one| [old(one), dead(one)]).flatten();
    let waiting = counted(queues.iter().map(|one| one.waiting.total()).sum(), "message");
    or_ok(findings.collect(), format!("{waiting}, no dead letters"))
}

fn old(queue: &Seen<'_>) -> Option<Finding> {
    let age = queue.oldest_s.filter(|age| *age > OLD_S && queue.waiting.total() > 0)?;
    let level = if age > TOO_OLD_S { Level::Problem } else { Level::Warning };
    let (name, waiting) = (queue.name, counted(queue.waiting.total(), "message"));
    let found = format!("{name}: {waiting}, the oldest waits for {}", lasting(age));
    Some(Finding::new(level, found, "see the log of its function: docs/operations.md#alarms"))
}

fn dead(queue: &Seen<'_>) -> Option<Finding> {
    let (name, number) = (queue.name, queue.dead.total());
    let found = format!("{name}: {}", counted(number, "dead letter"));
    let action = format!("milepost dlq list {name}, then docs/dead-letters.md");
    (number > 0).then(|| Finding::problem(found, action))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels(waiting: usize, dead: usize, oldest_s: Option<i64>) -> Vec<Level> {
        let [waiting, dead] = [waiting, dead].map(|visible| Depth { visible, hidden: 0 });
        let queue = Seen { name: "events", waiting, dead, oldest_s };
        judge(&[queue]).iter().map(|one| one.level).collect()
    }

    #[test]
    fn what_waits_long_or_has_failed_is_found() {
        assert_eq!(levels(0, 0, None), [Level::Ok]);
        assert_eq!(levels(7, 0, Some(900)), [Level::Ok]);
        assert_eq!(levels(0, 0, Some(901)), [Level::Ok], "nothing waits any more");
        assert_eq!(levels(7, 0, Some(901)), [Level::Warning]);
        assert_eq!(levels(7, 0, Some(86_401)), [Level::Problem]);
        assert_eq!(levels(7, 2, Some(901)), [Level::Warning, Level::Problem]);
    }
}
