//! What an AWS call's failure says in a log line.

use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

/// Longest description, in bytes: AWS names roles and resources in it, at length.
const MAX_BYTES: usize = 400;

/// The kind of failure, and AWS's code and message if there was an answer. Nothing of the
/// request or of the raw answer, both of which may quote a body.
pub fn describe<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> String {
    let parts = [Some(kind(error)), error.code(), error.message()];
    limited(parts.into_iter().flatten().collect::<Vec<_>>().join(": "))
}

/// AWS's code and message, where an error's kind says already that AWS refused.
pub fn words<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> String {
    let words = describe(error);
    words.strip_prefix("refused: ").unwrap_or(&words).to_owned()
}

/// AWS's code, or the kind of failure without one: for services whose messages quote addresses.
pub fn code<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> String {
    limited(error.code().unwrap_or_else(|| kind(error)).to_owned())
}

fn kind<E, R>(error: &SdkError<E, R>) -> &'static str {
    match error {
        SdkError::ConstructionFailure(_) => "request not built",
        SdkError::TimeoutError(_) => "timed out",
        SdkError::DispatchFailure(_) => "not reached",
        SdkError::ResponseError(_) => "answer not understood",
        SdkError::ServiceError(_) => "refused",
        _ => "failed",
    }
}

fn limited(mut text: String) -> String {
    text.truncate(text.floor_char_boundary(MAX_BYTES));
    text
}
