//! The one line that each request writes: log entry and counts in one.

use std::time::Duration;

use jiff::Timestamp;
use lambda_http::http::StatusCode;
use milepost_runtime::metrics::Metrics;

use crate::route::Route;

/// What a request came to. Holds nothing personal: no name, no header's value, no certificate's
/// id.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Report {
    /// What was asked for.
    pub route: Route,
    /// How it was answered.
    pub status: StatusCode,
    /// The certificate's name in logs; empty if it is about none.
    pub certificate: String,
    /// What failed.
    pub error: Option<String>,
}

impl Report {
    /// The line.
    pub fn to_metrics(&self, now: Timestamp, took: Duration) -> Metrics {
        // A file that the client still has is served as well.
        let served = self.status.is_success() || self.status == StatusCode::NOT_MODIFIED;
        let count = |is: bool| usize::from(is);
        let (level, message) = match self.error {
            Some(_) => ("ERROR", "verification.failed"),
            None => ("INFO", "verification.answered"),
        };
        let metrics = Metrics::new("verification")
            .count(
                "CertificatesShown",
                count(served && matches!(self.route, Route::Certificate(_))),
            )
            .count("DocumentsServed", count(served && matches!(self.route, Route::Document(..))))
            .count("StatusListsServed", count(served && matches!(self.route, Route::StatusList(_))))
            .count("RequestsUnknown", count(self.status == StatusCode::NOT_FOUND))
            .count("RequestsFailed", count(self.error.is_some()))
            .duration("VerificationDuration", took)
            .entry(now, level, message)
            .property("route", self.route.name())
            .property("status", self.status.as_u16());
        let properties = [("certificate", Some(&self.certificate)), ("error", self.error.as_ref())];
        properties
            .into_iter()
            .filter_map(|(name, text)| Some((name, text.filter(|text| !text.is_empty())?)))
            .fold(metrics, |metrics, (name, text)| metrics.property(name, text.clone()))
    }
}

#[cfg(test)]
mod tests {
    use milepost_certificate::CertificateId;
    use milepost_certificate::document::Document;
    use serde_json::{Value, json};

    use super::*;

    fn line(route: Route, status: StatusCode, error: Option<&str>) -> Value {
        let certificate = route.certificate().map(|_| "hash".to_owned()).unwrap_or_default();
        let report = Report { route, status, certificate, error: error.map(str::to_owned) };
        let now = "2026-12-01T00:00:00Z".parse().unwrap();
        let line = report.to_metrics(now, Duration::from_millis(3)).to_line(now);
        serde_json::from_str(&line).unwrap()
    }

    /// Of all counts those that are not 0.
    fn counted(route: Route, status: StatusCode, error: Option<&str>) -> Vec<String> {
        let line = line(route, status, error);
        let members = line.as_object().unwrap().iter();
        members.filter(|(_, value)| **value == 1).map(|(name, _)| name.clone()).collect()
    }

    #[test]
    fn each_request_counts_as_one_thing_at_most() {
        let id = CertificateId::from_bytes([7; 16]);
        let (page, file) = (Route::Certificate(id), Route::Document(id, Document::Badge));
        let (list, keys) = (Route::StatusList(0), Route::DidDocument);
        for (route, status, name) in [
            (page, StatusCode::OK, "CertificatesShown"),
            (file, StatusCode::OK, "DocumentsServed"),
            (file, StatusCode::NOT_MODIFIED, "DocumentsServed"),
            (list, StatusCode::OK, "StatusListsServed"),
            (page, StatusCode::NOT_FOUND, "RequestsUnknown"),
            (file, StatusCode::NOT_FOUND, "RequestsUnknown"),
            (Route::Unknown, StatusCode::NOT_FOUND, "RequestsUnknown"),
        ] {
            assert_eq!(counted(route, status, None), [name], "{route:?} {status}");
        }
        let failed = counted(page, StatusCode::SERVICE_UNAVAILABLE, Some("the table"));
        assert_eq!(failed, ["RequestsFailed"]);
        for (route, status) in [
            (keys, StatusCode::OK),
            (file, StatusCode::GONE),
            (page, StatusCode::METHOD_NOT_ALLOWED),
        ] {
            assert_eq!(counted(route, status, None), [""; 0], "{route:?} {status}");
        }
    }

    #[test]
    fn the_line_is_a_log_entry() {
        let id = CertificateId::from_bytes([7; 16]);
        let answered = line(Route::Certificate(id), StatusCode::OK, None);
        let entry = ["level", "message", "route", "status", "certificate", "function"];
        let expected = ["INFO", "verification.answered", "certificate", "", "hash", "verification"];
        let mut expected = expected.map(|text| json!(text));
        expected[3] = json!(200);
        assert_eq!(entry.map(|name| answered[name].clone()), expected);
        assert_eq!(answered["VerificationDuration"], 3.0);
        assert!(answered.get("error").is_none());

        let failed = line(Route::DidDocument, StatusCode::SERVICE_UNAVAILABLE, Some("the table"));
        let entry = ["level", "message", "route", "error"];
        let expected = ["ERROR", "verification.failed", "did_document", "the table"];
        assert_eq!(entry.map(|name| failed[name].as_str().unwrap()), expected);
        assert!(failed.get("certificate").is_none(), "it is about none");
    }
}
