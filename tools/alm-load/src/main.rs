//! Makes a load of webhooks of sample files and sends it as Adobe Learning Manager would, one
//! request at a time, with a ledger of what became of each event. For development: `milepost
//! audit` proves against the ledger that nothing was lost.

mod copies;
mod ledger;
mod load;
mod options;
mod packer;
mod parcel;
mod plan;
mod report;
mod rng;
mod run;
mod source;

use std::error::Error;
use std::process::ExitCode;

use clap::Parser as _;

#[tokio::main]
async fn main() -> ExitCode {
    let Err(error) = run::run(options::Options::parse()).await else { return ExitCode::SUCCESS };
    let (mut causes, mut next) = (vec![error.to_string()], error.source());
    while let Some(cause) = next {
        causes.push(cause.to_string());
        next = cause.source();
    }
    causes.dedup();
    eprintln!("error: {}", causes.join(": "));
    ExitCode::FAILURE
}
