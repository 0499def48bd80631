//! What is deployed: the state of the stack, its release and its architecture.

use super::context::Context;
use super::finding::{Facts, Finding};

/// The release of this command.
const OWN: &str = env!("CARGO_PKG_VERSION");
const DEPLOY: &str = "deploy the release of this command: docs/deploy.md";
const CAUSE: &str = "aws cloudformation describe-stack-events shows the cause";

#[expect(clippy::unused_async, reason = "all checks are")]
pub(super) async fn check(context: &Context) -> Facts<Vec<Finding>> {
    let (status, architecture) = (&context.stack.status, context.stack.parameter("Architecture"));
    Ok(vec![judge_status(status), judge_release(context.output("Release").ok(), architecture)])
}

fn judge_status(status: &str) -> Finding {
    if status.ends_with("_FAILED") || status == "ROLLBACK_COMPLETE" {
        Finding::problem(format!("{status}: the last deployment has failed"), CAUSE)
    } else if status == "UPDATE_ROLLBACK_COMPLETE" {
        let found = format!("{status}: the last deployment has failed, the one before it runs");
        Finding::warning(found, CAUSE)
    } else if status.ends_with("_IN_PROGRESS") {
        Finding::note(format!("{status}: a deployment is under way"), "run it again afterwards")
    } else {
        Finding::ok(status)
    }
}

fn judge_release(release: Option<&str>, architecture: &str) -> Finding {
    match release {
        None => Finding::problem("no output Release: an older release is deployed", DEPLOY),
        Some(OWN) => Finding::ok(format!("release {OWN} on {architecture}")),
        Some(other) => {
            let found = format!("release {other} is deployed, and this command is of {OWN}");
            Finding::warning(found, DEPLOY)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::finding::Level;
    use super::*;

    #[test]
    fn states_of_the_stack() {
        for (status, expected) in [
            ("CREATE_COMPLETE", Level::Ok),
            ("UPDATE_COMPLETE", Level::Ok),
            ("UPDATE_ROLLBACK_COMPLETE", Level::Warning),
            ("UPDATE_IN_PROGRESS", Level::Note),
            ("ROLLBACK_COMPLETE", Level::Problem),
            ("UPDATE_ROLLBACK_FAILED", Level::Problem),
        ] {
            assert_eq!(judge_status(status).level, expected, "{status}");
        }
    }

    #[test]
    fn command_and_stack_are_of_one_release() {
        let level = |release| judge_release(release, "arm64").level;
        assert_eq!(level(Some(OWN)), Level::Ok);
        assert_eq!(level(Some("0.0.9")), Level::Warning);
        assert_eq!(level(None), Level::Problem);
    }
}
