//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser};
use milepost_domain::AccountId;
use milepost_webhook_client::{CredentialArgs, EndpointArgs};

/// Sends a load of webhooks as Adobe Learning Manager would, and keeps a ledger of it
///
/// One request at a time: the next one leaves when the last was answered. No answer within 5 s,
/// 5xx and 429 are tried again after 5, 10, 20, 40, 80 s, doubling up to 5 minutes.
///
/// Files are sent byte for byte, one request each, so that broken JSON can be sent too. With
/// --count, --shuffle, --duplicate or --batch they are taken apart into events first.
#[derive(Debug, Parser)]
#[command(name = "alm-load", version, arg_required_else_help = true)]
pub(crate) struct Options {
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
    pub(crate) endpoint: EndpointArgs,
    /// The account that the stack is deployed for, if it is: flat events belong to it, and their
    /// keys in the ledger depend on it
    #[arg(long, value_name = "ID", env = "MILEPOST_ACCOUNT", default_value_t)]
    pub(crate) account: AccountId,
    #[command(flatten)]
    pub(crate) credentials: CredentialArgs,
}

/// What is made of the files.
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

fn at_least_one(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| "give a whole number from 1 on".to_owned())
}

fn positive(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|number| f64::is_finite(*number) && *number > 0.0);
    number.ok_or_else(|| "give a number above 0".to_owned())
}

fn fraction(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|number| (0.0..=1.0).contains(number));
    number.ok_or_else(|| "give a number from 0 to 1".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn values_are_checked() {
        Options::command().debug_assert();
        let parse = |more: &str| {
            let words = format!("alm-load a.json --url http://h/ {more}");
            Options::try_parse_from(words.split_whitespace())
        };
        assert!(parse("--count 5 --duplicate 0.5 --rate 2.5").is_ok());
        for wrong in ["--duplicate 1.1", "--duplicate NaN", "--rate 0", "--count 0", "--batch x"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_parsed_command_line_shows_no_secret() {
        let words = "alm-load a --url http://h/ --password pw-1 --signature-secret key-1";
        let shown = format!("{:?}", Options::try_parse_from(words.split(' ')).unwrap());
        assert!(!shown.contains("pw-1") && !shown.contains("key-1"), "{shown}");
    }
}
