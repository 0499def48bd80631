//! What `milepost certificate preview` is told.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;
use serde_json::Number;

/// Set a certificate as the function would, in a design that is not uploaded yet
///
/// Needs no AWS. A design is a directory as in S3 under `design/`: `template.typ`, `theme.json`,
/// `logo` (SVG or PNG) and `badge.png`, each of which may be missing. Without a design the
/// certificate is as it is built in. Exit status: 1 if the design could not be used; the error
/// names the line of the template.
#[derive(Args, Debug)]
pub(crate) struct CertificatePreviewArgs {
    /// The learner's name
    #[arg(long, value_name = "TEXT")]
    pub(crate) name: String,
    /// What was completed
    #[arg(long, value_name = "TEXT", default_value = "Fire Safety at Work")]
    pub(crate) title: String,
    /// The learner's language, as ALM has it (de-DE); English if there are no phrases for it
    #[arg(long, value_name = "TAG")]
    pub(crate) language: Option<String>,
    /// The score, a number; none is printed without
    #[arg(long, value_name = "NUMBER", value_parser = number)]
    pub(crate) score: Option<Number>,
    /// The day of the completion, as 2026-11-24 [default: today]
    #[arg(long, value_name = "DATE")]
    pub(crate) completed: Option<Date>,
    /// How many days it is valid, as `CertificateValidDays`; without it, for ever
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i32).range(1..=36_500))]
    pub(crate) valid_days: Option<i32>,
    /// Who issues it, as `IssuerName`; if the theme has an organisation, that is printed
    #[arg(long, value_name = "TEXT", default_value = "Milepost")]
    pub(crate) issuer: String,
    #[command(flatten)]
    pub(crate) design: DesignArgs,
    /// Where to write the PDF; a file that is there is replaced
    #[arg(long, value_name = "FILE", default_value = "certificate-preview.pdf")]
    pub(crate) out: PathBuf,
    /// Also write the page as PNG beside the PDF, with `pdftoppm` of poppler-utils
    #[arg(long)]
    pub(crate) png: bool,
}

#[derive(Args, Debug, Default)]
pub(crate) struct DesignArgs {
    /// The directory of a company's design
    #[arg(long, value_name = "DIR")]
    pub(crate) design: Option<PathBuf>,
    /// The template, instead of the directory's
    #[arg(long, value_name = "FILE")]
    pub(crate) template: Option<PathBuf>,
    /// The theme, instead of the directory's
    #[arg(long, value_name = "FILE")]
    pub(crate) theme: Option<PathBuf>,
    /// The logo, instead of the directory's
    #[arg(long, value_name = "FILE")]
    pub(crate) logo: Option<PathBuf>,
}

fn number(text: &str) -> Result<Number, String> {
    text.parse().map_err(|_| "give a number, such as 92 or 87.5".to_owned())
}
