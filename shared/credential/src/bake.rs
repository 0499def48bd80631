//! A credential inside its badge (Open Badges 3.0, section 5.3.1): a PNG chunk of type `iTXt` with
//! the keyword `openbadgecredential`, not compressed.

use std::io::Cursor;

use png::text_metadata::{EncodableTextChunk, ITXtChunk};

use crate::CredentialError;

const KEYWORD: &str = "openbadgecredential";
const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// Length, type and checksum.
const CHUNK_OVERHEAD: usize = 12;

/// Puts a secured credential into a PNG image, instead of one that is in there. All else stays as
/// it is, byte by byte.
pub fn bake(image: &[u8], credential: &str) -> Result<Vec<u8>, CredentialError> {
    let mut chunks = Chunks::of(image)?;
    let header = chunks.next().ok_or(CredentialError::Png)??;
    let mut baked = Vec::with_capacity(image.len() + credential.len() + 64);
    baked.extend_from_slice(SIGNATURE);
    baked.extend_from_slice(header);
    let text = ITXtChunk::new(KEYWORD, credential);
    text.encode(&mut baked).map_err(|_| CredentialError::Png)?;
    for chunk in chunks {
        let chunk = chunk?;
        if !is_credential(chunk) {
            baked.extend_from_slice(chunk);
        }
    }
    Ok(baked)
}

/// The secured credential in a PNG image, if it has one.
pub fn unbake(image: &[u8]) -> Result<Option<String>, CredentialError> {
    let mut reader =
        png::Decoder::new(Cursor::new(image)).read_info().map_err(|_| CredentialError::Png)?;
    reader.finish().map_err(|_| CredentialError::Png)?;
    let texts = &reader.info().utf8_text;
    let text = texts.iter().find(|text| text.keyword == KEYWORD);
    text.map(|text| text.get_text().map_err(|_| CredentialError::Png)).transpose()
}

fn is_credential(chunk: &[u8]) -> bool {
    let content = chunk.get(8..).unwrap_or_default();
    chunk.get(4..8) == Some(b"iTXt")
        && content.strip_prefix(KEYWORD.as_bytes()).is_some_and(|rest| rest.first() == Some(&0))
}

/// The chunks of a PNG, each whole: length, type, content, checksum.
struct Chunks<'a> {
    rest: &'a [u8],
}

impl<'a> Chunks<'a> {
    fn of(image: &'a [u8]) -> Result<Self, CredentialError> {
        let rest = image.strip_prefix(SIGNATURE).ok_or(CredentialError::Png)?;
        if rest.get(4..8) == Some(b"IHDR") { Ok(Self { rest }) } else { Err(CredentialError::Png) }
    }

    fn take(&mut self) -> Option<&'a [u8]> {
        let length = u32::from_be_bytes(*self.rest.first_chunk()?);
        let whole = usize::try_from(length).ok()?.checked_add(CHUNK_OVERHEAD)?;
        let (chunk, rest) = self.rest.split_at_checked(whole)?;
        self.rest = rest;
        Some(chunk)
    }
}

impl<'a> Iterator for Chunks<'a> {
    type Item = Result<&'a [u8], CredentialError>;

    fn next(&mut self) -> Option<Self::Item> {
        (!self.rest.is_empty()).then(|| self.take().ok_or(CredentialError::Png))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::DEFAULT_BADGE;

    #[test]
    fn a_credential_is_read_back_and_the_image_stays() {
        let baked = bake(DEFAULT_BADGE, r#"{"name":"Zoë 李"}"#).unwrap();
        assert_eq!(unbake(&baked).unwrap().unwrap(), r#"{"name":"Zoë 李"}"#);
        assert_eq!(pixels(&baked), pixels(DEFAULT_BADGE));
        assert_eq!(unbake(DEFAULT_BADGE).unwrap(), None);
    }

    #[test]
    fn the_chunk_is_the_second_and_not_compressed() {
        let baked = bake(DEFAULT_BADGE, "{}").unwrap();
        let chunk = Chunks::of(&baked).unwrap().nth(1).unwrap().unwrap();
        // Keyword, no compression, its method, no language, no translated keyword, text.
        assert_eq!(&chunk[..30], b"\x00\x00\x00\x1aiTXtopenbadgecredential\0\0\0");
        assert_eq!(&chunk[30..34], b"\0\0{}");
    }

    #[test]
    fn baking_again_replaces() {
        let once = bake(DEFAULT_BADGE, "{}").unwrap();
        let first = bake(DEFAULT_BADGE, r#"{"name":"first"}"#).unwrap();
        assert_eq!(bake(&first, "{}").unwrap(), once);
    }

    #[test]
    fn what_is_no_png_is_refused() {
        for image in [&b""[..], b"GIF89a", SIGNATURE, &DEFAULT_BADGE[..1000], &DEFAULT_BADGE[1..]] {
            assert!(matches!(bake(image, "{}"), Err(CredentialError::Png)));
            assert!(matches!(unbake(image), Err(CredentialError::Png)));
        }
    }

    fn pixels(image: &[u8]) -> Vec<u8> {
        let mut reader = png::Decoder::new(Cursor::new(image)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        pixels
    }
}
