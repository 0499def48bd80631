use milepost_notification::Rules;

use super::*;
use crate::args::policy::Sample;

#[test]
fn every_sample_is_news_that_a_policy_decides_on() {
    let rules = Rules::built_in().unwrap();
    let now = "2026-11-24T08:00:00Z".parse().unwrap();
    let told = |sample| rules.policy.decide(&[sample::news(sample, now).unwrap()]).len();
    for (sample, expected) in [
        (Sample::Enrolled, 0),
        (Sample::Milestone25, 1),
        (Sample::Milestone50, 1),
        (Sample::Milestone75, 0),
        (Sample::Milestone90, 1),
        (Sample::Stalled, 1),
        (Sample::Completed, 1),
        (Sample::CertificateIssued, 1),
        (Sample::CertificateReissued, 1),
        (Sample::CertificateExpiring, 2),
    ] {
        assert_eq!(told(sample), expected, "{sample:?}");
    }
}

#[test]
fn a_wrong_file_is_told_with_its_line_or_its_problems() {
    let file = std::env::temp_dir().join(format!("policy-{}.toml", std::process::id()));
    for (text, expected) in [
        ("version = 1\nrulez = []\n", "line 2: unknown field"),
        ("version = 2\n", "cannot be used: 1 problem"),
    ] {
        std::fs::write(&file, text).unwrap();
        let error = read(&file).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
    std::fs::remove_file(&file).unwrap();
    assert!(matches!(read(&file), Err(Error::Unreadable { .. })));
}
