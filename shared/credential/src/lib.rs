//! Open Badges 3.0 credentials that anyone can verify: who issues them ([`Issuer`],
//! [`DidDocument`]), what they say ([`OpenBadgeCredential`]), their proof ([`prove`]), their
//! revocation ([`StatusList`]), and the badge that carries them ([`bake()`]).
//!
//! No I/O: the signature comes from behind the port [`Sign`], the JSON-LD contexts are bundled.
//! Rules are from Open Badges 3.0 (1EdTech), and Verifiable Credentials 2.0, Data Integrity `EdDSA`
//! Cryptosuites 1.0 and Bitstring Status List 1.0 (W3C).
#![warn(missing_docs)]

mod artwork;
mod award;
mod bake;
mod canonical;
mod did_document;
mod did_web;
mod error;
mod issuer;
mod known_terms;
#[cfg(feature = "dalek")]
mod local_key;
mod open_badge;
mod proof;
mod public_key;
mod status_credential;
mod status_list;
mod text;
#[cfg(feature = "dalek")]
mod verify;

pub use artwork::DEFAULT_BADGE;
pub use award::{Achievement, AchievementType, Award, Score, StatusEntry};
pub use bake::{bake, unbake};
pub use did_document::{DidDocument, VerificationMethod};
pub use error::{CredentialError, SignError};
pub use issuer::{Issuer, Profile};
#[cfg(feature = "dalek")]
pub use local_key::LocalKey;
pub use open_badge::OpenBadgeCredential;
pub use proof::{Proof, Proven, Sign, prove};
pub use public_key::PublicKey;
pub use status_credential::StatusListCredential;
pub use status_list::StatusList;
#[cfg(feature = "dalek")]
pub use verify::verify;
