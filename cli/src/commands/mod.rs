//! The commands: each stands alone, on what lies beside this folder.

mod audit;
mod certificate;
mod directory;
mod dlq;
mod enrollments;
mod learner;
mod notifications;
mod notify;
mod policy;
mod quarantine;
mod send;

use std::process::ExitCode;

use audit::AuditError;
use certificate::CertificateError;

use crate::args::Command;

/// What went wrong, by command.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error(transparent)]
    Audit(#[from] AuditError),
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    #[error(transparent)]
    Directory(#[from] directory::DirectoryError),
    #[error(transparent)]
    Dlq(#[from] dlq::DlqError),
    #[error(transparent)]
    Enrollments(#[from] enrollments::EnrollmentsError),
    #[error(transparent)]
    Learner(#[from] learner::LearnerError),
    #[error(transparent)]
    Notifications(#[from] notifications::NotificationsError),
    #[error(transparent)]
    Notify(#[from] notify::NotifyError),
    #[error(transparent)]
    Policy(#[from] policy::WrongPolicy),
    #[error(transparent)]
    Quarantine(#[from] quarantine::QuarantineError),
    #[error(transparent)]
    Send(#[from] send::SendError),
}

impl Error {
    /// 1, but 3 for what may be in order later; 2 is clap's, for a wrong command line.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Audit(AuditError::Undecided { .. })
            | Self::Certificate(CertificateError::Late { .. }) => ExitCode::from(3),
            _ => ExitCode::FAILURE,
        }
    }
}

/// Runs a command to its end.
pub(crate) async fn run(command: Command) -> Result<(), Error> {
    match command {
        Command::Send(args) => send::run(*args).await?,
        Command::Learner(args) => learner::run(args).await?,
        Command::Enrollments(args) => enrollments::run(args).await?,
        Command::Dlq(args) => dlq::run(args.command).await?,
        Command::Quarantine(args) => quarantine::run(args.command).await?,
        Command::Directory(args) => directory::run(args.command).await?,
        Command::Certificate(args) => certificate::run(args.command).await?,
        Command::Notifications(args) => notifications::run(args).await?,
        Command::Notify(args) => notify::run(args.command).await?,
        Command::Policy(args) => policy::run(args.command).await?,
        Command::Audit(args) => audit::run(args).await?,
    }
    Ok(())
}
