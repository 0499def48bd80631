//! Bodies that were compressed for the way (`Content-Encoding`).

use std::io::{self, Read};

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

/// What a body may have unpacked: as much as Lambda takes of one that was not packed.
pub const MAX_UNPACKED: u64 = 6 * 1024 * 1024;

/// Why a body cannot be unpacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PackedError {
    /// More than [`MAX_UNPACKED`].
    #[error("the body is too large unpacked")]
    TooLarge,
    /// Not of the coding that was named, or cut off.
    #[error("the body cannot be unpacked")]
    Broken,
}

impl PackedError {
    /// The cause in one word, for quarantine and metrics.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::TooLarge => "too_large_unpacked",
            Self::Broken => "not_unpackable",
        }
    }
}

/// The body as it was before it was packed with this coding (RFC 9110, 8.4.1). Under any other
/// name, and if it is JSON as it stands (a proxy may have unpacked it), it is left as it is.
///
/// # Errors
/// If it cannot be unpacked, or not within [`MAX_UNPACKED`].
pub fn unpacked(coding: Option<&str>, body: &[u8]) -> Result<Option<Vec<u8>>, PackedError> {
    let coding = coding.unwrap_or_default().trim().to_ascii_lowercase();
    if looks_like_json(body) {
        return Ok(None);
    }
    match coding.as_str() {
        "gzip" | "x-gzip" => read(MultiGzDecoder::new(body)).map(Some),
        // Named after the format within zlib's, so many senders leave zlib's out.
        "deflate" => match read(ZlibDecoder::new(body)) {
            Err(PackedError::Broken) => read(DeflateDecoder::new(body)).map(Some),
            read => read.map(Some),
        },
        _ => Ok(None),
    }
}

fn looks_like_json(body: &[u8]) -> bool {
    body.trim_ascii_start().starts_with(b"{") && std::str::from_utf8(body).is_ok()
}

fn read(packed: impl Read) -> Result<Vec<u8>, PackedError> {
    let mut body = Vec::new();
    let bytes: io::Result<usize> = packed.take(MAX_UNPACKED + 1).read_to_end(&mut body);
    match bytes {
        Err(_) => Err(PackedError::Broken),
        Ok(_) if body.len() as u64 > MAX_UNPACKED => Err(PackedError::TooLarge),
        Ok(_) => Ok(body),
    }
}

#[cfg(test)]
mod tests {
    use flate2::Compression;
    use flate2::read::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    const BODY: &[u8] = br#"{"challenge":"c"}"#;

    fn all(mut reader: impl Read) -> Vec<u8> {
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes).unwrap();
        bytes
    }

    fn gzip(body: &[u8]) -> Vec<u8> {
        all(GzEncoder::new(body, Compression::default()))
    }

    #[test]
    fn each_coding_is_unpacked() {
        let zlib = all(ZlibEncoder::new(BODY, Compression::default()));
        let raw = all(DeflateEncoder::new(BODY, Compression::default()));
        for (coding, packed) in
            [("gzip", gzip(BODY)), (" X-GZIP ", gzip(BODY)), ("deflate", zlib), ("Deflate", raw)]
        {
            assert_eq!(unpacked(Some(coding), &packed), Ok(Some(BODY.to_vec())), "{coding}");
        }
    }

    #[test]
    fn what_is_not_packed_is_left() {
        for coding in ["gzip", "deflate", "identity", "utf-8", "br", ""] {
            assert_eq!(unpacked(Some(coding), BODY), Ok(None), "{coding}");
        }
        assert_eq!(unpacked(None, &gzip(BODY)), Ok(None));
        assert_eq!(unpacked(Some("br"), &gzip(BODY)), Ok(None));
    }

    #[test]
    fn what_cannot_be_unpacked_says_why() {
        let packed = gzip(BODY);
        for body in [&packed[..packed.len() - 1], b"\x1f\x8b", b"", b"hello"] {
            assert_eq!(unpacked(Some("gzip"), body), Err(PackedError::Broken));
        }
        assert_eq!(unpacked(Some("deflate"), &[0xff; 9]), Err(PackedError::Broken));
    }

    #[test]
    fn a_bomb_is_not_unpacked_beyond_the_bound() {
        let at_most = vec![b' '; usize::try_from(MAX_UNPACKED).unwrap()];
        assert_eq!(unpacked(Some("gzip"), &gzip(&at_most)), Ok(Some(at_most)));
        let bomb = gzip(&vec![b' '; 64 * 1024 * 1024]);
        assert!(bomb.len() < 100_000);
        assert_eq!(unpacked(Some("gzip"), &bomb), Err(PackedError::TooLarge));
    }
}
