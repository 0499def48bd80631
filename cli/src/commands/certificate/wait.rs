//! Waiting until a request is carried out.

use std::time::Duration;

use milepost_certificate::{Certificate, CertificateId, Status};
use milepost_store::Table;
use tokio::time::{Instant, sleep};

use super::record::{Record, record, replacement};
use crate::error::Error;

/// How long the function may take: it retries for longer, but nobody watches for so long.
const DEADLINE: Duration = Duration::from_secs(30);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(500);

/// What is waited for.
pub(super) struct Wait<'a> {
    pub(super) table: &'a Table,
    /// The certificate that something was asked of.
    pub(super) certificate: &'a Certificate,
    /// The request's id.
    pub(super) request: &'a str,
}

/// What a look at the table shows.
struct Look {
    record: Option<Record>,
    /// Whether it is all that is waited for.
    is_done: bool,
    seen: String,
}

impl Look {
    /// At a certificate that may be there.
    fn of_new(record: Option<Record>, nothing: impl FnOnce() -> String) -> Self {
        let new = record.as_ref().map(|it| &it.certificate);
        let is_done = new.is_some_and(|it| it.status != Status::Drawn);
        let seen = new.map_or_else(nothing, |new| said(new.id, Some(new.status)));
        Self { record, is_done, seen }
    }
}

impl Wait<'_> {
    /// Until the certificate is revoked. Says what it sees, each time that this changes.
    pub(super) async fn for_revocation(&self, tell: impl FnMut(&str)) -> Result<Record, Error> {
        let id = self.certificate.id;
        self.until(tell, async || {
            let record = record(self.table, id).await?;
            let status = record.as_ref().map(|it| it.certificate.status);
            let is_done = status == Some(Status::Revoked);
            Ok(Look { record, is_done, seen: said(id, status) })
        })
        .await
    }

    /// Until there is a certificate in its place, as far as it goes without a name.
    pub(super) async fn for_replacement(&self, tell: impl FnMut(&str)) -> Result<Record, Error> {
        let Certificate { id, completion, .. } = *self.certificate;
        self.until(tell, async || {
            let record = replacement(self.table, id, completion).await?;
            Ok(Look::of_new(record, || format!("nothing stands in the place of {id} yet")))
        })
        .await
    }

    /// Until there is the certificate of this request that renews it, as far as it goes without a
    /// name.
    pub(super) async fn for_renewal(&self, tell: impl FnMut(&str)) -> Result<Record, Error> {
        let id = self.certificate.id;
        self.until(tell, async || {
            let old = record(self.table, id).await?;
            let record = match old.and_then(|old| old.renewed_for(self.request)) {
                Some(by) => record(self.table, by).await?,
                None => None,
            };
            Ok(Look::of_new(record, || format!("nothing renews {id} yet")))
        })
        .await
    }

    async fn until(
        &self,
        mut tell: impl FnMut(&str),
        look: impl AsyncFn() -> Result<Look, Error>,
    ) -> Result<Record, Error> {
        let start = Instant::now();
        let mut before = None;
        loop {
            let Look { record, is_done, seen } = look().await?;
            if before.as_ref() != Some(&seen) {
                tell(&seen);
            }
            if let Some(record) = record.filter(|_| is_done) {
                return Ok(record);
            }
            if start.elapsed() >= DEADLINE {
                let (id, request) = (self.certificate.id, self.request.to_owned());
                let seconds = DEADLINE.as_secs();
                return Err(Error::Late { id, request, seconds, seen });
            }
            before = Some(seen);
            sleep(PAUSE).await;
        }
    }
}

fn said(id: CertificateId, status: Option<Status>) -> String {
    match status {
        None => format!("{id} is not there"),
        Some(Status::AwaitingName) => format!("{id} waits for a name or title"),
        Some(Status::Drawn) => format!("{id} is drawn, its documents are being made"),
        Some(Status::Issued) => format!("{id} is issued"),
        Some(Status::Revoked) => format!("{id} is revoked"),
    }
}
