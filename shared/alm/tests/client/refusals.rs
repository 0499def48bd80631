//! What ALM refuses, and how long is waited.

use jiff::SignedDuration;
use milepost_alm::AlmError;
use milepost_alm::budget::{BudgetError, Resource};

use crate::ports::{Budget, START, Store, client, ids, rich_client};
use crate::server::{Server, grant, reply, users};

#[tokio::test]
async fn a_429_pauses_all_functions_for_as_long_as_alm_asks() {
    for (headers, seconds) in [
        ("retry-after: 10.752\r\n", 10.752),
        ("Retry-After: Fri, 15 Jan 2027 08:00:30 GMT\r\n", 30.0),
        ("", 60.0),
    ] {
        let answer = reply(429, headers, r#"{"message":"429 Too many requests"}"#);
        let server = Server::start([grant("a1"), answer]).await;
        let budget = Budget::of(9);
        let client = client(&server.endpoint, &Store::with("refresh-1"), &budget);
        let retry_after = SignedDuration::from_secs_f64(seconds);
        assert_eq!(client.users(&ids(&["1"])).await, Err(AlmError::Throttled { retry_after }));
        assert_eq!(budget.pauses(), [(Resource::Users, START + retry_after)]);
        assert_eq!(server.paths().len(), 2, "it is not tried again");
    }
}

#[tokio::test]
async fn a_503_pauses_if_it_names_a_time() {
    for (headers, pauses) in [("Retry-After: 20\r\n", 1), ("", 0)] {
        let server = Server::start([grant("a1"), reply(503, headers, "")]).await;
        let budget = Budget::of(9);
        let client = client(&server.endpoint, &Store::with("refresh-1"), &budget);
        let error = client.learning_objects(&ids(&["course:1"])).await.unwrap_err();
        assert_eq!(error, AlmError::Server { status: 503 });
        assert_eq!(budget.pauses().len(), pauses);
    }
}

#[tokio::test]
async fn each_failure_is_told_apart_and_nothing_is_tried_again() {
    let redirect = "Location: https://evil.example/\r\n";
    for (answer, expected) in [
        (reply(500, "", ""), AlmError::Server { status: 500 }),
        (reply(400, "", ""), AlmError::Refused { status: 400 }),
        (reply(403, "", ""), AlmError::AccessRefused { status: 403 }),
        (reply(302, redirect, ""), AlmError::Refused { status: 302 }),
        (String::new(), AlmError::TimedOut),
        (format!("HTTP/1.1 200 -\r\nContent-Length: 9\r\n\r\n{}", "{"), AlmError::Unreachable),
    ] {
        let server = Server::start([grant("a1"), answer]).await;
        let result = rich_client(&server.endpoint).users(&ids(&["1"])).await;
        assert_eq!(result, Err(expected));
        assert_eq!(server.paths().len(), 2);
    }
}

#[tokio::test]
async fn a_closed_port_is_unreachable() {
    let endpoint = Server::closed().await;
    let result = rich_client(&endpoint).users(&ids(&["1"])).await;
    assert_eq!(result, Err(AlmError::Unreachable));
}

#[tokio::test]
async fn a_spent_budget_makes_no_request_at_all() {
    let server = Server::start([]).await;
    let client = client(&server.endpoint, &Store::with("refresh-1"), &Budget::of(0));
    let spent = BudgetError::Spent { resource: Resource::Users, until: START };
    assert_eq!(client.users(&ids(&["1"])).await, Err(AlmError::Budget(spent)));
    assert_eq!(server.paths(), [""; 0]);
}

#[tokio::test]
async fn a_401_is_tried_once_more_with_a_fresh_token() {
    let answers = [grant("a1"), reply(401, "", ""), grant("a2"), users(&["1"])];
    let server = Server::start(answers).await;
    let budget = Budget::of(2);
    let client = client(&server.endpoint, &Store::with("refresh-1"), &budget);
    assert_eq!(client.users(&ids(&["1"])).await.unwrap().len(), 1);
    let requests = server.requests();
    assert!(requests[1].contains("authorization: Bearer a1\r\n"), "{}", requests[1]);
    assert!(requests[3].contains("authorization: Bearer a2\r\n"), "{}", requests[3]);
    assert_eq!(budget.taken().len(), 2, "the second try counts");
}

#[tokio::test]
async fn a_second_401_is_the_end() {
    let answers = [grant("a1"), reply(401, "", ""), grant("a1"), reply(401, "", "")];
    let server = Server::start(answers).await;
    let result = rich_client(&server.endpoint).users(&ids(&["1"])).await;
    assert_eq!(result, Err(AlmError::AccessRefused { status: 401 }));
    assert_eq!(server.paths().len(), 4);
}
