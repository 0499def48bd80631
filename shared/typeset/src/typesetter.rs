use milepost_dates::phrases::{self, Book};
use typst::{
    Library, LibraryExt, World, WorldExt, diag::SourceDiagnostic, foundations::Bytes,
    syntax::Source, utils::LazyHash,
};
use typst_layout::PagedDocument;

use crate::{
    Content, Design, TypesetError, clean,
    fonts::Fonts,
    page::Page,
    pdf, qr,
    sheet::{self, Sheet},
};

/// How many certificates a memoised result may go unused before it is dropped.
///
/// Typst keeps results in a cache for the whole process. What certificates share is used by
/// each; what only one had is gone after this many, so the memory of a warm process is bounded.
const KEEP: usize = 4;

/// Fonts, helpers and phrases: built once, before the first certificate.
pub struct Typesetter {
    library: LazyHash<Library>,
    fonts: Fonts,
    main: Source,
    helpers: Source,
    phrases: Book,
}

impl Typesetter {
    /// Reads the index of the fonts; the fonts themselves are read when a text needs them.
    ///
    /// # Errors
    /// Never with the files that this crate was built from; a test sees to that.
    pub fn new() -> Result<Self, TypesetError> {
        Ok(Self {
            library: LazyHash::new(Library::default()),
            fonts: Fonts::new()?,
            main: sheet::source(sheet::MAIN, include_str!("../design/main.typ")),
            helpers: sheet::source(sheet::HELPERS, include_str!("../design/milepost.typ")),
            phrases: phrases::built_in()?,
        })
    }

    /// Sets one certificate.
    ///
    /// The PDF is tagged, one page long, carries the credential if there is one, and conforms to
    /// PDF/A-3a and PDF/UA-1 unless the text has a character that no font has or the template
    /// breaks their rules.
    pub fn pdf(&self, design: &Design, content: &Content) -> Result<Vec<u8>, TypesetError> {
        let sheet = self.sheet(design, content)?;
        let result = set(&sheet, content);
        comemo::evict(KEEP);
        result
    }

    fn sheet<'a>(
        &'a self,
        design: &'a Design,
        content: &Content,
    ) -> Result<Sheet<'a>, TypesetError> {
        let page = Page::new(content, design, &self.phrases, self.fonts.book());
        let mut files = vec![
            (sheet::DATA, Bytes::new(serde_json::to_vec(&page)?)),
            (sheet::ROSETTE, Bytes::from_string(include_str!("../design/rosette.svg"))),
            (sheet::QR, Bytes::from_string(qr::svg(&content.verification_url)?)),
        ];
        files.extend(design.logo.iter().map(|logo| (logo.file, logo.bytes.clone())));
        files.extend(
            content.credential.iter().map(|it| (sheet::CREDENTIAL, Bytes::new(it.clone()))),
        );
        Ok(Sheet {
            library: &self.library,
            fonts: &self.fonts,
            sources: [&self.main, &self.helpers, &design.template],
            files,
        })
    }
}

fn set(sheet: &Sheet<'_>, content: &Content) -> Result<Vec<u8>, TypesetError> {
    let tell = |errors: &[SourceDiagnostic]| tell(sheet, content, errors);
    let document: PagedDocument =
        typst::compile(sheet).output.map_err(|errors| TypesetError::Template(tell(&errors)))?;
    match document.pages().len() {
        1 => pdf::write(&document, &content.certificate_id, content.created)
            .map_err(|errors| TypesetError::Export(tell(&errors))),
        pages => Err(TypesetError::Pages(pages)),
    }
}

/// The errors as lines `file:line: message`, without what the certificate says.
fn tell(sheet: &Sheet<'_>, content: &Content, errors: &[SourceDiagnostic]) -> String {
    let told: Vec<_> = errors
        .iter()
        .map(|error| match place(sheet, error) {
            Some(place) => format!("{place}: {}", message(error)),
            None => message(error).to_owned(),
        })
        .collect();
    [&content.name, &content.title]
        .map(|text| clean::line(text))
        .iter()
        .filter(|text| !text.is_empty())
        .fold(told.join("; "), |told, text| told.replace(text.as_str(), "…"))
}

/// A template's `panic` may hold anything: that it panicked is all that is told.
fn message(error: &SourceDiagnostic) -> &str {
    if error.message.starts_with("panicked") { "panicked" } else { &error.message }
}

fn place(sheet: &Sheet<'_>, error: &SourceDiagnostic) -> Option<String> {
    let id = error.span.id()?;
    let source = sheet.source(id).ok()?;
    let line = source.lines().byte_to_line(sheet.range(error.span)?.start)?;
    Some(format!("{}:{}", id.vpath().get_without_slash(), line + 1))
}
