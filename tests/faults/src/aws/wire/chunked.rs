//! The framing `aws-chunked`, with trailing headers.

use std::collections::BTreeMap;

/// A body without its framing.
#[derive(Debug, Eq, PartialEq)]
pub(crate) struct Unframed {
    pub(crate) body: Vec<u8>,
    /// Headers after the body, by name in lower case.
    pub(crate) trailers: BTreeMap<String, String>,
}

/// Takes the framing off. `None` if it is not well-formed.
pub(crate) fn unframe(mut framed: &[u8]) -> Option<Unframed> {
    let mut body = Vec::new();
    loop {
        // The size in hexadecimal digits, and perhaps a signature.
        let size = take_line(&mut framed)?.split(';').next()?;
        let size = usize::from_str_radix(size, 16).ok()?;
        if size == 0 {
            break;
        }
        let (chunk, rest) = framed.split_at_checked(size)?;
        body.extend_from_slice(chunk);
        framed = rest.strip_prefix(b"\r\n")?;
    }
    Some(Unframed { body, trailers: trailers(framed)? })
}

fn trailers(mut framed: &[u8]) -> Option<BTreeMap<String, String>> {
    let mut trailers = BTreeMap::new();
    loop {
        let line = take_line(&mut framed)?;
        if line.is_empty() {
            return framed.is_empty().then_some(trailers);
        }
        let (name, value) = line.split_once(':')?;
        trailers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
}

fn take_line<'a>(framed: &mut &'a [u8]) -> Option<&'a str> {
    let end = framed.windows(2).position(|it| it == b"\r\n")?;
    let (line, rest) = framed.split_at(end);
    *framed = &rest[2..];
    std::str::from_utf8(line).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_joined_and_trailers_read() {
        let framed = b"5\r\nhello\r\n6;chunk-signature=ab\r\n\r\nwide\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n";
        let unframed = unframe(framed).unwrap();
        assert_eq!(unframed.body, b"hello\r\nwide");
        assert_eq!(unframed.trailers["x-amz-checksum-crc32"], "AAAAAA==");
        assert_eq!(unframe(b"0\r\n\r\n").unwrap().body, b"");
    }

    #[test]
    fn what_is_cut_off_is_refused() {
        let framed = b"5\r\nhello\r\n0\r\na:b\r\n\r\n";
        assert!(unframe(framed).is_some());
        for end in 0..framed.len() {
            assert_eq!(unframe(&framed[..end]), None, "{end}");
        }
    }
}
