//! The stack's queues that have dead letters, found by the names of its outputs.

use std::collections::HashMap;

use crate::error::Error;

/// The name of the queue of events.
pub(super) const EVENTS: &str = "events";
/// How the outputs of dead-letter queues end, and what that adds to the queue's name.
const ENDINGS: [(&str, &str); 2] =
    [("DeadLetterQueueUrl", ""), ("UndeliveredQueueUrl", "-undelivered")];

/// A queue and the queue of its dead letters.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Pair {
    /// As it is called on the command line.
    pub(crate) name: String,
    pub(crate) source_url: String,
    pub(crate) dead_url: String,
}

impl Pair {
    /// Whether dead letters are received in the order within their group.
    pub(crate) fn is_fifo(&self) -> bool {
        is_fifo(&self.dead_url)
    }

    /// Whether its messages are events, rather than what became of them.
    pub(crate) fn holds_events(&self) -> bool {
        self.name == EVENTS
    }
}

pub(super) fn is_fifo(url: &str) -> bool {
    url.rsplit_once('.').is_some_and(|(_, suffix)| suffix == "fifo")
}

/// All pairs in the outputs, by name: `<X>QueueUrl` with `<X>DeadLetterQueueUrl` is `x`, and with
/// `<X>UndeliveredQueueUrl` it is `x-undelivered`.
pub(crate) fn pairs(outputs: &HashMap<String, String>) -> Vec<Pair> {
    let pair = |(output, dead_url): (&String, &String)| {
        let stripped = |(ending, suffix)| Some((output.strip_suffix(ending)?, suffix));
        let (of, suffix) = ENDINGS.into_iter().find_map(stripped)?;
        let source_url = outputs.get(&format!("{of}QueueUrl"))?.clone();
        Some(Pair { name: kebab(of) + suffix, source_url, dead_url: dead_url.clone() })
    };
    let mut pairs: Vec<Pair> = outputs.iter().filter_map(pair).collect();
    pairs.sort_by(|a, b| a.name.cmp(&b.name));
    pairs
}

/// The pair of this name, or all.
pub(crate) fn pairs_of(
    outputs: &HashMap<String, String>,
    name: Option<&str>,
) -> Result<Vec<Pair>, Error> {
    let pairs = pairs(outputs);
    if pairs.is_empty() {
        return Err(Error::NoQueues);
    }
    let Some(name) = name else { return Ok(pairs) };
    if let Some(pair) = pairs.iter().find(|pair| pair.name == name) {
        return Ok(vec![pair.clone()]);
    }
    let known: Vec<&str> = pairs.iter().map(|pair| pair.name.as_str()).collect();
    Err(Error::NoQueue { name: name.to_owned(), known: known.join(", ") })
}

fn kebab(camel: &str) -> String {
    let mut kebab = String::new();
    for character in camel.chars() {
        if character.is_ascii_uppercase() && !kebab.is_empty() {
            kebab.push('-');
        }
        kebab.push(character.to_ascii_lowercase());
    }
    kebab
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outputs() -> HashMap<String, String> {
        let names = [
            "EventsQueueUrl",
            "EventsDeadLetterQueueUrl",
            "LiveFeedQueueUrl",
            "LiveFeedDeadLetterQueueUrl",
            "LiveFeedUndeliveredQueueUrl",
            "OrphanDeadLetterQueueUrl",
            "PlainQueueUrl",
            "HistoryTable",
        ];
        names.iter().map(|name| ((*name).to_owned(), format!("http://q/{name}"))).collect()
    }

    #[test]
    fn outputs_of_one_naming_make_pairs() {
        let found = pairs(&outputs());
        let names: Vec<&str> = found.iter().map(|pair| pair.name.as_str()).collect();
        assert_eq!(names, ["events", "live-feed", "live-feed-undelivered"]);
        assert_eq!(found[1].source_url, "http://q/LiveFeedQueueUrl");
        assert_eq!(found[1].dead_url, "http://q/LiveFeedDeadLetterQueueUrl");
        assert_eq!(found[2].source_url, "http://q/LiveFeedQueueUrl");
        assert_eq!(found[2].dead_url, "http://q/LiveFeedUndeliveredQueueUrl");
        assert!(found[0].holds_events() && !found[1].holds_events());
    }

    #[test]
    fn one_is_chosen_by_name() {
        let choose = |name| pairs_of(&outputs(), name);
        assert_eq!(choose(None).unwrap().len(), 3);
        assert_eq!(choose(Some("live-feed")).unwrap()[0].name, "live-feed");
        insta::assert_snapshot!(choose(Some("live")).unwrap_err(), @"the stack has no queue `live` with dead letters; it has events, live-feed, live-feed-undelivered");
        assert!(matches!(pairs_of(&HashMap::new(), None), Err(Error::NoQueues)));
    }
}
