//! What a run sends: the files as they stand, or their events, rearranged.

use milepost_domain::AccountId;

use crate::copies::Copier;
use crate::options::{LoadArgs, Options};
use crate::packer::Packer;
use crate::parcel::Parcel;
use crate::plan::Recipe;
use crate::source::{Source, SourceError, templates};

/// All requests of a run.
pub(crate) struct Load {
    pub(crate) events: usize,
    pub(crate) parcels: Box<dyn Iterator<Item = Parcel>>,
}

impl Load {
    pub(crate) fn of(args: &Options) -> Result<Self, SourceError> {
        let files = args.files.iter().map(|path| Source::read(path));
        let sources = files.collect::<Result<Vec<_>, _>>()?;
        let account = &args.account;
        if takes_apart(&args.load) {
            return Self::rearranged(&sources, &args.load, account.clone());
        }
        let whole = |source: Source| Parcel::whole(source.body, account);
        let parcels: Vec<Parcel> = sources.into_iter().map(whole).collect();
        let events = parcels.iter().map(|parcel| parcel.contents.len()).sum();
        Ok(Self { events, parcels: Box::new(parcels.into_iter()) })
    }

    fn rearranged(
        sources: &[Source],
        args: &LoadArgs,
        flat_account: AccountId,
    ) -> Result<Self, SourceError> {
        let templates = templates(sources)?;
        let &LoadArgs { count, shuffle, duplicate, seed, .. } = args;
        let picks = Recipe { count, shuffle, duplicate, seed }.picks(templates.len());
        let packer = Packer {
            copier: Copier::new(&templates, seed),
            templates,
            batch: args.batch.unwrap_or(1),
            flat_account,
            picks: picks.into_iter().peekable(),
        };
        Ok(Self { events: packer.picks.len(), parcels: Box::new(packer) })
    }
}

/// Whether an option asks for single events.
fn takes_apart(args: &LoadArgs) -> bool {
    args.count.is_some() || args.batch.is_some() || args.shuffle || args.duplicate > 0.0
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    fn load(name: &str, body: &[u8], options: &str) -> Result<Load, SourceError> {
        let path = std::env::temp_dir().join(format!("alm-load-{}-{name}", std::process::id()));
        std::fs::write(&path, body).unwrap();
        let words = format!("alm-load {} --url http://h/ {options}", path.display());
        let args = Options::try_parse_from(words.split_whitespace()).unwrap();
        let load = Load::of(&args);
        std::fs::remove_file(&path).unwrap();
        load
    }

    #[test]
    fn without_options_a_broken_file_is_sent_byte_for_byte() {
        let broken = b"{\"events\": [,\n\xff";
        let load = load("broken", broken, "--rate 5 --seed 3").unwrap();
        let parcels: Vec<Parcel> = load.parcels.collect();
        assert_eq!((load.events, parcels.len()), (1, 1));
        assert_eq!(parcels[0].body, broken);
    }

    #[test]
    fn with_options_the_events_are_packed_anew() {
        let envelope = br#"{"accountId":1,"events":[{"eventName":"A"},{"eventName":"B"}]}"#;
        let sizes = |name, options| -> (usize, Vec<usize>) {
            let load = load(name, envelope, options).unwrap();
            (load.events, load.parcels.map(|parcel| parcel.contents.len()).collect())
        };
        assert_eq!(sizes("as-it-is", ""), (2, vec![2]));
        assert_eq!(sizes("shuffle", "--shuffle"), (2, vec![1, 1]));
        assert_eq!(sizes("load", "--count 8 --batch 4 --duplicate 0.5"), (12, vec![4, 4, 4]));
    }
}
