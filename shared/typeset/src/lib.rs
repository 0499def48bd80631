//! Sets a certificate: one A4 page as PDF, by Typst, in the learner's script and language.
//!
//! A [`Typesetter`] holds the fonts and is built once; [`Typesetter::pdf`] turns a [`Design`]
//! (what a company may replace: template, theme, logo) and a [`Content`] (what one certificate
//! says) into bytes. Equal input gives equal bytes. Nothing is read from disk or network: fonts
//! and the default design are part of the program, and a template sees only its own files.
#![warn(missing_docs)]

mod clean;
mod content;
mod design;
mod design_file;
mod error;
mod families;
#[cfg(test)]
mod fixture;
mod fonts;
mod language;
mod logo;
mod page;
mod pdf;
mod qr;
mod sheet;
mod theme;
mod typesetter;

pub use content::Content;
pub use design::Design;
pub use design_file::DesignFile;
pub use error::TypesetError;
#[doc(hidden)]
pub use fonts::index as font_index;
pub use theme::{Colours, Signatory, Theme};
pub use typesetter::Typesetter;
