//! What an AWS call's failure says in a log line.

use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

/// Longest description, in bytes: AWS names roles and resources in it, at length.
const MAX_BYTES: usize = 400;

/// The kind of failure, and AWS's code and message if there was an answer. Nothing of the
/// request or of the raw answer, both of which may quote a body.
pub fn describe<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> String {
    let kind = match error {
        SdkError::ConstructionFailure(_) => "request not built",
        SdkError::TimeoutError(_) => "timed out",
        SdkError::DispatchFailure(_) => "not reached",
        SdkError::ResponseError(_) => "answer not understood",
        SdkError::ServiceError(_) => "refused",
        _ => "failed",
    };
    let parts = [Some(kind), error.code(), error.message()];
    let mut text = parts.into_iter().flatten().collect::<Vec<_>>().join(": ");
    text.truncate(text.floor_char_boundary(MAX_BYTES));
    text
}
