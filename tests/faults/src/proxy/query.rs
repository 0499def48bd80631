//! Leaving messages out of `PublishBatch`, which SNS takes as a form and answers in XML.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::left_out::{LeftOut, Parts, Places};

const ENTRY: &str = "PublishBatchRequestEntries.member.";
const NO_FAILED: &str = "<Failed/>";
const END_OF_FAILED: &str = "</Failed>";
const END_OF_RESULT: &str = "</PublishBatchResult>";

/// The ids of messages.
pub(super) struct Messages(Vec<String>);

impl Messages {
    pub(super) fn leave_out(body: &[u8], places: impl Fn(usize) -> Places) -> Parts<Self> {
        let form = str::from_utf8(body).expect("a form");
        // Fields by the number of their message; those of the call itself have none.
        let mut fields: BTreeMap<Option<u32>, Vec<&str>> = BTreeMap::new();
        for field in form.split('&') {
            let of_entry = field.strip_prefix(ENTRY).and_then(|rest| rest.split_once('.'));
            let number = of_entry.and_then(|(number, _)| number.parse().ok());
            let name_and_value = of_entry.map_or(field, |(_, rest)| rest);
            fields.entry(number).or_default().push(name_and_value);
        }
        let mut sent = fields.remove(&None).unwrap_or_default().join("&");
        let places = places(fields.len());
        let (mut left_out, mut number) = (Vec::new(), 0);
        for (place, entry) in fields.values().enumerate() {
            if places.contains(&place) {
                let id = entry.iter().find_map(|field| field.strip_prefix("Id="));
                left_out.push(id.expect("the entry's id").to_owned());
                continue;
            }
            number += 1;
            for field in entry {
                let _ = write!(sent, "&{ENTRY}{number}.{field}");
            }
        }
        ((number > 0).then(|| sent.into()), Self(left_out))
    }
}

impl LeftOut for Messages {
    fn content_type(&self) -> &'static str {
        "text/xml"
    }

    fn nothing(&self) -> String {
        let result = format!("<PublishBatchResult><Successful/>{NO_FAILED}{END_OF_RESULT}");
        format!("<PublishBatchResponse>{result}</PublishBatchResponse>")
    }

    fn complete(&self, body: &[u8]) -> Vec<u8> {
        let answer = str::from_utf8(body).expect("an answer in XML");
        let failed = self.0.iter().map(|id| {
            let what = "<Code>InternalError</Code><Message>not published</Message>";
            format!("<member><Id>{id}</Id>{what}<SenderFault>false</SenderFault></member>")
        });
        let failed: String = failed.collect();
        let whole = format!("<Failed>{failed}</Failed>");
        let (place, with) = if answer.contains(NO_FAILED) {
            (NO_FAILED, whole)
        } else if answer.contains(END_OF_FAILED) {
            (END_OF_FAILED, failed + END_OF_FAILED)
        } else {
            assert!(answer.contains(END_OF_RESULT), "no answer to PublishBatch: {answer}");
            (END_OF_RESULT, whole + END_OF_RESULT)
        };
        answer.replacen(place, &with, 1).into()
    }
}
