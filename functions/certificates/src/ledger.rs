//! What was announced and revoked of one completion, and the certificates of it.
//!
//! Facts are merged by union and ordered by the enrollment's version, so that any order of
//! delivery ends with the same certificate standing.

use std::collections::BTreeSet;

use milepost_certificate::{CertificateId, Reason};
use milepost_domain::EventKey;
use serde::{Deserialize, Serialize};

/// The ledger of a completion.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Ledger {
    /// The event that completed it.
    pub completion: EventKey,
    /// The enrollment's versions that announced it.
    #[serde(default)]
    pub announced: BTreeSet<u64>,
    /// When the announcement was taken back, and why.
    #[serde(default)]
    pub revoked: Vec<Withdrawal>,
    /// The certificates that were drawn, in this order.
    #[serde(default)]
    pub certificates: Vec<Entry>,
}

/// An announcement was taken back.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Withdrawal {
    /// The enrollment's version that did.
    pub version: u64,
    /// Why.
    pub reason: Reason,
}

/// A certificate of the completion.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// The certificate.
    pub id: CertificateId,
    /// The announcement that it is of.
    pub announced_in: u64,
    /// Whether an operator had it issued again.
    #[serde(default)]
    pub is_replaced: bool,
    /// The operator's request that it renews another for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
}

impl Ledger {
    /// The ledger of a completion of which nothing is known.
    pub fn new(completion: EventKey) -> Self {
        let (announced, revoked, certificates) = (BTreeSet::new(), Vec::new(), Vec::new());
        Self { completion, announced, revoked, certificates }
    }

    /// The completion was announced in this version.
    pub fn announce(&mut self, version: u64) {
        self.announced.insert(version);
    }

    /// The announcement was taken back in this version.
    pub fn withdraw(&mut self, version: u64, reason: Reason) {
        if self.revoked.iter().all(|known| known.version != version) {
            self.revoked.push(Withdrawal { version, reason });
        }
    }

    /// The announcement that stands: the last one, unless it was taken back after.
    pub fn standing(&self) -> Option<u64> {
        let last = *self.announced.last()?;
        self.revoked.iter().all(|withdrawal| withdrawal.version < last).then_some(last)
    }

    /// The announcement that a certificate has to be drawn for.
    pub fn undrawn(&self) -> Option<u64> {
        let standing = self.standing()?;
        self.certificates.iter().all(|entry| entry.announced_in != standing).then_some(standing)
    }

    /// A certificate was drawn for an announcement.
    pub fn draw(&mut self, id: CertificateId, announced_in: u64) {
        self.push(id, announced_in, None);
    }

    fn push(&mut self, id: CertificateId, announced_in: u64, request: Option<String>) {
        self.certificates.push(Entry { id, announced_in, is_replaced: false, request });
    }

    /// Whether this is the certificate of the announcement that stands.
    pub fn can_replace(&self, id: CertificateId) -> bool {
        let standing = self.standing();
        let mut entries = self.certificates.iter().filter(|entry| entry.id == id);
        entries.any(|entry| !entry.is_replaced && Some(entry.announced_in) == standing)
    }

    /// Puts another certificate in the place of this one, if that can be.
    pub fn replace(&mut self, id: CertificateId, by: CertificateId) {
        if !self.can_replace(id) {
            return;
        }
        if let Some(entry) = self.certificates.iter_mut().find(|entry| entry.id == id) {
            entry.is_replaced = true;
            let announced_in = entry.announced_in;
            self.draw(by, announced_in);
        }
    }

    /// Whether this request may renew this certificate: it stands, and the request was not worked
    /// at.
    pub fn can_renew(&self, id: CertificateId, request: &str) -> bool {
        let is_new = |entry: &Entry| entry.request.as_deref() != Some(request);
        self.can_replace(id) && self.certificates.iter().all(is_new)
    }

    /// Puts another certificate beside this one, if that can be. It rests on the same completion:
    /// if ALM takes that back, neither stands.
    pub fn renew(&mut self, id: CertificateId, by: CertificateId, request: &str) {
        if let Some(announced_in) = self.standing().filter(|_| self.can_renew(id, request)) {
            self.push(by, announced_in, Some(request.to_owned()));
        }
    }

    /// Why this certificate may not stand, if so.
    pub fn objection(&self, id: CertificateId) -> Option<Reason> {
        let entry = self.certificates.iter().find(|entry| entry.id == id)?;
        if entry.is_replaced {
            return Some(Reason::Reissued);
        }
        if self.standing() == Some(entry.announced_in) {
            return None;
        }
        let after = self.revoked.iter().filter(|it| it.version >= entry.announced_in);
        // Announced again, and what took it back in between is still on its way.
        Some(after.min_by_key(|it| it.version).map_or(Reason::Superseded, |it| it.reason))
    }
}

#[cfg(test)]
mod tests;
