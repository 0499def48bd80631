//! A dead letter and all that is known of it.

use milepost_contracts::{EnrollmentItem, HistoryItem};
use serde_json::{Value, json};

use super::known::{Found, Known, look_up};
use crate::dead_letters::{Content, Letter, Pair, Reason};
use crate::error::Error;
use crate::stack::Stack;

/// A dead letter and all that is known of it.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    pub(crate) letter: Letter,
    pub(crate) content: Content,
    pub(crate) reason: Reason,
    /// More of the reason, if there is more.
    pub(crate) detail: Option<String>,
    pub(crate) row: Option<Found<HistoryItem>>,
    pub(crate) record: Option<Found<EnrollmentItem>>,
}

/// Reads letters, and the tables where that tells more.
pub(crate) async fn examine(
    stack: &Stack,
    pair: &Pair,
    letters: Vec<Letter>,
) -> Result<Vec<Finding>, Error> {
    let read = if pair.holds_events() { Content::of_event } else { Content::of_change };
    let contents: Vec<Content> = letters.iter().map(read).collect();
    let known =
        look_up(&stack.table(&stack.history), &stack.table(&stack.enrollments), &contents).await?;
    let letters = letters.into_iter().zip(contents);
    Ok(letters.map(|(letter, content)| Finding::of(letter, content, &known)).collect())
}

impl Finding {
    pub(crate) fn of(letter: Letter, content: Content, known: &Known) -> Self {
        let (row, record) = match &content {
            Content::Event(event) => (
                known.rows.get(&event.row).cloned(),
                event.record.as_ref().and_then(|key| known.records.get(key)).cloned(),
            ),
            Content::Change { .. } | Content::Broken(..) => (None, None),
        };
        let (reason, detail) = match (&content, &row, &record) {
            (Content::Broken(reason, word), ..) => (*reason, Some((*word).to_owned())),
            (Content::Change { .. }, ..) => (Reason::NotTaken, None),
            (_, Some(Err(error)), _) => (Reason::RowUnreadable, Some(error.clone())),
            (_, _, Some(Err(error))) => (Reason::RecordUnreadable, Some(error.clone())),
            (_, Some(Ok(_)), _) => (Reason::Processed, None),
            (_, None, _) => (Reason::NotProcessed, None),
        };
        Self { letter, content, reason, detail, row, record }
    }

    /// The event's key, else the message's id: what `milepost dlq show` takes.
    pub(crate) fn key(&self) -> &str {
        self.content.key().unwrap_or(&self.letter.message_id)
    }

    /// Whether its event key or message id begins so.
    pub(crate) fn begins_with(&self, prefix: &str) -> bool {
        begins_with(&self.letter, &self.content, prefix)
    }

    /// The letter, whole enough to be sent again by hand, and why it is dead.
    pub(crate) fn to_json(&self, queue: &str) -> Value {
        let letter = &self.letter;
        let attribute = |(name, value): (&String, &aws_sdk_sqs::types::MessageAttributeValue)| {
            let data = value.string_value();
            (name.clone(), json!({"dataType": value.data_type(), "stringValue": data}))
        };
        let attributes: serde_json::Map<String, Value> =
            letter.attributes.iter().map(attribute).collect();
        json!({
            "queue": queue,
            "messageId": letter.message_id,
            "messageGroupId": letter.group,
            "sentAt": letter.sent_at,
            "receives": letter.receives,
            "redrives": letter.redrives(),
            "reason": self.reason,
            "detail": self.detail,
            "eventKey": self.content.key(),
            "name": self.content.name(),
            "subject": self.content.subject(),
            "messageAttributes": attributes,
            "body": letter.body,
        })
    }
}

/// Whether a letter's event key or message id begins so.
pub(crate) fn begins_with(letter: &Letter, content: &Content, prefix: &str) -> bool {
    letter.message_id.starts_with(prefix)
        || content.key().is_some_and(|key| key.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use milepost_contracts::EventMessage;

    use super::*;
    use crate::tests::samples;

    /// A sample event on the queue, with its history row.
    fn sample() -> (Letter, Content, HistoryItem) {
        let row = samples::history().into_iter().find(|row| row.user_id.is_some()).unwrap();
        let raw = serde_json::value::RawValue::from_string(row.event.clone()).unwrap();
        let event = milepost_domain::Event::parse(raw.get(), &row.account_id, row.origin).unwrap();
        let body = EventMessage::new(&event, raw, row.received_at).to_body().unwrap();
        let letter = Letter { body, message_id: "m-1".to_owned(), ..Letter::default() };
        let content = Content::of_event(&letter);
        (letter, content, row)
    }

    fn reason(row: Option<Found<HistoryItem>>, record: Option<Found<EnrollmentItem>>) -> Reason {
        let (letter, content, _) = sample();
        let Content::Event(event) = &content else { panic!("{content:?}") };
        let known = Known {
            rows: row.map(|row| (event.row.clone(), row)).into_iter().collect(),
            records: record
                .and_then(|record| Some((event.record.clone()?, record)))
                .into_iter()
                .collect(),
        };
        Finding::of(letter, content.clone(), &known).reason
    }

    #[test]
    fn history_tells_why_an_event_is_dead() {
        let row = || Some(Ok(Box::new(sample().2)));
        let record = || Some(Ok(Box::new(samples::enrollments().remove(0))));
        assert_eq!(reason(None, None), Reason::NotProcessed);
        assert_eq!(reason(None, record()), Reason::NotProcessed);
        assert_eq!(reason(row(), record()), Reason::Processed);
        assert_eq!(reason(Some(Err("bad".to_owned())), record()), Reason::RowUnreadable);
        assert_eq!(reason(row(), Some(Err("bad".to_owned()))), Reason::RecordUnreadable);
    }

    #[test]
    fn a_letter_is_found_by_either_name() {
        let (letter, content, row) = sample();
        let finding = Finding::of(letter, content, &Known::default());
        assert!(finding.begins_with("m-"));
        assert!(finding.begins_with(&row.key.event_key.to_string()[..8]));
        assert!(!finding.begins_with("x"));
    }
}
