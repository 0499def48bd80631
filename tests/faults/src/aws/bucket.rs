//! A bucket, as S3 has them.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard};

use hyper::body::Bytes;

/// An object.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Object {
    /// Its bytes, without the framing they were sent in.
    pub body: Bytes,
    /// Its content type, if one was given.
    pub content_type: Option<String>,
    /// Its own metadata, by name without `x-amz-meta-`.
    pub metadata: BTreeMap<String, String>,
    /// How often it was written.
    pub writes: u32,
}

/// The bucket: the last write of a key stands.
#[derive(Debug, Default)]
pub struct Bucket(Mutex<BTreeMap<String, Object>>);

impl Bucket {
    pub(crate) fn put(&self, key: &str, object: Object) {
        let mut objects = self.lock();
        let writes = objects.get(key).map_or(0, |it| it.writes) + 1;
        objects.insert(key.to_owned(), Object { writes, ..object });
    }

    /// The objects by key.
    pub fn objects(&self) -> BTreeMap<String, Object> {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Object>> {
        self.0.lock().expect("no panic under the lock")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_written_twice_is_one_object() {
        let bucket = Bucket::default();
        bucket.put("key", Object { body: "one".into(), ..Object::default() });
        bucket.put("key", Object { body: "two".into(), ..Object::default() });
        let objects = bucket.objects();
        assert_eq!(objects.len(), 1);
        assert_eq!((objects["key"].body.as_ref(), objects["key"].writes), (&b"two"[..], 2));
    }
}
