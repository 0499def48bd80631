//! The operator's `milepost` command.

mod args;
mod audit;
mod aws_error;
mod bar;
mod certificate;
mod confirm;
mod directory;
mod dlq;
mod enrollments;
mod error;
mod learner;
mod names;
mod notifications;
mod notify;
mod output;
mod policy;
mod quarantine;
#[cfg(test)]
mod samples;
mod secret;
mod send;
mod stack;
mod store;
mod table;
#[cfg(test)]
mod testing;

use std::process::ExitCode;

use args::{Cli, Command};
use clap::Parser as _;

#[tokio::main]
async fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Send(args) => send::run(*args).await,
        Command::Learner(args) => learner::run(args).await,
        Command::Enrollments(args) => enrollments::run(args).await,
        Command::Dlq(args) => dlq::run(args.command).await,
        Command::Quarantine(args) => quarantine::run(args.command).await,
        Command::Directory(args) => directory::run(args.command).await,
        Command::Certificate(args) => certificate::run(args.command).await,
        Command::Notifications(args) => notifications::run(args).await,
        Command::Notify(args) => notify::run(args.command).await,
        Command::Policy(args) => policy::run(args.command).await,
        Command::Audit(args) => audit::run(args).await,
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", error::line(&error));
            error.exit_code()
        }
    }
}
