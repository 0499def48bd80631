//! Numbers that look random and are the same for the same seed.

/// `SplitMix64` (Steele, Lea and Flood, 2014): ample for shuffling test loads.
pub(crate) struct Rng(u64);

impl Rng {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`, or 0 if the bound is 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let scaled = (u128::from(self.next()) * bound as u128) >> 64;
        usize::try_from(scaled).unwrap_or(0)
    }

    /// Fisher and Yates' shuffle.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::{prop_assert, prop_assert_eq, proptest};

    use super::Rng;

    #[test]
    fn it_is_splitmix64() {
        let mut rng = Rng::new(1_234_567);
        assert_eq!(rng.next(), 6_457_827_717_110_365_317);
        assert_eq!(rng.next(), 3_203_168_211_198_807_973);
    }

    proptest! {
        #[test]
        fn below_is_below(seed: u64, bound in 1..10_000_usize) {
            prop_assert!(Rng::new(seed).below(bound) < bound);
        }

        #[test]
        fn a_shuffle_loses_nothing(seed: u64, size in 0..100_usize) {
            let mut items: Vec<usize> = (0..size).collect();
            Rng::new(seed).shuffle(&mut items);
            items.sort_unstable();
            prop_assert_eq!(items, (0..size).collect::<Vec<_>>());
        }
    }
}
