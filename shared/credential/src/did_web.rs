//! Where a `did:web` comes from (W3C CCG, The did:web Method).

use crate::CredentialError;

/// A `did:web` and where its document is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DidWeb {
    pub(crate) did: String,
    /// Path of the document on the host.
    pub(crate) document_path: String,
}

impl DidWeb {
    /// From `https://host[:port][/path]`; `http` is taken for this machine only, for development.
    pub(crate) fn from_base_url(url: &str) -> Result<Self, CredentialError> {
        let (scheme, rest) = url.split_once("://").ok_or(CredentialError::BaseUrl)?;
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (host, port) = authority.split_once(':').unwrap_or((authority, ""));
        let segments: Vec<&str> = path.split('/').filter(|_| !path.is_empty()).collect();
        let right = (scheme == "https" || (scheme == "http" && is_local(host)))
            && is_name(host)
            && (host == authority || is_port(port))
            && segments.iter().all(|segment| is_name(segment));
        if !right {
            return Err(CredentialError::BaseUrl);
        }
        Ok(Self { did: did(host, port, &segments), document_path: document_path(&segments) })
    }
}

fn did(host: &str, port: &str, segments: &[&str]) -> String {
    let port = if port.is_empty() { String::new() } else { format!("%3A{port}") };
    let mut did = format!("did:web:{}{port}", host.to_ascii_lowercase());
    for segment in segments {
        did.push(':');
        did.push_str(segment);
    }
    did
}

fn document_path(segments: &[&str]) -> String {
    match segments {
        [] => "/.well-known/did.json".into(),
        segments => format!("/{}/did.json", segments.join("/")),
    }
}

/// Characters that a DID takes without an escape (DID 1.0, section 3.1).
fn is_name(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
    !text.is_empty() && text != "." && text != ".." && text.bytes().all(allowed)
}

fn is_port(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u16>().is_ok_and(|port| port > 0)
}

fn is_local(host: &str) -> bool {
    host == "localhost" || host == "127.0.0.1" || host.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_ports_and_paths() {
        for (url, did, path) in [
            ("https://learn.example", "did:web:learn.example", "/.well-known/did.json"),
            ("https://Learn.Example/", "did:web:learn.example", "/.well-known/did.json"),
            ("https://learn.example:8443", "did:web:learn.example%3A8443", "/.well-known/did.json"),
            ("https://a.example/prod", "did:web:a.example:prod", "/prod/did.json"),
            ("https://a.example/prod/v1/", "did:web:a.example:prod:v1", "/prod/v1/did.json"),
            ("http://x.localhost:4566/a", "did:web:x.localhost%3A4566:a", "/a/did.json"),
        ] {
            let made = DidWeb::from_base_url(url).unwrap();
            assert_eq!((made.did.as_str(), made.document_path.as_str()), (did, path));
        }
    }

    #[test]
    fn whatever_else_is_refused() {
        for url in [
            "",
            "learn.example",
            "https://",
            "http://learn.example",
            "https://learn.example:port",
            "https://learn.example:0",
            "https://learn.example:99999",
            "https://user@learn.example",
            "https://learn.example?a=b",
            "https://learn.example/a//b",
            "https://learn.example/..",
            "https://learn.example/a b",
            "https://lern.exämple",
        ] {
            assert!(DidWeb::from_base_url(url).is_err(), "{url}");
        }
    }
}
