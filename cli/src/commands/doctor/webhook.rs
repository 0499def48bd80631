//! Whether the webhook answers: URL, rights, secret and the binary on its processor, all in one.

use std::time::Duration;

use reqwest::{Client, StatusCode};

use super::context::Context;
use super::finding::{Facts, Finding};
use super::secret;

/// Longer than ALM waits: whether it answers at all is asked here.
const PATIENCE: Duration = Duration::from_secs(20);
const RESPONSES: &str = "docs/alm.md#responses";

/// The answer to an authenticated GET, or why there is none.
type Answer = Result<StatusCode, String>;

pub(super) async fn check(context: &Context) -> Facts<Vec<Finding>> {
    let mode = context.stack.parameter("AuthMode");
    let fields = match mode {
        "basic" => secret::read(context).await?.0.unwrap_or_default(),
        _ => secret::Fields::default(),
    };
    let url = match &context.url {
        Some(url) => url.as_str(),
        None => context.output("WebhookUrl")?,
    };
    Ok(vec![judge(mode, &ask(url, &fields).await)])
}

async fn ask(url: &str, fields: &secret::Fields) -> Answer {
    let client = Client::builder().timeout(PATIENCE).build();
    let mut request = client.map_err(|error| crate::causes::line(&error))?.get(url);
    if let (Some(user), Some(password)) = (&fields.username, &fields.password) {
        let [user, password] = [user, password].map(|it| String::from_utf8_lossy(it.expose()));
        request = request.basic_auth(user, Some(password));
    }
    let answer = request.send().await;
    answer.map(|it| it.status()).map_err(|error| crate::causes::line(&error.without_url()))
}

fn judge(mode: &str, answer: &Answer) -> Finding {
    match answer.as_ref().map(StatusCode::as_u16) {
        Ok(200) => Finding::ok("answers an authenticated GET"),
        Ok(401) if mode == "signature" => Finding::ok("answers, and demands a signature"),
        Ok(401) => Finding::problem("refuses the credentials of its secret (401)", RESPONSES),
        Ok(429) => Finding::problem("is throttled (429)", RESPONSES),
        Ok(status) => Finding::problem(
            format!("responds {status}: ALM keeps its events, for 7 days"),
            "the log of ingest says why; a binary for another architecture does not start",
        ),
        Err(why) => Finding::warning(
            format!("cannot be reached from here: {why}"),
            "try from another network, with the output WebhookUrl",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::finding::Level;
    use super::*;

    #[test]
    fn only_an_answer_with_the_right_credentials_is_in_order() {
        for (mode, status, expected) in [
            ("basic", 200, Level::Ok),
            ("basic", 401, Level::Problem),
            ("signature", 401, Level::Ok),
            ("signature", 503, Level::Problem),
            ("none", 200, Level::Ok),
            ("basic", 429, Level::Problem),
            ("basic", 502, Level::Problem),
        ] {
            let answer = StatusCode::from_u16(status).unwrap();
            assert_eq!(judge(mode, &Ok(answer)).level, expected, "{mode} {status}");
        }
        assert_eq!(judge("basic", &Err("refused".to_owned())).level, Level::Warning);
    }
}
