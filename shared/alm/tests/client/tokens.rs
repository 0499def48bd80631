//! Credentials and tokens.

use jiff::SignedDuration;
use milepost_alm::AlmError;

use crate::ports::{Budget, Store, client, credentials, ids, pass, rich_client};
use crate::server::{Server, grant, grant_with, reply, users};

const REFRESH: &str = "POST /oauth/token/refresh";

fn refreshes(server: &Server) -> usize {
    server.paths().iter().filter(|path| *path == REFRESH).count()
}

#[tokio::test]
async fn a_token_is_kept_until_shortly_before_its_end() {
    let answers = [grant("a1"), users(&["1"]), users(&["1"]), grant("a2"), users(&["1"])];
    let server = Server::start(answers).await;
    let client = rich_client(&server.endpoint);
    for (hours, expected) in [(0, 1), (167, 1), (1, 2)] {
        pass(SignedDuration::from_hours(hours));
        client.users(&ids(&["1"])).await.unwrap();
        assert_eq!(refreshes(&server), expected, "{hours} h later");
    }
}

#[tokio::test]
async fn a_login_asks_for_a_token_and_takes_no_request_of_the_budget() {
    let server = Server::start([grant("a1"), reply(400, "", "")]).await;
    let (store, budget) = (Store::default(), Budget::of(0));
    let client = client(&server.endpoint, &store, &budget);
    assert_eq!(client.log_in().await, Err(AlmError::NoCredentials));
    store.put("refresh-1");
    pass(SignedDuration::from_mins(5));
    assert_eq!(client.log_in().await, Ok(true));
    assert_eq!((server.paths().len(), budget.taken().len()), (1, 0));
}

#[tokio::test]
async fn who_asks_at_once_shares_one_refresh() {
    let server = Server::start([vec![grant("a1")], vec![users(&["1"]); 3]].concat()).await;
    let (client, one) = (rich_client(&server.endpoint), ids(&["1"]));
    let (a, b, c) = tokio::join!(client.users(&one), client.users(&one), client.users(&one));
    assert_eq!([a, b, c].map(|people| people.unwrap().len()), [1; 3]);
    assert_eq!(refreshes(&server), 1);
}

#[tokio::test]
async fn who_asks_at_once_shares_one_failure() {
    let server = Server::start([reply(500, "", "")]).await;
    let (client, one) = (rich_client(&server.endpoint), ids(&["1"]));
    let (a, b) = tokio::join!(client.users(&one), client.users(&one));
    assert_eq!(
        [a, b],
        [Err(AlmError::Server { status: 500 }), Err(AlmError::Server { status: 500 })]
    );
    assert_eq!(server.paths(), [REFRESH]);
}

#[tokio::test]
async fn without_credentials_nothing_is_asked_and_the_store_only_every_5_minutes() {
    let server = Server::start([grant("a1"), users(&["1"])]).await;
    let (store, budget) = (Store::default(), Budget::of(1));
    let client = client(&server.endpoint, &store, &budget);
    assert_eq!(client.has_credentials().await, Ok(false));
    for _ in 0..3 {
        assert_eq!(client.users(&ids(&["1"])).await, Err(AlmError::NoCredentials));
    }
    assert_eq!((store.loads(), budget.taken().len(), server.paths().len()), (1, 0, 0));
    store.put("refresh-1");
    pass(SignedDuration::from_mins(5));
    assert_eq!(client.users(&ids(&["1"])).await.unwrap().len(), 1);
    assert_eq!(client.has_credentials().await, Ok(true));
}

#[tokio::test]
async fn a_refused_refresh_token_is_not_sent_again_for_5_minutes() {
    for status in [400, 401, 403] {
        let server = Server::start([reply(status, "", ""), grant("a1"), users(&["1"])]).await;
        let client = rich_client(&server.endpoint);
        for _ in 0..3 {
            let refused = AlmError::RefreshTokenRefused { status };
            assert_eq!(client.users(&ids(&["1"])).await, Err(refused));
        }
        assert_eq!(server.paths(), [REFRESH]);
        pass(SignedDuration::from_mins(5));
        assert_eq!(client.users(&ids(&["1"])).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_refresh_token_that_another_function_saved_is_tried() {
    let server =
        Server::start([reply(400, "", ""), grant_with("a1", "refresh-2"), users(&["1"])]).await;
    let store = Store::with("refresh-2");
    store.0.lock().unwrap().stale = vec![credentials("refresh-1")];
    let client = client(&server.endpoint, &store, &Budget::of(9));
    assert_eq!(client.users(&ids(&["1"])).await.unwrap().len(), 1);
    let requests = server.requests();
    assert!(requests[0].ends_with("refresh_token=refresh-1"));
    assert!(requests[1].ends_with("refresh_token=refresh-2"));
    assert_eq!(store.saves(), 0);
}

#[tokio::test]
async fn a_new_refresh_token_is_saved() {
    let server = Server::start([grant_with("a1", "refresh-2"), users(&["1"])]).await;
    let store = Store::with("refresh-1");
    client(&server.endpoint, &store, &Budget::of(9)).users(&ids(&["1"])).await.unwrap();
    assert_eq!(store.stored(), Some(credentials("refresh-2")));
    assert_eq!(store.saves(), 1);
}

#[tokio::test]
async fn what_cannot_be_saved_is_kept_in_memory_and_saved_later() {
    let answers = [
        grant_with("a1", "refresh-2"),
        users(&["1"]),
        users(&["1"]),
        grant_with("a2", "refresh-3"),
        users(&["1"]),
        users(&["1"]),
    ];
    let server = Server::start(answers).await;
    let store = Store::with("refresh-1");
    store.refuse_to_save(true);
    let client = client(&server.endpoint, &store, &Budget::of(9));
    for (minutes, saves) in [(0, 1), (1, 1), (7 * 24 * 60, 3)] {
        pass(SignedDuration::from_mins(minutes));
        client.users(&ids(&["1"])).await.unwrap();
        assert_eq!(store.saves(), saves, "{minutes} minutes later");
    }
    assert!(server.requests()[3].ends_with("refresh_token=refresh-2"));
    store.refuse_to_save(false);
    pass(SignedDuration::from_mins(5));
    client.users(&ids(&["1"])).await.unwrap();
    assert_eq!(store.stored(), Some(credentials("refresh-3")));
}

#[tokio::test]
async fn what_an_operator_enters_is_not_overwritten() {
    let server = Server::start([grant_with("a1", "refresh-2"), users(&["1"]), users(&["1"])]).await;
    let store = Store::with("refresh-1");
    store.refuse_to_save(true);
    let client = client(&server.endpoint, &store, &Budget::of(9));
    client.users(&ids(&["1"])).await.unwrap();
    store.refuse_to_save(false);
    store.put("refresh-of-operator");
    pass(SignedDuration::from_mins(5));
    client.users(&ids(&["1"])).await.unwrap();
    assert_eq!(store.stored(), Some(credentials("refresh-of-operator")));
}
