//! What every function does first: logs, configuration, AWS.

use std::fmt::Display;

use aws_config::SdkConfig;
use serde::de::DeserializeOwned;

use crate::aws::{self, Timeouts};
use crate::config::{ConfigError, Environment};
use crate::telemetry;

#[doc(hidden)]
pub use mimalloc::MiMalloc;

/// Makes mimalloc the allocator of the function: a quarter of an invocation's own time went into
/// the system's allocator (decision 17).
#[macro_export]
macro_rules! allocator {
    () => {
        #[global_allocator]
        static ALLOCATOR: $crate::start::MiMalloc = $crate::start::MiMalloc;
    };
}

/// A function that starts: `main` builds from it what the function needs, and serves.
#[derive(Debug)]
pub struct Start {
    /// The environment variables.
    pub environment: Environment,
    /// What clients of AWS are built from, with [`Timeouts::default`].
    pub aws: SdkConfig,
}

impl Start {
    /// Starts logging, and loads the configuration of AWS.
    pub async fn new() -> Self {
        telemetry::init();
        let aws = aws::load(Timeouts::default()).await;
        Self { environment: Environment::from_process(), aws }
    }

    /// The function's configuration from the environment variables.
    ///
    /// # Errors
    /// If one is missing or malformed; it is logged.
    pub fn config<T: DeserializeOwned>(&self) -> Result<T, ConfigError> {
        self.config_by(Environment::read)
    }

    /// The same of a configuration that is more than its variables.
    ///
    /// # Errors
    /// What `read` finds wrong; it is logged.
    pub fn config_by<T, E: Display>(
        &self,
        read: impl FnOnce(&Environment) -> Result<T, E>,
    ) -> Result<T, E> {
        read(&self.environment).inspect_err(|error| tracing::error!(%error, "config.invalid"))
    }
}
