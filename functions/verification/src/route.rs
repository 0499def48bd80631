//! What is asked for, by the path.

use milepost_certificate::CertificateId;
use milepost_certificate::document::Document;

/// What a path leads to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Route {
    /// `/certificates/{id}`.
    Certificate(CertificateId),
    /// `/certificates/{id}/{file}`.
    Document(CertificateId, Document),
    /// `/status-lists/{n}`.
    StatusList(u32),
    /// `/.well-known/did.json` and `/did.json`.
    DidDocument,
    /// Nowhere. Malformed ids as well, so that they are answered as unknown ones are.
    Unknown,
}

impl Route {
    /// The route of a raw path. Only its end counts: a stage or a prefix may stand before it. The
    /// address of a certificate may be typed: a slash at its end and capitals are taken.
    pub fn of(path: &str) -> Self {
        let parts: Vec<&str> = path.split('/').collect();
        match parts.as_slice() {
            [.., "certificates", id] | [.., "certificates", id, ""] => {
                typed(id).map_or(Self::Unknown, Self::Certificate)
            }
            [.., "certificates", id, file] => document(id, file),
            [.., "status-lists", list] => status_list(list),
            [.., "did.json"] => Self::DidDocument,
            _ => Self::Unknown,
        }
    }

    /// The certificate that it is about, if any.
    pub fn certificate(self) -> Option<CertificateId> {
        match self {
            Self::Certificate(id) | Self::Document(id, _) => Some(id),
            _ => None,
        }
    }

    /// Its kind, for the log.
    pub fn name(self) -> &'static str {
        match self {
            Self::Certificate(_) => "certificate",
            Self::Document(_, document) => document.file_name(),
            Self::StatusList(_) => "status_list",
            Self::DidDocument => "did_document",
            Self::Unknown => "unknown",
        }
    }
}

fn typed(id: &str) -> Result<CertificateId, milepost_certificate::NotAnId> {
    id.to_ascii_lowercase().parse()
}

fn document(id: &str, file: &str) -> Route {
    let document = Document::ALL.into_iter().find(|document| document.file_name() == file);
    match (typed(id), document) {
        (Ok(id), Some(document)) => Route::Document(id, document),
        _ => Route::Unknown,
    }
}

/// Only the usual form, so that a list has one address.
fn status_list(text: &str) -> Route {
    let list = text.parse::<u32>().ok().filter(|list| list.to_string() == text);
    list.map_or(Route::Unknown, Route::StatusList)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_somewhere_with_any_prefix() {
        let id = CertificateId::from_bytes([7; 16]);
        for prefix in ["", "/live", "/a/b"] {
            let at = |path: &str| Route::of(&format!("{prefix}{path}"));
            assert_eq!(at(&format!("/certificates/{id}")), Route::Certificate(id));
            let capitals = id.to_string().to_uppercase();
            for typed in [format!("{id}/"), capitals.clone(), format!("{capitals}/")] {
                assert_eq!(at(&format!("/certificates/{typed}")), Route::Certificate(id));
            }
            for document in Document::ALL {
                let path = format!("/certificates/{id}/{}", document.file_name());
                assert_eq!(at(&path), Route::Document(id, document));
            }
            assert_eq!(at("/status-lists/3"), Route::StatusList(3));
            assert_eq!(at("/.well-known/did.json"), Route::DidDocument);
            assert_eq!(at("/did.json"), Route::DidDocument);
        }
    }

    #[test]
    fn other_paths_lead_nowhere() {
        let id = CertificateId::from_bytes([0xab; 16]);
        let file = format!("/certificates/{id}/secret");
        for path in [
            "",
            "/",
            "/certificates/",
            "/certificates/issuer",
            "/issuer",
            "/status-lists/03",
            "/certificates//",
            "/status-lists/3/",
            &file,
        ] {
            assert_eq!(Route::of(path), Route::Unknown, "{path}");
        }
    }
}
