//! What is wrong with a policy.

use std::path::PathBuf;

use milepost_domain::IdError;
use milepost_notification::policy::PolicyError;
use milepost_notification::render::RenderError;

use crate::aws_error::AwsError;
use crate::format::counted;
use crate::output::OutputError;

/// What is wrong with a policy.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WrongPolicy {
    #[error("cannot read {}", path.display())]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("{}, line {line}: {why}", path.display())]
    Syntax { path: PathBuf, line: usize, why: String },
    #[error("{} cannot be used: {}", path.display(), counted(*count, "problem"))]
    Problems { path: PathBuf, count: usize },
    #[error("{} cannot be used", path.display())]
    TooLarge { path: PathBuf, source: PolicyError },
    #[error("{} is no message of the topics transitions and outcomes", path.display())]
    NoMessage { path: PathBuf },
    #[error("a sample cannot be made")]
    Sample(#[from] IdError),
    #[error(transparent)]
    Render(#[from] RenderError),
    #[error(transparent)]
    Aws(#[from] AwsError),
    #[error(transparent)]
    Output(#[from] OutputError),
}
