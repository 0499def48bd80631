//! Requests for reports.

use serde_json::Value;

use super::Client;
use super::exchange::Call;
use crate::budget::{PauseRequests, Resource, TakeRequest};
use crate::credentials::{LoadCredentials, SaveCredentials};
use crate::download::Download;
use crate::job::{self, JobFile, JobId, JobStatus, JobType};
use crate::{AlmError, hosts};

impl<S, B> Client<S, B> {
    /// Begins to download a job's file of at most so many bytes. The address is pre-signed, so no
    /// token goes along, and ALM does not count the request.
    ///
    /// # Errors
    /// [`AlmError`]; [`AlmError::HostNotAllowed`] for any host that is not ALM's, Adobe's or S3.
    pub async fn download(&self, file: &JobFile, max_bytes: u64) -> Result<Download, AlmError> {
        let url = hosts::allowed(&file.url, &self.endpoint)?;
        Download::begin(self.http.client().get(url), max_bytes).await
    }
}

impl<S, B> Client<S, B>
where
    S: LoadCredentials + SaveCredentials,
    B: TakeRequest + PauseRequests,
{
    /// Starts a job. ALM's parameters differ by type (`fromDate`, `users` …), and it wants
    /// truth values as text. The application needs the scope `admin:write`.
    ///
    /// # Errors
    /// [`AlmError`]
    pub async fn create_job(&self, job_type: JobType, payload: &Value) -> Result<JobId, AlmError> {
        let url = self.endpoint.api(&["jobs"])?;
        let body = Some(job::request(job_type, payload).to_string().into_bytes());
        job::id(&self.exchange(&Call { resource: Resource::Jobs, url, body }).await?)
    }

    /// How far a job is. ALM's own pages ask every 5 seconds.
    ///
    /// # Errors
    /// [`AlmError`]; [`AlmError::JobFailed`] if there will be no report.
    pub async fn job(&self, id: &JobId) -> Result<JobStatus, AlmError> {
        let url = self.endpoint.api(&["jobs", id.as_str()])?;
        job::status(&self.exchange(&Call { resource: Resource::Jobs, url, body: None }).await?)
    }
}
