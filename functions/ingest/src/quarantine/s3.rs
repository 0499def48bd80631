//! The quarantine in Amazon S3.

use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::ByteStream;

use super::{PutError, PutQuarantine, Specimen};
use milepost_runtime::aws_error::describe;

/// Keeps specimens with `PutObject` in one bucket.
#[derive(Debug)]
pub struct S3 {
    client: Client,
    bucket: String,
}

impl S3 {
    /// Keeps them in this bucket.
    pub const fn new(client: Client, bucket: String) -> Self {
        Self { client, bucket }
    }
}

impl PutQuarantine for S3 {
    async fn put(&self, specimen: Specimen) -> Result<(), PutError> {
        let request = self
            .client
            .put_object()
            .bucket(&self.bucket)
            .key(specimen.key())
            .content_type("application/octet-stream")
            .metadata("reason", specimen.reason)
            .metadata("received-at", specimen.received_at.to_string());
        let request = match &specimen.account {
            Some(account) => request.metadata("account", header_text(account)),
            None => request,
        };
        let stored = request.body(ByteStream::from(specimen.bytes)).send().await;
        stored.map(|_| ()).map_err(|error| PutError(describe(&error)))
    }
}

/// The text with all but the plainest characters percent-escaped: metadata are header fields,
/// and what an account id holds is the sender's choice.
fn header_text(text: &str) -> String {
    let escaped = text.bytes().map(|byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b':' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    });
    escaped.collect()
}

#[cfg(test)]
mod tests {
    use super::header_text;

    #[test]
    fn an_account_is_safe_in_a_header() {
        assert_eq!(header_text("8308-a_b.c:d"), "8308-a_b.c:d");
        assert_eq!(header_text("a b\r\n\"é%"), "a%20b%0D%0A%22%C3%A9%25");
    }
}
