//! The secret of the moment, fetched seldom.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::timeout;

use super::{SecretFault, WebhookSecret};

/// For how long a secret is used without asking again: the longest that a rotation takes.
const FRESH_FOR: SignedDuration = SignedDuration::from_secs(60);
/// For how long it is still used if asking fails.
const USABLE_FOR: SignedDuration = SignedDuration::from_mins(15);
/// How long to wait after a failure before asking again, while there is one to use.
const RETRY_AFTER: SignedDuration = SignedDuration::from_secs(10);
/// How long asking may take, so that time remains to store the request.
const FETCH_WITHIN: Duration = Duration::from_millis(1_800);

/// Port: reads the secret's JSON text.
pub trait FetchSecret: Send + Sync {
    /// Reads the current version.
    ///
    /// # Errors
    /// [`FetchError`] if the store does not answer, refuses, or has no text.
    fn fetch(&self) -> impl Future<Output = Result<String, FetchError>> + Send;
}

/// Why the secret could not be read; holds a description without the secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct FetchError(pub String);

/// Why there is nothing to check requests against.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// The store failed.
    #[error("the webhook secret cannot be read: {0}")]
    Fetch(#[from] FetchError),
    /// The store took too long.
    #[error("the webhook secret was not read in time")]
    TimedOut,
    /// The text is not the JSON object that it should be.
    #[error("the webhook secret is not the JSON object expected")]
    Malformed,
    /// The object lacks what the mode needs.
    #[error(transparent)]
    Fault(#[from] SecretFault),
}

#[derive(Debug)]
struct Cached {
    secret: Arc<WebhookSecret>,
    fetched_at: Timestamp,
    ask_at: Timestamp,
}

/// Keeps the secret in memory: used for 60 s without asking; if asking fails then, for at most
/// 15 minutes in all.
#[derive(Debug)]
pub struct SecretCache<F> {
    store: F,
    cached: Mutex<Option<Cached>>,
}

impl<F: FetchSecret> SecretCache<F> {
    /// An empty cache before this store.
    pub const fn new(store: F) -> Self {
        Self { store, cached: Mutex::new(None) }
    }

    /// The store behind the cache.
    pub const fn store(&self) -> &F {
        &self.store
    }

    /// The secret at this time.
    ///
    /// # Errors
    /// [`SecretError`] if it cannot be read, and none is known that is young enough.
    pub async fn get(&self, now: Timestamp) -> Result<Arc<WebhookSecret>, SecretError> {
        if let Some(secret) = self.known(|cached| now < cached.ask_at && cached.is_usable(now)) {
            return Ok(secret);
        }
        match self.ask().await {
            Ok(secret) => Ok(self.keep(secret, now)),
            Err(error) => {
                let secret = self.known(|cached| {
                    cached.ask_at = now + RETRY_AFTER;
                    cached.is_usable(now)
                });
                tracing::warn!(%error, kept = secret.is_some(), "secret.refresh_failed");
                secret.ok_or(error)
            }
        }
    }

    fn known(&self, usable: impl FnOnce(&mut Cached) -> bool) -> Option<Arc<WebhookSecret>> {
        let mut cached = self.cached.lock().unwrap_or_else(PoisonError::into_inner);
        let cached = cached.as_mut()?;
        usable(cached).then(|| Arc::clone(&cached.secret))
    }

    async fn ask(&self) -> Result<WebhookSecret, SecretError> {
        let text = timeout(FETCH_WITHIN, self.store.fetch())
            .await
            .map_err(|_| SecretError::TimedOut)??;
        serde_json::from_str(&text).map_err(|_| SecretError::Malformed)
    }

    fn keep(&self, secret: WebhookSecret, now: Timestamp) -> Arc<WebhookSecret> {
        let secret = Arc::new(secret);
        let cached =
            Cached { secret: Arc::clone(&secret), fetched_at: now, ask_at: now + FRESH_FOR };
        *self.cached.lock().unwrap_or_else(PoisonError::into_inner) = Some(cached);
        secret
    }
}

impl Cached {
    fn is_usable(&self, now: Timestamp) -> bool {
        now.duration_since(self.fetched_at) <= USABLE_FOR
    }
}
