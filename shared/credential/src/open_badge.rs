use std::fmt;

use serde::Serialize;

use crate::award::{AchievementType, Award, Score, StatusEntry};
use crate::canonical::{CREDENTIALS_V2, OPEN_BADGES_3};
use crate::text::{one_line, to_second};
use crate::{Issuer, Profile};

/// An `AchievementCredential` of Open Badges 3.0, without its proof.
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
    #[serde(skip_serializing_if = "Option::is_none")]
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
#[derive(Clone, PartialEq, Serialize)]
struct Subject {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    r#type: [&'static str; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    identifier: Option<[Identity; 1]>,
    achievement: Achievement,
    #[serde(skip_serializing_if = "Option::is_none")]
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

#[derive(Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the names of the specification")]
struct Achievement {
    id: String,
    r#type: [&'static str; 1],
    achievement_type: AchievementType,
    name: String,
    description: String,
    criteria: Criteria,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<Image>,
    #[serde(skip_serializing_if = "Option::is_none")]
    result_description: Option<[ScoreDescription; 1]>,
}

#[derive(Clone, PartialEq, Serialize)]
struct Criteria {
    narrative: String,
}

#[derive(Clone, PartialEq, Serialize)]
struct Image {
    id: String,
    r#type: &'static str,
}

/// What the value of [`ScoreResult`] means. Numbers are strings in Open Badges.
#[derive(Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct ScoreDescription {
    id: String,
    r#type: [&'static str; 1],
    name: &'static str,
    result_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    value_max: Option<String>,
}

#[derive(Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct ScoreResult {
    r#type: [&'static str; 1],
    result_description: String,
    value: String,
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

impl Achievement {
    fn new(achievement: &crate::Achievement, score: Option<Score>) -> Self {
        let name = one_line(&achievement.name);
        let description = one_line(&achievement.description);
        Self {
            id: achievement.id.clone(),
            r#type: ["Achievement"],
            achievement_type: achievement.kind,
            description: if description.is_empty() { name.clone() } else { description },
            name,
            criteria: Criteria { narrative: one_line(&achievement.criteria) },
            image: achievement.image.clone().map(|id| Image { id, r#type: "Image" }),
            result_description: score.map(|score| [ScoreDescription::new(&achievement.id, score)]),
        }
    }
}

impl ScoreDescription {
    fn new(achievement: &str, score: Score) -> Self {
        Self {
            id: score_id(achievement),
            r#type: ["ResultDescription"],
            name: "Score",
            result_type: "RawScore",
            value_max: score.out_of.map(|points| points.to_string()),
        }
    }
}

impl ScoreResult {
    fn new(achievement: &str, score: Score) -> Self {
        Self {
            r#type: ["Result"],
            result_description: score_id(achievement),
            value: score.points.to_string(),
        }
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

fn score_id(achievement: &str) -> String {
    format!("{achievement}#score")
}
