//! The issuer as verifiers look it up. To be replaced by the crate that signs credentials, which
//! knows the same documents.

use serde_json::{Value, json};

/// Who issues certificates.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Issuer {
    /// `did:web:…`, made of the URL.
    pub did: String,
    /// Its name, for people.
    pub name: String,
    /// The public base URL.
    pub url: String,
}

impl Issuer {
    /// The issuer at an `https` URL without a slash at its end; `None` if it is another text.
    /// (did:web Method Specification, section 2.4: a port's colon is encoded, slashes are colons.)
    pub fn new(url: &str, name: &str) -> Option<Self> {
        let place = url.strip_prefix("https://")?;
        if place.split('/').any(str::is_empty) || place.contains(['?', '#', '@', ' ', '%']) {
            return None;
        }
        let did = format!("did:web:{}", place.replace(':', "%3A").replace('/', ":"));
        Some(Self { did, name: name.to_owned(), url: url.to_owned() })
    }

    /// The DID document with these public keys, in their multibase form.
    pub fn did_document(&self, keys: &[String]) -> Value {
        let id = |key: &String| format!("{}#{key}", self.did);
        let method = |key: &String| {
            json!({
                "id": id(key), "type": "Multikey", "controller": self.did,
                "publicKeyMultibase": key,
            })
        };
        json!({
            "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
            "id": self.did,
            "verificationMethod": keys.iter().map(method).collect::<Vec<_>>(),
            "assertionMethod": keys.iter().map(id).collect::<Vec<_>>(),
        })
    }

    /// The `Profile` of Open Badges 3.0.
    pub fn profile(&self) -> Value {
        json!({
            "@context": [
                "https://www.w3.org/ns/credentials/v2",
                "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
            ],
            "id": self.did, "type": ["Profile"], "name": self.name, "url": self.url,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_did_is_made_of_the_url() {
        let did = |url| Issuer::new(url, "A").map(|issuer| issuer.did);
        assert_eq!(did("https://a.example").as_deref(), Some("did:web:a.example"));
        assert_eq!(
            did("https://a.example:8443/x/y").as_deref(),
            Some("did:web:a.example%3A8443:x:y")
        );
        for other in ["http://a.example", "https://", "https://a.example/", "https://a/?b"] {
            assert_eq!(did(other), None, "{other}");
        }
    }

    #[test]
    fn the_did_document_names_every_key_that_signed() {
        let issuer = Issuer::new("https://a.example", "A").unwrap();
        let document = issuer.did_document(&["z1".to_owned(), "z2".to_owned()]);
        assert_eq!(
            document["assertionMethod"],
            json!(["did:web:a.example#z1", "did:web:a.example#z2"])
        );
        assert_eq!(
            document["verificationMethod"][1],
            json!({
                "id": "did:web:a.example#z2", "type": "Multikey",
                "controller": "did:web:a.example", "publicKeyMultibase": "z2",
            })
        );
    }
}
