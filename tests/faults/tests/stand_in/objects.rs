use aws_sdk_s3::Client;
use aws_sdk_s3::error::ProvideErrorMetadata;
use aws_sdk_s3::operation::put_object::builders::PutObjectFluentBuilder;

use crate::support::{assert_clean, aws};

fn put(client: &Client, bucket: &str, bytes: &[u8]) -> PutObjectFluentBuilder {
    let put =
        client.put_object().bucket(bucket).key("reason/0123").metadata("reason", "unparsable");
    put.content_type("application/octet-stream").body(bytes.to_vec().into())
}

#[tokio::test]
async fn an_object_is_kept_with_its_metadata_and_a_repeat_makes_no_second() {
    let (aws, config) = aws().await;
    let client = Client::new(&config);
    for _ in 0..2 {
        let answer = put(&client, "quarantine", b"\0raw\xff\r\n").send().await.unwrap();
        assert!(answer.e_tag().is_some());
    }
    let objects = aws.bucket().objects();
    assert_eq!(objects.keys().collect::<Vec<_>>(), ["reason/0123"]);
    let object = &objects["reason/0123"];
    assert_eq!(object.body.as_ref(), b"\0raw\xff\r\n");
    assert_eq!(object.metadata, [("reason".to_owned(), "unparsable".to_owned())].into());
    assert_eq!(object.content_type.as_deref(), Some("application/octet-stream"));
    assert_eq!(object.writes, 2);
    assert_clean(&aws);
}

#[tokio::test]
async fn an_empty_and_a_large_object_arrive_whole() {
    let (aws, config) = aws().await;
    let client = Client::new(&config);
    for bytes in [vec![], vec![b'x'; 5_000_000]] {
        put(&client, "quarantine", &bytes).send().await.unwrap();
        assert_eq!(aws.bucket().objects()["reason/0123"].body, bytes);
    }
    assert_clean(&aws);
}

#[tokio::test]
async fn another_bucket_and_too_much_metadata_are_refused() {
    let (aws, config) = aws().await;
    let client = Client::new(&config);
    let other = put(&client, "other", b"").send().await.unwrap_err();
    assert_eq!(other.code(), Some("NoSuchBucket"));
    let large = put(&client, "quarantine", b"").metadata("m", "x".repeat(2048)).send().await;
    assert_eq!(large.unwrap_err().code(), Some("MetadataTooLarge"));
    assert!(aws.bucket().objects().is_empty());
    assert_eq!((aws.unexpected().len(), aws.violations().len()), (1, 1));
}
