//! The commands: each stands alone, on what lies beside this folder.

mod audit;
mod certificate;
mod directory;
mod dlq;
mod doctor;
mod enrollments;
mod learner;
mod notifications;
mod notify;
mod policy;
mod quarantine;
mod send;

use crate::args::Command;
use crate::error::Error;

/// Runs a command to its end.
pub(crate) async fn run(command: Command) -> Result<(), Error> {
    match command {
        Command::Send(args) => send::run(*args).await,
        Command::Learner(args) => learner::run(args).await,
        Command::Enrollments(args) => enrollments::run(args).await,
        Command::Dlq(command) => dlq::run(command).await,
        Command::Quarantine(command) => quarantine::run(command).await,
        Command::Directory(command) => directory::run(command).await,
        Command::Certificate(command) => certificate::run(command).await,
        Command::Notifications(args) => notifications::run(args).await,
        Command::Notify(command) => notify::run(command).await,
        Command::Policy(command) => policy::run(command).await,
        Command::Doctor(args) => doctor::run(args).await,
        Command::Audit(args) => audit::run(args).await,
    }
}
