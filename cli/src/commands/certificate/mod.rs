//! `milepost certificate`: one certificate, what was done to it, and what to do with it.

mod caller;
mod error;
mod preview;
mod queue;
mod record;
mod request;
mod show;
#[cfg(test)]
mod tests;
mod trail;
mod wait;
mod words;

pub(crate) use error::CertificateError;

use crate::args::certificate::CertificateCommand;

pub(crate) async fn run(command: CertificateCommand) -> Result<(), CertificateError> {
    match command {
        CertificateCommand::Show(args) => show::run(args).await,
        CertificateCommand::Revoke(args) => request::run(args, request::Kind::Revoke).await,
        CertificateCommand::Reissue(args) => request::run(args, request::Kind::Reissue).await,
        CertificateCommand::Preview(args) => Ok(preview::run(&args)?),
    }
}
