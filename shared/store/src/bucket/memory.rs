//! Objects in memory, for tests.

use super::{Object, Objects, Upload};
use crate::backend::Answer;
use crate::error::StoreError;
use crate::memory::Memory;

/// A bucket of a memory.
pub(super) struct Named {
    memory: Memory,
    name: &'static str,
}

impl Named {
    pub(super) fn new(memory: &Memory, name: &'static str) -> Self {
        Self { memory: memory.clone(), name }
    }

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

impl Objects for Named {
    fn get<'a>(&'a self, key: &'a str, most: Option<usize>) -> Answer<'a, Option<Object>> {
        Box::pin(self.memory.faults().around("GetObject", move || Ok(self.read(key, most))))
    }

    fn put<'a>(&'a self, key: &'a str, upload: Upload, is_new: bool) -> Answer<'a, ()> {
        let write = move || self.write(key, upload, is_new);
        Box::pin(self.memory.faults().around("PutObject", write))
    }
}
