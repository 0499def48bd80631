//! What the world may see of a certificate, decided without I/O.

use std::fmt;

use milepost_certificate::document::Document;
use milepost_certificate::{Certificate, CertificateId, Reason, Status};
use milepost_credential::Issuer;
use milepost_domain::{Day, Time};
use serde_json::{Value, json};
use strum::IntoStaticStr;

/// Where a certificate stands.
#[derive(Clone, Copy, Debug, Eq, IntoStaticStr, PartialEq)]
#[strum(serialize_all = "snake_case")]
pub enum Standing {
    /// It stands.
    Valid,
    /// Its time is over.
    Expired,
    /// It was revoked.
    Revoked {
        /// Why.
        reason: Reason,
        /// When.
        at: Time,
    },
}

impl Standing {
    /// As in the JSON answer.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Whether this file is handed out. A revoked certificate's PDF and badge look as if it stood,
    /// so they are not; its credential is, since it leads to the status list that says so.
    pub fn hands_out(self, document: Document) -> bool {
        !matches!(self, Self::Revoked { .. }) || document == Document::Credential
    }
}

/// A certificate as the world sees it. Personal data: `Debug` shows none of it.
#[derive(Clone, Eq, PartialEq)]
pub struct View {
    /// The certificate.
    pub id: CertificateId,
    /// Where it stands.
    pub standing: Standing,
    /// Whose it is.
    pub name: String,
    /// What was completed.
    pub title: String,
    /// The language of the title, as a BCP 47 tag.
    pub language: Option<String>,
    /// When it was completed.
    pub completed_at: Time,
    /// The day of it, as it is printed.
    pub completed_on: Day,
    /// The score, if known.
    pub score: Option<String>,
    /// Until when it is valid, if not for ever.
    pub valid_until: Option<Time>,
    /// The day of it, as it is printed.
    pub expires_on: Option<Day>,
    /// The day on which it was revoked.
    pub revoked_on: Option<Day>,
    /// The certificate of an earlier completion that this one renews, unless it is revoked.
    pub renews: Option<Related>,
    /// The certificate that renews this one, unless it is revoked.
    pub renewed_by: Option<Related>,
}

/// Another certificate of the same learner and learning object.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Related {
    /// Which.
    pub id: CertificateId,
    /// When its completion was.
    pub completed_at: Time,
    /// The day of it, as it is printed.
    pub completed_on: Day,
}

impl Related {
    /// A certificate that the page of another links to: one that can be seen and is not revoked.
    pub fn of(certificate: Certificate, now: Time) -> Option<Self> {
        let View { id, standing, completed_at, completed_on, .. } = View::of(certificate, now)?;
        let is_revoked = matches!(standing, Standing::Revoked { .. });
        (!is_revoked).then_some(Self { id, completed_at, completed_on })
    }
}

impl View {
    /// What is seen of a certificate: nothing until it is issued, nor if it never was.
    pub fn of(certificate: Certificate, now: Time) -> Option<Self> {
        let expired = certificate.is_expired(now);
        let standing = match (certificate.status, certificate.revocation) {
            (Status::Revoked, Some(revocation)) if certificate.issued_at.is_some() => {
                Standing::Revoked { reason: revocation.reason, at: revocation.at }
            }
            (Status::Issued, _) if expired => Standing::Expired,
            (Status::Issued, _) => Standing::Valid,
            _ => return None,
        };
        let printed = certificate.snapshot;
        let completed_on = printed.day(printed.completed_at);
        let expires_on = printed.valid_until.map(|until| printed.day(until));
        let revoked_on = match standing {
            Standing::Revoked { at, .. } => Some(printed.day(at)),
            _ => None,
        };
        Some(Self {
            id: certificate.id,
            standing,
            name: printed.name?,
            title: printed.title?,
            language: printed.locale.map(|locale| locale.replace('_', "-")),
            completed_at: printed.completed_at,
            completed_on,
            score: printed.score.map(|score| score.to_string()),
            valid_until: printed.valid_until,
            expires_on,
            revoked_on,
            renews: None,
            renewed_by: None,
        })
    }

    /// The JSON answer.
    pub fn to_json(&self, issuer: &Issuer) -> Value {
        let page = format!("{}/certificates/{}", issuer.url(), self.id);
        let mut links = json!({"page": page});
        for (name, document) in [
            ("pdf", Document::Pdf),
            ("credential", Document::Credential),
            ("badge", Document::Badge),
        ] {
            if self.standing.hands_out(document) {
                links[name] = format!("{page}/{}", document.file_name()).into();
            }
        }
        let mut all = json!({
            "id": self.id, "status": self.standing.as_str(), "name": self.name,
            "title": self.title, "completedAt": self.completed_at,
            "issuer": {"id": issuer.id(), "name": issuer.name()}, "links": links,
        });
        if let Some(until) = self.valid_until {
            all["validUntil"] = json!(until);
        }
        for (name, related) in [("renews", &self.renews), ("renewedBy", &self.renewed_by)] {
            if let Some(related) = related {
                let page = format!("{}/certificates/{}", issuer.url(), related.id);
                all[name] = json!({"page": page, "completedAt": related.completed_at});
            }
        }
        if let Standing::Revoked { reason, at } = self.standing {
            all["revokedAt"] = json!(at);
            all["reason"] = json!(reason);
        }
        all
    }
}

impl fmt::Debug for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "View({}, [redacted])", self.standing.as_str())
    }
}
