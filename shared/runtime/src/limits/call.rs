//! How many entries one call takes, how large each and all of them may be.

use std::ops::Range;

use super::LimitError;

/// 1 KiB, in bytes.
const KIB: usize = 1024;

/// The limits of a call with several entries. Sizes are in bytes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct CallLimits {
    /// Most entries.
    pub entries: usize,
    /// Largest size of one entry.
    pub entry_bytes: usize,
    /// Largest size of all entries together.
    pub bytes: usize,
}

/// Amazon SQS developer guide, "Message quotas", and Amazon SQS API reference,
/// `SendMessageBatch`: 10 messages, 256 KiB each and together, with their attributes. A queue
/// may be set to take up to 1 MiB since August 2025; what SNS and Lambda hand on is still less.
pub const SEND_MESSAGE_BATCH: CallLimits =
    CallLimits { entries: 10, entry_bytes: 256 * KIB, bytes: 256 * KIB };

/// Amazon SNS API reference, `PublishBatch`, and developer guide, "Message batching": 10 messages,
/// 256 KiB each and together, with their attributes.
pub const PUBLISH_BATCH: CallLimits =
    CallLimits { entries: 10, entry_bytes: 256 * KIB, bytes: 256 * KIB };

/// Amazon Data Firehose developer guide, "Quota": 500 records, 1,000 KiB each before base64,
/// 4 MiB together.
pub const PUT_RECORD_BATCH: CallLimits =
    CallLimits { entries: 500, entry_bytes: 1000 * KIB, bytes: 4 * KIB * KIB };

/// Amazon DynamoDB developer guide, "Quotas": 100 distinct items, 400 KB each with the names of
/// their attributes, 4 MB together.
pub const TRANSACT_WRITE_ITEMS: CallLimits =
    CallLimits { entries: 100, entry_bytes: 400 * KIB, bytes: 4 * KIB * KIB };

/// Amazon DynamoDB API reference, `BatchGetItem`: 100 keys. The sizes bound the answer, and what
/// does not fit is left unprocessed.
pub const BATCH_GET_ITEM: CallLimits =
    CallLimits { entries: 100, entry_bytes: 400 * KIB, bytes: 16 * KIB * KIB };

/// Amazon DynamoDB API reference, `BatchWriteItem`: 25 puts or deletes of distinct items, 400 KB
/// each, 16 MB together.
pub const BATCH_WRITE_ITEM: CallLimits =
    CallLimits { entries: 25, entry_bytes: 400 * KIB, bytes: 16 * KIB * KIB };

impl CallLimits {
    /// Checks one entry of this size.
    ///
    /// # Errors
    /// [`LimitError::EntryTooLarge`]: no call takes it.
    pub fn check_entry(&self, bytes: usize) -> Result<(), LimitError> {
        let max = self.entry_bytes;
        if bytes > max { Err(LimitError::EntryTooLarge { bytes, max }) } else { Ok(()) }
    }

    /// Checks a call of entries of these sizes.
    ///
    /// # Errors
    /// If there is none, are too many, or one or all are too large.
    pub fn check(&self, sizes: impl IntoIterator<Item = usize>) -> Result<(), LimitError> {
        let (mut entries, mut bytes) = (0, 0);
        for size in sizes {
            self.check_entry(size)?;
            entries += 1;
            bytes += size;
        }
        if entries == 0 {
            Err(LimitError::NoEntries)
        } else if entries > self.entries {
            Err(LimitError::TooManyEntries { entries, max: self.entries })
        } else if bytes > self.bytes {
            Err(LimitError::CallTooLarge { bytes, max: self.bytes })
        } else {
            Ok(())
        }
    }

    /// Cuts entries of these sizes, in their order, into calls as large as they may be. An entry
    /// over the limit makes a call of its own, for [`Self::check`] to refuse.
    pub fn cut(&self, sizes: impl IntoIterator<Item = usize>) -> Vec<Range<usize>> {
        let mut calls: Vec<Range<usize>> = Vec::new();
        let mut bytes = 0;
        for (place, size) in sizes.into_iter().enumerate() {
            bytes += size;
            match calls.last_mut() {
                Some(call) if call.len() < self.entries && bytes <= self.bytes => call.end += 1,
                _ => {
                    bytes = size;
                    calls.push(place..place + 1);
                }
            }
        }
        calls
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SMALL: CallLimits = CallLimits { entries: 4, entry_bytes: 10, bytes: 25 };

    #[test]
    fn each_limit_is_told_at_the_byte() {
        assert_eq!(SMALL.check([]), Err(LimitError::NoEntries));
        assert_eq!(SMALL.check([0; 4]), Ok(()));
        assert_eq!(SMALL.check([0; 5]), Err(LimitError::TooManyEntries { entries: 5, max: 4 }));
        assert_eq!(SMALL.check([10]), Ok(()));
        assert_eq!(SMALL.check([11]), Err(LimitError::EntryTooLarge { bytes: 11, max: 10 }));
        assert_eq!(SMALL.check([10, 10, 5]), Ok(()));
        assert_eq!(SMALL.check([10, 10, 6]), Err(LimitError::CallTooLarge { bytes: 26, max: 25 }));
    }

    #[test]
    fn the_limits_are_those_of_the_guides() {
        for (limits, entries, entry_bytes, bytes) in [
            (SEND_MESSAGE_BATCH, 10, 262_144, 262_144),
            (PUBLISH_BATCH, 10, 262_144, 262_144),
            (PUT_RECORD_BATCH, 500, 1_024_000, 4_194_304),
            (TRANSACT_WRITE_ITEMS, 100, 409_600, 4_194_304),
            (BATCH_GET_ITEM, 100, 409_600, 16_777_216),
            (BATCH_WRITE_ITEM, 25, 409_600, 16_777_216),
        ] {
            assert_eq!(limits, CallLimits { entries, entry_bytes, bytes });
        }
    }

    proptest! {
        #[test]
        fn cut_calls_pass_and_none_could_take_one_more(sizes in prop::collection::vec(0_usize..=10, 0..40)) {
            let calls = SMALL.cut(sizes.iter().copied());
            let places: Vec<usize> = calls.iter().cloned().flatten().collect();
            prop_assert_eq!(places, (0..sizes.len()).collect::<Vec<_>>(), "all, once, in order");
            for call in calls {
                prop_assert_eq!(SMALL.check(sizes[call.clone()].iter().copied()), Ok(()));
                let longer = sizes.get(call.start..=call.end).unwrap_or_default();
                prop_assert!(SMALL.check(longer.iter().copied()).is_err());
            }
        }
    }
}
