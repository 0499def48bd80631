//! Report jobs: created, running, finished (ALM developer manual; ALM release of 2020).

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::error::Refusal;

/// Jobs of one type in 24 hours.
const PER_DAY: usize = 5;
/// How long the link to the file works (ALM, July 2024).
pub(crate) const LINK_LIFETIME: SignedDuration = SignedDuration::from_hours(6);

/// The shape of a job's answer; ALM has two.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "snake_case")]
pub enum JobShape {
    /// `status.code` and `status.data.s3Url` (ALM developer manual).
    #[default]
    Code,
    /// `status` and `result.downloadUrl` (ALM API changes, September 2026).
    Text,
}

/// The reports that the stand-in can make.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "camelCase")]
pub(crate) enum JobType {
    /// The User report.
    GenerateUsers,
    /// The Training report.
    GenerateTrainingReport,
}

impl JobType {
    fn as_str(self) -> &'static str {
        match self {
            Self::GenerateUsers => "generateUsers",
            Self::GenerateTrainingReport => "generateTrainingReport",
        }
    }
}

/// What a client asks for, `data.attributes` of the request.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct JobRequest {
    #[serde(default)]
    description: String,
    job_type: JobType,
    #[serde(default)]
    payload: Value,
}

/// A job.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    id: String,
    request: JobRequest,
    created: Timestamp,
    finished: Timestamp,
    fails: bool,
}

/// All jobs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Jobs {
    jobs: Vec<Job>,
    fail_next: bool,
}

impl Jobs {
    /// Starts a job that takes so long.
    ///
    /// # Errors
    /// If five of its type were started within a day, or one is running.
    pub(crate) fn start(
        &mut self,
        request: JobRequest,
        takes: SignedDuration,
        now: Timestamp,
    ) -> Result<&Job, Refusal> {
        let same = || self.jobs.iter().filter(|job| job.request.job_type == request.job_type);
        if same().any(|job| now < job.finished) {
            return Err(Refusal::Quota("a job of this type is running"));
        }
        let today = same().filter(|job| now.duration_since(job.created).as_hours() < 24).count();
        if today >= PER_DAY {
            return Err(Refusal::Quota("five jobs of this type were started within a day"));
        }
        let id = (43_144 + self.jobs.len()).to_string();
        let fails = std::mem::take(&mut self.fail_next);
        self.jobs.push(Job { id, request, created: now, finished: now + takes, fails });
        self.jobs.last().ok_or(Refusal::NotFound)
    }

    /// The next job fails.
    pub(crate) fn fail_next(&mut self) {
        self.fail_next = true;
    }

    /// The job with this id.
    ///
    /// # Errors
    /// If there is none.
    pub(crate) fn get(&self, id: &str) -> Result<&Job, Refusal> {
        self.jobs.iter().find(|job| job.id == id).ok_or(Refusal::NotFound)
    }
}

impl Job {
    /// Its report, if it is there and the link to it still works.
    ///
    /// # Errors
    /// If it is not.
    pub(crate) fn report(&self, now: Timestamp) -> Result<JobType, Refusal> {
        match now.duration_since(self.finished) {
            age if age.is_negative() || self.fails => Err(Refusal::NotFound),
            age if age >= LINK_LIFETIME => Err(Refusal::Forbidden("the link has expired")),
            _ => Ok(self.request.job_type),
        }
    }

    /// The answer about it; `base` is the address of the stand-in.
    pub(crate) fn answer(&self, shape: JobShape, base: &str, now: Timestamp) -> Value {
        let file =
            format!("{base}/files/{}.csv?X-Amz-Expires={}", self.id, LINK_LIFETIME.as_secs());
        let mut attributes = json!({
            "dateCreated": iso(self.created),
            "description": self.request.description,
            "jobType": self.request.job_type.as_str(),
            "payload": self.request.payload,
        });
        if now >= self.finished {
            attributes["dateCompleted"] = json!(iso(self.finished));
        }
        match shape {
            JobShape::Code => attributes["status"] = self.code(&file, now),
            JobShape::Text => self.text(&mut attributes, &file, now),
        }
        json!({
            "links": {"self": format!("{base}{}/jobs/{}", crate::endpoint::API, self.id)},
            "data": {"id": self.id, "type": "job", "attributes": attributes},
        })
    }

    /// The codes of failures are documented nowhere.
    fn code(&self, file: &str, now: Timestamp) -> Value {
        match (now >= self.finished, self.fails) {
            (false, _) => json!({"code": "Submitted"}),
            (true, true) => json!({"code": "Failed"}),
            (true, false) => json!({"code": "Completed", "data": {"s3Url": file}}),
        }
    }

    fn text(&self, attributes: &mut Value, file: &str, now: Timestamp) {
        attributes["status"] = json!(match (now >= self.finished, self.fails) {
            (false, _) if now == self.created => "QUEUED",
            (false, _) => "IN_PROGRESS",
            (true, true) => "FAILED",
            (true, false) => "COMPLETED",
        });
        if now >= self.finished && self.fails {
            attributes["error"] = json!("The report could not be made");
        } else if now >= self.finished {
            let expires = self.finished + LINK_LIFETIME;
            attributes["result"] = json!({"downloadUrl": file, "expiresAt": iso(expires)});
        }
    }
}

/// With milliseconds, as ALM writes times.
fn iso(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAKES: SignedDuration = SignedDuration::from_secs(2);

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_794_816_000 + seconds).unwrap()
    }

    fn request(job_type: &str) -> JobRequest {
        serde_json::from_value(json!({"jobType": job_type})).unwrap()
    }

    #[test]
    fn one_job_of_a_type_runs_at_a_time() {
        let mut jobs = Jobs::default();
        let mut start = |job_type, now| jobs.start(request(job_type), TAKES, at(now)).is_ok();
        assert!(start("generateUsers", 0));
        assert!(!start("generateUsers", 1));
        assert!(start("generateTrainingReport", 1));
        assert!(start("generateUsers", 2));
    }

    #[test]
    fn five_jobs_of_a_type_are_all_for_a_day() {
        let mut jobs = Jobs::default();
        let mut start = |now| jobs.start(request("generateUsers"), TAKES, at(now)).is_ok();
        assert_eq!([0, 2, 4, 6, 8, 10].map(&mut start), [true, true, true, true, true, false]);
        assert!(start(86_400));
    }

    #[test]
    fn a_report_is_there_for_six_hours() {
        let mut jobs = Jobs::default();
        let job = jobs.start(request("generateUsers"), TAKES, at(0)).unwrap();
        assert_eq!(job.report(at(1)), Err(Refusal::NotFound));
        assert_eq!(job.report(at(2)), Ok(JobType::GenerateUsers));
        assert!(matches!(job.report(at(2 + 6 * 3_600)), Err(Refusal::Forbidden(_))));
    }

    #[test]
    fn a_job_that_fails_says_so_in_both_shapes() {
        let mut jobs = Jobs::default();
        jobs.fail_next();
        let job = jobs.start(request("generateUsers"), TAKES, at(0)).unwrap();
        let attributes = |shape, now| job.answer(shape, "", at(now))["data"]["attributes"].clone();
        assert_eq!(attributes(JobShape::Code, 2)["status"], json!({"code": "Failed"}));
        assert_eq!(attributes(JobShape::Text, 1)["status"], "IN_PROGRESS");
        assert_eq!(attributes(JobShape::Text, 2)["status"], "FAILED");
        assert!(attributes(JobShape::Text, 2)["error"].is_string());
        assert_eq!(job.report(at(2)), Err(Refusal::NotFound));
    }
}
