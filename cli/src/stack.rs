//! The stack: what its outputs name, and the configuration of the clients that reach it.

use std::collections::HashMap;

use aws_config::SdkConfig;
use aws_sdk_cloudformation::types::{Parameter, Stack as StackDescription};
use milepost_domain::AccountId;
use milepost_store::Table;

use crate::args::common::StackArgs;
use crate::aws_error::{AwsError, Place};

/// The output that names the table of the directory.
pub(crate) const DIRECTORY: &str = "DirectoryTable";

/// A deployed stack.
pub(crate) struct Stack {
    /// What clients of other services are built from.
    pub(crate) config: SdkConfig,
    pub(crate) dynamo: aws_sdk_dynamodb::Client,
    pub(crate) place: Place,
    pub(crate) enrollments: String,
    pub(crate) history: String,
    /// The one ALM account that it serves, if it is fixed.
    pub(crate) account: Option<AccountId>,
    pub(crate) name: String,
    /// As `CloudFormation` says, such as `UPDATE_COMPLETE`.
    pub(crate) status: String,
    parameters: HashMap<String, String>,
    outputs: HashMap<String, String>,
}

impl Stack {
    /// Finds the stack, with region, endpoint and credentials of the environment.
    pub(crate) async fn find(args: &StackArgs) -> Result<Self, AwsError> {
        let config = aws_config::load_from_env().await;
        Self::find_in(config, &args.stack).await
    }

    pub(crate) async fn find_in(config: SdkConfig, name: &str) -> Result<Self, AwsError> {
        let place = Place::of(&config).ok_or(AwsError::NoRegion)?;
        let cloudformation = aws_sdk_cloudformation::Client::new(&config);
        let answer = cloudformation
            .describe_stacks()
            .stack_name(name)
            .send()
            .await
            .map_err(|error| AwsError::of_stack(name, &error, &place))?;
        let found = answer.stacks().first();
        let outputs = found.map(StackDescription::outputs).unwrap_or_default();
        let outputs = outputs.iter().filter_map(|output| {
            Some((output.output_key()?.to_owned(), output.output_value()?.to_owned()))
        });
        let outputs: HashMap<_, _> = outputs.collect();
        let parameters = found.map(parameters).unwrap_or_default();
        Ok(Self {
            enrollments: value(&outputs, name, "EnrollmentsTable")?.to_owned(),
            history: value(&outputs, name, "HistoryTable")?.to_owned(),
            dynamo: aws_sdk_dynamodb::Client::new(&config),
            name: name.to_owned(),
            status: found
                .and_then(StackDescription::stack_status)
                .map_or("", |it| it.as_str())
                .into(),
            // Empty, it stands for any account.
            account: parameters.get("AlmAccountId").and_then(|id| id.parse().ok()),
            config,
            place,
            parameters,
            outputs,
        })
    }

    /// An output of the stack.
    pub(crate) fn output(&self, key: &'static str) -> Result<&str, AwsError> {
        value(&self.outputs, &self.name, key)
    }

    /// A parameter of the stack, empty if it has none of this name.
    pub(crate) fn parameter(&self, key: &str) -> &str {
        self.parameters.get(key).map_or("", String::as_str)
    }

    /// The table of this name.
    pub(crate) fn table(&self, name: &str) -> Table {
        Table::dynamo(self.dynamo.clone(), name)
    }

    /// All outputs, by name.
    pub(crate) fn outputs(&self) -> &HashMap<String, String> {
        &self.outputs
    }
}

fn parameters(stack: &StackDescription) -> HashMap<String, String> {
    let pair = |one: &Parameter| {
        Some((one.parameter_key()?.to_owned(), one.parameter_value()?.to_owned()))
    };
    stack.parameters().iter().filter_map(pair).collect()
}

fn value<'a>(
    outputs: &'a HashMap<String, String>,
    stack: &str,
    key: &'static str,
) -> Result<&'a str, AwsError> {
    let found = outputs.get(key).map(String::as_str);
    found.ok_or_else(|| AwsError::NoOutput { stack: stack.to_owned(), key })
}

#[cfg(test)]
pub(crate) mod tests {
    use aws_config::retry::RetryConfig;
    use aws_config::{BehaviorVersion, Region};
    use aws_sdk_dynamodb::config::{Credentials, SharedCredentialsProvider};
    use milepost_harness::server::{Server, answer, closed_port};

    use super::*;

    pub(crate) const OUTPUTS: &str = "<DescribeStacksResponse><DescribeStacksResult><Stacks><member>\
        <Outputs><member><OutputKey>EnrollmentsTable</OutputKey><OutputValue>e</OutputValue></member>\
        <member><OutputKey>HistoryTable</OutputKey><OutputValue>h</OutputValue></member></Outputs>\
        </member></Stacks></DescribeStacksResult></DescribeStacksResponse>";

    pub(crate) fn config(url: &str) -> SdkConfig {
        let credentials = Credentials::new("test", "test", None, None, "test");
        SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .endpoint_url(url)
            .region(Region::new("us-east-1"))
            .retry_config(RetryConfig::disabled())
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .build()
    }

    async fn error(config: SdkConfig, url: &str) -> String {
        let error = Stack::find_in(config, "milepost").await.err().unwrap();
        error.to_string().replace(url, "URL")
    }

    #[tokio::test]
    async fn the_tables_are_outputs() {
        let server = Server::start([answer(200, OUTPUTS)]).await;
        let stack = Stack::find_in(config(&server.url), "my-stack").await.unwrap();
        assert_eq!((stack.enrollments.as_str(), stack.history.as_str()), ("e", "h"));
        assert!(server.requests()[0].contains("StackName=my-stack"));
    }

    #[tokio::test]
    async fn the_account_is_a_parameter_and_may_be_open() {
        for (value, expected) in [("4711", Some("4711")), ("", None)] {
            let parameter = format!(
                "<Parameters><member><ParameterKey>AlmAccountId</ParameterKey>\
                 <ParameterValue>{value}</ParameterValue></member></Parameters></member></Stacks>"
            );
            let body = OUTPUTS.replace("</member></Stacks>", &parameter);
            let server = Server::start([answer(200, &body)]).await;
            let stack = Stack::find_in(config(&server.url), "milepost").await.unwrap();
            assert_eq!(stack.account.as_ref().map(AccountId::as_str), expected);
        }
    }

    #[tokio::test]
    async fn no_stack_or_another_stack() {
        let missing = "<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code>\
            <Message>Stack with id milepost does not exist</Message></Error></ErrorResponse>";
        let server = Server::start([answer(400, missing)]).await;
        insta::assert_snapshot!(error(config(&server.url), &server.url).await, @"no stack `milepost` at URL (region us-east-1): run `make up` or `sam deploy`, or name another with --stack");
        let other = OUTPUTS.replace("HistoryTable", "Other");
        let server = Server::start([answer(200, &other)]).await;
        insta::assert_snapshot!(error(config(&server.url), &server.url).await, @"stack `milepost` has no output HistoryTable: is it a Milepost stack, fully deployed?");
    }

    #[tokio::test]
    async fn refused_by_aws() {
        let denied = "<ErrorResponse><Error><Code>AccessDenied</Code><Message>not you</Message>\
            </Error></ErrorResponse>";
        let server = Server::start([answer(403, denied)]).await;
        insta::assert_snapshot!(error(config(&server.url), &server.url).await, @"URL (region us-east-1) refused the call: AccessDenied: not you");
    }

    #[tokio::test]
    async fn nobody_there_and_nobody_who_asks() {
        let url = closed_port().await;
        insta::assert_snapshot!(error(config(&url), &url).await, @"cannot reach URL (region us-east-1): Connection refused (os error 111): is the local stack running? try `make up`");
        let mut anonymous = config(&url).into_builder();
        anonymous.set_credentials_provider(None);
        insta::assert_snapshot!(error(anonymous.build(), &url).await, @"no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE (for the local stack: source .local/env)");
        let mut nowhere = config(&url).into_builder();
        nowhere.set_region(None);
        insta::assert_snapshot!(error(nowhere.build(), &url).await, @"no AWS region: set AWS_REGION (for the local stack: source .local/env)");
    }
}
