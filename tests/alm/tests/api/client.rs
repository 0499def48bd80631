//! A client that knows no more than HTTP.

use jiff::Timestamp;
use milepost_alm_stand_in::{CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN, Settings, StandIn};
use reqwest::header::ACCEPT;
use reqwest::{Client, RequestBuilder, Response};
use serde_json::Value;

/// A time that stands still until a test lets it pass.
pub(crate) fn noon() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

pub(crate) struct Caller {
    pub(crate) alm: StandIn,
    pub(crate) http: Client,
    token: String,
}

impl Caller {
    pub(crate) async fn new() -> Self {
        Self::with(Settings { clock: noon, ..Settings::default() }).await
    }

    pub(crate) async fn with(settings: Settings) -> Self {
        let alm = StandIn::start_with(settings, 0).await.unwrap();
        let http = Client::builder().no_proxy().build().unwrap();
        let mut caller = Self { alm, http, token: String::new() };
        caller.log_in().await;
        caller
    }

    pub(crate) async fn log_in(&mut self) {
        let answer = self.refresh(REFRESH_TOKEN).await;
        assert_eq!(answer.status(), 200);
        let body: Value = answer.json().await.unwrap();
        body["access_token"].as_str().unwrap().clone_into(&mut self.token);
    }

    pub(crate) async fn refresh(&self, refresh_token: &str) -> Response {
        let form = [
            ("client_id", CLIENT_ID),
            ("client_secret", CLIENT_SECRET),
            ("refresh_token", refresh_token),
        ];
        self.http.post(self.url("/oauth/token/refresh")).form(&form).send().await.unwrap()
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.alm.url())
    }

    /// A request to the API, ready to be changed or sent.
    pub(crate) fn request(&self, path: &str) -> RequestBuilder {
        let url = self.url(&format!("/primeapi/v2{path}"));
        self.authorized(self.http.get(url))
    }

    pub(crate) fn authorized(&self, request: RequestBuilder) -> RequestBuilder {
        request.header(ACCEPT, "application/vnd.api+json").bearer_auth(&self.token)
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.request(path).send().await.unwrap()
    }

    /// The body of an answer that has to be 200; the address in it is `ALM`.
    pub(crate) async fn json(&self, path: &str) -> Value {
        self.json_of(self.request(path)).await
    }

    pub(crate) async fn json_of(&self, request: RequestBuilder) -> Value {
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 200);
        let text = answer.text().await.unwrap().replace(self.alm.url(), "ALM");
        serde_json::from_str(&text).unwrap()
    }
}

pub(crate) fn ids(body: &Value) -> Vec<String> {
    let data = body["data"].as_array().unwrap();
    data.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}
