//! `milepost certificate list`: the certificates of a learner.

use std::collections::BTreeSet;

use comfy_table::Cell;
use milepost_certificate::item::LEARNER_INDEX;
use milepost_certificate::{Certificate, CertificateId, Status};
use milepost_contracts::ItemKey;
use milepost_directory::item::email_key;
use milepost_directory::{Content, DirectoryTable};
use milepost_domain::{Time, UserId};
use milepost_store::{Query, Table};

use super::request::TABLE;
use crate::args::certificate::CertificateListArgs;
use crate::error::Error;
use crate::format::one_line;
use crate::output::{print, print_json};
use crate::stack::{DIRECTORY, Stack};
use crate::store;
use crate::table::{Columns, NOTHING, each};

pub(super) async fn run(args: CertificateListArgs) -> Result<(), Error> {
    let stack = Stack::find(&args.read.stack).await?;
    let directory = stack.table(stack.output(DIRECTORY)?);
    let user = learner(&DirectoryTable::new(directory), &args.user).await?;
    let found = certificates(&stack.table(stack.output(TABLE)?), &user).await?;
    if args.read.json {
        print_json(&found)?;
    }
    if found.is_empty() {
        return Err(Error::NoCertificates(user));
    }
    if args.read.json {
        return Ok(());
    }
    print(&table(&found, Time::from(jiff::Timestamp::now())).fit())
}

/// The learner of this id or address.
async fn learner(directory: &DirectoryTable, text: &str) -> Result<UserId, Error> {
    if !text.contains('@') {
        return text.parse().map_err(Error::NoLearnerId);
    }
    let found = directory.read(&BTreeSet::from([email_key(text)])).await;
    let owner =
        found.map_err(Error::Directory)?.into_values().find_map(|item| match item.content {
            Content::Email { user_id } => Some(user_id),
            _ => None,
        });
    owner.ok_or_else(|| Error::NobodyWithAddress(text.to_owned()))
}

/// A learner's certificates, the oldest first.
async fn certificates(table: &Table, user: &UserId) -> Result<Vec<Certificate>, Error> {
    let query = Query::index(LEARNER_INDEX, "userId", user.as_str());
    let keys: Vec<ItemKey> = store::all(table, query).await?;
    let found = table.get_many(&keys.into_iter().collect()).await;
    let found = found.map_err(|error| Error::of_table(table, error))?.into_values();
    let found: Result<Vec<Certificate>, _> = found.collect();
    let mut found = found.map_err(|error| Error::of_table(table, error))?;
    found.sort_by_key(|certificate| (certificate.drawn_at, certificate.id));
    Ok(found)
}

fn table(certificates: &[Certificate], now: Time) -> Columns {
    let day = |time: Option<Time>| Cell::new(time.map_or(NOTHING.to_owned(), Time::day));
    let id =
        |id: Option<CertificateId>| Cell::new(id.map_or(NOTHING.to_owned(), |it| it.to_string()));
    let mut columns = Columns::default();
    columns.add("Certificate", 0, each(certificates, |it| id(Some(it.id))));
    columns.add("Of", 0, each(certificates, |it| Cell::new(object(it))));
    columns.add("Completed", 0, each(certificates, |it| day(Some(it.snapshot.completed_at))));
    columns.add("Valid until", 2, each(certificates, |it| day(it.snapshot.valid_until)));
    columns.add("Status", 0, each(certificates, |it| Cell::new(status(it, now))));
    if certificates.iter().any(|it| it.renews.is_some()) {
        columns.add("Renews", 3, each(certificates, |it| id(it.renews)));
    }
    columns
}

/// The title, else the id of the object.
fn object(certificate: &Certificate) -> String {
    let id = certificate.about.lo_instance_id.as_str();
    one_line(certificate.snapshot.title.as_deref().unwrap_or(id))
}

fn status(certificate: &Certificate, now: Time) -> &'static str {
    match certificate.status {
        Status::Issued if certificate.is_expired(now) => "expired",
        Status::Issued => "valid",
        Status::AwaitingName => "awaits name",
        Status::Drawn => "drawn",
        Status::Revoked => "revoked",
    }
}

#[cfg(test)]
mod tests;
