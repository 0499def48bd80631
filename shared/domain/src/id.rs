//! Identifiers: opaque strings, as ALM's migration can create alphanumeric ones (ALM release
//! notes, Update 105).

use serde::{Deserialize, Serialize, Serializer};

/// Longest id that is accepted, in bytes of UTF-8.
pub const MAX_ID_BYTES: usize = 256;

/// Longest account id: ALM's have a few digits, and three ids must fit into a sort key of
/// `DynamoDB` (1024 bytes) even if each of their characters has to be escaped.
const MAX_ACCOUNT_ID_BYTES: usize = 32;

/// Why a text is not an id.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum IdError {
    /// Nothing there.
    #[error("an id is empty")]
    Empty,
    /// More than [`MAX_ID_BYTES`], or 32 for an account.
    #[error("an id is too long")]
    TooLong,
}

fn checked(text: String, max_bytes: usize) -> Result<String, IdError> {
    match text.len() {
        0 => Err(IdError::Empty),
        bytes if bytes > max_bytes => Err(IdError::TooLong),
        _ => Ok(text),
    }
}

/// ALM spells the learning path's prefix in two ways (ALM usage guide: the unenrollment samples).
fn one_spelling(text: String) -> String {
    match text.strip_prefix("learning_program:") {
        Some(rest) => format!("learningProgram:{rest}"),
        None => text,
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $max_bytes:expr, $normalise:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
        #[serde(try_from = "String")]
        pub struct $name(String);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                checked($normalise(text), $max_bytes).map(Self)
            }
        }

        impl std::str::FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::try_from(text.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id!(
    /// An ALM account.
    AccountId,
    MAX_ACCOUNT_ID_BYTES,
    std::convert::identity
);
id!(
    /// A learner: ALM's internal, numeric user id. Personal data: never log it.
    UserId,
    MAX_ID_BYTES,
    std::convert::identity
);
id!(
    /// A learning object (LO), such as `course:123`.
    LoId,
    MAX_ID_BYTES,
    one_spelling
);
id!(
    /// An instance of a learning object, such as `course:123_456`. With the learner it is the
    /// key of an enrollment (ALM usage guide).
    LoInstanceId,
    MAX_ID_BYTES,
    one_spelling
);

impl LoInstanceId {
    /// The learning object that the id names: `course:123` of `course:123_456`. An instance
    /// without a part of its own is the learning object itself, as `certification:123`. None for
    /// ids of other shapes, which say nothing.
    pub fn lo(&self) -> Option<LoId> {
        let known = LoType::of_instance(self)?;
        if matches!(known, LoType::Other(_)) {
            return None;
        }
        let (prefix, own) = self.0.split_once(':')?;
        let own = own.rsplit_once('_').map_or(own, |(own, _)| own);
        (!own.is_empty()).then(|| format!("{prefix}:{own}").parse().ok()).flatten()
    }
}

/// `default`: the account of flat events if neither they nor the stack name one.
impl Default for AccountId {
    fn default() -> Self {
        Self("default".to_owned())
    }
}

/// The type of a learning object.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[serde(from = "String")]
pub enum LoType {
    /// `course`
    Course,
    /// `learningProgram`, which ALM's pages call a learning path.
    LearningProgram,
    /// `certification`
    Certification,
    /// `jobAid`
    JobAid,
    /// Any other, as sent.
    Other(String),
}

impl LoType {
    /// The type as ALM writes it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Course => "course",
            Self::LearningProgram => "learningProgram",
            Self::Certification => "certification",
            Self::JobAid => "jobAid",
            Self::Other(name) => name,
        }
    }

    /// The type named by an id's prefix, as in `course:1_2`.
    pub fn of_instance(instance: &LoInstanceId) -> Option<Self> {
        let (prefix, _) = instance.as_str().split_once(':')?;
        (!prefix.is_empty()).then(|| Self::from(prefix.to_owned()))
    }
}

impl Serialize for LoType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl From<String> for LoType {
    fn from(name: String) -> Self {
        match name.as_str() {
            "course" => Self::Course,
            "learningProgram" | "learning_program" => Self::LearningProgram,
            "certification" => Self::Certification,
            "jobAid" => Self::JobAid,
            _ => Self::Other(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_of_a_learning_path_are_one_id() {
        let id: LoInstanceId = "learning_program:1_2".parse().unwrap();
        assert_eq!(id.as_str(), "learningProgram:1_2");
        assert_eq!(LoType::of_instance(&id), Some(LoType::LearningProgram));
    }

    #[test]
    fn an_instance_names_its_learning_object() {
        for (instance, lo) in [
            ("course:7542090_10423047", Some("course:7542090")),
            ("learning_program:1_2", Some("learningProgram:1")),
            ("jobAid:5_-1", Some("jobAid:5")),
            ("course:a_b_c", Some("course:a_b")),
            ("certification:9", Some("certification:9")),
            ("course:", None),
            ("course:_2", None),
            ("course-9", None),
            ("quest:1_2", None),
        ] {
            let id: LoInstanceId = instance.parse().unwrap();
            assert_eq!(id.lo().as_ref().map(LoId::as_str), lo, "{instance}");
        }
    }

    #[test]
    fn an_id_has_1_to_256_bytes() {
        assert_eq!("".parse::<UserId>(), Err(IdError::Empty));
        assert!("x".repeat(256).parse::<UserId>().is_ok());
        assert_eq!("é".repeat(129).parse::<UserId>(), Err(IdError::TooLong));
        assert_eq!("1".repeat(33).parse::<AccountId>(), Err(IdError::TooLong));
    }
}
