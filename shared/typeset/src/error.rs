use thiserror::Error;

use crate::DesignFile;

/// Why a design cannot be used, or a certificate not be set.
///
/// No variant holds a learner's name or a course's title, so all of them may be logged.
#[derive(Debug, Error)]
pub enum TypesetError {
    /// The template's bytes are not UTF-8.
    #[error("the template is not UTF-8 text")]
    TemplateEncoding,
    /// The theme is not the JSON that [`crate::Theme`] describes.
    #[error("the theme cannot be read: {0}")]
    Theme(#[from] serde_json::Error),
    /// A colour of the theme is not written as `#rrggbb`.
    #[error("the theme's colour {name} is {value:?}, which is not of the form #rrggbb")]
    Colour {
        /// The field of the theme.
        name: &'static str,
        /// What stands there.
        value: String,
    },
    /// A line of the theme is empty or too long for the page.
    #[error("the theme's {name} must have 1 to {limit} characters")]
    Line {
        /// The field of the theme.
        name: &'static str,
        /// The most characters that it may have.
        limit: usize,
    },
    /// The theme names more signatories than fit beside each other.
    #[error("the theme names {0} signatories; at most {limit} fit", limit = crate::theme::SIGNATORIES)]
    Signatories(usize),
    /// The theme has a phrase under a key that is not a language, or that no certificate has.
    #[error("the theme's phrases name {0:?}, which is not a language such as de or pt-BR")]
    PhraseLanguage(String),
    /// The logo is neither an SVG nor a PNG image.
    #[error("the logo is neither an SVG nor a PNG image")]
    LogoFormat,
    /// A file of the design is larger than is taken.
    #[error("{name} has more than {limit} bytes", name = .0.name(), limit = .0.limit())]
    Size(DesignFile),
    /// The address to verify at is too long for a QR code.
    #[error("the verification address does not fit a QR code: {0}")]
    Qr(#[from] qrcode::types::QrError),
    /// Typst refused the template; each line names file and line.
    #[error("the template does not compile: {0}")]
    Template(String),
    /// The template made another number of pages than one.
    #[error("a certificate has one page, the template made {0}")]
    Pages(usize),
    /// The page was set but could not be written as PDF.
    #[error("the page cannot be written as PDF: {0}")]
    Export(String),
}
