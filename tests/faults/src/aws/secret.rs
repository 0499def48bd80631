//! A secret, as Secrets Manager has them.

use std::sync::{Mutex, MutexGuard};

/// The secret: a text and its version.
#[derive(Debug, Default)]
pub struct Secret(Mutex<(String, u32)>);

impl Secret {
    /// Sets the text, as a rotation does.
    pub fn set(&self, text: impl Into<String>) {
        let mut state = self.lock();
        *state = (text.into(), state.1 + 1);
    }

    /// The text and how often it was set.
    pub(crate) fn current(&self) -> (String, u32) {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, (String, u32)> {
        self.0.lock().expect("no panic under the lock")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rotation_makes_a_version() {
        let secret = Secret::default();
        secret.set("one");
        secret.set("two");
        assert_eq!(secret.current(), ("two".to_owned(), 2));
    }
}
