//! `milepost certificate`: one certificate, what was done to it, and what to do with it.

mod caller;
mod check;
mod kind;
mod list;
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

use self::kind::Kind;
use crate::args::certificate::CertificateCommand;
use crate::error::Error;

pub(crate) async fn run(command: CertificateCommand) -> Result<(), Error> {
    match command {
        CertificateCommand::Show(args) => show::run(args).await,
        CertificateCommand::List(args) => list::run(args).await,
        CertificateCommand::Revoke(args) => request::run(args, Kind::Revoke).await,
        CertificateCommand::Reissue(args) => request::run(args, Kind::Reissue).await,
        CertificateCommand::Renew(args) => request::renew(args).await,
        CertificateCommand::Preview(args) => preview::run(&args),
    }
}
