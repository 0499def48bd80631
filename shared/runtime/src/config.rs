//! Typed configuration from environment variables, read once at start.

mod read;

use std::any::type_name;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::de::DeserializeOwned;

/// Why the configuration cannot be used. Names the variable, never its value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The variable is not set, empty, or not Unicode.
    #[error("environment variable {name} is missing or empty")]
    Missing {
        /// The variable.
        name: String,
    },
    /// The variable is set, but its value cannot be read as what it should be.
    #[error("environment variable {name} is not a valid {expected}")]
    Invalid {
        /// The variable.
        name: String,
        /// What its value should be: a type, or a list of the values that are allowed.
        expected: &'static str,
    },
}

/// A snapshot of the environment variables. An empty value counts as not set, because a
/// template cannot leave a variable out.
#[derive(Clone, Default)]
pub struct Environment {
    variables: BTreeMap<String, String>,
}

impl Environment {
    /// The variables of this process, as they are now. Those that are not Unicode are left out.
    pub fn from_process() -> Self {
        std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect()
    }

    /// A configuration: each field is the variable of its name, by `#[serde(rename_all =
    /// "SCREAMING_SNAKE_CASE")]`. An empty variable is none: an `Option` of it is `None`, and
    /// `#[serde(default)]` gives its default. Other variables are passed over.
    ///
    /// # Errors
    /// If a variable is missing, or its value is none of what its field can be.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, ConfigError> {
        T::deserialize(read::Variables::new(&self.variables)).map_err(read::Problem::into_error)
    }

    /// The variable's value.
    ///
    /// # Errors
    /// [`ConfigError::Missing`] if it is not set or empty.
    pub fn required(&self, name: &str) -> Result<&str, ConfigError> {
        self.optional(name).ok_or_else(|| ConfigError::Missing { name: name.to_owned() })
    }

    /// The variable's value, `None` if it is not set or empty.
    pub fn optional(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The variable's value as a `T`.
    ///
    /// # Errors
    /// [`ConfigError::Missing`] if it is not set or empty, [`ConfigError::Invalid`] if it does
    /// not parse. What the parser said is dropped, since it may quote the value.
    pub fn parsed<T: FromStr>(&self, name: &str) -> Result<T, ConfigError> {
        parse(name, self.required(name)?)
    }

    /// The variable's value as a `T`, or `default` if it is not set or empty.
    ///
    /// # Errors
    /// [`ConfigError::Invalid`] if it is set and does not parse.
    pub fn parsed_or<T: FromStr>(&self, name: &str, default: T) -> Result<T, ConfigError> {
        self.optional(name).map_or(Ok(default), |value| parse(name, value))
    }
}

fn parse<T: FromStr>(name: &str, value: &str) -> Result<T, ConfigError> {
    value
        .parse()
        .map_err(|_| ConfigError::Invalid { name: name.to_owned(), expected: type_name::<T>() })
}

/// An environment made by hand, for tests.
impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(variables: I) -> Self {
        let variables =
            variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        Self { variables }
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Environment ")?;
        f.debug_set().entries(self.variables.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment() -> Environment {
        [("NAME", "milepost"), ("EMPTY", ""), ("LIMIT", "16"), ("WORD", "s3cret")]
            .into_iter()
            .collect()
    }

    #[test]
    fn a_set_variable_is_read() {
        assert_eq!(environment().required("NAME"), Ok("milepost"));
        assert_eq!(environment().optional("NAME"), Some("milepost"));
        assert_eq!(environment().parsed::<u32>("LIMIT"), Ok(16));
        assert_eq!(environment().parsed_or::<u32>("LIMIT", 1), Ok(16));
    }

    #[test]
    fn empty_counts_as_missing() {
        for name in ["EMPTY", "ABSENT"] {
            let missing = ConfigError::Missing { name: name.to_owned() };
            assert_eq!(environment().required(name), Err(missing.clone()));
            assert_eq!(environment().parsed::<u32>(name), Err(missing));
            assert_eq!(environment().optional(name), None);
            assert_eq!(environment().parsed_or::<u32>(name, 7), Ok(7));
        }
    }

    #[test]
    fn an_error_names_the_variable_and_hides_the_value() {
        let error = environment().parsed::<u32>("WORD").unwrap_err();
        assert_eq!(error.to_string(), "environment variable WORD is not a valid u32");
        assert!(!format!("{error:?} {:?}", environment()).contains("s3cret"));
    }

    #[derive(Debug, serde::Deserialize, PartialEq)]
    #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
    struct Config {
        name: String,
        limit: u32,
        empty: Option<String>,
        word: Option<crate::secret::Secret>,
        #[serde(default)]
        is_on: bool,
    }

    #[test]
    fn a_configuration_is_read_by_the_names_of_its_fields() {
        let config: Config = environment().read().unwrap();
        let word = Some(crate::secret::Secret::new("s3cret"));
        let (name, limit) = ("milepost".to_owned(), 16);
        assert_eq!(config, Config { name, limit, empty: None, word, is_on: false });
        let more: Environment =
            [("NAME", "x"), ("LIMIT", "1"), ("IS_ON", "true")].into_iter().collect();
        assert!(more.read::<Config>().unwrap().is_on);
    }

    #[test]
    fn a_configuration_says_which_variable_is_wrong_and_not_how() {
        let read = |limit| [("NAME", "x"), ("LIMIT", limit)].into_iter().collect::<Environment>();
        let wrong = read("s3cret").read::<Config>().unwrap_err();
        assert_eq!(wrong.to_string(), "environment variable LIMIT is not a valid u32");
        let missing = read("").read::<Config>().unwrap_err();
        assert_eq!(missing.to_string(), "environment variable LIMIT is missing or empty");
    }

    #[test]
    fn the_process_environment_is_readable() {
        assert!(Environment::from_process().optional("PATH").is_some());
    }
}
