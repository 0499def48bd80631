//! In what batches letters are sent.

use std::collections::HashSet;

use super::hold::MAX_ENTRIES;
use super::letter::Letter;

/// The most bytes of a batch.
pub(crate) const MAX_BYTES: usize = 256 * 1024;

/// Splits letters, in their order, into rounds of at most one letter of each group: a letter is
/// sent only after the answer for the one before it, whatever SQS takes or refuses of a batch.
/// Letters without a group have no order.
pub(crate) fn rounds(letters: Vec<Letter>) -> Vec<Vec<Letter>> {
    let mut rounds: Vec<(Vec<Letter>, HashSet<String>)> = Vec::new();
    for letter in letters {
        let has_group = |groups: &HashSet<String>| {
            letter.group.as_ref().is_some_and(|group| groups.contains(group))
        };
        // After the last round that has one of its group.
        let place = rounds.iter().rposition(|(_, groups)| has_group(groups)).map_or(0, |at| at + 1);
        if place == rounds.len() {
            rounds.push((Vec::new(), HashSet::new()));
        }
        let (round, groups) = &mut rounds[place];
        groups.extend(letter.group.clone());
        round.push(letter);
    }
    rounds.into_iter().map(|(round, _)| round).collect()
}

/// Splits messages, in their order, into batches within the limits of a call.
pub(crate) fn batches<T>(entries: Vec<T>, size: impl Fn(&T) -> usize) -> Vec<Vec<T>> {
    let mut batches: Vec<Vec<T>> = Vec::new();
    let mut bytes = 0;
    for entry in entries {
        let size = size(&entry);
        match batches.last_mut() {
            Some(batch) if batch.len() < MAX_ENTRIES && bytes + size <= MAX_BYTES => {
                bytes += size;
                batch.push(entry);
            }
            _ => {
                bytes = size;
                batches.push(vec![entry]);
            }
        }
    }
    batches
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(names: &[&str]) -> Vec<Letter> {
        let letter = |name: &&str| Letter {
            message_id: (*name).to_owned(),
            group: name.chars().next().filter(|group| *group != '-').map(String::from),
            ..Letter::default()
        };
        names.iter().map(letter).collect()
    }

    fn names(rounds: Vec<Vec<Letter>>) -> Vec<String> {
        let name = |round: Vec<Letter>| {
            round.into_iter().map(|letter| letter.message_id).collect::<Vec<_>>().join(" ")
        };
        rounds.into_iter().map(name).collect()
    }

    #[test]
    fn a_round_has_one_letter_of_a_group() {
        assert_eq!(
            names(rounds(letters(&["a1", "b1", "a2", "c1", "a3", "b2"]))),
            ["a1 b1 c1", "a2 b2", "a3"]
        );
        assert_eq!(names(rounds(letters(&["-1", "-2", "-3"]))), ["-1 -2 -3"]);
        assert!(rounds(vec![]).is_empty());
    }

    #[test]
    fn a_batch_is_within_the_limits() {
        let sizes = |sizes: &[usize]| -> Vec<usize> {
            batches(sizes.to_vec(), |size| *size).iter().map(Vec::len).collect()
        };
        assert_eq!(sizes(&[1; 23]), [10, 10, 3]);
        assert_eq!(sizes(&[100_000; 5]), [2, 2, 1]);
        assert_eq!(sizes(&[65_536; 9]), [4, 4, 1]);
        assert_eq!(sizes(&[300_000, 1]), [1, 1]);
        assert_eq!(sizes(&[]), [0; 0]);
    }
}
