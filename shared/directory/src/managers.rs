//! Who manages whom: ALM names one manager for each person, and the rest is walking.

use std::collections::{BTreeSet, HashMap, HashSet};

use milepost_domain::UserId;
use milepost_domain::directory::Person;
use milepost_store::StoreError;

use crate::Content;
use crate::api::AlmApi;
use crate::directory::{Directory, Effort};
use crate::item::email_key;
use crate::wanted::Wanted;

/// People with those above them, each level in one go.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Managers {
    people: HashMap<UserId, Person>,
    /// What it took.
    pub effort: Effort,
}

impl Managers {
    /// This person, if known.
    pub fn person(&self, user: &UserId) -> Option<&Person> {
        self.people.get(user)
    }

    /// The managers above this person, the direct one first, as far as they are known. Ends
    /// where somebody would come twice: ALM does not rule out circles.
    pub fn chain(&self, user: &UserId) -> Vec<&Person> {
        let (mut chain, mut seen) = (Vec::new(), HashSet::from([user]));
        let mut below = self.people.get(user);
        while let Some(id) = below.and_then(|person| person.manager_id.as_ref())
            && seen.insert(id)
            && let Some(manager) = self.people.get(id)
        {
            chain.push(manager);
            below = Some(manager);
        }
        chain
    }
}

impl<A: AlmApi + Sync> Directory<A> {
    /// Looks these people up, with so many levels of managers above them.
    ///
    /// # Errors
    /// If the table cannot be used.
    pub async fn managers(
        &self,
        people: &BTreeSet<UserId>,
        levels: usize,
    ) -> Result<Managers, StoreError> {
        let mut managers = Managers::default();
        let mut next = people.clone();
        for _ in 0..=levels {
            if next.is_empty() {
                break;
            }
            let level = self.look_up(&Wanted::people(next.clone())).await?;
            managers.effort = managers.effort.and(level.effort);
            let level = self.with_manager_ids(level.known.people).await?;
            let above: Vec<UserId> =
                level.values().filter_map(|it| it.manager_id.clone()).collect();
            managers.people.extend(level);
            let is_new = |id: &UserId| !managers.people.contains_key(id) && !next.contains(id);
            next = above.into_iter().filter(is_new).collect();
        }
        Ok(managers)
    }

    /// People of a report name their managers by e-mail address: the table knows whose it is.
    async fn with_manager_ids(
        &self,
        mut people: HashMap<UserId, Person>,
    ) -> Result<HashMap<UserId, Person>, StoreError> {
        let lacks_id = |person: &&mut Person| person.manager_id.is_none();
        let mut lacking: Vec<&mut Person> = people.values_mut().filter(lacks_id).collect();
        let keys = lacking.iter().filter_map(|it| it.manager_email.as_deref()).map(email_key);
        let keys: BTreeSet<_> = keys.collect();
        if keys.is_empty() {
            return Ok(people);
        }
        let found = self.table.read(&keys).await?;
        for person in &mut lacking {
            let item = person.manager_email.as_deref().and_then(|it| found.get(&email_key(it)));
            if let Some(Content::Email { user_id }) = item.map(|item| &item.content) {
                person.manager_id = Some(user_id.clone());
            }
        }
        Ok(people)
    }
}
