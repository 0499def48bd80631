//! A guard: JSON-LD drops what it has no term for, without a word, and what is dropped is not
//! signed. So a document may have only what this crate writes.

use oxrdf::NamedNode;
use serde_json::Value;

use crate::CredentialError;

/// Properties that the contexts define where this crate uses them.
const PROPERTIES: &[&str] = &[
    "@context",
    "achievement",
    "achievementType",
    "credentialStatus",
    "credentialSubject",
    "criteria",
    "description",
    "encodedList",
    "hashed",
    "id",
    "identifier",
    "identityHash",
    "identityType",
    "image",
    "issuer",
    "name",
    "narrative",
    "result",
    "resultDescription",
    "resultType",
    "statusListCredential",
    "statusListIndex",
    "statusPurpose",
    "type",
    "url",
    "validFrom",
    "validUntil",
    "value",
    "valueMax",
];
const TYPES: &[&str] = &[
    "Achievement",
    "AchievementSubject",
    "BitstringStatusList",
    "BitstringStatusListCredential",
    "BitstringStatusListEntry",
    "IdentityObject",
    "Image",
    "OpenBadgeCredential",
    "Profile",
    "Result",
    "ResultDescription",
    "VerifiableCredential",
];

/// Every property and type is known, every id an absolute IRI.
pub(crate) fn check(document: &Value) -> Result<(), CredentialError> {
    match document {
        Value::Object(members) => members.iter().try_for_each(|(name, value)| {
            check_member(name, value)?;
            check(value)
        }),
        Value::Array(items) => items.iter().try_for_each(check),
        Value::Null => Err(CredentialError::Unsigned("null".into())),
        Value::String(_) | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}

fn check_member(name: &str, value: &Value) -> Result<(), CredentialError> {
    let right = match (name, value) {
        ("type", Value::Array(types)) => types.iter().all(is_type),
        ("type", value) => is_type(value),
        ("id" | "issuer" | "statusListCredential", Value::String(id)) => NamedNode::new(id).is_ok(),
        ("id", _) => false,
        (name, _) => PROPERTIES.contains(&name),
    };
    if right { Ok(()) } else { Err(CredentialError::Unsigned(name.to_owned())) }
}

fn is_type(value: &Value) -> bool {
    value.as_str().is_some_and(|name| TYPES.contains(&name))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_would_be_dropped_is_refused() {
        for document in [
            json!({"id": "urn:a", "grade": "A"}),
            json!({"id": "certificates/1"}),
            json!({"id": 1}),
            json!({"type": ["VerifiableCredential", "Diploma"]}),
            json!({"type": 1}),
            json!({"issuer": {"id": "urn:a", "type": ["Profile"], "mail": "x"}}),
            json!({"issuer": "someone"}),
            json!({"name": null}),
        ] {
            assert!(check(&document).is_err(), "{document}");
        }
        assert!(check(&json!({"id": "urn:a", "type": "Profile", "name": "x"})).is_ok());
    }
}
