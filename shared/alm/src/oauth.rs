//! What is said at ALM's token endpoint (ALM developer manual, OAuth).

use std::borrow::Cow;

use jiff::SignedDuration;
use milepost_runtime::secret::Secret;
use serde_json::Value;

use crate::AlmError;
use crate::credentials::Credentials;
use crate::document::text;

/// Where refresh tokens are taken.
pub(crate) const PATH: &str = "/oauth/token/refresh";

/// What a token is good for if ALM does not say. Its pages say 7 days.
const UNKNOWN_LIFETIME_S: f64 = 3_600.0;
const LONGEST_LIFETIME_S: f64 = 30.0 * 86_400.0;
/// A token is replaced so long before its end, or at nine tenths of a short life.
const MARGIN_S: f64 = 600.0;
/// So long a token is used whatever ALM says: better a 401 than a new token for each request.
const SHORTEST_USE_S: f64 = 60.0;

/// What ALM grants.
#[derive(Debug, Eq, PartialEq)]
pub(crate) struct Grant {
    pub(crate) access_token: Secret,
    /// The refresh token from now on, if ALM names one.
    pub(crate) refresh_token: Option<Secret>,
    /// How long the access token is used.
    pub(crate) use_for: SignedDuration,
}

/// The form that asks for an access token.
pub(crate) fn form(credentials: &Credentials) -> [(&'static str, Cow<'_, str>); 3] {
    [
        ("client_id", Cow::Borrowed(&credentials.client_id)),
        ("client_secret", String::from_utf8_lossy(credentials.client_secret.expose())),
        ("refresh_token", String::from_utf8_lossy(credentials.refresh_token.expose())),
    ]
}

impl Grant {
    /// Reads ALM's answer.
    pub(crate) fn read(body: &[u8]) -> Result<Self, AlmError> {
        let answer: Value = serde_json::from_slice(body)
            .map_err(|_| AlmError::Malformed("the token answer is not JSON"))?;
        let secret = |name: &str| {
            let text = answer[name].as_str().filter(|text| !text.is_empty());
            text.map(Secret::new)
        };
        let expires_in = text(&answer["expires_in"]).and_then(|text| text.parse().ok());
        Ok(Self {
            access_token: secret("access_token")
                .ok_or(AlmError::Malformed("the token answer holds no token"))?,
            refresh_token: secret("refresh_token"),
            use_for: use_for(expires_in),
        })
    }
}

fn use_for(expires_in: Option<f64>) -> SignedDuration {
    let sensible = expires_in.filter(|seconds| seconds.is_finite() && *seconds >= 0.0);
    let lifetime = sensible.unwrap_or(UNKNOWN_LIFETIME_S).min(LONGEST_LIFETIME_S);
    let margin = (lifetime / 10.0).min(MARGIN_S);
    SignedDuration::from_secs_f64((lifetime - margin).max(SHORTEST_USE_S))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(answer: &Value) -> Result<Grant, AlmError> {
        Grant::read(answer.to_string().as_bytes())
    }

    #[test]
    fn the_documented_answer_is_read() {
        let answer = json!({"access_token": "a1", "refresh_token": "r2", "user_role": "admin",
            "account_id": "1010", "user_id": "17", "expires_in": 604_800});
        let expected = Grant {
            access_token: Secret::new("a1"),
            refresh_token: Some(Secret::new("r2")),
            use_for: SignedDuration::from_secs(604_800 - 600),
        };
        assert_eq!(read(&answer), Ok(expected));
    }

    #[test]
    fn a_token_is_used_for_most_of_its_life_and_never_for_no_time() {
        for (expires_in, seconds) in [
            (json!("604800"), 604_200),
            (json!(3_600.5), 3_240),
            (json!(600), 540),
            (json!(5), 60),
            (json!(0), 60),
            (json!(-1), 3_240),
            (json!(null), 3_240),
            (json!("soon"), 3_240),
            (json!(1e300), 2_591_400),
        ] {
            let grant = read(&json!({"access_token": "a", "expires_in": expires_in})).unwrap();
            assert_eq!((grant.use_for.as_secs(), grant.refresh_token), (seconds, None));
        }
    }

    #[test]
    fn an_answer_without_a_token_is_refused() {
        for answer in
            [json!({}), json!({"access_token": ""}), json!({"access_token": 7}), json!([])]
        {
            let error = AlmError::Malformed("the token answer holds no token");
            assert_eq!(read(&answer), Err(error), "{answer}");
        }
        let early = Grant::read(br#"{"access_token": "a"#);
        assert_eq!(early, Err(AlmError::Malformed("the token answer is not JSON")));
    }

    #[test]
    fn the_form_has_the_documented_fields() {
        let credentials = Credentials {
            client_id: "app".to_owned(),
            client_secret: Secret::new("s"),
            refresh_token: Secret::new("r"),
        };
        let fields = form(&credentials).map(|(name, value)| format!("{name}={value}"));
        assert_eq!(fields, ["client_id=app", "client_secret=s", "refresh_token=r"]);
    }
}
