use typst::syntax::Source;

use crate::{DesignFile, Theme, TypesetError, logo::Logo, sheet};

/// The looks of a certificate: template, theme and logo.
///
/// The template is a Typst file that defines `certificate(data)`; it may import
/// `/milepost.typ` for helpers and read `/certificate.json`, `/qr.svg` and the logo, and nothing
/// else. It must make one page. A loop without end is bounded by Typst (10,000 turns of a
/// `while`, 80 calls in depth), but loops in loops only by the caller's own time-out.
#[derive(Clone, Debug)]
pub struct Design {
    pub(crate) template: Source,
    pub(crate) theme: Theme,
    pub(crate) logo: Option<Logo>,
}

impl Design {
    /// A design of a company's own parts; the built-in one takes the place of what is missing.
    ///
    /// The template is compiled only with a certificate, by [`crate::Typesetter::pdf`].
    ///
    /// # Errors
    /// If a part is too large, or the theme or logo cannot be used.
    pub fn from_parts(
        template: Option<&[u8]>,
        theme: Option<&[u8]>,
        logo: Option<&[u8]>,
    ) -> Result<Self, TypesetError> {
        let sized = [DesignFile::Template, DesignFile::Theme, DesignFile::Logo];
        for (file, part) in sized.into_iter().zip([template, theme, logo]) {
            part.map_or(Ok(()), |bytes| file.check(bytes))?;
        }
        let mut design = Self::default();
        if let Some(template) = template {
            let text = str::from_utf8(template).map_err(|_| TypesetError::TemplateEncoding)?;
            design.template = source(text);
        }
        if let Some(theme) = theme {
            design.theme = Theme::from_json(theme)?;
        }
        design.logo = logo.map(Logo::new).transpose()?;
        Ok(design)
    }
}

impl Default for Design {
    fn default() -> Self {
        Self {
            template: source(include_str!("../design/template.typ")),
            theme: Theme::default(),
            logo: None,
        }
    }
}

fn source(text: &str) -> Source {
    sheet::source(sheet::TEMPLATE, text)
}
