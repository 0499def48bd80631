//! `milepost quarantine show`.

use milepost_domain::AccountId;
use serde_json::Value;

use super::select::the_one;
use crate::args::quarantine::QuarantineShowArgs;
use crate::error::Error;
use crate::format::{counted, plain, size};
use crate::output::{print, print_bytes};
use crate::quarantined::{Bucket, Object, Reading, read_again};

pub(super) async fn run(args: QuarantineShowArgs) -> Result<(), Error> {
    let (stack, bucket) = Bucket::open(&args.stack).await?;
    let all = bucket.list(None).await?;
    let object = bucket.fetch(the_one(&all, &args.key)?).await?;
    if args.raw {
        return print_bytes(&object.body);
    }
    print(&description(&object, stack.account.as_ref()))?;
    print(&shown(&object.body))
}

fn description(object: &Object, served: Option<&AccountId>) -> String {
    let Object { listed, metadata, body } = object;
    let account = metadata.account.as_ref().map_or("not known".to_owned(), |id| plain(id.as_str()));
    let is_guess = if metadata.part.is_none() { " (a guess: not noted)" } else { "" };
    let part = object.part().as_str();
    let today = today(&read_again(object, served));
    format!(
        "Key       {}\nReason    {}\nReceived  {}\nAccount   {account}\n\
         What      {part}{is_guess}, {}\nToday     {today}\n",
        plain(&listed.key),
        plain(metadata.reason.as_deref().unwrap_or(listed.reason())),
        object.received_at(),
        size(body.len() as u64),
    )
}

/// What a replay with this release would do.
fn today(reading: &Reading) -> String {
    let mut reasons = reading.refused.clone();
    reasons.sort_unstable();
    reasons.dedup();
    let readable = counted(reading.readable.len(), "event");
    let unreadable = format!("{} ({})", reading.refused.len(), reasons.join(", "));
    match (reading.readable.len(), reading.refused.len()) {
        (0, _) => format!("still not readable: {}", reasons.join(", ")),
        (_, 0) => format!("readable: a replay sends {readable} and removes it"),
        (..) => format!("readable in part: a replay sends {readable}; {unreadable} not readable"),
    }
}

/// For a terminal: JSON is laid out, and what would steer the terminal is taken out.
fn shown(body: &[u8]) -> String {
    if let Ok(json) = serde_json::from_slice::<Value>(body)
        && let Ok(text) = serde_json::to_string_pretty(&json)
    {
        return harmless(&text);
    }
    let note = match std::str::from_utf8(body) {
        Ok(_) => "",
        Err(_) => "\n(not UTF-8: `--raw` gives the exact bytes)",
    };
    format!("{}{note}", harmless(&String::from_utf8_lossy(body)))
}

fn harmless(text: &str) -> String {
    text.split('\n').map(|line| plain(&line.replace('\t', "    "))).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use milepost_contracts::specimen::Part;

    use super::*;
    use crate::quarantined::object;

    const EVENT: &str = r#"{"eventName":"CI_STATS","data":{}}"#;

    #[test]
    fn what_is_known_is_shown() {
        let one = object("invalid_time", Some(Part::Event), EVENT);
        insta::assert_snapshot!(description(&one, None).replace('\u{a0}', " "), @"
        Key       invalid_time/000000000000000000000000000000000000000000000000000000007b226576
        Reason    invalid_time
        Received  2026-11-22T08:00:00.000Z
        Account   7
        What      event, 34 B
        Today     readable: a replay sends 1 event and removes it
        ");
    }

    #[test]
    fn what_a_replay_would_do_is_said() {
        let said = |part, body: &str| today(&read_again(&object("x", part, body), None));
        let envelope = format!(r#"{{"accountId":1,"events":[{EVENT},17,18,{EVENT}]}}"#);
        assert_eq!(said(Some(Part::Body), "{"), "still not readable: not_json");
        assert_eq!(
            said(None, &envelope),
            "readable in part: a replay sends 2 events; 2 (event_not_an_object) not readable"
        );
    }

    #[test]
    fn json_is_laid_out() {
        assert_eq!(shown(br#"{"a":[1]}"#), "{\n  \"a\": [\n    1\n  ]\n}");
    }

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(shown(b"{\"a\":\n\t\x1b[2J\r"), "{\"a\":\n    \u{fffd}[2J\u{fffd}");
        let json = shown(b"\"\\u001b\xc2\x9b\"");
        assert!(!json.contains(['\u{1b}', '\u{9b}']), "{json:?}");
        assert_eq!(shown(b"\xffa"), "\u{fffd}a\n(not UTF-8: `--raw` gives the exact bytes)");
    }
}
