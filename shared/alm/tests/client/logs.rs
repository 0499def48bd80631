//! What is logged, and what never is.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use milepost_runtime::telemetry;
use serde_json::{Value, json};
use tracing::Level;

use crate::ports::{Budget, Store, client, ids};
use crate::server::{Server, grant_with, ok, reply};

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// All that a client says while it gets these answers: log lines at any level, errors, and itself.
async fn said(answers: Vec<String>) -> String {
    let (captured, server) = (Captured::default(), Server::start(answers).await);
    let writer = captured.clone();
    let subscriber = telemetry::subscriber(Level::TRACE, move || writer.clone());
    let guard = tracing::subscriber::set_default(subscriber);
    let store = Store::with("refresh-1");
    store.refuse_to_save(true);
    let client = client(&server.endpoint, &store, &Budget::of(9));
    let mut said = String::new();
    for _ in 0..3 {
        let result = client.users(&ids(&["learner-a", "learner-b"])).await;
        said += &result.map_or_else(|error| format!("{error:?} {error}\n"), |p| format!("{p:?}\n"));
    }
    drop(guard);
    said + &String::from_utf8(captured.0.lock().unwrap().clone()).unwrap()
}

fn messages(said: &str) -> Vec<String> {
    let lines = said.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    lines.map(|line| line["message"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn nothing_secret_or_personal_is_said() {
    let granted = grant_with("access-1", "refresh-2");
    let user =
        json!({"id": "learner-a", "attributes": {"name": "Ana Souza", "email": "ana@example.com"}});
    let page = ok(&json!({"data": [user, {"attributes": {"name": "Ana Souza"}}]}));
    for answer in [
        page.clone(),
        page[..page.len() - 3].to_owned(),
        reply(200, "", r#"{"data": [{"name": "Ana Souza", "email": ana@example.com"#),
        reply(400, "", "Ana Souza <ana@example.com> learner-a"),
        reply(401, "", "access-1"),
        reply(429, "retry-after: 1\r\n", "learner-a"),
        "Ana Souza learner-a\r\n".to_owned(),
        String::new(),
    ] {
        let said = said(vec![granted.clone(), answer.clone(), answer.clone(), answer]).await;
        for never in
            ["access-1", "refresh-1", "refresh-2", "secret-of-app", "Ana", "ana@", "learner-a"]
        {
            assert!(!said.contains(never), "{never}: {said}");
        }
        assert!(messages(&said).iter().any(|message| message.starts_with("alm.")), "{said}");
    }
}

#[tokio::test]
async fn what_an_operator_must_know_is_logged() {
    let page = ok(&json!({"data": [{"id": "learner-a"}, {"id": "learner-b"}, {"type": "user"}]}));
    let said =
        said(vec![grant_with("access-1", "refresh-2"), page.clone(), page.clone(), page]).await;
    let mut messages = messages(&said);
    messages.dedup();
    assert_eq!(
        messages,
        ["alm.token.refreshed", "alm.refresh_token.not_saved", "alm.resource.unreadable"]
    );
}

#[tokio::test]
async fn a_refused_refresh_token_is_logged_once() {
    let said = said(vec![reply(400, "", "")]).await;
    assert_eq!(messages(&said), ["alm.refresh_token.refused"]);
}
