use std::fmt;

use jiff::Timestamp;
use serde::Serialize;

/// What a credential is made of.
#[derive(Clone, PartialEq)]
pub struct Award {
    /// Id of the credential: an absolute URI, best the address where it can be seen.
    pub id: String,
    /// The learner's name, the only thing about the learner that is published. Without one the
    /// credential is about whom it was given to.
    pub learner: Option<String>,
    /// What was achieved.
    pub achievement: Achievement,
    /// The score, if there was one.
    pub score: Option<Score>,
    /// When it was achieved.
    pub valid_from: Timestamp,
    /// When it expires.
    pub valid_until: Option<Timestamp>,
    /// Where its revocation will be seen.
    pub status: StatusEntry,
}

/// Shows no name.
impl fmt::Debug for Award {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Award").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Something that can be achieved; the same for all who achieve it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Achievement {
    /// An absolute URI without a fragment, the same in each credential for it.
    pub id: String,
    /// What kind of achievement it is.
    pub kind: AchievementType,
    /// Title, for people.
    pub name: String,
    /// Short description. Open Badges asks for one: the title stands in for an empty one.
    pub description: String,
    /// What has to be done for it, in Markdown on one line.
    pub criteria: String,
    /// Address of the badge, a PNG or SVG image.
    pub image: Option<String>,
}

/// Terms of the enumeration `AchievementType` of Open Badges 3.0 that fit ALM's learning objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum AchievementType {
    /// A course was completed.
    Course,
    /// A learning program (a learning path) was completed.
    LearningProgram,
    /// A certification, which may expire, was earned.
    Certification,
    /// Something else was completed, such as a job aid.
    CertificateOfCompletion,
}

/// A score, in points. One that is not finite is left out of the credential.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// How many were reached.
    pub points: f64,
    /// How many can be reached, if known.
    pub out_of: Option<f64>,
}

impl Score {
    /// Both are numbers that can be written.
    pub(crate) fn is_finite(&self) -> bool {
        self.points.is_finite() && self.out_of.is_none_or(f64::is_finite)
    }
}

/// One entry of a published status list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusEntry {
    /// Address of the list, the id of its [`StatusListCredential`](crate::StatusListCredential).
    pub list: String,
    /// Position in the list, from 0.
    pub index: usize,
}
