use serde::{Deserialize, Serialize};

use crate::{CredentialError, Issuer, PublicKey};

const CONTEXT: [&str; 2] =
    ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"];
const MULTIKEY: &str = "Multikey";

/// The issuer's DID document (DID 1.0): its keys, as verifiers read them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DidDocument {
    #[serde(rename = "@context")]
    context: Vec<String>,
    id: String,
    verification_method: Vec<VerificationMethod>,
    assertion_method: Vec<String>,
}

/// A public key as Multikey (Controlled Identifiers 1.0, section 2.2.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VerificationMethod {
    id: String,
    r#type: String,
    controller: String,
    public_key_multibase: String,
}

impl DidDocument {
    /// The document of an issuer. `keys` are all that it ever signed with: a credential can be
    /// verified only as long as its key is published.
    pub fn new(issuer: &Issuer, keys: &[PublicKey]) -> Self {
        let methods: Vec<_> = keys.iter().map(|key| VerificationMethod::new(issuer, key)).collect();
        Self {
            context: CONTEXT.map(str::to_owned).into(),
            id: issuer.id().to_owned(),
            assertion_method: methods.iter().map(|method| method.id.clone()).collect(),
            verification_method: methods,
        }
    }

    /// Whose it is: `did:web:…`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The key of this id, if it is one that makes assertions for this issuer.
    pub fn assertion_key(&self, id: &str) -> Result<PublicKey, CredentialError> {
        let is_wanted = |method: &&VerificationMethod| {
            method.id == id && method.controller == self.id && method.r#type == MULTIKEY
        };
        if !self.assertion_method.iter().any(|known| known == id) {
            return Err(CredentialError::UnknownKey);
        }
        let method = self.verification_method.iter().find(is_wanted);
        PublicKey::from_multibase(&method.ok_or(CredentialError::UnknownKey)?.public_key_multibase)
    }
}

impl VerificationMethod {
    fn new(issuer: &Issuer, key: &PublicKey) -> Self {
        Self {
            id: issuer.key_id(key),
            r#type: MULTIKEY.to_owned(),
            controller: issuer.id().to_owned(),
            public_key_multibase: key.multibase(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const ID: &str = "did:web:a.example#key";

    fn key_of(member: &str, value: Value) -> Result<PublicKey, CredentialError> {
        let mut document = json!({
            "@context": CONTEXT,
            "id": "did:web:a.example",
            "verificationMethod": [{
                "id": ID,
                "type": "Multikey",
                "controller": "did:web:a.example",
                "publicKeyMultibase": "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi",
            }],
            "assertionMethod": [ID],
        });
        *document.pointer_mut(member).unwrap() = value;
        serde_json::from_value::<DidDocument>(document).unwrap().assertion_key(ID)
    }

    #[test]
    fn only_the_issuers_own_keys_for_assertions_are_found() {
        assert!(key_of("/assertionMethod", json!([ID])).is_ok());
        for (member, value) in [
            ("/assertionMethod", json!([])),
            ("/verificationMethod", json!([])),
            ("/verificationMethod/0/controller", json!("did:web:b.example")),
            ("/verificationMethod/0/type", json!("JsonWebKey")),
            ("/id", json!("did:web:b.example")),
        ] {
            assert!(matches!(key_of(member, value), Err(CredentialError::UnknownKey)), "{member}");
        }
        let broken = key_of("/verificationMethod/0/publicKeyMultibase", json!("z"));
        assert!(matches!(broken, Err(CredentialError::PublicKey)));
    }
}
