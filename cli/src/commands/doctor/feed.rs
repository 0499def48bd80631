//! How long ALM has sent nothing and whether that is usual, and whether it sends all that it should.

use jiff::{SignedDuration, Timestamp};

use super::context::Context;
use super::event_types;
use super::finding::{Facts, Finding, Level, known};
use super::metrics::{metric, series};
use super::sample::{self, Sample};
use crate::format::{counted, lasting};

const ACTION: &str = "ALM disables a webhook after 7 days: docs/alm.md#alms-retries";
/// In seconds: how exactly CloudWatch is asked.
const PERIOD_S: i32 = 3600;
/// In seconds: a shorter silence is none.
const SHORT_S: i64 = 3 * 3600;
/// In seconds: a silence that nobody has to compare.
const LONG_S: i64 = 3 * 24 * 3600;
/// How much longer than usual is unusual.
const TIMES: i64 = 2;

pub(super) async fn check(context: &Context) -> Facts<Vec<Finding>> {
    let (sample, hours) = tokio::join!(sample::read(context), hours(context));
    let mut findings = Vec::new();
    let hours = known(hours, &mut findings);
    let sample = known(sample, &mut findings);
    findings.extend(event_types::judge(&sample, context.days));
    let heard = Heard { hours: &hours, sample: &sample };
    if heard.is_certain() || sample.rows > 0 {
        findings.push(judge(&heard, context.days, context.now));
    }
    Ok(findings)
}

/// The hours in which events came, the newest first.
async fn hours(context: &Context) -> Facts<Vec<Timestamp>> {
    let dimensions = [("stack", context.stack.name.as_str()), ("function", "ingest")];
    let accepted = metric("Milepost", "EventsAccepted", &dimensions);
    let series = series(context, vec![accepted], "Sum", (context.span(), PERIOD_S)).await?;
    let with_events = series.into_iter().flatten().filter(|(_, events)| *events > 0.0);
    Ok(with_events.map(|(hour, _)| hour).collect())
}

/// What was heard of ALM.
struct Heard<'a> {
    /// The hours with events, the newest first; none if CloudWatch says nothing.
    hours: &'a [Timestamp],
    sample: &'a Sample,
}

impl Heard<'_> {
    /// Whether what was not heard did not come.
    fn is_certain(&self) -> bool {
        self.sample.is_whole || !self.hours.is_empty()
    }

    /// When the last event came, to the hour if only CloudWatch says so.
    fn last(&self) -> Option<Timestamp> {
        let hour = self.hours.first().map(|hour| *hour + SignedDuration::from_hours(1));
        let newest = self.sample.events.iter().map(|event| event.received_at).max();
        hour.max(newest)
    }

    /// The longest time without events between two others, in seconds.
    fn usual_s(&self) -> Option<i64> {
        self.hours.windows(2).map(|pair| pair[0].as_second() - pair[1].as_second()).max()
    }
}

fn judge(heard: &Heard<'_>, days: u32, now: Timestamp) -> Finding {
    if heard.sample.is_whole && heard.sample.rows == 0 && heard.hours.is_empty() {
        return Finding::note("no event yet", "connect ALM: docs/alm.md");
    }
    let Some(last) = heard.last() else {
        let level = if heard.is_certain() { Level::Problem } else { Level::Note };
        let found = format!("no event in {}", counted(days as usize, "day"));
        return Finding::new(level, found, ACTION);
    };
    let quiet_s = (now.as_second() - last.as_second()).max(0);
    let mut found = format!("the last event came {} ago", lasting(quiet_s));
    if let Some(usual_s) = heard.usual_s() {
        found = format!("{found}; the longest pause was {}", lasting(usual_s));
    }
    match level(quiet_s, heard.usual_s()) {
        Level::Ok => Finding::ok(found),
        level if heard.is_certain() => Finding::new(level, found, ACTION),
        _ => Finding::note(format!("{found}, in a sample of history"), ACTION),
    }
}

fn level(quiet_s: i64, usual_s: Option<i64>) -> Level {
    let is_unusual = usual_s.is_none_or(|usual_s| quiet_s > TIMES * usual_s);
    match quiet_s {
        LONG_S.. if is_unusual => Level::Problem,
        SHORT_S.. if is_unusual && usual_s.is_some() => Level::Warning,
        _ => Level::Ok,
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::Event;
    use super::*;

    fn now() -> Timestamp {
        "2026-11-23T08:00:00Z".parse().unwrap()
    }

    fn ago(hours: i64) -> Timestamp {
        now() - SignedDuration::from_hours(hours)
    }

    /// The hours say when the last events came, that is, up to an hour before.
    fn levels(hours: &[i64], newest: Option<i64>, is_whole: bool) -> Level {
        let hours: Vec<Timestamp> = hours.iter().map(|hours| ago(*hours)).collect();
        let event = |hours| Event { name: "CI_STATS".to_owned(), received_at: ago(hours) };
        let events = newest.map(event).into_iter().collect();
        let sample = Sample { rows: 1, events, is_whole };
        judge(&Heard { hours: &hours, sample: &sample }, 14, now()).level
    }

    #[test]
    fn a_silence_is_measured_against_what_is_usual() {
        for (hours, newest, is_whole, expected) in [
            (&[1, 2, 3][..], None, false, Level::Ok),
            (&[4, 5, 6], None, false, Level::Warning),
            (&[13, 14, 25], None, false, Level::Ok),
            (&[13, 14, 15], Some(2), false, Level::Ok),
            (&[80, 81, 82], None, false, Level::Problem),
            (&[80, 140], None, false, Level::Ok),
            (&[], Some(71), true, Level::Ok),
            (&[], Some(73), true, Level::Problem),
            (&[], Some(73), false, Level::Note),
            (&[], None, true, Level::Problem),
            (&[], None, false, Level::Note),
        ] {
            assert_eq!(levels(hours, newest, is_whole), expected, "{hours:?} {newest:?}");
        }
    }

    #[test]
    fn a_new_stack_is_not_silent() {
        let sample = Sample { is_whole: true, ..Sample::default() };
        let heard = Heard { hours: &[], sample: &sample };
        assert_eq!(judge(&heard, 14, now()).level, Level::Note);
    }
}
