//! The stack: its tables by name, and a client to read them.

use aws_config::SdkConfig;
use aws_sdk_cloudformation::types::Output;

use crate::args::StackArgs;
use crate::aws_error::{AwsError, Place};

/// Where the records are.
pub(crate) struct Stack {
    pub(crate) dynamo: aws_sdk_dynamodb::Client,
    pub(crate) place: Place,
    pub(crate) enrollments: String,
    pub(crate) history: String,
}

impl Stack {
    /// Finds the tables, with region, endpoint and credentials of the environment.
    pub(crate) async fn find(args: &StackArgs) -> Result<Self, AwsError> {
        let config = aws_config::load_from_env().await;
        Self::find_in(&config, &args.stack).await
    }

    pub(crate) async fn find_in(config: &SdkConfig, name: &str) -> Result<Self, AwsError> {
        let place = Place::of(config).ok_or(AwsError::NoRegion)?;
        let cloudformation = aws_sdk_cloudformation::Client::new(config);
        let answer = cloudformation
            .describe_stacks()
            .stack_name(name)
            .send()
            .await
            .map_err(|error| AwsError::of_stack(name, error, &place))?;
        let outputs = answer.stacks().first().map(|stack| stack.outputs()).unwrap_or_default();
        Ok(Self {
            enrollments: output(outputs, name, "EnrollmentsTable")?,
            history: output(outputs, name, "HistoryTable")?,
            dynamo: aws_sdk_dynamodb::Client::new(config),
            place,
        })
    }
}

fn output(outputs: &[Output], stack: &str, key: &'static str) -> Result<String, AwsError> {
    let found = outputs.iter().find(|output| output.output_key() == Some(key));
    found
        .and_then(|output| output.output_value())
        .map(str::to_owned)
        .ok_or_else(|| AwsError::NoOutput { stack: stack.to_owned(), key })
}
