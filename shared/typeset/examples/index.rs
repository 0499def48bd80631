//! Writes `fonts/index.json`; to be run after a change to the fonts.

use std::{error::Error, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fonts/index.json");
    Ok(fs::write(path, milepost_typeset::font_index()?)?)
}
