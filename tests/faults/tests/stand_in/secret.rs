use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::operation::get_secret_value::GetSecretValueError;

use crate::support::{assert_clean, aws};

#[tokio::test]
async fn the_secret_is_what_the_test_set_last() {
    let (aws, config) = aws().await;
    let client = Client::new(&config);
    let arn = &aws.names().secret_arn;
    aws.secret().set("one");
    let one = client.get_secret_value().secret_id(arn).send().await.unwrap();
    aws.secret().set(r#"{"password":"two"}"#);
    let two = client.get_secret_value().secret_id(arn).send().await.unwrap();
    assert_eq!(one.secret_string(), Some("one"));
    assert_eq!(two.secret_string(), Some(r#"{"password":"two"}"#));
    assert_ne!(one.version_id(), two.version_id());
    assert_clean(&aws);
}

#[tokio::test]
async fn another_secret_is_not_found() {
    let (aws, config) = aws().await;
    let answer = Client::new(&config).get_secret_value().secret_id("other").send().await;
    let error = answer.unwrap_err().into_service_error();
    assert!(matches!(error, GetSecretValueError::ResourceNotFoundException(_)), "{error:?}");
    assert_eq!(aws.unexpected().len(), 1);
}
