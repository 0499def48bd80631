//! What is sent, and what is made of answers.

use milepost_alm::budget::Resource;
use milepost_alm::{AlmError, Client};
use serde_json::json;

use crate::ports::{Budget, Store, client, ids, rich_client};
use crate::server::{Server, grant, ok, reply, users};

#[tokio::test]
async fn people_are_asked_for_in_one_request() {
    let server = Server::start([grant("a1"), users(&["2", "1"])]).await;
    let people = rich_client(&server.endpoint).users(&ids(&["1", "2", "3"])).await.unwrap();
    assert_eq!(people.iter().map(|p| p.user_id.as_str()).collect::<Vec<_>>(), ["2", "1"]);
    let requests = server.requests();
    let host = server.endpoint.as_str().trim_start_matches("http://");
    insta::assert_snapshot!(requests.join("\n\n").replace('\r', "").replace(host, "HOST"), @"
    POST /oauth/token/refresh HTTP/1.1
    content-type: application/x-www-form-urlencoded
    accept: */*
    user-agent: milepost/0.1.0
    host: HOST
    content-length: 65

    client_id=app&client_secret=secret-of-app&refresh_token=refresh-1

    GET /primeapi/v2/users?ids=1%2C2%2C3&page%5Blimit%5D=100 HTTP/1.1
    accept: application/vnd.api+json
    authorization: Bearer a1
    user-agent: milepost/0.1.0
    host: HOST
    ");
}

#[tokio::test]
async fn the_account_says_what_codes_of_time_zones_mean() {
    let zones = json!([{"timeZoneCode": "213", "zoneId": "Asia/Kolkata"}]);
    let account = json!({"data": {"id": "1", "attributes": {"timeZones": zones}}});
    let server = Server::start([grant("a1"), ok(&account)]).await;
    let zones = rich_client(&server.endpoint).time_zones().await.unwrap();
    assert_eq!(zones.zone("213").map(|zone| zone.to_string()).as_deref(), Some("Asia/Kolkata"));
    assert_eq!(server.paths()[1], "GET /primeapi/v2/account");
}

#[tokio::test]
async fn learning_objects_come_with_their_instances() {
    let page = json!({
        "data": [{"id": "course:1", "attributes": {"loType": "course"}, "relationships": {
            "instances": {"data": [{"id": "course:1_2", "type": "learningObjectInstance"}]},
        }}],
        "included": [{"id": "course:1_2", "type": "learningObjectInstance"}],
    });
    let server = Server::start([grant("a1"), ok(&page)]).await;
    let found = rich_client(&server.endpoint).learning_objects(&ids(&["course:1"])).await.unwrap();
    assert_eq!(found.objects[0].lo_id.as_str(), "course:1");
    assert_eq!(found.instances[0].lo_instance_id.as_str(), "course:1_2");
    assert_eq!(
        server.paths()[1],
        "GET /primeapi/v2/learningObjects?ids=course%3A1&include=instances\
         &enforcedFields%5BlearningObject%5D=instances%2CcatalogLabels&page%5Blimit%5D=10"
    );
}

#[tokio::test]
async fn nothing_is_asked_for_without_ids() {
    let server = Server::start([]).await;
    let client = rich_client(&server.endpoint);
    assert_eq!(client.users(&[]).await.unwrap(), []);
    assert_eq!(client.users(&ids(&["1,2"])).await.unwrap(), []);
    assert_eq!(client.learning_objects(&[]).await.unwrap().objects, []);
    assert_eq!(server.paths(), [""; 0]);
}

#[tokio::test]
async fn pages_are_followed_until_all_is_there() {
    let page = |id: &str| {
        ok(&json!({"data": [{"id": id}], "links": {"next": "/primeapi/v2/users?page[cursor]=x"}}))
    };
    let server = Server::start([grant("a1"), page("1"), page("2")]).await;
    let budget = Budget::of(9);
    let client = client(&server.endpoint, &Store::with("refresh-1"), &budget);
    assert_eq!(client.users(&ids(&["1", "2"])).await.unwrap().len(), 2);
    assert_eq!(server.paths()[2..], ["GET /primeapi/v2/users?page[cursor]=x"]);
    assert_eq!(budget.taken(), [Resource::Users, Resource::Users]);
}

#[tokio::test]
async fn an_empty_page_is_the_last() {
    let page = json!({"data": [], "links": {"next": "/primeapi/v2/users?page[cursor]=x"}});
    let server = Server::start([grant("a1"), ok(&page)]).await;
    assert_eq!(rich_client(&server.endpoint).users(&ids(&["1"])).await.unwrap(), []);
    assert_eq!(server.paths().len(), 2);
}

#[tokio::test]
async fn pages_without_end_are_refused() {
    let page = json!({"data": [{"id": "1"}], "links": {"next": "/primeapi/v2/users"}});
    let server = Server::start([vec![grant("a1")], vec![ok(&page); 30]].concat()).await;
    let error = rich_client(&server.endpoint).users(&ids(&["1", "2"])).await.unwrap_err();
    assert_eq!(error, AlmError::Malformed("its pages have no end"));
    assert_eq!(server.paths().len(), 21);
}

#[tokio::test]
async fn a_next_page_elsewhere_is_refused() {
    let page = json!({"data": [{"id": "1"}], "links": {"next": "https://evil.example/users"}});
    let server = Server::start([grant("a1"), ok(&page)]).await;
    let error = rich_client(&server.endpoint).users(&ids(&["1", "2"])).await.unwrap_err();
    assert_eq!(error, AlmError::HostNotAllowed { host: "evil.example".to_owned() });
}

#[tokio::test]
async fn an_answer_about_the_whole_account_is_refused_at_its_first_page() {
    let page = json!({"data": [{"id": "7"}, {"id": "8"}], "links": {"next": "/more"}});
    let server = Server::start([grant("a1"), ok(&page)]).await;
    let error = rich_client(&server.endpoint).users(&ids(&["1"])).await.unwrap_err();
    assert_eq!(error, AlmError::Malformed("it ignores the list of ids"));
    assert_eq!(server.paths().len(), 2);
}

#[tokio::test]
async fn what_cannot_be_read_does_not_spoil_the_rest() {
    let page = json!({"data": [{"type": "user"}, 7, {"id": 1}, {"id": ""}]});
    let server = Server::start([grant("a1"), ok(&page)]).await;
    assert_eq!(rich_client(&server.endpoint).users(&ids(&["1", "2"])).await.unwrap().len(), 1);
}

#[tokio::test]
async fn nothing_of_a_broken_answer_is_used() {
    let body = r#"{"data": [{"id": "1"}, {"id": "2"}]}"#;
    let (json, cut) = (&body[..25], reply(200, "", body));
    for (answer, expected) in [
        (reply(200, "", json), AlmError::Malformed("its JSON ends early")),
        (cut[..cut.len() - 5].to_owned(), AlmError::Unreachable),
        ("HTTP/1.1 200 -\r\nContent-Le".to_owned(), AlmError::Unreachable),
        (
            "HTTP/1.1 200 -\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"dat".into(),
            AlmError::Unreachable,
        ),
        (format!("HTTP/1.1 200 -\r\n\r\n{json}"), AlmError::Malformed("its JSON ends early")),
        (reply(200, "", "<html>"), AlmError::Malformed("it is not JSON")),
        (reply(200, "", "{}"), AlmError::Malformed("it has no data")),
    ] {
        let server = Server::start([grant("a1"), answer.clone()]).await;
        let result = rich_client(&server.endpoint).users(&ids(&["1", "2"])).await;
        assert_eq!(result, Err(expected), "{answer}");
    }
}

#[tokio::test]
async fn an_answer_of_more_than_8_megabytes_is_refused() {
    let server = Server::start([grant("a1"), reply(200, "", &" ".repeat((8 << 20) + 1))]).await;
    let error = rich_client(&server.endpoint).users(&ids(&["1"])).await.unwrap_err();
    assert_eq!(error, AlmError::TooLarge { max: 8 << 20 });
}

/// Lambda's handlers must be `Send`.
#[tokio::test]
async fn requests_can_move_between_threads() {
    fn is_send<T: Send>(_: T) {}
    fn check(client: &Client<Store, Budget>) {
        is_send(client.users(&[]));
        is_send(client.learning_objects(&[]));
        is_send(client.has_credentials());
    }
    check(&rich_client(&"http://127.0.0.1:9".parse().unwrap()));
}
