use aws_sdk_sqs::error::ProvideErrorMetadata;

use crate::support::aws;

#[tokio::test]
async fn operations_that_no_function_needs_are_refused_and_kept() {
    let (aws, config) = aws().await;
    let queues = aws_sdk_sqs::Client::new(&config).list_queues().send().await;
    assert_eq!(
        queues.unwrap_err().code(),
        Some("AWS.SimpleQueueService.UnknownOperationException")
    );
    let topics = aws_sdk_sns::Client::new(&config).list_topics().send().await;
    assert_eq!(topics.unwrap_err().code(), Some("UnknownOperationException"));
    let buckets = aws_sdk_s3::Client::new(&config).list_buckets().send().await;
    assert_eq!(buckets.unwrap_err().code(), Some("UnknownOperationException"));
    let tables = aws_sdk_dynamodb::Client::new(&config).list_tables().send().await;
    assert_eq!(tables.unwrap_err().code(), Some("UnknownOperationException"));
    assert_eq!(aws.unexpected().len(), 4);
    assert!(aws.violations().is_empty());
}
