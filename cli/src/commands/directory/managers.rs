//! The managers above a person.

use std::collections::BTreeSet;

use milepost_contracts::ItemKey;
use milepost_directory::item::{email_key, person_key};
use milepost_directory::{Content, DirectoryTable};
use milepost_domain::UserId;
use milepost_domain::directory::Person;
use milepost_store::StoreError;

/// No company has more levels; a mistake in ALM may have.
const MAX_LEVELS: usize = 12;

/// The managers of a person, the nearest first, as far as the table knows them. A circle is gone
/// through once.
pub(super) async fn managers_of(
    table: &DirectoryTable,
    person: &Person,
) -> Result<Vec<Person>, StoreError> {
    let mut chain: Vec<Person> = Vec::new();
    let mut seen = BTreeSet::from([person.user_id.clone()]);
    while chain.len() < MAX_LEVELS {
        let Some(id) = manager_id(table, chain.last().unwrap_or(person)).await? else { break };
        if !seen.insert(id.clone()) {
            break;
        }
        match content(table, person_key(&id)).await? {
            Some(Content::Person(manager)) => chain.push(manager),
            _ => break,
        }
    }
    Ok(chain)
}

/// By id if ALM's API named them, else by address, as the report does.
async fn manager_id(table: &DirectoryTable, person: &Person) -> Result<Option<UserId>, StoreError> {
    if let Some(id) = &person.manager_id {
        return Ok(Some(id.clone()));
    }
    let Some(email) = &person.manager_email else { return Ok(None) };
    Ok(match content(table, email_key(email)).await? {
        Some(Content::Email { user_id }) => Some(user_id),
        _ => None,
    })
}

async fn content(table: &DirectoryTable, key: ItemKey) -> Result<Option<Content>, StoreError> {
    let mut found = table.read(&BTreeSet::from([key.clone()])).await?;
    Ok(found.remove(&key).map(|item| item.content))
}
