//! Options of a command line that say where to post, and as whom.

use std::convert::Infallible;

use clap::Args;
use milepost_runtime::secret::Secret;
use reqwest::Url;

/// Where to post, and how long to try.
#[derive(Args, Debug)]
#[command(next_help_heading = "Endpoint")]
pub struct EndpointArgs {
    /// The webhook's URL
    #[arg(long, value_name = "URL", env = "MILEPOST_WEBHOOK_URL", value_parser = web_url)]
    pub url: Url,
    /// Stop when a request has had no answer for this many seconds (ALM: 7 days)
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    pub give_up: u64,
}

/// As whom to post.
#[derive(Args, Debug)]
#[command(next_help_heading = "Authentication")]
pub struct CredentialArgs {
    /// User of basic authentication
    #[arg(long, env = "MILEPOST_WEBHOOK_USER", hide_env_values = true)]
    pub user: Option<String>,
    /// Password of basic authentication; better set in the environment
    #[arg(long, env = "MILEPOST_WEBHOOK_PASSWORD", hide_env_values = true, value_parser = secret)]
    pub password: Option<Secret>,
    /// Sign with this secret (HMAC-SHA256) instead; better set in the environment
    #[arg(
        long,
        value_name = "SECRET",
        env = "MILEPOST_SIGNATURE_SECRET",
        hide_env_values = true,
        value_parser = secret
    )]
    pub signature_secret: Option<Secret>,
    /// The header that holds the signature
    #[arg(long, value_name = "NAME", default_value = "X-ALM-Signature")]
    pub signature_header: String,
}

#[expect(clippy::unnecessary_wraps, reason = "as clap wants it")]
fn secret(text: &str) -> Result<Secret, Infallible> {
    Ok(Secret::new(text))
}

/// A password in a URL would show up in messages.
fn web_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| error.to_string())?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err("give a URL that begins with http:// or https://".to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("give user and password by their own options".to_owned());
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_of_the_web_and_holds_no_password() {
        assert!(web_url("http://127.0.0.1:1/hook").is_ok());
        for url in ["127.0.0.1:1/hook", "ftp://h/", "http://user:pw@h/"] {
            assert!(web_url(url).is_err(), "{url}");
        }
    }
}
