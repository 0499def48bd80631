//! What `milepost send` is told.

use std::path::PathBuf;

use clap::Args;
use milepost_webhook_client::{CredentialArgs, EndpointArgs};

/// Post webhooks as Adobe Learning Manager would
///
/// One request at a time: the next one leaves when the last was answered. No answer within 5 s,
/// 5xx and 429 are tried again after 5, 10, 20, 40, 80 s, doubling up to 5 minutes.
///
/// Files are sent byte for byte, one request each, so that broken JSON can be sent too.
#[derive(Args, Debug)]
pub(crate) struct SendArgs {
    /// Webhook bodies as JSON (ALM's envelope or one flat event); `-` is standard input
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) endpoint: EndpointArgs,
    #[command(flatten)]
    pub(crate) credentials: CredentialArgs,
}
