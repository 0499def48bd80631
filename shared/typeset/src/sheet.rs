//! The world that Typst sees for one certificate: a handful of files in memory, and no clock.

use typst::{
    Library, World,
    diag::{FileError, FileResult},
    foundations::{Bytes, Datetime, Duration},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};

use crate::fonts::Fonts;

/// Ours: metadata, attachment, language; calls the design's template.
pub(crate) const MAIN: &str = "/main.typ";
/// Ours: helpers for templates.
pub(crate) const HELPERS: &str = "/milepost.typ";
/// The design's.
pub(crate) const TEMPLATE: &str = "/template.typ";
/// What the certificate says: [`crate::page::Page`].
pub(crate) const DATA: &str = "/certificate.json";
/// The QR code.
pub(crate) const QR: &str = "/qr.svg";
/// The ornament behind the text of the built-in design.
pub(crate) const ROSETTE: &str = "/rosette.svg";
/// The signed credential.
pub(crate) const CREDENTIAL: &str = "/credential.json";

const NO_FILES: &str = "a certificate's template sees only its own files: \
    /milepost.typ, /certificate.json, /qr.svg, /credential.json and the logo";
const NO_PACKAGES: &str = "a certificate's template cannot load packages";

/// The files of one certificate, over what all certificates share.
pub(crate) struct Sheet<'a> {
    pub(crate) library: &'a LazyHash<Library>,
    pub(crate) fonts: &'a Fonts,
    pub(crate) sources: [&'a Source; 3],
    pub(crate) files: Vec<(&'static str, Bytes)>,
}

/// A source under a path; the path is a constant of this crate.
pub(crate) fn source(path: &str, text: &str) -> Source {
    match VirtualPath::new(path) {
        Ok(path) => {
            Source::new(FileId::new(RootedPath::new(VirtualRoot::Project, path)), text.into())
        }
        Err(_) => Source::detached(text),
    }
}

impl World for Sheet<'_> {
    fn library(&self) -> &LazyHash<Library> {
        self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.sources[0].id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let found = self.sources.into_iter().find(|source| source.id() == id);
        found.cloned().ok_or_else(|| refusal(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let path = id.vpath().get_with_slash();
        let found = self.files.iter().find(|(name, _)| *name == path);
        match (id.root(), found) {
            (VirtualRoot::Project, Some((_, bytes))) => Ok(bytes.clone()),
            _ => Err(refusal(id)),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.font(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn refusal(id: FileId) -> FileError {
    let why = match id.root() {
        VirtualRoot::Project => NO_FILES,
        VirtualRoot::Package(_) => NO_PACKAGES,
    };
    FileError::Other(Some(why.into()))
}
