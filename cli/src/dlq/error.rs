//! What can go wrong with dead letters besides AWS.

#[derive(Debug, thiserror::Error)]
pub(crate) enum DlqError {
    #[error("the stack has no queue `{name}` with dead letters; it has {known}")]
    UnknownQueue { name: String, known: String },
    #[error("the stack names no queues with dead letters in its outputs")]
    NoQueues,
    #[error(
        "no dead letter begins with `{key}` among the {seen} seen; about {total} are in the queue"
    )]
    NotFound { key: String, seen: usize, total: usize },
    #[error("several dead letters begin with `{key}`: {found}")]
    Ambiguous { key: String, found: String },
    #[error("{0} of the letters failed; see above")]
    Failed(usize),
    #[error("stopped; run it again to go on")]
    Stopped,
}
