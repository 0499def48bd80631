//! What a certificate costs: start, first render, warm median, and the peak of memory.
//! `cargo run -p milepost-typeset --release --example measure [-- LOCALE NAME]`

use std::{
    env,
    error::Error,
    fs,
    time::{Duration, Instant},
};

use jiff::{Timestamp, civil::date};
use milepost_typeset::{Content, Design, Typesetter};

/// How many different certificates the warm median is of.
const ROUNDS: usize = 200;

fn main() -> Result<(), Box<dyn Error>> {
    let locale = env::args().nth(1).unwrap_or_else(|| "en-US".into());
    let name = env::args().nth(2).unwrap_or_else(|| "Ada Lovelace".into());
    let start = Instant::now();
    let (typesetter, design) = (Typesetter::new()?, Design::default());
    let ready = start.elapsed();
    let mut times = Vec::with_capacity(ROUNDS);
    let mut bytes = 0;
    for round in 0..=ROUNDS {
        let start = Instant::now();
        bytes = typesetter.pdf(&design, &content(&locale, &name, round))?.len();
        times.push(start.elapsed());
        if round == ROUNDS / 10 {
            println!("after {round} certificates: {}", peak()?);
        }
    }
    let first = times.remove(0);
    times.sort_unstable();
    let (median, p99) = (times[ROUNDS / 2], times[ROUNDS * 99 / 100]);
    println!("start {}, first {}", ms(ready), ms(first));
    println!("warm median {}, 99th {}; {bytes} bytes; {}", ms(median), ms(p99), peak()?);
    Ok(())
}

fn ms(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

/// The most memory this process has had, as Linux counts it.
fn peak() -> Result<String, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    Ok(line.unwrap_or("VmHWM unknown").split_whitespace().collect::<Vec<_>>().join(" "))
}

fn content(locale: &str, name: &str, round: usize) -> Content {
    Content {
        name: format!("{name} {round}"),
        title: format!("Information Security Fundamentals {round}"),
        completed_on: date(2026, 3, 14).into(),
        expires_on: Some(date(2028, 3, 13).into()),
        locale: Some(locale.into()),
        score: Some("92 %".into()),
        certificate_id: format!("3f2b8c1e-6d0a-4c57-9b1f-2a7e5d90{round:04}"),
        verification_url: format!("https://learn.example.com/certificates/3f2b8c1e{round:04}"),
        issuer: "Northwind Academy".into(),
        credential: Some(vec![b' '; 4096]),
        created: Timestamp::UNIX_EPOCH,
    }
}
