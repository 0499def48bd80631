//! Credentials as the world sees them: the documents, what tampering does to them, and what
//! verifiers say that share no code with this crate.
#![expect(clippy::unwrap_used, reason = "tests panic")]

mod documents;
mod given;
mod independent;
mod tampering;
