use serde::Serialize;

use crate::did_web::DidWeb;
use crate::text::one_line;
use crate::{CredentialError, PublicKey};

/// Who issues credentials: a company, by the web address of its Milepost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    did: DidWeb,
    name: String,
    url: String,
}

/// The issuer as a credential names it: a `Profile` of Open Badges 3.0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Profile {
    id: String,
    r#type: [&'static str; 1],
    name: String,
    url: String,
}

impl Issuer {
    /// The issuer of a public base URL, `https://host[:port][/path]`. Verifiers find its keys
    /// there: whoever controls the URL controls what counts as issued.
    pub fn new(base_url: &str, name: &str) -> Result<Self, CredentialError> {
        let did = DidWeb::from_base_url(base_url)?;
        Ok(Self { did, name: one_line(name), url: base_url.to_owned() })
    }

    /// The id: `did:web:…`.
    pub fn id(&self) -> &str {
        &self.did.did
    }

    /// Name, for people.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The base URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Where verifiers look for the [`DidDocument`](crate::DidDocument), from the root of the
    /// host: `/.well-known/did.json`, or `/path/did.json` if the base URL has a path.
    pub fn did_document_path(&self) -> &str {
        &self.did.document_path
    }

    /// The id of a key, which a proof names: the issuer's with the key itself as fragment.
    pub fn key_id(&self, key: &PublicKey) -> String {
        format!("{}#{}", self.id(), key.multibase())
    }

    /// The profile that a credential carries.
    pub fn profile(&self) -> Profile {
        Profile {
            id: self.id().to_owned(),
            r#type: ["Profile"],
            name: self.name.clone(),
            url: self.url.clone(),
        }
    }
}
