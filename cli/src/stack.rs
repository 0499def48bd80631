#[derive(Debug, thiserror::Error)]
pub(crate) enum AwsError {
    #[error("x")]
    X,
}
