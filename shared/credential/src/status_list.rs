use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;

use crate::CredentialError;

/// The least that a list may have, so that who looks one up gives away little about which
/// credential is meant (Bitstring Status List 1.0, section 2.2).
const MIN_ENTRIES: usize = 131_072;
/// The most that is unpacked: 8,388,608 entries.
const MAX_BYTES: usize = 1 << 20;

/// Which credentials are revoked: one bit for each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusList {
    bytes: Vec<u8>,
}

impl Default for StatusList {
    fn default() -> Self {
        Self { bytes: vec![0; MIN_ENTRIES / 8] }
    }
}

impl StatusList {
    /// How many credentials [`StatusList::default`] has room for.
    pub const ENTRIES: usize = MIN_ENTRIES;

    /// How many credentials this list has room for.
    pub fn entries(&self) -> usize {
        self.bytes.len() * 8
    }

    /// Whether the credential with this index is revoked.
    pub fn is_revoked(&self, index: usize) -> Result<bool, CredentialError> {
        let byte = self.bytes.get(index / 8).ok_or_else(|| self.no_index(index))?;
        Ok(byte & mask(index) != 0)
    }

    /// Revokes the credential with this index, or takes its revocation back.
    pub fn set_revoked(&mut self, index: usize, revoked: bool) -> Result<(), CredentialError> {
        let error = self.no_index(index);
        let byte = self.bytes.get_mut(index / 8).ok_or(error)?;
        if revoked {
            *byte |= mask(index);
        } else {
            *byte &= !mask(index);
        }
        Ok(())
    }

    /// The value of `encodedList`: gzip, in base64url with the multibase prefix `u`. Equal lists
    /// are encoded equally, since the gzip header holds no time.
    pub fn encode(&self) -> String {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        // Writing to memory does not fail.
        let packed = std::io::Write::write_all(&mut gzip, &self.bytes).and_then(|()| gzip.finish());
        format!("u{}", URL_SAFE_NO_PAD.encode(packed.unwrap_or_default()))
    }

    /// Reads what [`encode`](Self::encode) writes.
    pub fn decode(encoded: &str) -> Result<Self, CredentialError> {
        let base64 = encoded.strip_prefix('u').ok_or(CredentialError::StatusList)?;
        let packed = URL_SAFE_NO_PAD.decode(base64).map_err(|_| CredentialError::StatusList)?;
        let mut bytes = Vec::new();
        let mut unpacked = GzDecoder::new(packed.as_slice()).take(MAX_BYTES as u64 + 1);
        unpacked.read_to_end(&mut bytes).map_err(|_| CredentialError::StatusList)?;
        if (MIN_ENTRIES / 8..=MAX_BYTES).contains(&bytes.len()) {
            Ok(Self { bytes })
        } else {
            Err(CredentialError::StatusList)
        }
    }

    fn no_index(&self, index: usize) -> CredentialError {
        CredentialError::StatusIndex { index, entries: self.entries() }
    }
}

/// The first entry is the leftmost bit.
fn mask(index: usize) -> u8 {
    0x80 >> (index % 8)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_first_entry_is_the_leftmost_bit() {
        let mut list = StatusList::default();
        list.set_revoked(0, true).unwrap();
        list.set_revoked(15, true).unwrap();
        assert_eq!(list.bytes[..3], [0x80, 0x01, 0]);
    }

    #[test]
    fn an_empty_list_is_always_the_same_text() {
        let text = StatusList::default().encode();
        assert_eq!(text, StatusList::default().encode());
        // Gzip with no time in its header; how well it packs is the library's choice.
        assert!(text.starts_with("uH4sIAAAAAAA"), "{text}");
        assert!(text.len() < 200, "{} bytes", text.len());
        assert_eq!(StatusList::decode(&text).unwrap(), StatusList::default());
    }

    #[test]
    fn there_is_no_entry_after_the_last() {
        let mut list = StatusList::default();
        assert!(list.set_revoked(StatusList::ENTRIES - 1, true).is_ok());
        assert!(list.set_revoked(StatusList::ENTRIES, true).is_err());
        assert!(list.is_revoked(StatusList::ENTRIES).is_err());
    }

    #[test]
    fn what_is_no_list_is_refused() {
        let small = StatusList { bytes: vec![0; 16] };
        let large = StatusList { bytes: vec![0; MAX_BYTES + 1] };
        for text in ["", "u", "uAAAA", &StatusList::default().encode()[1..]] {
            assert!(StatusList::decode(text).is_err());
        }
        assert!(StatusList::decode(&small.encode()).is_err());
        assert!(StatusList::decode(&large.encode()).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn what_is_set_is_read_back(
            revoked in prop::collection::btree_set(0..StatusList::ENTRIES, 0..200),
            restored in prop::collection::btree_set(0..StatusList::ENTRIES, 0..50),
        ) {
            let mut list = StatusList::default();
            for index in &revoked { list.set_revoked(*index, true).unwrap(); }
            for index in &restored { list.set_revoked(*index, false).unwrap(); }
            let list = StatusList::decode(&list.encode()).unwrap();
            let set = (0..list.entries()).filter(|index| list.is_revoked(*index).unwrap());
            let expected: BTreeSet<_> = revoked.difference(&restored).copied().collect();
            prop_assert_eq!(set.collect::<BTreeSet<_>>(), expected);
        }
    }
}
