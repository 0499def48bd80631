//! What is remembered about tokens between two requests.

use jiff::{SignedDuration, Timestamp};
use milepost_runtime::secret::Secret;
use reqwest::header::HeaderValue;

use crate::AlmError;
use crate::credentials::Credentials;

/// So long nobody asks again if only an operator can help.
const UNTIL_AN_OPERATOR_HELPS: SignedDuration = SignedDuration::from_mins(5);
/// So long whoever waited for a token gets the error of the one who asked for it.
const UNTIL_IT_MAY_WORK: SignedDuration = SignedDuration::from_secs(5);

/// An access token, ready to be sent.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Token {
    /// `Authorization`; marked as sensitive, so `Debug` does not show it.
    pub(crate) header: HeaderValue,
    /// Distinguishes two grants of one token: ALM answers with the same one while it is valid.
    grant: u64,
    use_until: Timestamp,
}

/// Credentials that the store does not hold yet.
#[derive(Debug)]
pub(super) struct Unsaved {
    pub(super) newest: Credentials,
    /// What the store held.
    pub(super) replaces: Credentials,
    pub(super) try_at: Timestamp,
}

#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) token: Option<Token>,
    /// Read, and not used yet.
    pub(super) loaded: Option<Credentials>,
    pub(super) unsaved: Option<Unsaved>,
    hold: Option<(AlmError, Timestamp)>,
    grants: u64,
}

impl State {
    /// The token, unless its time is over.
    pub(super) fn usable(&self, now: Timestamp) -> Option<Token> {
        self.token.clone().filter(|token| now < token.use_until)
    }

    /// The last failure, as long as asking again would only give another.
    pub(super) fn held(&self, now: Timestamp) -> Result<(), AlmError> {
        match &self.hold {
            Some((error, until)) if now < *until => Err(error.clone()),
            _ => Ok(()),
        }
    }

    /// Remembers a failure for a while.
    pub(super) fn hold(&mut self, error: AlmError, now: Timestamp) -> AlmError {
        let pause = match &error {
            AlmError::NoCredentials | AlmError::RefreshTokenRefused { .. } => {
                UNTIL_AN_OPERATOR_HELPS
            }
            AlmError::Throttled { retry_after } => *retry_after,
            _ => UNTIL_IT_MAY_WORK,
        };
        self.hold = Some((error.clone(), after(now, pause)));
        error
    }

    /// Takes the token that ALM granted.
    pub(super) fn keep(&mut self, token: &Secret, until: Timestamp) -> Result<Token, AlmError> {
        // ALM's pages show both `Bearer` and `oauth`; the first is the standard (RFC 6750).
        let bearer = [b"Bearer ", token.expose()].concat();
        let mut header = HeaderValue::from_bytes(&bearer)
            .map_err(|_| AlmError::Malformed("the access token fits into no header"))?;
        header.set_sensitive(true);
        self.grants += 1;
        let token = Token { header, grant: self.grants, use_until: until };
        (self.token, self.hold) = (Some(token.clone()), None);
        Ok(token)
    }
}

/// This moment and so much more, at most the end of the calendar.
pub(crate) fn after(now: Timestamp, duration: SignedDuration) -> Timestamp {
    now.saturating_add(duration).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_failure_is_remembered_as_long_as_asking_is_in_vain() {
        let retry_after = SignedDuration::from_secs(30);
        for (error, seconds) in [
            (AlmError::NoCredentials, 300),
            (AlmError::RefreshTokenRefused { status: 400 }, 300),
            (AlmError::Throttled { retry_after }, 30),
            (AlmError::TimedOut, 5),
            (AlmError::Server { status: 500 }, 5),
        ] {
            let mut state = State::default();
            assert_eq!(state.hold(error.clone(), at(0)), error);
            assert_eq!(state.held(at(seconds - 1)), Err(error));
            assert_eq!(state.held(at(seconds)), Ok(()));
        }
    }

    #[test]
    fn a_token_ends_a_hold_and_its_own_time() {
        let mut state = State::default();
        state.hold(AlmError::TimedOut, at(0));
        let token = state.keep(&Secret::new("a1"), at(10)).unwrap();
        assert_eq!(state.held(at(1)), Ok(()));
        assert_eq!(state.usable(at(9)), Some(token));
        assert_eq!(state.usable(at(10)), None);
    }

    #[test]
    fn a_token_does_not_print_itself() {
        let mut state = State::default();
        state.keep(&Secret::new("a1-token"), at(10)).unwrap();
        let shown = format!("{state:?}");
        assert!(shown.contains("Sensitive") && !shown.contains("a1-token"), "{shown}");
    }

    #[test]
    fn a_token_that_is_no_header_is_refused() {
        let refused = State::default().keep(&Secret::new("a\r\nHost: evil"), at(10));
        assert_eq!(refused, Err(AlmError::Malformed("the access token fits into no header")));
    }
}
