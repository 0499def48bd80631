//! Which calls the SDK makes again by itself, for services where a repeat is seen by somebody.

use aws_smithy_runtime_api::client::interceptors::context::InterceptorContext;
use aws_smithy_runtime_api::client::retries::classifiers::{
    ClassifyRetry, RetryAction, RetryClassifierPriority,
};

/// Only what was answered is tried again, such as a call too many: of a call without an answer
/// nobody knows whether it was carried out.
#[derive(Clone, Copy, Debug)]
pub struct OnlyIfAnswered;

impl ClassifyRetry for OnlyIfAnswered {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        match context.output_or_error() {
            Some(Err(error)) if !error.is_operation_error() => RetryAction::RetryForbidden,
            _ => RetryAction::NoActionIndicated,
        }
    }

    fn name(&self) -> &'static str {
        "only if answered"
    }

    /// It has the last word.
    fn priority(&self) -> RetryClassifierPriority {
        RetryClassifierPriority::run_after(RetryClassifierPriority::transient_error_classifier())
    }
}

#[cfg(test)]
mod tests {
    use aws_smithy_runtime_api::client::interceptors::context::{Error, Input};
    use aws_smithy_runtime_api::client::orchestrator::OrchestratorError;
    use aws_smithy_runtime_api::client::result::ConnectorError;

    use super::*;

    fn action(error: OrchestratorError<Error>) -> RetryAction {
        let mut context = InterceptorContext::new(Input::erase("input"));
        context.set_output_or_error(Err(error));
        OnlyIfAnswered.classify_retry(&context)
    }

    #[test]
    fn without_an_answer_nothing_is_repeated() {
        let lost = ConnectorError::timeout("no answer".into());
        assert_eq!(action(OrchestratorError::connector(lost)), RetryAction::RetryForbidden);
        let late = OrchestratorError::timeout("too late".into());
        assert_eq!(action(late), RetryAction::RetryForbidden);
        let refused = Error::erase(std::io::Error::other("too many"));
        assert_eq!(action(OrchestratorError::operation(refused)), RetryAction::NoActionIndicated);
    }
}
