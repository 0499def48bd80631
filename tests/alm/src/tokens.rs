//! OAuth: access tokens by refresh token (ALM developer manual).

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

/// The application that is registered.
pub const CLIENT_ID: &str = "stand-in-client";
/// Its secret; worth nothing, since the company is made up.
pub const CLIENT_SECRET: &str = "stand-in-client-secret";
/// The refresh token that works at first.
pub const REFRESH_TOKEN: &str = "stand-in-refresh-1";

/// How long an access token lives: 7 days, in seconds.
pub(crate) const LIFETIME_SECONDS: i64 = 604_800;

/// What a client asks for a token with.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct TokenRequest {
    /// The application's id.
    #[serde(default)]
    pub client_id: String,
    /// The application's secret.
    #[serde(default)]
    pub client_secret: String,
    /// The refresh token.
    #[serde(default)]
    pub refresh_token: String,
}

/// What happens to tokens on demand.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "snake_case")]
pub enum TokenChange {
    /// The access token is no longer valid.
    Expire,
    /// The next request for a token gives a new refresh token, too; the old one is then refused.
    Rotate,
    /// The refresh token is refused from now on, and the access token with it.
    Revoke,
}

/// Why no token is given.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum TokenRefusal {
    /// Unknown application, or its secret is wrong.
    Client,
    /// The refresh token is wrong, replaced or revoked.
    RefreshToken,
}

/// The tokens that are valid.
#[derive(Clone, Debug)]
pub(crate) struct Tokens {
    access: Option<(String, Timestamp)>,
    refresh: Option<String>,
    given: u64,
    rotations: u64,
    rotate: bool,
}

impl Default for Tokens {
    fn default() -> Self {
        let refresh = Some(REFRESH_TOKEN.to_owned());
        Self { access: None, refresh, given: 0, rotations: 1, rotate: false }
    }
}

impl Tokens {
    /// The access and the refresh token for this request: the same while one is valid.
    ///
    /// # Errors
    /// If the request does not prove who sends it.
    pub(crate) fn refresh(
        &mut self,
        request: &TokenRequest,
        now: Timestamp,
    ) -> Result<(String, String), TokenRefusal> {
        if (request.client_id.as_str(), request.client_secret.as_str())
            != (CLIENT_ID, CLIENT_SECRET)
        {
            return Err(TokenRefusal::Client);
        }
        if self.refresh.as_ref() != Some(&request.refresh_token) {
            return Err(TokenRefusal::RefreshToken);
        }
        let refresh = self.rotated(request.refresh_token.clone());
        Ok((self.access(now), refresh))
    }

    /// Whether this access token is valid.
    pub(crate) fn accepts(&self, token: &str, now: Timestamp) -> bool {
        self.access.as_ref().is_some_and(|(valid, until)| valid == token && now < *until)
    }

    /// Changes the tokens.
    pub(crate) fn change(&mut self, change: TokenChange) {
        match change {
            TokenChange::Expire => self.access = None,
            TokenChange::Rotate => self.rotate = true,
            TokenChange::Revoke => (self.access, self.refresh) = (None, None),
        }
    }

    fn access(&mut self, now: Timestamp) -> String {
        if let Some((token, until)) = &self.access
            && now < *until
        {
            return token.clone();
        }
        self.given += 1;
        let token = format!("stand-in-access-{}", self.given);
        let lifetime = SignedDuration::from_secs(LIFETIME_SECONDS);
        self.access = Some((token.clone(), now + lifetime));
        token
    }

    fn rotated(&mut self, current: String) -> String {
        if !std::mem::take(&mut self.rotate) {
            return current;
        }
        self.rotations += 1;
        let new = format!("stand-in-refresh-{}", self.rotations);
        self.refresh = Some(new.clone());
        new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(refresh_token: &str) -> TokenRequest {
        TokenRequest {
            client_id: CLIENT_ID.to_owned(),
            client_secret: CLIENT_SECRET.to_owned(),
            refresh_token: refresh_token.to_owned(),
        }
    }

    fn day(n: i64) -> Timestamp {
        Timestamp::from_second(1_794_816_000 + n * 86_400).unwrap()
    }

    #[test]
    fn the_same_access_token_is_given_for_seven_days() {
        let mut tokens = Tokens::default();
        let (first, _) = tokens.refresh(&request(REFRESH_TOKEN), day(0)).unwrap();
        let (second, _) = tokens.refresh(&request(REFRESH_TOKEN), day(6)).unwrap();
        assert_eq!(first, second);
        assert!(tokens.accepts(&first, day(6)));
        assert!(!tokens.accepts(&first, day(7)));
        let (third, _) = tokens.refresh(&request(REFRESH_TOKEN), day(7)).unwrap();
        assert_ne!(first, third);
        assert!(!tokens.accepts(&first, day(7)) && tokens.accepts(&third, day(7)));
    }

    #[test]
    fn an_expired_token_is_refused_at_once() {
        let mut tokens = Tokens::default();
        let (access, _) = tokens.refresh(&request(REFRESH_TOKEN), day(0)).unwrap();
        tokens.change(TokenChange::Expire);
        assert!(!tokens.accepts(&access, day(0)));
    }

    #[test]
    fn a_rotated_refresh_token_replaces_the_old_one() {
        let mut tokens = Tokens::default();
        tokens.change(TokenChange::Rotate);
        let (_, new) = tokens.refresh(&request(REFRESH_TOKEN), day(0)).unwrap();
        assert_eq!(new, "stand-in-refresh-2");
        let old = tokens.refresh(&request(REFRESH_TOKEN), day(0));
        assert_eq!(old, Err(TokenRefusal::RefreshToken));
        assert_eq!(tokens.refresh(&request(&new), day(0)).unwrap().1, new);
    }

    #[test]
    fn a_revoked_refresh_token_gives_nothing_and_ends_its_access_token() {
        let mut tokens = Tokens::default();
        let (access, _) = tokens.refresh(&request(REFRESH_TOKEN), day(0)).unwrap();
        tokens.change(TokenChange::Revoke);
        assert!(!tokens.accepts(&access, day(0)));
        let refused = tokens.refresh(&request(REFRESH_TOKEN), day(0));
        assert_eq!(refused, Err(TokenRefusal::RefreshToken));
    }

    #[test]
    fn an_unknown_application_gets_nothing() {
        let stranger = TokenRequest { client_secret: String::new(), ..request(REFRESH_TOKEN) };
        assert_eq!(Tokens::default().refresh(&stranger, day(0)), Err(TokenRefusal::Client));
    }
}
