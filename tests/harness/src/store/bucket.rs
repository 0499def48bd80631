//! Objects in memory.

use milepost_store::backend::{Answer, BucketBackend};
use milepost_store::{Object, StoreError, Upload};

use super::Memory;

/// A bucket of a memory.
pub(super) struct Named {
    pub(super) memory: Memory,
    pub(super) name: &'static str,
}

impl Named {
    fn read(&self, key: &str, most: Option<usize>) -> Option<Object> {
        let upload = self.memory.object(self.name, key)?;
        let bytes = upload.bytes.into_iter().take(most.unwrap_or(usize::MAX)).collect();
        Some(Object { bytes, etag: Some(format!("\"{key}\"")) })
    }

    fn write(&self, key: &str, upload: Upload, is_new: bool) -> Result<(), StoreError> {
        if is_new && self.memory.object(self.name, key).is_some() {
            return Err(StoreError::Conflict);
        }
        self.memory.seed_object(self.name, key, upload);
        Ok(())
    }
}

impl BucketBackend for Named {
    fn get<'a>(&'a self, key: &'a str, most: Option<usize>) -> Answer<'a, Option<Object>> {
        Box::pin(self.memory.faults.around("GetObject", move || Ok(self.read(key, most))))
    }

    fn put<'a>(&'a self, key: &'a str, upload: Upload, is_new: bool) -> Answer<'a, ()> {
        let write = move || self.write(key, upload, is_new);
        Box::pin(self.memory.faults.around("PutObject", write))
    }
}
