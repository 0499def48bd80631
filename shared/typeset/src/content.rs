use std::fmt;

use jiff::Timestamp;
use milepost_domain::Day;

/// What one certificate says.
///
/// Texts are taken literally: markup in them is text, control characters are dropped.
#[derive(Clone)]
pub struct Content {
    /// The learner's name as it should be printed.
    pub name: String,
    /// The title of what was completed, in the learner's language if there is one.
    pub title: String,
    /// The day of the completion.
    pub completed_on: Day,
    /// The last day on which the certificate is valid.
    pub expires_on: Option<Day>,
    /// The learner's locale as ALM gives it (`de-DE`, `ja-JP`); English without one, or with one
    /// that is not known.
    pub locale: Option<String>,
    /// The score as it should be printed (`92 %`).
    pub score: Option<String>,
    /// The certificate's id, printed and part of the PDF's identity.
    pub certificate_id: String,
    /// The address of the verification page, behind the QR code.
    pub verification_url: String,
    /// Who issues the certificate; a theme's organisation is printed instead.
    pub issuer: String,
    /// The signed credential, attached as `credential.json`.
    pub credential: Option<Vec<u8>>,
    /// When the certificate was issued: the PDF's creation date.
    pub created: Timestamp,
}

/// Names the certificate, not the person.
impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Content")
            .field("certificate_id", &self.certificate_id)
            .field("completed_on", &self.completed_on)
            .field("expires_on", &self.expires_on)
            .field("locale", &self.locale)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture;

    #[test]
    fn debug_tells_no_name() {
        let shown = format!("{:?}", fixture::content());

        assert!(shown.contains("certificate_id"), "{shown}");
        assert!(!shown.contains("Lovelace"), "{shown}");
        assert!(!shown.contains("Engine"), "{shown}");
    }
}
