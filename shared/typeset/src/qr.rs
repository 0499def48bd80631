//! The QR code of the verification address.

use qrcode::{EcLevel, QrCode, render::svg, types::QrError};

/// The address as an SVG, black on white: what scanners read best.
///
/// Level M (15 % may be lost) survives a fold or a stamp; the quiet zone is part of the image.
pub(crate) fn svg(address: &str) -> Result<String, QrError> {
    let code = QrCode::with_error_correction_level(address, EcLevel::M)?;
    Ok(code
        .render::<svg::Color<'_>>()
        .min_dimensions(1, 1)
        .dark_color(svg::Color("#000000"))
        .light_color(svg::Color("#ffffff"))
        .build())
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_address_becomes_an_image() {
        let image = super::svg("https://example.com/certificates/1").unwrap();
        assert!(image.contains("<svg") && image.contains("#000000"), "{image}");
    }

    #[test]
    fn an_endless_address_is_refused() {
        assert!(super::svg(&"x".repeat(3000)).is_err());
    }
}
