//! Which event is sent when: a pure function of the options and the seed.

use crate::rng::Rng;

/// One sending of one event.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Pick {
    /// The event of the files, counted from 0.
    pub(crate) template: usize,
    /// 0: the event as it stands; from 1 on: its copies for further learners.
    pub(crate) round: u64,
}

/// How the events of the files become the events sent.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Recipe {
    /// Events in all, without the duplicates; as many as the files hold, if not set.
    pub(crate) count: Option<usize>,
    pub(crate) shuffle: bool,
    /// The fraction of the events that is sent a second time.
    pub(crate) duplicate: f64,
    pub(crate) seed: u64,
}

impl Recipe {
    /// All sendings in order. A duplicate comes at a random place after its first sending.
    pub(crate) fn picks(&self, templates: usize) -> Vec<Pick> {
        if templates == 0 {
            return Vec::new();
        }
        let mut rng = Rng::new(self.seed);
        let count = self.count.unwrap_or(templates);
        let mut picks: Vec<Pick> = (0..count)
            .map(|n| Pick { template: n % templates, round: (n / templates) as u64 })
            .collect();
        if self.shuffle {
            rng.shuffle(&mut picks);
        }
        with_duplicates(picks, self.duplicates(count), &mut rng)
    }

    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a fraction of a count is between 0 and the count"
    )]
    fn duplicates(&self, count: usize) -> usize {
        ((self.duplicate.clamp(0.0, 1.0) * count as f64).round() as usize).min(count)
    }
}

/// Sends so many of the picks a second time, each somewhere after itself.
fn with_duplicates(picks: Vec<Pick>, duplicates: usize, rng: &mut Rng) -> Vec<Pick> {
    let count = picks.len();
    let mut chosen: Vec<usize> = (0..count).collect();
    rng.shuffle(&mut chosen);
    chosen.truncate(duplicates);
    chosen.sort_unstable();
    let again: Vec<(usize, Pick)> = chosen
        .into_iter()
        .filter_map(|first| Some((first + rng.below(count - first), *picks.get(first)?)))
        .collect();
    let mut placed: Vec<(usize, Pick)> = picks.into_iter().enumerate().chain(again).collect();
    placed.sort_by_key(|(place, _)| *place); // stable: the event of this place goes first
    placed.into_iter().map(|(_, pick)| pick).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(recipe: &Recipe, templates: usize) -> String {
        let each = |pick: &Pick| format!("{}.{}", pick.template, pick.round);
        recipe.picks(templates).iter().map(each).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn without_options_the_files_go_out_in_order() {
        assert_eq!(shown(&Recipe::default(), 3), "0.0 1.0 2.0");
    }

    #[test]
    fn a_count_cuts_or_cycles() {
        let recipe = |count| Recipe { count: Some(count), ..Recipe::default() };
        assert_eq!(shown(&recipe(2), 3), "0.0 1.0");
        assert_eq!(shown(&recipe(7), 3), "0.0 1.0 2.0 0.1 1.1 2.1 0.2");
        assert_eq!(shown(&recipe(7), 0), "");
    }

    #[test]
    fn a_shuffle_with_duplicates_is_the_same_for_the_same_seed() {
        let recipe = |seed| Recipe { shuffle: true, duplicate: 0.5, seed, count: Some(6) };
        insta::assert_snapshot!(shown(&recipe(1), 3), @"2.0 0.0 1.0 2.0 1.1 2.1 0.0 1.1 0.1");
        insta::assert_snapshot!(shown(&recipe(2), 3), @"1.0 0.0 1.1 1.0 2.0 0.0 2.1 0.1 2.1");
    }

    proptest! {
        #[test]
        fn each_event_goes_out_and_the_fraction_twice(
            templates in 1..20_usize, count in 0..200_usize, shuffle: bool, seed: u64,
            percent in 0..=100_u8,
        ) {
            let duplicate = f64::from(percent) / 100.0;
            let recipe = Recipe { count: Some(count), shuffle, duplicate, seed };
            let picks = recipe.picks(templates);
            prop_assert_eq!(picks.len(), count + recipe.duplicates(count));
            let mut distinct: Vec<_> = picks.iter().map(|p| (p.round, p.template)).collect();
            distinct.sort_unstable();
            distinct.dedup();
            prop_assert_eq!(distinct.len(), count);
        }

        #[test]
        fn without_a_shuffle_first_sendings_keep_their_order(
            count in 0..100_usize, duplicate in 0.0..=1.0, seed: u64,
        ) {
            let recipe = Recipe { count: Some(count), duplicate, seed, shuffle: false };
            let mut seen = Vec::new();
            for pick in recipe.picks(7) {
                if !seen.contains(&pick) {
                    seen.push(pick);
                }
            }
            prop_assert_eq!(seen, Recipe { count: Some(count), ..Recipe::default() }.picks(7));
        }
    }
}
