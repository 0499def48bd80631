//! `milepost certificate`: one certificate, what was done to it, and what to do with it.

mod caller;
mod dynamo;
mod error;
#[cfg(test)]
mod fakes;
mod port;
mod preview;
mod record;
mod request;
mod show;
mod sqs;
mod trail;
mod wait;
mod words;

pub(crate) use error::CertificateError;

use crate::args::CertificateCommand;

pub(crate) async fn run(command: CertificateCommand) -> Result<(), CertificateError> {
    match command {
        CertificateCommand::Show(args) => show::run(args).await,
        CertificateCommand::Revoke(args) => request::run(args, request::Kind::Revoke).await,
        CertificateCommand::Reissue(args) => request::run(args, request::Kind::Reissue).await,
        CertificateCommand::Preview(args) => Ok(preview::run(&args)?),
    }
}
