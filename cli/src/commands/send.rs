//! `milepost send`: posts bodies as ALM would.

use std::collections::BTreeMap;
use std::fmt;
use std::io::Read as _;
use std::path::Path;

use milepost_webhook_client::{Client, Delivery, Undelivered};

use crate::args::send::SendArgs;
use crate::error::Error;
use crate::format::counted;
use crate::output::print;

/// What reads standard input instead of a file.
const STDIN: &str = "-";

/// Sends the files and prints a summary, also of a run that ends early.
pub(crate) async fn run(args: SendArgs) -> Result<(), Error> {
    let bodies = args.files.iter().map(|path| read(path)).collect::<Result<Vec<_>, _>>()?;
    let client = Client::open(&args.endpoint, &args.credentials)?;
    eprintln!("sending {} to {}", counted(bodies.len(), "request"), client.target());
    let mut summary = Summary::default();
    let outcome = send_all(&client, &bodies, &mut summary).await;
    print(&summary)?;
    outcome?;
    match summary.refused.values().sum() {
        0 => Ok(()),
        requests => Err(Error::RequestsRefused(requests)),
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let body = if path == Path::new(STDIN) {
        let mut body = Vec::new();
        std::io::stdin().lock().read_to_end(&mut body).map(|_| body)
    } else {
        std::fs::read(path)
    };
    body.map_err(Error::unreadable(path))
}

/// One after the other, the next when the last was answered.
async fn send_all(
    client: &Client,
    bodies: &[Vec<u8>],
    summary: &mut Summary,
) -> Result<(), Undelivered> {
    for body in bodies {
        let retries = &mut summary.retries;
        let on_retry = |retry: &_| {
            *retries += 1;
            eprintln!("{retry}");
        };
        let delivery = client.deliver(body, on_retry).await?;
        summary.add(&delivery);
    }
    Ok(())
}

/// What became of the requests.
#[derive(Debug, Default)]
struct Summary {
    requests: usize,
    accepted: usize,
    quarantined: usize,
    /// Requests refused for good, by status.
    refused: BTreeMap<u16, usize>,
    retries: usize,
}

impl Summary {
    fn add(&mut self, delivery: &Delivery) {
        self.requests += 1;
        if !delivery.acknowledged() {
            *self.refused.entry(delivery.status).or_default() += 1;
        } else if let Some(counts) = delivery.counts {
            self.accepted += counts.accepted;
            self.quarantined += counts.quarantined;
        }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "requests     {}", self.requests)?;
        writeln!(f, "accepted     {}", counted(self.accepted, "event"))?;
        writeln!(f, "quarantined  {}", self.quarantined)?;
        for (status, requests) in &self.refused {
            let requests = counted(*requests, "request");
            writeln!(f, "refused      {requests} with status {status}")?;
        }
        write!(f, "retries      {}", self.retries)
    }
}

#[cfg(test)]
mod tests {
    use milepost_harness::server::{Server, answer};
    use std::time::Duration;

    use clap::Parser as _;

    use super::*;
    use crate::args::{Cli, Command};

    fn args(url: &str, files: &[&Path]) -> SendArgs {
        let options = ["--url", url, "--user", "alm", "--password", "pw", "--signature-secret", ""];
        let files = files.iter().map(|path| path.to_str().unwrap());
        let words = ["milepost", "send"].into_iter().chain(options).chain(files);
        let Command::Send(args) = Cli::parse_from(words).command else { panic!("not send") };
        *args
    }

    #[tokio::test]
    async fn files_are_posted_byte_for_byte_and_a_refusal_is_told() {
        let path = std::env::temp_dir().join(format!("milepost-send-{}", std::process::id()));
        std::fs::write(&path, b"{\"events\": [,\n").unwrap();
        let accepted = answer(202, r#"{"accepted":1,"quarantined":0}"#);
        let server = Server::start([accepted, answer(413, "")]).await;
        let outcome = run(args(&server.url, &[&path, &path])).await;
        std::fs::remove_file(&path).unwrap();
        assert!(matches!(outcome, Err(Error::RequestsRefused(1))), "{outcome:?}");
        let requests = server.requests();
        assert_eq!(requests.len(), 2);
        for request in requests {
            assert!(request.contains("authorization: Basic YWxtOnB3\r\n"), "{request}");
            assert!(request.ends_with("\r\n\r\n{\"events\": [,\n"), "{request}");
        }
    }

    #[tokio::test]
    async fn wrong_credentials_end_the_run() {
        let path = std::env::temp_dir().join(format!("milepost-send-401-{}", std::process::id()));
        std::fs::write(&path, "{}").unwrap();
        let server = Server::start([answer(401, "")]).await;
        let outcome = run(args(&server.url, &[&path, &path])).await;
        std::fs::remove_file(&path).unwrap();
        let error = crate::causes::line(&outcome.unwrap_err());
        assert_eq!(error, "the webhook endpoint refuses these credentials (status 401)");
    }

    #[test]
    fn the_summary_says_what_happened() {
        let mut summary = Summary { retries: 2, ..Summary::default() };
        let counts = serde_json::from_str(r#"{"accepted":2,"quarantined":1}"#).ok();
        summary.add(&Delivery { status: 202, counts, latency: Duration::ZERO });
        summary.add(&Delivery { status: 413, counts: None, latency: Duration::ZERO });
        insta::assert_snapshot!(summary, @"
        requests     2
        accepted     2 events
        quarantined  1
        refused      1 request with status 413
        retries      2
        ");
    }
}
