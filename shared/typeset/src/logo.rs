//! A company's logo.

use typst::foundations::Bytes;

use crate::TypesetError;

/// The most bytes that a logo may have: it is in every certificate.
pub(crate) const LIMIT: usize = 512 * 1024;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// An image and the name of the file under which a template finds it.
#[derive(Clone, Debug)]
pub(crate) struct Logo {
    pub(crate) file: &'static str,
    pub(crate) bytes: Bytes,
}

impl Logo {
    /// Takes an SVG or a PNG image, told by its content.
    pub(crate) fn new(bytes: &[u8]) -> Result<Self, TypesetError> {
        if bytes.len() > LIMIT {
            return Err(TypesetError::LogoSize(bytes.len()));
        }
        let file = if bytes.starts_with(PNG) {
            "/logo.png"
        } else if std::str::from_utf8(bytes).is_ok_and(|text| text.contains("<svg")) {
            "/logo.svg"
        } else {
            return Err(TypesetError::LogoFormat);
        };
        Ok(Self { file, bytes: Bytes::new(bytes.to_vec()) })
    }
}

#[cfg(test)]
mod tests {
    use super::{LIMIT, Logo, PNG};
    use crate::TypesetError;

    #[test]
    fn the_content_tells_the_format() {
        assert_eq!(Logo::new(PNG).unwrap().file, "/logo.png");
        assert_eq!(Logo::new(b"<?xml version='1.0'?><svg/>").unwrap().file, "/logo.svg");
    }

    #[test]
    fn anything_else_is_refused() {
        assert!(matches!(Logo::new(b"GIF89a"), Err(TypesetError::LogoFormat)));
        assert!(matches!(Logo::new(b"\xff<svg"), Err(TypesetError::LogoFormat)));
        assert!(matches!(Logo::new(&vec![b' '; LIMIT + 1]), Err(TypesetError::LogoSize(_))));
    }
}
