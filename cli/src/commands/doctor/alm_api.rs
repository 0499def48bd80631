//! The credentials of ALM's API, and what is left of the budget that all functions share.

use jiff::Timestamp;
use milepost_alm::budget::Resource;
use milepost_alm::{AlmError, Client, Endpoint, Region};
use milepost_directory::{SecretsManager, SharedBudget, Spent};

use super::context::Context;
use super::finding::{Facts, Finding};
use crate::stack::DIRECTORY;

const CONNECT: &str = "docs/directory.md#connect-alms-api";
const IMPORT: &str = "ALM's reports need no requests: docs/directory.md#import-reports";

pub(super) async fn check(context: &Context) -> Facts<Vec<Finding>> {
    let table = context.stack.table(context.output(DIRECTORY)?);
    let per_hour = context.stack.parameter("AlmRequestsPerHour").parse().unwrap_or(0);
    let budget = SharedBudget::new(table, per_hour);
    let mut findings = vec![log_in(context, budget.clone()).await?];
    for resource in [Resource::Users, Resource::LearningObjects] {
        findings.push(match budget.spent(resource, context.now).await {
            Ok(spent) => judge_budget(resource, spent, per_hour, context.now),
            Err(error) => Finding::unchecked("dynamodb:GetItem", &error),
        });
    }
    Ok(findings)
}

/// Asks ALM for an access token as the functions do: a new refresh token is stored.
async fn log_in(context: &Context, budget: SharedBudget) -> Facts<Finding> {
    let secret = context.output("AlmCredentialsSecretArn")?.to_owned();
    let client = aws_sdk_secretsmanager::Client::new(&context.stack.config);
    let store = SecretsManager::new(client, secret);
    let region = || context.stack.parameter("AlmRegion").parse::<Region>().ok().map(Endpoint::of);
    let endpoint = context.stack.parameter("AlmEndpoint").parse().ok().or_else(region);
    let endpoint =
        endpoint.ok_or_else(|| Finding::warning("the stack has no AlmRegion", CONNECT))?;
    Ok(match Client::new(endpoint, store, budget, Timestamp::now) {
        Ok(client) => judge(client.log_in().await),
        Err(error) => judge(Err(error)),
    })
}

fn judge(answer: Result<bool, AlmError>) -> Finding {
    match answer {
        Ok(true) => Finding::ok("ALM takes the credentials"),
        Ok(false) => Finding::problem(
            "ALM has given a new refresh token, which could not be stored",
            format!("allow secretsmanager:PutSecretValue, and enter a new one: {CONNECT}"),
        ),
        Err(AlmError::NoCredentials) => {
            Finding::note("no credentials: names come from ALM's reports, or are ids", CONNECT)
        }
        Err(AlmError::Store(error)) => Finding::unchecked("secretsmanager:GetSecretValue", &error),
        Err(error @ AlmError::RefreshTokenRefused { .. }) => {
            Finding::problem(error.to_string(), CONNECT)
        }
        Err(error) => Finding::warning(error.to_string(), CONNECT),
    }
}

fn judge_budget(resource: Resource, spent: Spent, per_hour: u32, now: Timestamp) -> Finding {
    let Spent { requests, paused_until } = spent;
    let found = format!("{requests} of {per_hour} requests to {} in an hour", resource.as_str());
    if let Some(until) = paused_until {
        let seconds = Timestamp::from(until).as_second() - now.as_second();
        return Finding::warning(format!("{found}; ALM wants none for {seconds} s"), IMPORT);
    }
    Finding::of_quota(requests.into(), per_hour.into(), found, IMPORT)
}

#[cfg(test)]
mod tests {
    use milepost_alm::credentials::StoreError;

    use super::super::finding::Level;
    use super::*;

    #[test]
    fn what_alm_says_and_what_it_is_worth() {
        for (answer, expected) in [
            (Ok(true), Level::Ok),
            (Ok(false), Level::Problem),
            (Err(AlmError::NoCredentials), Level::Note),
            (Err(AlmError::RefreshTokenRefused { status: 400 }), Level::Problem),
            (Err(AlmError::TimedOut), Level::Warning),
            (Err(AlmError::Server { status: 500 }), Level::Warning),
        ] {
            assert_eq!(judge(answer.clone()).level, expected, "{answer:?}");
        }
        let denied = StoreError("AccessDeniedException: no".to_owned());
        assert_eq!(judge(Err(AlmError::Store(denied))).level, Level::Note);
    }

    #[test]
    fn a_budget_that_ends_is_said_before_it_has_ended() {
        let now: Timestamp = "2026-11-23T08:00:00Z".parse().unwrap();
        let until = "2026-11-23T08:00:40Z".parse().ok();
        for (requests, paused_until, expected) in [
            (0, None, Level::Ok),
            (449, None, Level::Ok),
            (450, None, Level::Warning),
            (1, until, Level::Warning),
        ] {
            let spent = Spent { requests, paused_until };
            let finding = judge_budget(Resource::Users, spent, 500, now);
            assert_eq!(finding.level, expected, "{}", finding.found);
        }
    }
}
