//! `milepost quarantine discard`: what nobody needs goes, after a copy of it or a word.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use milepost_contracts::specimen::Part;
use serde_json::json;

use super::select::selected;
use crate::args::quarantine::QuarantineDiscardArgs;
use crate::bar::Bar;
use crate::confirm::confirm;
use crate::error::Error;
use crate::format::{counted, size};
use crate::output::{print, private_file};
use crate::quarantined::{Bucket, Listed, Object};

pub(super) async fn run(args: QuarantineDiscardArgs) -> Result<(), Error> {
    let (_, bucket) = Bucket::open(&args.stack).await?;
    let objects = selected(&bucket, &args.selection).await?;
    if objects.is_empty() {
        return print(&"Nothing to discard.");
    }
    confirm(&question(&objects), &args.removal)?;
    let mut bar = Bar::new(objects.len(), "objects");
    let outcome = discard_all(&bucket, &objects, args.backup.as_deref(), &mut bar).await;
    bar.finish();
    outcome?;
    let copies = match &args.backup {
        Some(folder) => format!("; copies are in {}", folder.display()),
        None => String::new(),
    };
    let count = counted(objects.len(), "object");
    print(&format!("discarded {count}{copies}; the bucket keeps their versions for 30 days"))
}

/// What is about to happen.
fn question(objects: &[Listed]) -> String {
    let bytes = size(objects.iter().map(|one| one.bytes).sum());
    format!("Discard {} ({bytes})", counted(objects.len(), "object"))
}

/// One after the other, each copied before it goes.
async fn discard_all(
    bucket: &Bucket,
    objects: &[Listed],
    backup: Option<&Path>,
    bar: &mut Bar,
) -> Result<(), Error> {
    for listed in objects {
        if let Some(folder) = backup {
            let object = bucket.fetch(listed).await?;
            save(folder, &object)?;
        }
        bucket.remove(listed).await?;
        bar.advance(1, "");
    }
    Ok(())
}

/// Writes `<folder>/<reason>/<hash>`, and the metadata beside it.
fn save(folder: &Path, object: &Object) -> Result<(), Error> {
    let Object { listed, metadata, body } = object;
    let path = folder.join(file_name(listed.reason())).join(file_name(listed.sha256()));
    let described = json!({
        "key": listed.key, "keptAt": listed.kept_at, "reason": metadata.reason,
        "receivedAt": metadata.received_at, "account": metadata.account,
        "part": metadata.part.map(Part::as_str),
    });
    let write = || -> io::Result<()> {
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        write_private(&path.with_extension("json"), format!("{described:#}\n").as_bytes())?;
        write_private(&path, body)
    };
    write().map_err(|source| Error::Backup { path: path.clone(), source })
}

fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    private_file().write(true).truncate(true).open(path)?.write_all(bytes)
}

/// A key may have been chosen by hand: nothing of it leads out of the folder.
fn file_name(text: &str) -> String {
    let safe = |character: char| character.is_ascii_alphanumeric() || "_-".contains(character);
    let name: String = text.chars().map(|one| if safe(one) { one } else { '_' }).collect();
    if name.is_empty() { "_".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quarantined::object;
    use crate::tests::shelf::Shelf;

    fn folder(name: &str) -> std::path::PathBuf {
        std::env::temp_dir().join(format!("milepost-{}-{name}", std::process::id()))
    }

    #[tokio::test]
    async fn a_copy_is_there_before_it_goes() {
        let shelf = Shelf::of([object("not_json", None, "{a")]);
        let all = shelf.bucket().list(None).await.unwrap();
        let backup = folder("backup");
        discard_all(&shelf.bucket(), &all, Some(&backup), &mut Bar::hidden()).await.unwrap();
        assert_eq!(shelf.keys(), [""; 0]);
        let copy = backup.join("not_json").join(all[0].sha256());
        assert_eq!(fs::read(&copy).unwrap(), b"{a");
        let mode =
            std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&copy).unwrap().permissions());
        assert_eq!(mode & 0o077, 0, "others may not read it");
        let described = fs::read(copy.with_extension("json")).unwrap();
        fs::remove_dir_all(&backup).unwrap();
        let described: serde_json::Value = serde_json::from_slice(&described).unwrap();
        insta::with_settings!({sort_maps => true}, {
            insta::assert_json_snapshot!(described, @r#"
            {
              "account": "7",
              "keptAt": "2026-11-23T08:00:00.000Z",
              "key": "not_json/0000000000000000000000000000000000000000000000000000000000000000",
              "part": null,
              "reason": "not_json",
              "receivedAt": "2026-11-22T08:00:00.000Z"
            }
            "#);
        });
    }

    #[tokio::test]
    async fn without_a_copy_nothing_goes() {
        let shelf = Shelf::of([object("not_json", None, "{a")]);
        let all = shelf.bucket().list(None).await.unwrap();
        let file = folder("no-folder");
        fs::write(&file, "in the way").unwrap();
        let outcome = discard_all(&shelf.bucket(), &all, Some(&file), &mut Bar::hidden()).await;
        fs::remove_file(&file).unwrap();
        assert!(outcome.unwrap_err().to_string().starts_with("cannot write the backup "));
        assert_eq!(shelf.keys().len(), 1);
        discard_all(&shelf.bucket(), &all, None, &mut Bar::hidden()).await.unwrap();
        assert_eq!(shelf.keys(), [""; 0]);
    }

    #[test]
    fn no_key_leads_out_of_the_folder() {
        assert_eq!(file_name("../../etc"), "______etc");
        assert_eq!(file_name(".."), "__");
        assert_eq!(file_name(""), "_");
    }
}
