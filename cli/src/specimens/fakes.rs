//! A quarantine and a queue in memory.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::port::{DescribeSpecimen, FetchSpecimen, ListSpecimens, RemoveSpecimen};
use super::specimen::{Listed, Metadata, Specimen};
use crate::aws_error::AwsError;
use crate::dead_letters::{Outgoing, Refused, SendBatch};

/// Specimens by key.
#[derive(Default)]
pub(crate) struct Shelf(RefCell<BTreeMap<String, Specimen>>);

impl Shelf {
    pub(crate) fn of(specimens: impl IntoIterator<Item = Specimen>) -> Self {
        let by_key = specimens.into_iter().map(|one| (one.listed.key.clone(), one));
        Self(RefCell::new(by_key.collect()))
    }

    pub(crate) fn keys(&self) -> Vec<String> {
        self.0.borrow().keys().cloned().collect()
    }
}

impl ListSpecimens for Shelf {
    async fn list(&self, reason: Option<&str>) -> Result<Vec<Listed>, AwsError> {
        let all = self.0.borrow();
        let is_meant = |one: &&Specimen| reason.is_none_or(|reason| one.listed.reason() == reason);
        Ok(all.values().filter(is_meant).map(|one| one.listed.clone()).collect())
    }
}

impl DescribeSpecimen for Shelf {
    async fn describe(&self, listed: &Listed) -> Result<Metadata, AwsError> {
        Ok(self.0.borrow()[&listed.key].metadata.clone())
    }
}

impl FetchSpecimen for Shelf {
    async fn fetch(&self, listed: &Listed) -> Result<Specimen, AwsError> {
        Ok(self.0.borrow()[&listed.key].clone())
    }
}

impl RemoveSpecimen for Shelf {
    async fn remove(&self, listed: &Listed) -> Result<(), AwsError> {
        self.0.borrow_mut().remove(&listed.key);
        Ok(())
    }
}

/// A queue that takes what it is given, but refuses the groups of a list, each entry once.
#[derive(Default)]
pub(crate) struct Line {
    pub(crate) taken: RefCell<Vec<Outgoing>>,
    pub(crate) refuses: RefCell<Vec<String>>,
    pub(crate) is_down: bool,
}

impl SendBatch for Line {
    async fn send(&self, batch: &[Outgoing]) -> Result<Vec<Refused>, AwsError> {
        assert!((1..=10).contains(&batch.len()));
        if self.is_down {
            return Err(AwsError::NoRegion);
        }
        let mut refused = Vec::new();
        let mut to_refuse = self.refuses.borrow_mut();
        for (place, event) in batch.iter().enumerate() {
            if let Some(found) =
                to_refuse.iter().position(|group| event.group.as_ref() == Some(group))
            {
                to_refuse.remove(found);
                refused.push(Refused { place, why: "InternalError".to_owned() });
            } else {
                self.taken.borrow_mut().push(event.clone());
            }
        }
        Ok(refused)
    }
}
