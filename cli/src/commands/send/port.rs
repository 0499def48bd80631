//! What sending needs of the world: an endpoint.

/// Where requests go.
pub(super) trait Endpoint {
    /// Sends one body and waits for the answer.
    async fn post(&self, body: &[u8]) -> Result<Answer, NoAnswer>;
}

/// An answer.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
}

/// Why no answer came, in a few words.
#[derive(Clone, Debug)]
pub(super) struct NoAnswer(pub(super) String);

#[cfg(test)]
pub(super) mod fakes {
    use std::cell::RefCell;

    use super::*;

    /// An endpoint that answers from a list; a status of 0 is no answer.
    pub(in crate::commands::send) struct Script(pub(in crate::commands::send) RefCell<Vec<u16>>);

    impl Endpoint for Script {
        async fn post(&self, _: &[u8]) -> Result<Answer, NoAnswer> {
            let mut left = self.0.borrow_mut();
            let status = if left.len() > 1 { left.remove(0) } else { left[0] };
            let body = br#"{"accepted":1,"quarantined":0}"#.to_vec();
            if status == 0 {
                Err(NoAnswer("timed out".to_owned()))
            } else {
                Ok(Answer { status, body })
            }
        }
    }
}
