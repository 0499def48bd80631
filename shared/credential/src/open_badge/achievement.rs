//! What was achieved, and how well.

use serde::Serialize;
use serde_with::skip_serializing_none;

use crate::award::{AchievementType, Score};
use crate::text::one_line;

#[skip_serializing_none]
#[derive(Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the names of the specification")]
pub(super) struct Achievement {
    id: String,
    r#type: [&'static str; 1],
    achievement_type: AchievementType,
    name: String,
    description: String,
    criteria: Criteria,
    image: Option<Image>,
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
#[skip_serializing_none]
#[derive(Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct ScoreDescription {
    id: String,
    r#type: [&'static str; 1],
    name: &'static str,
    result_type: &'static str,
    value_max: Option<String>,
}

#[derive(Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ScoreResult {
    r#type: [&'static str; 1],
    result_description: String,
    value: String,
}

impl Achievement {
    pub(super) fn new(achievement: &crate::Achievement, score: Option<Score>) -> Self {
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
    pub(super) fn new(achievement: &str, score: Score) -> Self {
        Self {
            r#type: ["Result"],
            result_description: score_id(achievement),
            value: score.points.to_string(),
        }
    }
}

fn score_id(achievement: &str) -> String {
    format!("{achievement}#score")
}
