//! What could not be read in the last days.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::context::Context;
use super::finding::{Facts, Finding, Level};
use crate::format::{counted, plain};
use crate::quarantined::{Bucket, Listed};

/// What ALM's own test request may leave behind.
const HARMLESS: &str = "no_events";

pub(super) async fn check(context: &Context) -> Facts<Vec<Finding>> {
    let failed = |error| Finding::unchecked("s3:ListBucket", &error);
    let bucket = Bucket::of(&context.stack).map_err(failed)?;
    let all = bucket.list(None).await.map_err(failed)?;
    Ok(vec![judge(&all, context.now - context.span(), context.days)])
}

fn judge(all: &[Listed], since: Timestamp, days: u32) -> Finding {
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for one in all.iter().filter(|one| Timestamp::from(one.kept_at) >= since) {
        *reasons.entry(one.reason()).or_default() += 1;
    }
    let recent: usize = reasons.values().sum();
    let days = counted(days as usize, "day");
    let older = match all.len() - recent {
        0 => String::new(),
        number => format!(", {number} older"),
    };
    if recent == 0 {
        return Finding::ok(format!("nothing in {days}{older}"));
    }
    let level = if reasons.keys().eq([&HARMLESS]) { Level::Note } else { Level::Warning };
    let each = reasons.iter().map(|(reason, count)| format!("{count} {}", plain(reason)));
    let each = each.collect::<Vec<_>>().join(", ");
    let found = format!("{} in {days}{older}: {each}", counted(recent, "object"));
    Finding::new(level, found, "milepost quarantine list, then docs/quarantine.md")
}

#[cfg(test)]
mod tests {
    use milepost_domain::Time;

    use super::*;

    #[test]
    fn only_the_last_days_count_and_alms_test_is_harmless() {
        let since: Timestamp = "2026-11-23T08:00:00Z".parse().unwrap();
        let listed = |key: &str, minutes| Listed {
            key: key.to_owned(),
            bytes: 1,
            kept_at: Time::from(since).plus_minutes(minutes),
        };
        for (all, level, found) in [
            (vec![], Level::Ok, "nothing in 7 days"),
            (vec![listed("not_json/a", -1)], Level::Ok, "nothing in 7 days, 1 older"),
            (vec![listed("no_events/a", 1)], Level::Note, "1 object in 7 days: 1 no_events"),
            (
                vec![listed("no_events/a", 1), listed("not_json/b", 2), listed("not_json/c", -9)],
                Level::Warning,
                "2 objects in 7 days, 1 older: 1 no_events, 1 not_json",
            ),
        ] {
            let finding = judge(&all, since, 7);
            assert_eq!((finding.level, finding.found.as_str()), (level, found));
        }
    }
}
