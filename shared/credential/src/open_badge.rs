mod achievement;

use std::fmt;

use serde::Serialize;
use serde_with::skip_serializing_none;

use achievement::{Achievement, ScoreResult};

use crate::award::{Award, Score, StatusEntry};
use crate::canonical::{CREDENTIALS_V2, OPEN_BADGES_3};
use crate::text::{one_line, to_second};
use crate::{Issuer, Profile};

/// An `AchievementCredential` of Open Badges 3.0, without its proof.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OpenBadgeCredential {
    #[serde(rename = "@context")]
    context: [&'static str; 2],
    id: String,
    r#type: [&'static str; 2],
    name: String,
    issuer: Profile,
    valid_from: String,
    valid_until: Option<String>,
    credential_subject: Subject,
    credential_status: Status,
}

/// Shows no name.
impl fmt::Debug for OpenBadgeCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenBadgeCredential").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Has an id or an identifier: one of them is required.
#[skip_serializing_none]
#[derive(Clone, PartialEq, Serialize)]
struct Subject {
    id: Option<String>,
    r#type: [&'static str; 1],
    identifier: Option<[Identity; 1]>,
    achievement: Achievement,
    result: Option<[ScoreResult; 1]>,
}

/// The learner's name, in the clear: it is what whoever looks at the credential compares.
#[derive(Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the names of the specification")]
struct Identity {
    r#type: &'static str,
    hashed: bool,
    identity_hash: String,
    identity_type: &'static str,
}

/// Bitstring Status List 1.0, section 2.1.
#[derive(Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the names of the specification")]
struct Status {
    id: String,
    r#type: &'static str,
    status_purpose: &'static str,
    status_list_index: String,
    status_list_credential: String,
}

impl OpenBadgeCredential {
    /// The credential for an award. Texts are put on one line, times cut to the second: the same
    /// award always makes the same credential.
    pub fn new(issuer: &Issuer, award: &Award) -> Self {
        Self {
            context: [CREDENTIALS_V2, OPEN_BADGES_3],
            id: award.id.clone(),
            r#type: ["VerifiableCredential", "OpenBadgeCredential"],
            name: one_line(&award.achievement.name),
            issuer: issuer.profile(),
            valid_from: to_second(award.valid_from),
            valid_until: award.valid_until.map(to_second),
            credential_subject: Subject::new(award),
            credential_status: Status::new(&award.status),
        }
    }
}

impl Subject {
    fn new(award: &Award) -> Self {
        let learner = award.learner.as_deref().map(one_line).filter(|name| !name.is_empty());
        let score = award.score.filter(Score::is_finite);
        Self {
            id: learner.is_none().then(|| format!("{}#subject", award.id)),
            r#type: ["AchievementSubject"],
            identifier: learner.map(|name| [Identity::of_name(name)]),
            achievement: Achievement::new(&award.achievement, score),
            result: score.map(|score| [ScoreResult::new(&award.achievement.id, score)]),
        }
    }
}

impl Identity {
    fn of_name(name: String) -> Self {
        Self { r#type: "IdentityObject", hashed: false, identity_hash: name, identity_type: "name" }
    }
}

impl Status {
    fn new(entry: &StatusEntry) -> Self {
        Self {
            id: format!("{}#{}", entry.list, entry.index),
            r#type: "BitstringStatusListEntry",
            status_purpose: "revocation",
            status_list_index: entry.index.to_string(),
            status_list_credential: entry.list.clone(),
        }
    }
}
