//! Access tokens: one at a time, kept in memory as long as the function's sandbox lives.

mod state;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;

use state::{State, Unsaved};
pub(crate) use state::{Token, after};

use crate::credentials::{CredentialStore, Credentials};
use crate::http::Http;
use crate::oauth::{self, Grant};
use crate::{AlmError, Endpoint};

/// ALM's answer has some hundred bytes.
const MAX_ANSWER_BYTES: usize = 64 * 1024;
/// So often it is tried to write a refresh token that could not be written.
const SAVE_EVERY: SignedDuration = SignedDuration::from_mins(5);

/// Gets access tokens. Whoever asks while one is being got waits for that one.
#[derive(Debug)]
pub(crate) struct Tokens<S> {
    store: S,
    endpoint: Endpoint,
    http: Http,
    clock: fn() -> Timestamp,
    state: Mutex<State>,
}

impl<S> Tokens<S> {
    pub(crate) fn new(store: S, endpoint: Endpoint, http: Http, clock: fn() -> Timestamp) -> Self {
        Self { store, endpoint, http, clock, state: Mutex::default() }
    }

    /// ALM does not take this token: no one is to use it again. A newer one stays.
    pub(crate) async fn forget(&self, refused: &Token) {
        let mut state = self.state.lock().await;
        state.token.take_if(|token| token == refused);
    }
}

impl<S: CredentialStore> Tokens<S> {
    /// Fails if it is known, without asking ALM, that there is no token to be had.
    pub(crate) async fn check(&self) -> Result<(), AlmError> {
        self.prepare(&mut *self.state.lock().await).await
    }

    /// The token of the moment, or a new one.
    pub(crate) async fn access(&self) -> Result<Token, AlmError> {
        let mut state = self.state.lock().await;
        self.prepare(&mut state).await?;
        if let Some(token) = state.usable((self.clock)()) {
            return Ok(token);
        }
        let refreshed = self.refresh(&mut state).await;
        refreshed.map_err(|error| state.hold(error, (self.clock)()))
    }

    /// Afterwards there is a token, or there are credentials to get one with.
    async fn prepare(&self, state: &mut State) -> Result<(), AlmError> {
        let now = (self.clock)();
        self.save_again(state, now).await;
        if state.usable(now).is_some() {
            return Ok(());
        }
        state.held(now)?;
        if state.loaded.is_none() {
            let loaded = self.load(state).await;
            state.loaded = Some(loaded.map_err(|error| state.hold(error, now))?);
        }
        Ok(())
    }

    /// The newest credentials: those in the store, unless they are the ones that could not be
    /// replaced.
    async fn load(&self, state: &mut State) -> Result<Credentials, AlmError> {
        let stored = self.store.load().await?.ok_or(AlmError::NoCredentials)?;
        state.unsaved.take_if(|unsaved| unsaved.replaces != stored);
        Ok(state.unsaved.as_ref().map_or(stored, |unsaved| unsaved.newest.clone()))
    }

    /// Whether the store has the newest refresh token.
    pub(crate) async fn is_saved(&self) -> bool {
        self.state.lock().await.unsaved.is_none()
    }

    async fn refresh(&self, state: &mut State) -> Result<Token, AlmError> {
        let mut credentials = state.loaded.take().ok_or(AlmError::NoCredentials)?;
        let mut answer = self.ask(&credentials).await;
        if let Err(AlmError::RefreshTokenRefused { status }) = answer {
            // Another function may have saved a newer one, or the operator has.
            state.unsaved = None;
            let newer = self.load(state).await?;
            if newer == credentials {
                tracing::error!(status, "alm.refresh_token.refused");
            } else {
                answer = self.ask(&newer).await;
                credentials = newer;
            }
        }
        let grant = answer?;
        let now = (self.clock)();
        let token = state.keep(&grant.access_token, after(now, grant.use_for))?;
        tracing::info!(use_for_s = grant.use_for.as_secs(), "alm.token.refreshed");
        self.keep_refresh_token(state, credentials, grant, now).await;
        Ok(token)
    }

    async fn ask(&self, credentials: &Credentials) -> Result<Grant, AlmError> {
        let url = self.endpoint.url(oauth::PATH)?;
        let request = self.http.client().post(url).form(&oauth::form(credentials));
        let answer = self.http.send(request, MAX_ANSWER_BYTES, (self.clock)()).await?;
        match answer.status {
            status @ (400 | 401 | 403) => Err(AlmError::RefreshTokenRefused { status }),
            _ => Grant::read(&answer.into_body()?),
        }
    }

    async fn keep_refresh_token(
        &self,
        state: &mut State,
        used: Credentials,
        grant: Grant,
        now: Timestamp,
    ) {
        let Some(refresh_token) = grant.refresh_token.filter(|new| *new != used.refresh_token)
        else {
            return;
        };
        let newest = Credentials { refresh_token, ..used.clone() };
        let replaces = state.unsaved.take().map_or(used, |unsaved| unsaved.replaces);
        state.unsaved = Some(Unsaved { newest, replaces, try_at: now });
        self.save(state, now).await;
    }

    async fn save(&self, state: &mut State, now: Timestamp) {
        let Some(unsaved) = state.unsaved.as_mut() else { return };
        unsaved.try_at = after(now, SAVE_EVERY);
        match self.store.save(&unsaved.newest).await {
            Ok(()) => {
                tracing::info!("alm.refresh_token.saved");
                state.unsaved = None;
            }
            Err(error) => tracing::error!(%error, "alm.refresh_token.not_saved"),
        }
    }

    /// Saves what could not be saved, unless the store has got other credentials since.
    async fn save_again(&self, state: &mut State, now: Timestamp) {
        let Some(unsaved) = state.unsaved.as_mut() else { return };
        if now < unsaved.try_at {
            return;
        }
        unsaved.try_at = after(now, SAVE_EVERY);
        if self.load(state).await.is_ok() {
            self.save(state, now).await;
        }
    }
}
