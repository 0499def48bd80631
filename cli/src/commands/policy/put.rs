//! `milepost policy put`.

use aws_sdk_s3::Client;

use super::file::{parsed, text};
use crate::args::policy::PolicyPutArgs;
use crate::aws_error::AwsError;
use crate::error::Error;
use crate::output::print;
use crate::stack::Stack;

/// Where the function `notifications` looks for it.
const KEY: &str = "notifications/policy.toml";

pub(super) async fn run(args: &PolicyPutArgs) -> Result<(), Error> {
    let content = text(&args.file)?;
    parsed(&args.file, &content)?;
    put(&Stack::find(&args.stack).await?, content).await?;
    print(&"The policy is in force within a minute.")
}

async fn put(stack: &Stack, content: String) -> Result<(), AwsError> {
    let call = Client::new(&stack.config).put_object().bucket(stack.output("DocumentsBucket")?);
    let call = call.key(KEY).content_type("application/toml").body(content.into_bytes().into());
    call.send().await.map(|_| ()).map_err(|error| AwsError::of(&error, &stack.place))
}

#[cfg(test)]
mod tests {
    use milepost_harness::server::{Server, answer};

    use super::*;
    use crate::stack::tests::{OUTPUTS, config};

    #[tokio::test]
    async fn it_is_put_where_the_function_looks() {
        let outputs = OUTPUTS.replace(
            "</Outputs>",
            "<member><OutputKey>DocumentsBucket</OutputKey><OutputValue>d</OutputValue></member></Outputs>",
        );
        let server = Server::start([answer(200, &outputs), answer(200, "")]).await;
        let stack = Stack::find_in(config(&server.url), "milepost").await.unwrap();
        put(&stack, "version = 1".to_owned()).await.unwrap();
        let request = server.requests().remove(1);
        assert!(request.starts_with("PUT /"), "{request}");
        assert!(request.contains("/notifications/policy.toml"), "{request}");
        assert!(request.contains("version = 1"), "{request}");
    }

    #[tokio::test]
    async fn a_wrong_one_is_not_put() {
        let file = std::env::temp_dir().join(format!("put-{}.toml", std::process::id()));
        std::fs::write(&file, "version = 2").unwrap();
        let args = crate::args::common::StackArgs { stack: "nobody asks for it".to_owned() };
        let put = run(&PolicyPutArgs { file: file.clone(), stack: args }).await;
        std::fs::remove_file(&file).unwrap();
        assert!(matches!(put, Err(Error::PolicyProblems { .. })), "{put:?}");
    }
}
