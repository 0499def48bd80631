//! What `milepost send` is told.

use std::path::PathBuf;

use clap::Args;
use milepost_domain::AccountId;
use reqwest::Url;

use super::common::{at_least_one, positive};
use crate::secret::Secret;

/// Post webhooks as Adobe Learning Manager would
///
/// One request at a time: the next one leaves when the last was answered. No answer within 5 s,
/// 5xx and 429 are tried again after 5, 10, 20, 40, 80 s, doubling up to 5 minutes.
///
/// Files are sent byte for byte, one request each, so that broken JSON can be sent too. With
/// --count, --shuffle, --duplicate or --batch they are taken apart into events first.
#[derive(Args, Debug)]
pub(crate) struct SendArgs {
    /// Webhook bodies as JSON (ALM's envelope or one flat event); `-` is standard input
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Append one JSON line per event sent: its key, account, name, time and answer
    ///
    /// Written after each answer. A status of 200 to 299 is an acknowledged event, another one a
    /// refused event; null is an event that may have arrived or not.
    #[arg(long, value_name = "FILE")]
    pub(crate) ledger: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) load: LoadArgs,
    #[command(flatten)]
    pub(crate) target: TargetArgs,
    #[command(flatten)]
    pub(crate) credentials: CredentialArgs,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Load")]
pub(crate) struct LoadArgs {
    /// Send N events in all, cycling over the files
    ///
    /// Every cycle after the first tells the same stories of new learners, with fresh event ids
    /// and later times. The same seed makes the same events.
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    pub(crate) count: Option<usize>,
    /// Send at most N events per second
    #[arg(long, value_name = "N", value_parser = positive)]
    pub(crate) rate: Option<f64>,
    /// Send the events in random order
    #[arg(long)]
    pub(crate) shuffle: bool,
    /// Send a fraction P (0 to 1) of the events a second time, at random places
    #[arg(long, value_name = "P", value_parser = fraction, default_value = "0", hide_default_value = true)]
    pub(crate) duplicate: f64,
    /// Put N events into each envelope [default: 1, or as in the files]
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    pub(crate) batch: Option<usize>,
    /// What --count, --shuffle and --duplicate draw from
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Endpoint")]
pub(crate) struct TargetArgs {
    /// The webhook's URL
    #[arg(long, value_name = "URL", env = "MILEPOST_WEBHOOK_URL", value_parser = web_url)]
    pub(crate) url: Url,
    /// The account that the stack is deployed for, if it is: flat events belong to it, and their
    /// keys in the ledger depend on it
    #[arg(long, value_name = "ID", env = "MILEPOST_ACCOUNT", default_value_t)]
    pub(crate) account: AccountId,
    /// Stop when one request was not answered for so long (ALM: 7 days)
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    pub(crate) give_up: u64,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Authentication")]
pub(crate) struct CredentialArgs {
    /// User of basic authentication
    #[arg(long, env = "MILEPOST_WEBHOOK_USER", hide_env_values = true)]
    pub(crate) user: Option<String>,
    /// Password of basic authentication; better set in the environment
    #[arg(long, env = "MILEPOST_WEBHOOK_PASSWORD", hide_env_values = true)]
    pub(crate) password: Option<Secret>,
    /// Sign with this secret (HMAC-SHA256) instead; better set in the environment
    #[arg(long, value_name = "SECRET", env = "MILEPOST_SIGNATURE_SECRET", hide_env_values = true)]
    pub(crate) signature_secret: Option<Secret>,
    /// The header that holds the signature
    #[arg(long, value_name = "NAME", default_value = "X-ALM-Signature")]
    pub(crate) signature_header: String,
}

fn fraction(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(number) if (0.0..=1.0).contains(&number) => Ok(number),
        _ => Err("give a number from 0 to 1".to_owned()),
    }
}

/// A password in a URL would show up in messages.
fn web_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| error.to_string())?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err("give a URL that begins with http:// or https://".to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("give user and password by their own options".to_owned());
    }
    Ok(url)
}
