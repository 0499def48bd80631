//! Jobs.

use milepost_alm::budget::Resource;
use milepost_alm::{JobStatus, JobType};
use serde_json::json;

use crate::ports::{Budget, Store, client, rich_client};
use crate::server::{Server, grant, ok, reply};

#[tokio::test]
async fn a_job_is_created_and_asked_for() {
    let created =
        json!({"data": {"id": "4593:x", "type": "job", "attributes": {"status": "QUEUED"}}});
    let server =
        Server::start([grant("a1"), reply(202, "", &created.to_string()), ok(&created)]).await;
    let budget = Budget::of(9);
    let client = client(&server.endpoint, &Store::with("refresh-1"), &budget);
    let id = client.create_job(JobType::Users, &json!({"fetchActiveUsers": "true"})).await.unwrap();
    assert_eq!(client.job(&id).await, Ok(JobStatus::Running));
    assert_eq!(server.paths()[1..], ["POST /primeapi/v2/jobs", "GET /primeapi/v2/jobs/4593%3Ax"]);
    let post = &server.requests()[1];
    assert!(post.contains("content-type: application/vnd.api+json\r\n"), "{post}");
    assert!(post.contains(r#""jobType":"generateUsers","payload":{"fetchActiveUsers":"true"}"#));
    assert_eq!(budget.taken(), [Resource::Jobs, Resource::Jobs]);
}

#[tokio::test]
async fn a_job_is_posted_once_whatever_happens() {
    let server = Server::start([grant("a1"), String::new()]).await;
    let client = rich_client(&server.endpoint);
    client.create_job(JobType::TrainingReport, &json!({})).await.unwrap_err();
    assert_eq!(server.paths().len(), 2);
}
