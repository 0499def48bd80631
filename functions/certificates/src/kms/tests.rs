use milepost_scripted_aws::aws;
use serde_json::json;

use super::*;

#[tokio::test]
async fn kms_signs_the_message_itself_with_ed25519() {
    let signature =
        "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQQ==";
    let answer = json!({"Signature": signature}).to_string();
    let (config, requests) = aws(vec![(200, answer)]);
    let signer = KmsSigner::new(aws_sdk_kms::Client::new(&config), "key");
    assert_eq!(signer.sign(b"hello").await.unwrap(), [b'A'; 64]);
    let request = &requests.all()[0];
    assert_eq!(request["target"], "TrentService.Sign");
    let expected = json!({
        "KeyId": "key", "Message": "aGVsbG8=", "MessageType": "RAW", "SigningAlgorithm": "ED25519_SHA_512",
    });
    assert_eq!(request["body"], expected);
}

#[tokio::test]
async fn a_key_of_another_kind_is_refused() {
    let (config, _) = aws(vec![(200, json!({"PublicKey": "AAAA"}).to_string())]);
    let signer = KmsSigner::new(aws_sdk_kms::Client::new(&config), "key");
    assert!(signer.public_key().await.is_err());
    let (config, _) = aws(vec![(200, json!({"Signature": "AAAA"}).to_string())]);
    let signer = KmsSigner::new(aws_sdk_kms::Client::new(&config), "key");
    assert!(signer.sign(b"hello").await.is_err());
}
