//! What notifications need of the world besides their table and the directory's: ports of one
//! operation each.

use milepost_domain::RecordKey;

use crate::standing::Standing;

/// Something outside failed. Trying again may help.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{what}: {why}")]
pub struct Outside {
    /// What failed.
    pub what: &'static str,
    /// Why, without anything of the content.
    pub why: String,
}

/// Port: reads how an enrollment stands now.
pub trait ReadStanding {
    /// How it stands; `None` if there is no such enrollment.
    fn standing(
        &self,
        record: &RecordKey,
    ) -> impl Future<Output = Result<Option<Standing>, Outside>> + Send;
}

/// Port: reads the company's rules file.
pub trait ReadPolicyFile {
    /// The file; `None` if there is none.
    fn read(&self) -> impl Future<Output = Result<Option<String>, Outside>> + Send;
}

/// Port: reads the rules file that was accepted last.
pub trait ReadAccepted {
    /// The file; `None` if none ever was.
    fn accepted(&self) -> impl Future<Output = Result<Option<String>, Outside>> + Send;
}

/// Port: keeps the rules file that was accepted.
pub trait KeepAccepted {
    /// Keeps it in the place of the last one.
    fn keep(&self, text: &str) -> impl Future<Output = Result<(), Outside>> + Send;
}
