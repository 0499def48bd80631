//! What a certificate costs: time, memory, calls to AWS and dollars.
//!
//! No tape: ids, signatures and documents are new each time. The function is invoked with one
//! completion after the other, while an AWS in memory answers at once and counts.

mod aws;
mod bill;
mod message;
mod tables;

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

use flate2::Compression;
use flate2::write::DeflateEncoder;
use milepost_faults::server::serve;
use serde::Serialize;

use crate::Bench;
use crate::program::size;
use crate::stats::{median, percentile};
use crate::subject::Subject;

pub use aws::Counted;
pub use bill::bill;
pub use tables::{bill_table, builds_table, table};

/// Whose certificate it is: what has to be set differs by script.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Language {
    /// `en-US`.
    English,
    /// `ja-JP`, with the largest font.
    Japanese,
}

impl Language {
    /// Both.
    pub const ALL: [Self; 2] = [Self::English, Self::Japanese];

    /// Its name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Japanese => "Japanese",
        }
    }
}

/// How much to measure.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Fresh processes.
    pub starts: usize,
    /// Certificates by one that has made some before.
    pub certificates: usize,
}

/// Certificates that a process makes before it is called warm.
const WARM_UP: usize = 10;

/// What certificates in one language take.
#[derive(Clone, Debug, Serialize)]
pub struct Measured {
    /// The first certificate of a process: the median, in milliseconds.
    pub first_ms: f64,
    /// Half of the warm ones take at most this, in milliseconds.
    pub p50_ms: f64,
    /// 99 of 100 take at most this.
    pub p99_ms: f64,
    /// CPU time of a warm one, in milliseconds.
    pub cpu_ms: f64,
    /// The most memory that the process held, in bytes.
    pub peak_memory: u64,
    /// What a warm one writes to the log, in bytes.
    pub log_bytes: f64,
    /// What warm ones asked of AWS, for each.
    #[serde(skip)]
    pub counted: Counted,
}

/// Measures each language.
pub async fn measure(bench: &Bench, effort: Effort) -> BTreeMap<Language, Measured> {
    let mut measured = BTreeMap::new();
    for language in Language::ALL {
        measured.insert(language, measure_one(bench, language, effort).await);
    }
    measured
}

async fn measure_one(bench: &Bench, language: Language, effort: Effort) -> Measured {
    let mut firsts = Vec::new();
    for number in 0..effort.starts {
        let (subject, aws) = process(bench, language).await;
        firsts.push(millis(certify(&subject, &aws, language, number).await));
    }
    let (subject, aws) = process(bench, language).await;
    for number in 0..WARM_UP {
        certify(&subject, &aws, language, number).await;
    }
    aws.count_anew();
    let (cpu, log_bytes, mut took) = (subject.cpu(), subject.log_bytes(), Vec::new());
    for number in WARM_UP..WARM_UP + effort.certificates {
        took.push(millis(certify(&subject, &aws, language, number).await));
    }
    let certificates = float(effort.certificates as u64);
    Measured {
        first_ms: median(&mut firsts).expect("a start"),
        p50_ms: percentile(&mut took, 0.5).expect("a certificate"),
        p99_ms: percentile(&mut took, 0.99).expect("a certificate"),
        cpu_ms: millis(subject.cpu().saturating_sub(cpu)) / certificates,
        peak_memory: subject.peak_memory(),
        log_bytes: float(subject.log_bytes() - log_bytes) / certificates,
        counted: aws.counted(certificates),
    }
}

/// A process that has done nothing yet, and the AWS that it sees.
async fn process(bench: &Bench, language: Language) -> (Subject, aws::Aws) {
    let aws = aws::Aws::new(language);
    let url = serve(aws.clone()).await;
    let program = bench.builds.real("certificates");
    (Subject::start(&program, &url, &bench.cores).await, aws)
}

/// One completion; there is one more certificate then.
async fn certify(subject: &Subject, aws: &aws::Aws, language: Language, number: usize) -> Duration {
    let before = aws.published();
    let answered = subject.invoke(message::completed(language, number)).await;
    assert_eq!(&answered.body[..], br#"{"batchItemFailures":[]}"#, "it fails");
    assert_eq!(aws.published(), before + 1, "no certificate");
    answered.took
}

/// From a function's start until it asks for work.
async fn start(bench: &Bench, function: &'static str) -> Duration {
    let url = serve(aws::Aws::new(Language::English)).await;
    Subject::start(&bench.builds.real(function), &url, &bench.cores).await.ready().await
}

/// How large a function is, and how long it takes to start.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Build {
    /// Its name.
    pub function: &'static str,
    /// The program, in bytes.
    pub bytes: u64,
    /// The same in the archive that Lambda is given.
    pub zipped_bytes: u64,
    /// From its start until it asks for work: the median, in milliseconds.
    pub start_ms: f64,
}

/// The functions that make, wake and show certificates.
pub async fn builds(bench: &Bench, starts: usize) -> Vec<Build> {
    let mut builds = Vec::new();
    for function in ["certificates", "certificate-resumer", "verification"] {
        let program = bench.builds.real(function);
        let mut took = Vec::new();
        for _ in 0..starts {
            took.push(millis(start(bench, function).await));
        }
        builds.push(Build {
            function,
            bytes: size(&program),
            zipped_bytes: zipped(&fs::read(&program.bootstrap).expect("a build")),
            start_ms: median(&mut took).expect("a start"),
        });
    }
    builds
}

/// As `zip` compresses it. The names and dates in the archive are some hundred bytes more.
fn zipped(bytes: &[u8]) -> u64 {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    std::io::Write::write_all(&mut encoder, bytes).expect("memory");
    encoder.finish().expect("memory").len() as u64
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
fn float(count: u64) -> f64 {
    count as f64
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}
