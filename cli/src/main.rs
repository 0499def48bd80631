//! The operator's `milepost` command.

mod args;
mod aws_error;
mod bar;
mod causes;
mod commands;
mod confirm;
mod dead_letters;
mod error;
mod format;
mod names;
mod output;
mod quarantined;
mod stack;
mod store;
mod table;
#[cfg(test)]
mod tests;

use std::process::ExitCode;

use clap::Parser as _;

#[tokio::main]
async fn main() -> ExitCode {
    match commands::run(args::Cli::parse().command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", causes::line(&error));
            error.exit_code()
        }
    }
}
