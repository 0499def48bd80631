//! Where ALM is.

use std::net::IpAddr;
use std::str::FromStr;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Url;
use strum::EnumString;

use crate::AlmError;

/// ALM's API, version 2 (ALM developer manual).
const API: &str = "/primeapi/v2";

/// What is kept in a path: RFC 3986's unreserved characters. "Colons must be percent-encoded in
/// paths" (ALM API changes, August 2026).
const IN_PATHS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// ALM's regions (ALM release notes, Update 74), read in either case.
#[derive(Clone, Copy, Debug, EnumString, Eq, PartialEq)]
#[strum(ascii_case_insensitive)]
pub enum Region {
    /// `learningmanager.adobe.com`
    Us,
    /// `learningmanagereu.adobe.com`
    Eu,
    /// `learningmanagerapac.adobe.com`
    Apac,
}

/// The address of an ALM: scheme, host and port, such as `https://learningmanager.adobe.com`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Endpoint(String);

/// A text that is no address that tokens may be sent to.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not the address of an ALM: https, or http on a loopback address; no path, user or query")]
pub struct EndpointError;

impl Endpoint {
    /// Adobe's ALM of this region.
    pub fn of(region: Region) -> Self {
        let host = match region {
            Region::Us => "learningmanager",
            Region::Eu => "learningmanagereu",
            Region::Apac => "learningmanagerapac",
        };
        Self(format!("https://{host}.adobe.com"))
    }

    /// Scheme, host and port, without a slash at the end.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether connections are encrypted; if not, the endpoint is on this machine.
    pub(crate) fn is_https(&self) -> bool {
        self.0.starts_with("https:")
    }

    /// Whether the address has this scheme, host and port, and no user.
    pub(crate) fn is_origin_of(&self, url: &Url) -> bool {
        url.origin().ascii_serialization() == self.0 && has_no_user(url)
    }

    /// The address of a path, which begins with a slash.
    pub(crate) fn url(&self, path: &str) -> Result<Url, AlmError> {
        Url::parse(&format!("{}{path}", self.0)).map_err(|_| AlmError::Malformed("no address"))
    }

    /// The address of something in the API, by the segments of its path.
    pub(crate) fn api(&self, segments: &[&str]) -> Result<Url, AlmError> {
        let encoded = segments.iter().map(|segment| utf8_percent_encode(segment, IN_PATHS));
        let path = encoded.fold(API.to_owned(), |path, segment| format!("{path}/{segment}"));
        self.url(&path)
    }
}

impl FromStr for Endpoint {
    type Err = EndpointError;

    fn from_str(text: &str) -> Result<Self, EndpointError> {
        let url = Url::parse(text).map_err(|_| EndpointError)?;
        let is_safe = match url.scheme() {
            "https" => url.has_host(),
            "http" => is_loopback(&url),
            _ => false,
        };
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        if is_safe && bare && has_no_user(&url) {
            Ok(Self(url.origin().ascii_serialization()))
        } else {
            Err(EndpointError)
        }
    }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

pub(crate) fn has_no_user(url: &Url) -> bool {
    url.username().is_empty() && url.password().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_region_has_its_host() {
        for (text, address) in [
            ("US", "https://learningmanager.adobe.com"),
            ("eu", "https://learningmanagereu.adobe.com"),
            ("Apac", "https://learningmanagerapac.adobe.com"),
        ] {
            let endpoint = Endpoint::of(text.parse().unwrap());
            assert_eq!(endpoint.as_str(), address);
            assert_eq!(address.parse(), Ok(endpoint), "what is written can be read");
        }
        assert!("de".parse::<Region>().is_err());
    }

    #[test]
    fn an_address_is_https_or_on_this_machine() {
        for (text, kept) in [
            ("https://learning.example.com/", "https://learning.example.com"),
            ("https://LEARNING.example.com:8443", "https://learning.example.com:8443"),
            ("https://10.0.0.8:443", "https://10.0.0.8"),
            ("http://127.0.0.1:4571", "http://127.0.0.1:4571"),
            ("http://127.8.8.8", "http://127.8.8.8"),
            ("http://[::1]:80", "http://[::1]"),
        ] {
            assert_eq!(text.parse::<Endpoint>().unwrap().as_str(), kept);
        }
    }

    #[test]
    fn tokens_go_nowhere_else() {
        for text in [
            "",
            "learningmanager.adobe.com",
            "http://learningmanager.adobe.com",
            "http://localhost:4571",
            "http://127.0.0.1.example.com",
            "http://[::2]",
            "http://0.0.0.0",
            "ftp://127.0.0.1",
            "file:///etc/passwd",
            "https://user@example.com",
            "https://:password@example.com",
            "https://example.com/?a=1",
            "https://example.com/#a",
            "https://example.com/primeapi/v2",
        ] {
            assert_eq!(text.parse::<Endpoint>(), Err(EndpointError), "{text}");
        }
    }

    #[test]
    fn ids_are_encoded_in_paths() {
        let url = Endpoint::of(Region::Us).api(&["learningObjects", "course:1/../é"]).unwrap();
        let path = "/primeapi/v2/learningObjects/course%3A1%2F..%2F%C3%A9";
        assert_eq!(url.as_str(), format!("https://learningmanager.adobe.com{path}"));
    }

    #[test]
    fn another_host_scheme_port_or_user_is_another_origin() {
        let endpoint = Endpoint::of(Region::Us);
        let is_origin = |url: &str| endpoint.is_origin_of(&url.parse().unwrap());
        assert!(is_origin("https://learningmanager.adobe.com:443/primeapi/v2/users?a=1"));
        assert!(!is_origin("http://learningmanager.adobe.com/"));
        assert!(!is_origin("https://learningmanager.adobe.com:444/"));
        assert!(!is_origin("https://learningmanager.adobe.com@evil.example/"));
        assert!(!is_origin("https://user@learningmanager.adobe.com/"));
    }
}
