//! Limits of `PutObject`.

use super::{Checked, require};
use crate::aws::bucket::Object;

const MAX_KEY_BYTES: usize = 1024;
/// Bytes of all names and values of an object's own metadata.
const MAX_METADATA_BYTES: usize = 2 * 1024;

/// Checks a key and its object.
pub(crate) fn check(key: &str, object: &Object) -> Checked {
    require(!key.is_empty(), "InvalidRequest", || "no key".to_owned())?;
    require(key.len() <= MAX_KEY_BYTES, "KeyTooLongError", || format!("{} bytes", key.len()))?;
    let bytes: usize = object.metadata.iter().map(|(name, value)| name.len() + value.len()).sum();
    require(bytes <= MAX_METADATA_BYTES, "MetadataTooLarge", || format!("{bytes} bytes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_metadata_are_limited_to_the_byte() {
        let metadata = |bytes: usize| Object {
            metadata: [("m".to_owned(), "x".repeat(bytes - 1))].into(),
            ..Object::default()
        };
        assert!(check(&"k".repeat(1024), &metadata(2048)).is_ok());
        assert!(check(&"k".repeat(1025), &metadata(1)).is_err());
        assert!(check("", &metadata(1)).is_err());
        assert!(check("k", &metadata(2049)).is_err());
    }
}
