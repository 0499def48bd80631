//! A company's logo.

use typst::foundations::Bytes;

use crate::TypesetError;

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
    use super::{Logo, PNG};
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
    }
}
