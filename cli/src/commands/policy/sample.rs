//! News to try a policy with.

use milepost_domain::{IdError, Time};
use milepost_notification::news::Details;
use milepost_notification::{About, News, Trigger};

use crate::args::policy::Sample;

/// Something that has just happened to somebody in a course.
pub(super) fn news(sample: Sample, at: Time) -> Result<News, IdError> {
    let (trigger, percent) = match sample {
        Sample::Enrolled => (Trigger::Enrolled, 0),
        Sample::Milestone25 => (Trigger::Milestone, 25),
        Sample::Milestone50 => (Trigger::Milestone, 50),
        Sample::Milestone75 => (Trigger::Milestone, 75),
        Sample::Milestone90 => (Trigger::Milestone, 90),
        Sample::Stalled => (Trigger::Stalled, 40),
        Sample::Completed => (Trigger::Completed, 100),
        Sample::CertificateIssued | Sample::CertificateReissued => {
            (Trigger::CertificateIssued, 100)
        }
        Sample::CertificateExpiring => (Trigger::CertificateExpiring, 100),
    };
    let details = Details {
        percent: Some(percent),
        has_certificate: matches!(sample, Sample::Completed).then_some(false),
        is_reissued: Some(matches!(sample, Sample::CertificateReissued)),
        ..Details::default()
    };
    let (about, cause) = (about("sample")?, "sample".to_owned());
    Ok(News { trigger, about, cause, event_key: None, at, details })
}

fn about(id: &str) -> Result<About, IdError> {
    Ok(About {
        account_id: id.parse()?,
        user_id: id.parse()?,
        lo_id: None,
        lo_instance_id: id.parse()?,
        lo_type: Some("course".to_owned().into()),
    })
}
