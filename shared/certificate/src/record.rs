//! One certificate, and how far it is.

use milepost_contracts::About;
use milepost_domain::{EventKey, Time};
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use strum::IntoStaticStr;

use crate::{CertificateId, Revocation, Snapshot};

/// How far a certificate is.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, IntoStaticStr, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Status {
    /// The directory does not know the name or the title yet.
    AwaitingName,
    /// What is printed is fixed; the documents are being made.
    Drawn,
    /// Its documents are stored. Issued certificates can be verified.
    Issued,
    /// It no longer stands.
    Revoked,
}

impl Status {
    /// As in the table.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// The certificate's place among the bits that say whether credentials are revoked.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
pub struct StatusListEntry {
    /// The number of the list.
    pub list: u32,
    /// The bit in it.
    pub index: u32,
}

/// A certificate.
#[skip_serializing_none]
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Certificate {
    /// What it is called.
    pub id: CertificateId,
    /// Whose enrollment it certifies.
    #[serde(flatten)]
    pub about: About,
    /// The event that completed it.
    pub completion: EventKey,
    /// The enrollment's version that announced the completion: with `completion` it names the
    /// announcement, which may be made, revoked and made again.
    pub announced_in: u64,
    /// The certificate that it was issued again for, by an operator.
    pub replaces: Option<CertificateId>,
    /// The certificate of the learner's earlier completion, which this one renews. The earlier one
    /// stays valid until its own end.
    pub renews: Option<CertificateId>,
    /// The certificate that renews this one, the last that was drawn; it may be revoked since.
    pub renewed_by: Option<CertificateId>,
    /// How far it is.
    pub status: Status,
    /// What is printed.
    pub snapshot: Snapshot,
    /// Where to look up whether it is revoked.
    pub status_list: StatusListEntry,
    /// When it was drawn: the `created` of its credential's proof.
    pub drawn_at: Time,
    /// When its documents were stored.
    pub issued_at: Option<Time>,
    /// Why it no longer stands, if so.
    pub revocation: Option<Revocation>,
    /// Whether others were told that it was issued.
    #[serde(default)]
    pub issue_published: bool,
    /// Whether the status list says that it is revoked, and others were told.
    #[serde(default)]
    pub revocation_published: bool,
    /// When it was decided to remind of its end.
    pub reminded_at: Option<Time>,
    /// Whether others were told that it is about to expire.
    #[serde(default)]
    pub reminder_published: bool,
}

impl Certificate {
    /// Whether it is past its time.
    pub fn is_expired(&self, now: Time) -> bool {
        self.snapshot.valid_until.is_some_and(|until| until <= now)
    }
}
