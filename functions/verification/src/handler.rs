//! Runs a request.

use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use lambda_http::http::header::{ACCEPT, ACCEPT_LANGUAGE, IF_NONE_MATCH};
use lambda_http::http::{HeaderMap, HeaderName, Method};
use milepost_certificate::CertificateId;
use milepost_certificate::document::Document;
use milepost_credential::{DidDocument, Issuer};
use milepost_domain::Time;
use milepost_runtime::log_key::LogKey;
use milepost_store::{Bucket, StoreError};

use crate::answer::Answer;
use crate::negotiation::Format;
use crate::page::{self, Message};
use crate::report::Report;
use crate::route::Route;
use crate::speech::{Speech, Wish};
use crate::table::Certificates;
use crate::view::{Related, View};

/// What counts of a request.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The raw path.
    pub path: String,
    /// `Accept`, empty if there is none.
    pub accept: String,
    /// The languages that are wanted.
    pub wish: Wish,
    /// `If-None-Match`.
    pub held: Option<String>,
}

impl From<ApiGatewayV2httpRequest> for Request {
    fn from(request: ApiGatewayV2httpRequest) -> Self {
        let http = request.request_context.http;
        let path = request.raw_path.or(http.path).unwrap_or_default();
        let held = Some(field(&request.headers, &IF_NONE_MATCH)).filter(|held| !held.is_empty());
        let lang = request.query_string_parameters.first("lang").map(str::to_owned);
        let wish = Wish { lang, accept: field(&request.headers, &ACCEPT_LANGUAGE) };
        let accept = field(&request.headers, &ACCEPT);
        Self { method: http.method, path, accept, wish, held }
    }
}

fn field(headers: &HeaderMap, name: &HeaderName) -> String {
    let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    values.collect::<Vec<_>>().join(",")
}

/// Why a request has no answer of its own.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("the certificates table: {0}")]
    Table(#[from] StoreError),
    #[error("the bucket of documents: {0}")]
    Bucket(StoreError),
    #[error("the page cannot be written: {0}")]
    Page(#[from] askama::Error),
    #[error("the DID document cannot be written: {0}")]
    DidDocument(#[from] serde_json::Error),
    #[error("an issued certificate has no {}", .0.file_name())]
    Missing(Document),
}

/// Answers requests from a table and a bucket.
#[derive(Debug)]
pub struct Handler {
    /// The table.
    pub table: Certificates,
    /// The bucket.
    pub documents: Bucket,
    /// Who issues.
    pub issuer: Issuer,
    /// Names certificates in the log: an id lets anybody see the certificate.
    pub log_key: LogKey,
}

impl Handler {
    /// The answer to a request, and what the log is to say of it.
    pub async fn handle(&self, request: &Request, now: Time) -> (Answer, Report) {
        let format = Format::of(&request.accept);
        let route = Route::of(&request.path);
        let answer = if [Method::GET, Method::HEAD].contains(&request.method) {
            self.answer(route, format, request, now).await
        } else {
            Ok(Answer::message(Message::MethodNotAllowed, format, &request.wish))
        };
        let (mut answer, error) = match answer {
            Ok(answer) => (answer, None),
            Err(error) => {
                let answer = Answer::message(Message::Unavailable, format, &request.wish);
                (answer, Some(error.to_string()))
            }
        };
        if request.method == Method::HEAD {
            answer.body.clear();
        }
        let certificate = route.certificate().map(|id| self.log_key.of(&id.to_string()));
        let certificate = certificate.unwrap_or_default();
        let report = Report { route, status: answer.status, certificate, error };
        (answer, report)
    }

    async fn answer(
        &self,
        route: Route,
        format: Format,
        request: &Request,
        now: Time,
    ) -> Result<Answer, Failure> {
        let found = match route {
            Route::Certificate(id) => self.certificate(id, format, request, now).await?,
            Route::Document(id, document) => {
                self.document(id, document, format, request, now).await?
            }
            Route::StatusList(list) => {
                let list = self.table.status_list(list).await?;
                list.map(|list| Answer::public("application/vc", list.credential))
            }
            Route::DidDocument => {
                let document = DidDocument::new(&self.issuer, &self.table.keys().await?);
                let document = serde_json::to_string(&document)?;
                Some(Answer::public("application/did+json", document))
            }
            Route::Unknown => None,
        };
        Ok(found.unwrap_or_else(|| Answer::message(Message::NotFound, format, &request.wish)))
    }

    async fn view(&self, id: CertificateId, now: Time) -> Result<Option<View>, StoreError> {
        let certificate = self.table.certificate(id).await?;
        Ok(certificate.and_then(|certificate| View::of(certificate, now)))
    }

    async fn related(
        &self,
        id: Option<CertificateId>,
        now: Time,
    ) -> Result<Option<Related>, StoreError> {
        let Some(id) = id else { return Ok(None) };
        let certificate = self.table.certificate(id).await?;
        Ok(certificate.and_then(|certificate| Related::of(certificate, now)))
    }

    async fn certificate(
        &self,
        id: CertificateId,
        format: Format,
        request: &Request,
        now: Time,
    ) -> Result<Option<Answer>, Failure> {
        if format == Format::Credential {
            let answer = self.document(id, Document::Credential, format, request, now).await?;
            return Ok(answer.map(Answer::negotiated));
        }
        let Some(certificate) = self.table.certificate(id).await? else { return Ok(None) };
        let (renews, renewed_by) = (certificate.renews, certificate.renewed_by);
        let Some(mut view) = View::of(certificate, now) else { return Ok(None) };
        view.renews = self.related(renews, now).await?;
        view.renewed_by = self.related(renewed_by, now).await?;
        Ok(Some(match format {
            Format::Html => {
                let speech = Speech::of(&request.wish, view.language.as_deref());
                let has_slash = request.path.ends_with('/');
                Answer::page(page::certificate(&view, &self.issuer, &speech, has_slash)?)
            }
            _ => Answer::result(&view.to_json(&self.issuer)),
        }))
    }

    async fn document(
        &self,
        id: CertificateId,
        document: Document,
        format: Format,
        request: &Request,
        now: Time,
    ) -> Result<Option<Answer>, Failure> {
        let Some(view) = self.view(id, now).await? else { return Ok(None) };
        if !view.standing.hands_out(document) {
            return Ok(Some(Answer::message(Message::Gone, format, &request.wish)));
        }
        let file = self.documents.get(&document.key(id)).await.map_err(Failure::Bucket)?;
        let file = file.ok_or(Failure::Missing(document))?;
        Ok(Some(Answer::file(document, file, request.held.as_deref())))
    }
}

#[cfg(test)]
mod tests;
