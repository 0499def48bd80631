//! The fonts: in the program, indexed beforehand, parsed when a text first needs them.
//!
//! The index (`fonts/index.json`) says what every face covers. Reading it is much cheaper than
//! parsing the fonts at start, and keeps the pages of the collection for Chinese, Japanese and
//! Korean out of memory until somebody needs them.

use std::sync::OnceLock;

use typst::{
    foundations::Bytes,
    text::{Font, FontBook, FontInfo},
    utils::LazyHash,
};

/// The files, each with how many of its faces are used (the collection's others are monospaced).
macro_rules! files {
    ($($file:literal: $faces:literal),* $(,)?) => {
        &[$((include_bytes!(concat!("../fonts/", $file)), $faces)),*]
    };
}

const FILES: &[(&[u8], u32)] = files![
    "DejaVuSansMono.ttf": 1,
    "NotoNaskhArabic-Regular.ttf": 1,
    "NotoSans-Bold.ttf": 1,
    "NotoSans-Regular.ttf": 1,
    "NotoSansCJK-Regular.ttc": 5,
    "NotoSansMongolian-Regular.ttf": 1,
    "NotoSansOriya-Regular.ttf": 1,
    "NotoSansThaana-Regular.ttf": 1,
    "NotoSerif-Bold.ttf": 1,
    "NotoSerifArmenian-Regular.ttf": 1,
    "NotoSerifBengali-Regular.ttf": 1,
    "NotoSerifDevanagari-Regular.ttf": 1,
    "NotoSerifDisplay-Regular.ttf": 1,
    "NotoSerifEthiopic-Regular.ttf": 1,
    "NotoSerifGeorgian-Regular.ttf": 1,
    "NotoSerifGujarati-Regular.ttf": 1,
    "NotoSerifGurmukhi-Regular.ttf": 1,
    "NotoSerifHebrew-Regular.ttf": 1,
    "NotoSerifKannada-Regular.ttf": 1,
    "NotoSerifKhmer-Regular.ttf": 1,
    "NotoSerifLao-Regular.ttf": 1,
    "NotoSerifMalayalam-Regular.ttf": 1,
    "NotoSerifMyanmar-Regular.ttf": 1,
    "NotoSerifSinhala-Regular.ttf": 1,
    "NotoSerifTamil-Regular.ttf": 1,
    "NotoSerifTelugu-Regular.ttf": 1,
    "NotoSerifThai-Regular.ttf": 1,
    "NotoSerifTibetan-Regular.ttf": 1,
];

/// All faces, known by what they cover.
pub(crate) struct Fonts {
    book: LazyHash<FontBook>,
    faces: Vec<Face>,
}

struct Face {
    /// Shared by the faces of one file.
    file: Bytes,
    index: u32,
    parsed: OnceLock<Option<Font>>,
}

impl Fonts {
    /// Reads the index.
    pub(crate) fn new() -> Result<Self, serde_json::Error> {
        let infos: Vec<FontInfo> = serde_json::from_str(include_str!("../fonts/index.json"))?;
        Ok(Self { book: LazyHash::new(FontBook::from_infos(infos)), faces: faces() })
    }

    pub(crate) fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    /// The face of that number in the book.
    pub(crate) fn font(&self, index: usize) -> Option<Font> {
        let face = self.faces.get(index)?;
        face.parsed.get_or_init(|| Font::new(face.file.clone(), face.index)).clone()
    }
}

fn faces() -> Vec<Face> {
    FILES
        .iter()
        .flat_map(|&(bytes, count)| {
            let file = Bytes::new(bytes);
            (0..count).map(move |index| Face { file: file.clone(), index, parsed: OnceLock::new() })
        })
        .collect()
}

/// The index as it should be in `fonts/index.json`, from the fonts themselves.
pub fn index() -> Result<String, serde_json::Error> {
    let infos: Vec<_> =
        faces().iter().filter_map(|face| FontInfo::new(&face.file, face.index)).collect();
    let lines: Result<Vec<_>, _> = infos.iter().map(serde_json::to_string).collect();
    Ok(format!("[\n{}\n]\n", lines?.join(",\n")))
}

#[cfg(test)]
mod tests {
    use super::{Fonts, index};

    #[test]
    fn the_index_is_that_of_the_fonts() {
        let (fresh, stored) = (index().unwrap(), include_str!("../fonts/index.json"));
        assert!(fresh == stored, "run: cargo run -p milepost-typeset --example index");
    }

    #[test]
    fn every_face_parses() {
        let fonts = Fonts::new().unwrap();
        for (number, _) in fonts.faces.iter().enumerate() {
            let font = fonts.font(number).unwrap();
            assert_eq!(Some(font.info()), fonts.book.info(number));
        }
    }
}
