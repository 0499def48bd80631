//! Jobs: reports that ALM makes on its own time (ALM developer manual, Job API).

use std::fmt;
use std::str::FromStr;

use milepost_domain::Time;
use serde_json::{Value, json};

use crate::AlmError;
use crate::document::{Document, ResourceObject, text, time};

/// What a job makes. ALM allows five jobs a day of each type, one at a time.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum JobType {
    /// The User report.
    Users,
    /// The users whose last change lies in a window (August 2026).
    UserIncrementalReport,
    /// The Training report.
    TrainingReport,
    /// The Learner Transcript.
    LearnerTranscript,
}

impl JobType {
    /// The name in ALM's API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Users => "generateUsers",
            Self::UserIncrementalReport => "generateUserIncrementalReport",
            Self::TrainingReport => "generateTrainingReport",
            Self::LearnerTranscript => "generateLearnerTranscript",
        }
    }
}

/// A job's id: opaque, "never construct or parse it" (ALM API changes, September 2026).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct JobId(String);

/// A text that is no id of a job.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not the id of a job")]
pub struct JobIdError;

impl JobId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for JobId {
    type Error = JobIdError;

    /// It stands in a path, where `.` and `..` are no names.
    fn try_from(id: String) -> Result<Self, JobIdError> {
        let is_name = !id.is_empty() && id.len() <= 256 && id != "." && id != "..";
        if is_name { Ok(Self(id)) } else { Err(JobIdError) }
    }
}

impl FromStr for JobId {
    type Err = JobIdError;

    fn from_str(text: &str) -> Result<Self, JobIdError> {
        Self::try_from(text.to_owned())
    }
}

/// How far a job is. One that failed is an [`AlmError::JobFailed`].
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum JobStatus {
    /// ALM is at it; or at something that its pages do not name.
    Running,
    /// The file is there.
    Finished(JobFile),
}

/// Where a finished job's file is. The address is pre-signed: whoever has it can read the file,
/// so `Debug` does not show it.
#[derive(Clone, Eq, PartialEq)]
pub struct JobFile {
    pub(crate) url: String,
    /// Until when it can be downloaded; asking for the job again gives a new address.
    pub expires_at: Option<Time>,
}

impl fmt::Debug for JobFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JobFile").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

/// The request that starts a job.
pub(crate) fn request(job_type: JobType, payload: &Value) -> Value {
    let attributes = json!({
        "description": "Milepost", "jobType": job_type.as_str(), "payload": payload,
    });
    json!({"data": {"type": "job", "attributes": attributes}})
}

/// Reads which job it is.
pub(crate) fn id(body: &[u8]) -> Result<JobId, AlmError> {
    let document = Document::read(body)?;
    let job = document.data().next().and_then(ResourceObject::id);
    job.ok_or(AlmError::Malformed("a job without an id"))
}

/// Reads how far it is, in both of ALM's shapes: `status` is an object with `code` and `data`
/// (developer manual), or a text beside `result` and `error` (API changes, September 2026).
pub(crate) fn status(body: &[u8]) -> Result<JobStatus, AlmError> {
    let document = Document::read(body)?;
    let job = document.data().next().ok_or(AlmError::Malformed("no job"))?;
    let (status, result) = (job.attribute("status"), job.attribute("result"));
    let code = text(status).or_else(|| text(&status["code"])).unwrap_or_default();
    let code = code.to_ascii_uppercase();
    if is_failure(&code) {
        return Err(AlmError::JobFailed(reason(job.attribute("error"), &code)));
    }
    if code != "COMPLETED" {
        return Ok(JobStatus::Running);
    }
    let url = text(&result["downloadUrl"]).or_else(|| text(&status["data"]["s3Url"]));
    let url = url.ok_or(AlmError::Malformed("a finished job without a file"))?;
    Ok(JobStatus::Finished(JobFile { url, expires_at: time(&result["expiresAt"]) }))
}

/// Of the newer shape `FAILED` is known; the older shape's codes are documented nowhere.
fn is_failure(code: &str) -> bool {
    ["FAIL", "ERROR", "ABORT", "CANCEL", "REJECT"].iter().any(|word| code.contains(word))
}

/// ALM's code for what went wrong, if it looks like one: its texts may quote anything.
fn reason(error: &Value, code: &str) -> String {
    let candidates = [&error["code"], &error["status"], error];
    let is_code = |code: &String| {
        code.len() <= 64 && code.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b))
    };
    let named = candidates.into_iter().filter_map(text).find(is_code);
    named.or_else(|| Some(code.to_owned()).filter(is_code)).unwrap_or_else(|| "unknown".to_owned())
}

#[cfg(test)]
mod tests;
