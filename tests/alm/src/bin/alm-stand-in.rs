//! The stand-in as a process. Prints one line of JSON, its address and the credentials, and
//! serves until it is ended by a signal. It logs nothing.

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use milepost_alm_stand_in::{CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN, Settings, StandIn};
use serde_json::json;

/// A stand-in for Adobe Learning Manager's API on 127.0.0.1.
#[derive(Parser)]
struct Options {
    /// Port on 127.0.0.1; 0 picks a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    match StandIn::start_with(Settings::default(), options.port).await {
        Ok(stand_in) => run(stand_in).await,
        Err(error) => {
            eprintln!("cannot listen on port {}: {error}", options.port);
            ExitCode::FAILURE
        }
    }
}

async fn run(stand_in: StandIn) -> ExitCode {
    let line = json!({
        "clientId": CLIENT_ID,
        "clientSecret": CLIENT_SECRET,
        "refreshToken": REFRESH_TOKEN,
        "url": stand_in.url(),
    });
    // Whoever started it waits for this line; without a reader it serves nobody.
    if writeln!(std::io::stdout(), "{line}").is_err() || stand_in.run().await.is_err() {
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
