//! Uploads as the SDK sends them when it streams: in chunks, with the checksum behind.

use hyper::body::Bytes;
use hyper::{Request, Response, StatusCode};
use milepost_faults::aws::{Names, StandIn};
use milepost_faults::upstream::Upstream;

use crate::support::assert_clean;

async fn put(aws: &StandIn, length: usize, framed: &'static [u8]) -> Response<Bytes> {
    let request = Request::put("/quarantine/reason/0123?x-id=PutObject")
        .header("content-encoding", "aws-chunked")
        .header("x-amz-decoded-content-length", length)
        .header("x-amz-trailer", "x-amz-checksum-crc32");
    aws.call(request.body(Bytes::from_static(framed)).unwrap()).await
}

fn code(answer: &Response<Bytes>) -> &str {
    let body = std::str::from_utf8(answer.body()).unwrap();
    body.split_once("<Code>").unwrap().1.split_once('<').unwrap().0
}

#[tokio::test]
async fn the_object_is_kept_without_the_framing() {
    let aws = StandIn::new(Names::default());
    let framed = b"4\r\n1234\r\n5\r\n56789\r\n0\r\nx-amz-checksum-crc32:y/Q5Jg==\r\n\r\n";
    assert_eq!(put(&aws, 9, framed).await.status(), StatusCode::OK);
    assert_eq!(aws.bucket().objects()["reason/0123"].body.as_ref(), b"123456789");
    assert_clean(&aws);
}

#[tokio::test]
async fn an_object_that_arrives_damaged_is_refused() {
    let aws = StandIn::new(Names::default());
    let wrong = b"9\r\n123456780\r\n0\r\nx-amz-checksum-crc32:y/Q5Jg==\r\n\r\n";
    assert_eq!(code(&put(&aws, 9, wrong).await), "BadDigest");
    let cut = b"9\r\n12345678";
    assert_eq!(code(&put(&aws, 9, cut).await), "IncompleteBody");
    let short = b"8\r\n12345678\r\n0\r\n\r\n";
    assert_eq!(code(&put(&aws, 9, short).await), "IncompleteBody");
    assert!(aws.bucket().objects().is_empty());
    assert_eq!((aws.violations().len(), aws.unexpected().len()), (1, 2));
}
