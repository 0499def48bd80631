//! `PublishBatch`, in `awsQuery`.

use super::form::Form;
use super::{Answer, Refusal, respond, xml_text};
use crate::aws::StandIn;
use crate::aws::batch::Entry;
use crate::aws::limits::batch;
use crate::aws::topic::Published;

pub(crate) fn publish_batch(aws: &StandIn, body: &[u8]) -> Answer {
    let mut form = Form::read(body);
    form.take("Action");
    form.take("Version");
    let topic_arn = form.take("TopicArn").unwrap_or_default();
    let entries = form.take_entries("PublishBatchRequestEntries");
    form.finish()?;
    if topic_arn != aws.names().topic_arn {
        return Err(Refusal::unexpected("NotFound", topic_arn).with_status(404));
    }
    batch::check(&entries)?;
    let (mut successful, mut failed) = (String::new(), String::new());
    for entry in entries {
        match publish(aws, entry) {
            Ok(member) => successful += &member,
            Err(member) => failed += &member,
        }
    }
    let result = format!("<Failed>{failed}</Failed><Successful>{successful}</Successful>");
    let result = format!("<PublishBatchResult>{result}</PublishBatchResult>");
    Ok(respond(200, "text/xml", format!("<PublishBatchResponse>{result}</PublishBatchResponse>")))
}

/// The entry's part of the answer.
fn publish(aws: &StandIn, entry: Entry) -> Result<String, String> {
    batch::check_entry(&entry).map_err(|violation| {
        aws.record_violation(&violation);
        let (id, code, message) = (&entry.id, violation.code, xml_text(&violation.message));
        format!(
            "<member><Id>{id}</Id><Code>{code}</Code><Message>{message}</Message>\
            <SenderFault>true</SenderFault></member>"
        )
    })?;
    let Entry { id, group, deduplication_id, body, attributes } = entry;
    let message_id = aws.topic().publish(Published {
        message_id: String::new(),
        group: group.unwrap_or_default(),
        deduplication_id: deduplication_id.unwrap_or_default(),
        body,
        attributes,
    });
    Ok(format!("<member><Id>{id}</Id><MessageId>{message_id}</MessageId></member>"))
}
