//! What `milepost doctor` is told.

use clap::Args;
use reqwest::Url;

use super::common::ReadArgs;

/// Check a stack, and say what to do about what is not in order
///
/// Exit status: 0 without problems and warnings; 1 with a problem, or if the stack cannot be
/// found; 3 with warnings only.
#[derive(Args, Debug)]
pub(crate) struct DoctorArgs {
    /// Look so many days back, for events, silence and quarantine
    #[arg(long, value_name = "DAYS", default_value_t = 14, value_parser = clap::value_parser!(u32).range(1..=60))]
    pub(crate) days: u32,
    /// The webhook's URL, if it is not that of the stack
    #[arg(long, value_name = "URL", env = "MILEPOST_WEBHOOK_URL")]
    pub(crate) url: Option<Url>,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
}
