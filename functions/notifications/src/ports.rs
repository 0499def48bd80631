//! What notifications need of the world besides tables: ports of one operation each.

/// Something outside failed. Trying again may help.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{what}: {why}")]
pub struct Outside {
    /// What failed.
    pub what: &'static str,
    /// Why, without anything of the content.
    pub why: String,
}

/// Port: reads the company's rules file.
pub trait ReadPolicyFile {
    /// The file; `None` if there is none.
    fn read(&self) -> impl Future<Output = Result<Option<String>, Outside>> + Send;
}
