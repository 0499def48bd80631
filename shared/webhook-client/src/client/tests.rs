use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use milepost_runtime::secret::Secret;
use tokio::net::TcpListener;

use super::*;

type Requests = Arc<Mutex<Vec<(HeaderMap, Bytes)>>>;

/// Answers with these statuses, one after the other; 0 is silence.
async fn server(statuses: &'static [u16]) -> (String, Requests) {
    let requests = Requests::default();
    let answer =
        async |State(seen): State<Requests>, headers: HeaderMap, body: Bytes| -> Response {
            let number = {
                let mut seen = seen.lock().unwrap();
                seen.push((headers, body));
                seen.len()
            };
            match statuses[number - 1] {
                0 => std::future::pending().await,
                302 => (StatusCode::FOUND, [("Location", "/x")]).into_response(),
                status => {
                    let body = r#"{"accepted":1,"quarantined":2}"#;
                    (StatusCode::from_u16(status).unwrap(), body).into_response()
                }
            }
        };
    let app = Router::new().fallback(answer).with_state(requests.clone());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    (url, requests)
}

fn client(url: &str, auth: Auth) -> Client {
    let endpoint = EndpointArgs { url: url.parse().unwrap(), give_up: 9 };
    Client::with_timeout(&endpoint, auth, Duration::from_millis(300)).unwrap()
}

#[tokio::test]
async fn the_same_bytes_go_again_after_silence() {
    let (url, requests) = server(&[0, 202]).await;
    let auth = Auth::Basic { user: "alm".to_owned(), password: Secret::new("pw") };
    let client = client(&url, auth);
    let NoAnswer(reason) = client.post(b"{not json,}").await.unwrap_err();
    assert_eq!(reason, "no answer within 0.3 s");
    let delivery = client.deliver(b"{not json,}", |_| {}).await.unwrap();
    assert_eq!(delivery.counts.unwrap().quarantined, 2);
    let requests = requests.lock().unwrap();
    assert_eq!(requests[0].0["authorization"], "Basic YWxtOnB3");
    assert!(requests.iter().all(|(_, body)| body == b"{not json,}".as_slice()));
}

#[tokio::test]
async fn a_401_is_an_answer_and_a_redirect_is_not_followed() {
    let (url, requests) = server(&[401, 302]).await;
    let header = "X-ALM-Signature".to_owned();
    let client = client(&url, Auth::Signature { header, secret: Secret::new("key") });
    assert_eq!(client.post(b"{}").await.unwrap().status, 401);
    assert_eq!(client.post(b"{}").await.unwrap().status, 302);
    let signature = requests.lock().unwrap()[0].0["x-alm-signature"].clone();
    assert!(signature.to_str().unwrap().starts_with("sha256="), "{signature:?}");
}

#[tokio::test]
async fn a_refused_connection_has_a_hint() {
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let client = client(&format!("http://{closed}"), Auth::None);
    let NoAnswer(reason) = client.post(b"{}").await.unwrap_err();
    assert!(reason.starts_with("Connection refused"), "{reason}");
    assert!(reason.ends_with("is the local stack running? try `make up`"), "{reason}");
}
