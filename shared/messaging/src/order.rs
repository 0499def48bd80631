//! The order of publication: a message never overtakes an earlier one of its group.

use std::collections::HashSet;

use crate::error::{Failure, SendError};
use crate::message::Message;

/// The messages still to be published, by waves: each has the next one of every group.
///
/// SNS may take one message of a call and refuse an earlier one, so that two of a group in one
/// call could change places.
pub(crate) struct Waves<'a> {
    left: Vec<usize>,
    groups: Vec<Option<&'a str>>,
    blocked: Vec<usize>,
}

impl<'a> Waves<'a> {
    /// Of the messages at these places, without those behind one that has failed already.
    pub(crate) fn new(messages: &'a [Message], places: Vec<usize>, failed: &[Failure]) -> Self {
        let groups = messages.iter().map(Message::group).collect();
        let mut waves = Self { left: places, groups, blocked: Vec::new() };
        waves.block(failed);
        waves
    }

    /// The places of the next wave; a message without a group is in the first.
    pub(crate) fn next_wave(&mut self) -> Option<Vec<usize>> {
        let mut seen = HashSet::new();
        let groups = &self.groups;
        let is_next = |place: &usize| groups[*place].is_none_or(|group| seen.insert(group));
        let (wave, left) = std::mem::take(&mut self.left).into_iter().partition(is_next);
        self.left = left;
        Some(wave).filter(|wave: &Vec<usize>| !wave.is_empty())
    }

    /// Leaves out what is behind these in their groups.
    pub(crate) fn block(&mut self, failed: &[Failure]) {
        let groups = &self.groups;
        let is_behind = |place: &usize| {
            failed.iter().any(|it| {
                it.place < *place && groups[*place].is_some() && groups[it.place] == groups[*place]
            })
        };
        self.blocked.extend(self.left.extract_if(.., |place| is_behind(place)));
    }

    /// Those that were left out.
    pub(crate) fn into_blocked(self) -> impl Iterator<Item = Failure> {
        self.blocked.into_iter().map(|place| Failure { place, error: SendError::Behind })
    }
}
