//! What AWS answers.

/// What SNS answers when it takes all of ten messages.
pub(crate) fn published() -> String {
    let entry = |id| format!("<member><Id>{id}</Id><MessageId>m</MessageId></member>");
    let entries: String = (0..10).map(entry).collect();
    format!(
        "<PublishBatchResponse><PublishBatchResult><Failed/><Successful>{entries}</Successful>\
         </PublishBatchResult></PublishBatchResponse>"
    )
}
