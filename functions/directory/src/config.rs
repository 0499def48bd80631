//! What the function must be told, read once at start.

use milepost_alm::{Endpoint, Region};
use milepost_runtime::config::{ConfigError, Environment};

/// The function's configuration.
#[derive(Clone, Debug)]
pub struct Config {
    /// The directory's table.
    pub table: String,
    /// The secret with the credentials of ALM's API.
    pub credentials_secret_arn: String,
    /// Where ALM is.
    pub endpoint: Endpoint,
    /// Requests to each of ALM's resources, of all functions together.
    pub requests_per_hour: u32,
}

impl Config {
    /// Reads the environment variables of the template. An endpoint goes before a region.
    ///
    /// # Errors
    /// If one is missing or malformed.
    pub fn read(environment: &Environment) -> Result<Self, ConfigError> {
        let endpoint = if environment.optional("ALM_ENDPOINT").is_some() {
            environment.parsed("ALM_ENDPOINT")?
        } else {
            Endpoint::of(environment.parsed::<Region>("ALM_REGION")?)
        };
        Ok(Self {
            table: environment.required("DIRECTORY_TABLE")?.to_owned(),
            credentials_secret_arn: environment.required("ALM_CREDENTIALS_SECRET_ARN")?.to_owned(),
            endpoint,
            requests_per_hour: environment.parsed("ALM_REQUESTS_PER_HOUR")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VARIABLES: [(&str, &str); 4] = [
        ("DIRECTORY_TABLE", "directory"),
        ("ALM_CREDENTIALS_SECRET_ARN", "arn"),
        ("ALM_REGION", "EU"),
        ("ALM_REQUESTS_PER_HOUR", "500"),
    ];

    fn read(more: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::read(&VARIABLES.iter().chain(more).copied().collect())
    }

    #[test]
    fn the_region_tells_where_alm_is() {
        let config = read(&[]).unwrap();
        assert_eq!(config.endpoint, Endpoint::of(Region::Eu));
        assert_eq!((config.table.as_str(), config.requests_per_hour), ("directory", 500));
    }

    #[test]
    fn an_endpoint_goes_before_the_region() {
        let config = read(&[("ALM_ENDPOINT", "http://127.0.0.1:4600")]).unwrap();
        assert_eq!(config.endpoint, "http://127.0.0.1:4600".parse().unwrap());
    }

    #[test]
    fn tokens_go_nowhere_in_the_clear() {
        let error = read(&[("ALM_ENDPOINT", "http://alm.example.com")]).unwrap_err();
        assert!(matches!(error, ConfigError::Invalid { name, .. } if name == "ALM_ENDPOINT"));
    }
}
