//! The ledger of what was sent: the JSON lines of `alm-load --ledger`.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use milepost_contracts::SentEvent;
use milepost_domain::EventKey;

/// SHA-256 of bytes.
pub(crate) type Hash = [u8; 32];

/// What the sender knows of an event. Of several answers the strongest counts.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Fate {
    /// Turned away, each time.
    Refused,
    /// Sent without an answer: it may have arrived.
    Unanswered,
    /// Answered 2xx: Milepost has it.
    Acknowledged,
}

impl Fate {
    fn of(status: Option<u16>) -> Self {
        match status {
            Some(200..=299) => Self::Acknowledged,
            Some(_) => Self::Refused,
            None => Self::Unanswered,
        }
    }
}

/// What cannot be read has no key, but bytes: those of the whole body and, if it is one event of
/// a body, its own. Quarantine keeps one or the other.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Unreadable {
    pub(super) body: Hash,
    pub(super) event: Option<Hash>,
}

/// What was sent: sorted, each once.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    pub(super) events: Vec<(EventKey, Fate)>,
    pub(super) unreadable: Vec<(Unreadable, Fate)>,
    pub(super) lines: usize,
    /// Lines that a killed run left unfinished: what they would name is not checked.
    pub(super) torn: usize,
}

/// The key of an event, or what stands for it; `None` if the line names nothing.
pub(super) fn name(line: &SentEvent) -> Option<Name> {
    if let Some(key) = line.event_key {
        return Some(Name::Event(key));
    }
    let body = hash(line.body_sha256.as_ref()?)?;
    let event = match &line.event_sha256 {
        Some(event) => Some(hash(event)?),
        None => None,
    };
    Some(Name::Unreadable(Unreadable { body, event }))
}

/// Of its hexadecimal digits.
pub(super) fn hash(digits: &str) -> Option<Hash> {
    let mut bytes = [0; 32];
    hex::decode_to_slice(digits, &mut bytes).ok().map(|()| bytes)
}

/// What an event is called.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Name {
    Event(EventKey),
    Unreadable(Unreadable),
}

/// The lines of a ledger; `None` is a torn one.
pub(super) fn lines(
    path: &Path,
) -> io::Result<impl Iterator<Item = io::Result<Option<SentEvent>>>> {
    let lines = BufReader::with_capacity(1 << 16, File::open(path)?).lines();
    Ok(lines.map(|line| Ok(serde_json::from_str(&line?).ok())))
}

impl Ledger {
    pub(super) fn read(path: &Path) -> io::Result<Self> {
        Self::of(lines(path)?)
    }

    fn of(lines: impl Iterator<Item = io::Result<Option<SentEvent>>>) -> io::Result<Self> {
        let mut ledger = Self::default();
        for line in lines {
            ledger.lines += 1;
            let line = line?;
            match line.as_ref().and_then(|line| Some((name(line)?, Fate::of(line.status)))) {
                Some((Name::Event(key), fate)) => ledger.events.push((key, fate)),
                Some((Name::Unreadable(one), fate)) => ledger.unreadable.push((one, fate)),
                None => ledger.torn += 1,
            }
        }
        strongest(&mut ledger.events);
        strongest(&mut ledger.unreadable);
        Ok(ledger)
    }
}

/// Each name once, with its strongest fate. Sorted lists take a third of the memory of maps.
fn strongest<N: Copy + Ord>(all: &mut Vec<(N, Fate)>) {
    all.sort_unstable_by(|one, other| other.cmp(one));
    all.dedup_by_key(|(name, _)| *name);
    all.reverse();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Ledger {
        let lines = text.lines().map(|line| Ok(serde_json::from_str(line).ok()));
        Ledger::of(lines).unwrap()
    }

    fn line(name: &str, digit: char, status: &str) -> String {
        let hash: String = std::iter::repeat_n(digit, 64).collect();
        format!(
            r#"{{"{name}":"{hash}","account":"1","eventName":"A","sentAt":"t","status":{status}}}"#
        )
    }

    #[test]
    fn of_several_answers_the_strongest_counts() {
        let text = [
            line("eventKey", 'b', "null"),
            line("eventKey", 'a', "503"),
            line("eventKey", 'b', "202"),
            line("eventKey", 'b', "401"),
            line("eventKey", 'a', "null"),
            line("eventKey", 'c', "403"),
        ];
        let ledger = read(&text.join("\n"));
        let of = |byte| EventKey::from_bytes([byte; 32]);
        assert_eq!(
            ledger.events,
            [
                (of(0xaa), Fate::Unanswered),
                (of(0xbb), Fate::Acknowledged),
                (of(0xcc), Fate::Refused)
            ]
        );
        assert_eq!((ledger.lines, ledger.torn), (6, 0));
    }

    #[test]
    fn what_has_no_key_is_named_by_its_bytes() {
        let both = line("bodySha256", 'a', "202")
            .replace(r#""account""#, &format!(r#""eventSha256":"{}","account""#, "bb".repeat(32)));
        let ledger = read(&[line("bodySha256", 'a', "202"), both].join("\n"));
        let of = |event| (Unreadable { body: [0xaa; 32], event }, Fate::Acknowledged);
        assert_eq!(ledger.unreadable, [of(None), of(Some([0xbb; 32]))]);
    }

    #[test]
    fn torn_lines_are_counted() {
        let ledger = read("{\"torn\n\n{\"sentAt\":\"t\",\"status\":202}\n{\"eventKey\":\"ab\"}");
        assert_eq!((ledger.lines, ledger.torn, ledger.events.len()), (4, 4, 0));
    }
}
