use milepost_credential::Sign;
use milepost_directory::{DirectoryTable, Item, Source};
use milepost_domain::Time;
use milepost_domain::directory::{LearningObject, Person};
use milepost_harness::store::Memory;
use serde_json::json;

use super::*;
use crate::ports::ReadNames;
use crate::seal::ReadPublicKey;
use milepost_scripted_aws::aws;

/// A directory that knows these.
fn directory(items: &[Item]) -> DirectoryNames {
    let memory = Memory::default();
    for item in items {
        memory.seed("directory", item).unwrap();
    }
    DirectoryNames::new(DirectoryTable::new(memory.table("directory")))
}

fn now() -> Time {
    "2026-11-24T08:00:00Z".parse().unwrap()
}

fn person(name: &str, locale: Option<&str>) -> Item {
    let mut person = Person::new("7".parse().unwrap());
    person.name = Some(name.to_owned());
    person.locale = locale.map(str::to_owned);
    Item::of_person(person, now(), Source::Api, now()).remove(0)
}

fn object(titles: &[(&str, &str)]) -> Item {
    let mut object = LearningObject::new("course:1".parse().unwrap());
    object.titles = titles.iter().map(|(of, it)| ((*of).into(), (*it).into())).collect();
    Item::of_object(object, now(), Source::Api, now())
}

#[tokio::test]
async fn the_title_is_in_the_learners_language() {
    let titles = [("de-DE", "Brandschutz"), ("en-US", "Fire safety")];
    for (locale, expected) in [(Some("de-AT"), "Brandschutz"), (None, "Fire safety")] {
        let names = directory(&[person("Ana", locale), object(&titles)]);
        let (user, lo) = ("7".parse().unwrap(), "course:1".parse().unwrap());
        let names = names.names(&user, Some(&lo)).await.unwrap();
        assert_eq!(names.name.as_deref(), Some("Ana"));
        assert_eq!(names.title.as_deref(), Some(expected));
    }
}

#[tokio::test]
async fn a_blank_name_is_none() {
    let names = directory(&[person("  ", None), object(&[("", " ")])]);
    let (user, lo) = ("7".parse().unwrap(), "course:1".parse().unwrap());
    let names = names.names(&user, Some(&lo)).await.unwrap();
    assert_eq!((names.name, names.title), (None, None));
}

#[tokio::test]
async fn kms_signs_the_message_itself_with_ed25519() {
    let signature =
        "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQQ==";
    let answer = json!({"Signature": signature}).to_string();
    let (config, requests) = aws(vec![(200, answer)]);
    let signer = KmsSigner::new(aws_sdk_kms::Client::new(&config), "key");
    assert_eq!(signer.sign(b"hello").await.unwrap(), [b'A'; 64]);
    let request = &requests.all()[0];
    assert_eq!(request["target"], "TrentService.Sign");
    let expected = json!({
        "KeyId": "key", "Message": "aGVsbG8=", "MessageType": "RAW", "SigningAlgorithm": "ED25519_SHA_512",
    });
    assert_eq!(request["body"], expected);
}

#[tokio::test]
async fn a_key_of_another_kind_is_refused() {
    let (config, _) = aws(vec![(200, json!({"PublicKey": "AAAA"}).to_string())]);
    let signer = KmsSigner::new(aws_sdk_kms::Client::new(&config), "key");
    assert!(signer.public_key().await.is_err());
    let (config, _) = aws(vec![(200, json!({"Signature": "AAAA"}).to_string())]);
    let signer = KmsSigner::new(aws_sdk_kms::Client::new(&config), "key");
    assert!(signer.sign(b"hello").await.is_err());
}
