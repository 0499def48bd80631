//! The canonical form of a document, which is what gets signed: JSON-LD to N-Quads, with the
//! bundled contexts, labelled and sorted by RDFC-1.0.

use std::error::Error;
use std::fmt::Write;

use oxjsonld::{JsonLdParser, JsonLdRemoteDocument};
use oxrdf::Dataset;
use oxrdf::dataset::{CanonicalizationAlgorithm, CanonicalizationHashAlgorithm};
use serde_json::Value;

use crate::CredentialError;

pub(crate) const CREDENTIALS_V2: &str = "https://www.w3.org/ns/credentials/v2";
pub(crate) const OPEN_BADGES_3: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";

const CONTEXTS: [(&str, &[u8]); 2] = [
    (CREDENTIALS_V2, include_bytes!("../contexts/credentials-v2.json")),
    (OPEN_BADGES_3, include_bytes!("../contexts/open-badges-3.0.3.json")),
];

/// The canonical N-Quads of a document.
pub(crate) fn canonical(document: &Value) -> Result<String, CredentialError> {
    let json = serde_json::to_vec(document)?;
    let parser = JsonLdParser::new().for_slice(&json);
    let mut dataset = Dataset::new();
    for quad in parser.with_load_document_callback(|url, _| bundled(url)) {
        let quad = quad.map_err(|error| CredentialError::JsonLd(error.to_string()))?;
        dataset.insert(&quad);
    }
    let hash_algorithm = CanonicalizationHashAlgorithm::Sha256;
    dataset.canonicalize(CanonicalizationAlgorithm::Rdfc10 { hash_algorithm });
    Ok(sorted_lines(&dataset))
}

fn sorted_lines(dataset: &Dataset) -> String {
    let mut lines: Vec<String> = dataset.iter().map(|quad| quad.to_string()).collect();
    lines.sort_unstable();
    lines.iter().fold(String::new(), |mut text, line| {
        // Writing to a string does not fail.
        let _ = writeln!(text, "{line} .");
        text
    })
}

/// Nothing is ever fetched: a document with another context is refused.
fn bundled(url: &str) -> Result<JsonLdRemoteDocument, Box<dyn Error + Send + Sync>> {
    let (_, document) =
        CONTEXTS.iter().find(|(known, _)| *known == url).ok_or("this context is not bundled")?;
    Ok(JsonLdRemoteDocument { document: document.to_vec(), document_url: url.to_owned() })
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn the_contexts_are_those_that_were_published() {
        let hashes = CONTEXTS.map(|(_, document)| hex::encode(Sha256::digest(document)));
        assert_eq!(hashes[0], "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734");
        assert_eq!(hashes[1], "ef2fa9c7846dce233cc166b43639027278be4ee44f00bb1d45c75de2dd0cd761");
    }

    #[test]
    fn other_contexts_are_refused() {
        let document = serde_json::json!({"@context": "https://example.com/v1", "id": "urn:a"});
        assert!(matches!(canonical(&document), Err(CredentialError::JsonLd(_))));
    }
}
