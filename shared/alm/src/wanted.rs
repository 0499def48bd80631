//! Ids that are asked for, and what comes back.

use std::collections::HashSet;
use std::fmt::Display;
use std::hash::Hash;

use crate::AlmError;
use crate::budget::Resource;
use crate::document::{Document, ResourceObject};

/// What one request asks for, and what of it has not come yet.
#[derive(Debug)]
pub(crate) struct Wanted<Id> {
    asked: HashSet<Id>,
    missing: HashSet<Id>,
}

impl<Id: Clone + Display + Eq + Hash + Ord + TryFrom<String>> Wanted<Id> {
    /// These ids, as far as they can stand in a list.
    pub(crate) fn new(ids: &[Id], max: usize) -> Self {
        debug_assert!(ids.len() <= max, "the caller splits");
        let asked: HashSet<Id> = ids.iter().filter(is_listable).take(max).cloned().collect();
        Self { missing: asked.clone(), asked }
    }

    /// Whether everything is there.
    pub(crate) fn is_complete(&self) -> bool {
        self.missing.is_empty()
    }

    /// The list for ALM's parameter `ids`.
    pub(crate) fn list(&self) -> String {
        let mut ids: Vec<String> = self.asked.iter().map(ToString::to_string).collect();
        ids.sort_unstable();
        ids.join(",")
    }

    /// What was asked for and is on this page, each once.
    pub(crate) fn pick<'a>(
        &mut self,
        page: &'a Document,
        resource: Resource,
    ) -> Result<Vec<(Id, ResourceObject<'a>)>, AlmError> {
        let (mut picked, mut unreadable, mut strangers) = (Vec::new(), 0, false);
        for object in page.data() {
            match object.id::<Id>() {
                Some(id) if self.missing.remove(&id) => picked.push((id, object)),
                Some(id) => strangers |= !self.asked.contains(&id),
                None => unreadable += 1,
            }
        }
        log_unreadable(resource, unreadable);
        if strangers && !self.is_complete() {
            // The pages to come would be the whole account's.
            return Err(AlmError::Malformed("it ignores the list of ids"));
        }
        Ok(picked)
    }
}

/// Says how many parts of an answer are left out.
pub(crate) fn log_unreadable(resource: Resource, count: usize) {
    if count > 0 {
        tracing::warn!(resource = resource.as_str(), count, "alm.resource.unreadable");
    }
}

/// ALM's ids are letters, digits and few signs. Anything else could mean more than one id, or a
/// search (`email:…`).
fn is_listable(id: &impl Display) -> bool {
    let id = id.to_string();
    id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b":_-.".contains(&byte))
}

#[cfg(test)]
mod tests {
    use milepost_domain::UserId;
    use serde_json::json;

    use super::*;

    fn id(id: &str) -> UserId {
        id.parse().unwrap()
    }

    fn pick(wanted: &mut Wanted<UserId>, ids: &[&str]) -> Result<Vec<String>, AlmError> {
        let data: Vec<_> = ids.iter().map(|id| json!({"id": id})).collect();
        let page = Document::read(json!({"data": data}).to_string().as_bytes()).unwrap();
        let picked = wanted.pick(&page, Resource::Users)?;
        Ok(picked.into_iter().map(|(id, _)| id.into()).collect())
    }

    #[test]
    fn each_is_picked_once() {
        let mut wanted = Wanted::new(&[id("1"), id("2"), id("2"), id("3")], 10);
        assert_eq!(wanted.list(), "1,2,3");
        assert_eq!(pick(&mut wanted, &["2", "", "2"]).unwrap(), ["2"]);
        assert!(!wanted.is_complete());
        assert_eq!(pick(&mut wanted, &["1", "2", "3"]).unwrap(), ["1", "3"]);
        assert!(wanted.is_complete());
    }

    #[test]
    fn an_answer_about_others_is_refused_unless_it_holds_all() {
        let mut wanted = Wanted::new(&[id("1"), id("2")], 10);
        let ignored = Err(AlmError::Malformed("it ignores the list of ids"));
        assert_eq!(pick(&mut wanted, &["1", "7"]), ignored);
        let mut wanted = Wanted::new(&[id("1"), id("2")], 10);
        assert_eq!(pick(&mut wanted, &["1", "7", "2"]).unwrap(), ["1", "2"]);
    }

    #[test]
    fn what_is_more_than_an_id_is_not_asked_for() {
        let ids = ["1,2", "email:a@example.com", "a b", "é", "a&b", "emp-1_2.3", "course:1"];
        let wanted = Wanted::new(&ids.map(id), 10);
        assert_eq!(wanted.list(), "course:1,emp-1_2.3");
    }
}
