//! What people look at: the PDF and the badge, in the company's design.

use std::sync::Arc;

use futures::try_join;
use milepost_certificate::Certificate;
use milepost_credential::{DEFAULT_BADGE, bake};
use milepost_domain::Time;
use milepost_store::Bucket;
use milepost_typeset::{Content, Design, DesignFile, TypesetError, Typesetter};
use tokio::sync::Mutex;

use crate::error::{DependencyError, failed};

/// What fails here.
const DESIGN: &str = "the design";
const BADGE: &str = "the badge";

/// Port: sets what people look at. A page takes seconds where the typesetter is compiled for
/// tests, so those of the worker have another one.
pub trait SetDocuments: Send + Sync {
    /// The certificate to print, with the credential attached.
    fn pdf(
        &self,
        certificate: &Certificate,
        credential: &[u8],
    ) -> impl Future<Output = Result<Vec<u8>, DependencyError>> + Send;

    /// The badge with the credential baked in.
    fn badge(
        &self,
        credential: &[u8],
    ) -> impl Future<Output = Result<Vec<u8>, DependencyError>> + Send;

    /// Has at hand what the next certificate needs.
    fn prepare(&self) -> impl Future<Output = Result<(), DependencyError>> + Send;
}

/// How long a design is used before the bucket is asked again, in minutes.
const FRESH_MINUTES: i64 = 5;

/// The key of a file in the bucket of documents.
fn key(file: DesignFile) -> String {
    format!("design/{}", file.name())
}

/// A design that was read.
#[derive(Debug)]
struct Read {
    design: Design,
    badge: Option<Vec<u8>>,
    at: Time,
}

/// Sets documents.
pub struct Documents {
    bucket: Bucket,
    typesetter: Typesetter,
    issuer: String,
    public_url: String,
    clock: fn() -> Time,
    last: Mutex<Option<Arc<Read>>>,
}

impl Documents {
    /// Sets for this issuer, with the design in this bucket; certificates are verified at this
    /// address.
    ///
    /// # Errors
    /// If the fonts of the program cannot be read.
    pub fn new(
        bucket: Bucket,
        issuer: String,
        public_url: String,
        clock: fn() -> Time,
    ) -> Result<Self, TypesetError> {
        let typesetter = Typesetter::new()?;
        Ok(Self { bucket, typesetter, issuer, public_url, clock, last: Mutex::default() })
    }

    /// The design as of a few minutes ago. One that cannot be used is an error: better late than
    /// in a design that is not the company's.
    async fn design(&self) -> Result<Arc<Read>, DependencyError> {
        let now = (self.clock)();
        let mut last = self.last.lock().await;
        let fresh = last.as_ref().filter(|it| now < it.at.plus_minutes(FRESH_MINUTES));
        if let Some(fresh) = fresh {
            return Ok(fresh.clone());
        }
        let (template, theme, logo, badge) = try_join!(
            self.file(DesignFile::Template),
            self.file(DesignFile::Theme),
            self.file(DesignFile::Logo),
            self.file(DesignFile::Badge),
        )?;
        let design = Design::from_parts(template.as_deref(), theme.as_deref(), logo.as_deref());
        let design = design.map_err(failed(DESIGN))?;
        let read = Arc::new(Read { design, badge, at: now });
        *last = Some(read.clone());
        Ok(read)
    }

    /// One of the company's files. It is read as far as one byte more than is taken: that tells
    /// that there is too much.
    async fn file(&self, file: DesignFile) -> Result<Option<Vec<u8>>, DependencyError> {
        let object = self.bucket.get_start(&key(file), file.limit() + 1).await;
        let Some(object) = object.map_err(failed(DESIGN))? else { return Ok(None) };
        file.check(&object.bytes).map_err(failed(DESIGN))?;
        Ok(Some(object.bytes))
    }

    fn content(&self, certificate: &Certificate, credential: &[u8]) -> Content {
        let snapshot = &certificate.snapshot;
        Content {
            name: snapshot.name.clone().unwrap_or_default(),
            title: snapshot.title.clone().unwrap_or_default(),
            completed_on: snapshot.day(snapshot.completed_at),
            expires_on: snapshot.valid_until.map(|until| snapshot.day(until)),
            locale: snapshot.locale.clone(),
            score: snapshot.score.as_ref().map(ToString::to_string),
            certificate_id: certificate.id.to_string(),
            verification_url: format!("{}/certificates/{}", self.public_url, certificate.id),
            issuer: self.issuer.clone(),
            credential: Some(credential.to_vec()),
            created: certificate.drawn_at.into(),
        }
    }
}

impl SetDocuments for Documents {
    async fn pdf(
        &self,
        certificate: &Certificate,
        credential: &[u8],
    ) -> Result<Vec<u8>, DependencyError> {
        let read = self.design().await?;
        let content = self.content(certificate, credential);
        self.typesetter.pdf(&read.design, &content).map_err(failed(DESIGN))
    }

    async fn badge(&self, credential: &[u8]) -> Result<Vec<u8>, DependencyError> {
        let read = self.design().await?;
        let badge = read.badge.as_deref().unwrap_or(DEFAULT_BADGE);
        let credential = str::from_utf8(credential).map_err(failed(BADGE))?;
        bake(badge, credential).map_err(failed(BADGE))
    }

    async fn prepare(&self) -> Result<(), DependencyError> {
        self.design().await.map(|_| ())
    }
}

#[cfg(test)]
mod tests;
