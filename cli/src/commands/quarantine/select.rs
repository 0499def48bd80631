//! Which objects an operator means.

use crate::args::quarantine::SelectionArgs;
use crate::error::Error;
use crate::quarantined::{Bucket, Listed};

/// The objects of a selection, in the order of their keys.
pub(super) async fn selected(
    bucket: &Bucket,
    selection: &SelectionArgs,
) -> Result<Vec<Listed>, Error> {
    let all = bucket.list(selection.reason.as_deref()).await?;
    if selection.keys.is_empty() {
        return Ok(all);
    }
    let mut found = Vec::new();
    for key in &selection.keys {
        let one = the_one(&all, key)?;
        if !found.contains(one) {
            found.push(one.clone());
        }
    }
    found.sort_by(|one, other| one.key.cmp(&other.key));
    Ok(found)
}

/// The one object whose key or hash is, or begins with, this text.
pub(super) fn the_one<'a>(all: &'a [Listed], text: &str) -> Result<&'a Listed, Error> {
    let begins = |one: &&Listed| one.key.starts_with(text) || one.sha256().starts_with(text);
    if let Some(exact) = all.iter().find(|one| one.key == text) {
        return Ok(exact);
    }
    let found: Vec<&Listed> = all.iter().filter(begins).collect();
    match found.as_slice() {
        [] => Err(Error::NoObject(text.to_owned())),
        [one] => Ok(one),
        several => Err(Error::SeveralObjects { text: text.to_owned(), count: several.len() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quarantined::object;
    use crate::tests::shelf::Shelf;

    fn shelf() -> Shelf {
        Shelf::of(["a/12aa", "a/12bb", "b/34aa", "b/12aa"].map(|key| {
            let mut one = object("x", None, "17");
            key.clone_into(&mut one.listed.key);
            one
        }))
    }

    async fn keys(selection: SelectionArgs) -> Result<Vec<String>, String> {
        let found =
            selected(&shelf().bucket(), &selection).await.map_err(|error| error.to_string())?;
        Ok(found.into_iter().map(|one| one.key).collect())
    }

    fn by_keys(keys: &[&str]) -> SelectionArgs {
        let keys = keys.iter().map(|&key| key.to_owned()).collect();
        SelectionArgs { keys, ..SelectionArgs::default() }
    }

    #[tokio::test]
    async fn all_or_those_of_a_reason() {
        let all = SelectionArgs { all: true, ..SelectionArgs::default() };
        assert_eq!(keys(all).await.unwrap().len(), 4);
        let reason = SelectionArgs { reason: Some("b".to_owned()), ..SelectionArgs::default() };
        assert_eq!(keys(reason).await.unwrap(), ["b/12aa", "b/34aa"]);
    }

    #[tokio::test]
    async fn a_key_or_the_beginning_of_key_or_hash() {
        assert_eq!(keys(by_keys(&["b/34aa"])).await.unwrap(), ["b/34aa"]);
        assert_eq!(keys(by_keys(&["34", "b/1", "b/34"])).await.unwrap(), ["b/12aa", "b/34aa"]);
    }

    #[tokio::test]
    async fn what_is_not_clear_is_refused() {
        assert_eq!(
            keys(by_keys(&["b/34aa", "12"])).await.unwrap_err(),
            "3 objects begin with `12`: give more of the key"
        );
        assert_eq!(
            keys(by_keys(&["99"])).await.unwrap_err(),
            "no object `99` in quarantine: see `milepost quarantine list`"
        );
    }
}
