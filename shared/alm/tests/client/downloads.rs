//! Files.

use milepost_alm::{AlmError, JobFile, JobStatus};
use serde_json::json;

use crate::ports::rich_client;
use crate::server::{Server, grant, ok, reply};

/// The file that a finished job names, on the server itself.
async fn download(
    url: &str,
    answer: String,
    max_bytes: u64,
) -> (Result<Vec<u8>, AlmError>, Server) {
    // The job names an absolute address: it is asked of one server, the file of another.
    let files = Server::start([answer]).await;
    let url = url.replace("SERVER", files.endpoint.as_str());
    let job = json!({"data": {"id": "1", "attributes": {
        "status": {"code": "Completed", "data": {"s3Url": url}},
    }}});
    let jobs = Server::start([grant("a1"), ok(&job)]).await;
    let status = rich_client(&jobs.endpoint).job(&"1".parse().unwrap()).await.unwrap();
    let JobStatus::Finished(file) = status else { panic!("{status:?}") };
    (whole(&files, &file, max_bytes).await, files)
}

async fn whole(files: &Server, file: &JobFile, max_bytes: u64) -> Result<Vec<u8>, AlmError> {
    let mut download = rich_client(&files.endpoint).download(file, max_bytes).await?;
    let mut bytes = Vec::new();
    while let Some(chunk) = download.chunk().await? {
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

#[tokio::test]
async fn a_file_is_downloaded_without_a_token() {
    let (bytes, files) = download("SERVER/f.csv?s=1", reply(200, "", "name\nAna\n"), 9).await;
    assert_eq!(bytes.unwrap(), b"name\nAna\n");
    assert_eq!(files.paths(), ["GET /f.csv?s=1"]);
    assert!(!files.requests()[0].to_lowercase().contains("authorization"));
}

#[tokio::test]
async fn a_file_that_is_not_whole_is_an_error() {
    let chunked = "HTTP/1.1 200 -\r\nTransfer-Encoding: chunked\r\n\r\n";
    let redirect = "Location: https://evil.example/\r\n";
    let whole = reply(200, "", "name\nAna\n");
    for (answer, expected) in [
        (whole[..whole.len() - 1].to_owned(), AlmError::Unreachable),
        (format!("{chunked}4\r\nname\r\n"), AlmError::Unreachable),
        (format!("{chunked}b\r\nname\nAna\nBo\r\n0\r\n\r\n"), AlmError::TooLarge { max: 10 }),
        (reply(200, "", "name\nAna\nBo"), AlmError::TooLarge { max: 10 }),
        ("HTTP/1.1 200 -\r\n\r\nname".to_owned(), AlmError::Malformed("a file without a length")),
        (reply(403, "", "<Error/>"), AlmError::AccessRefused { status: 403 }),
        (reply(302, redirect, ""), AlmError::Refused { status: 302 }),
        (String::new(), AlmError::TimedOut),
    ] {
        let (bytes, _) = download("SERVER/f.csv", answer.clone(), 10).await;
        assert_eq!(bytes, Err(expected), "{answer}");
    }
}

#[tokio::test]
async fn another_host_is_not_even_asked() {
    for url in ["https://evil.example/f.csv", "http://127.0.0.1:9/f.csv"] {
        let (bytes, files) = download(url, reply(200, "", ""), 9).await;
        assert!(matches!(bytes, Err(AlmError::HostNotAllowed { .. })), "{bytes:?}");
        assert_eq!(files.paths(), [""; 0]);
    }
}
