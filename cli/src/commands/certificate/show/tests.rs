use milepost_certificate::Reason;

use super::super::tests::{certificate, id, revoked, time};
use super::*;

const PLACES: Places<'_> =
    Places { url: Some("https://learn.example.com/"), bucket: Some("documents") };

fn late() -> Time {
    "2029-01-01T00:00:00Z".parse().unwrap()
}

#[test]
fn all_that_is_known_is_shown() {
    let mut one = certificate(id(1));
    one.replaces = Some(id(2));
    insta::assert_snapshot!(description(&one, None, &PLACES, time()), @"
    certificate  01010101-0101-4101-8101-010101010101
    status       issued at 2026-11-23 08:00:00 UTC
    replaces     02020202-0202-4202-8202-020202020202
    name         Łukasz Wójcik
    title        Fire safety
    locale       pl-PL
    completed    2026-11-23 08:00:00 UTC
    printed day  2026-11-23 in Pacific/Auckland
    score        92
    valid until  2028-11-23 08:00:00 UTC
    account      1234
    learner      20411001
    object       course:7542090_10423047
    completion   abababababababababababababababababababababababababababababababab
    status list  0, bit 17
    page         https://learn.example.com/certificates/01010101-0101-4101-8101-010101010101
    document     s3://documents/certificates/01010101-0101-4101-8101-010101010101/credential.json
    document     s3://documents/certificates/01010101-0101-4101-8101-010101010101/certificate.pdf
    document     s3://documents/certificates/01010101-0101-4101-8101-010101010101/badge.png
    ");
}

#[test]
fn what_waits_has_no_documents() {
    let mut one = certificate(id(1));
    (one.status, one.issued_at) = (Status::AwaitingName, None);
    one.snapshot.name = None;
    one.snapshot.title = Some("a\u{1b}[2J\nb".to_owned());
    (one.snapshot.score, one.snapshot.valid_until) = (None, None);
    insta::assert_snapshot!(description(&one, None, &Places::default(), time()), @"
    certificate  01010101-0101-4101-8101-010101010101
    status       waits for a name or title from the directory
    name         not known yet
    title        a�[2J b
    locale       pl-PL
    completed    2026-11-23 08:00:00 UTC
    printed day  2026-11-23 in Pacific/Auckland
    account      1234
    learner      20411001
    object       course:7542090_10423047
    completion   abababababababababababababababababababababababababababababababab
    status list  0, bit 17
    ");
}

#[test]
fn where_it_stands() {
    let one = certificate(id(1));
    assert_eq!(status(&one, time()), "issued at 2026-11-23 08:00:00 UTC");
    assert_eq!(status(&one, late()), "issued, and expired");
    let mut gone = revoked(one, Reason::Withdrawn);
    assert_eq!(
        status(&gone, late()),
        "revoked at 2026-11-23 08:00:00 UTC: by an operator (not published yet)"
    );
    gone.revocation_published = true;
    assert!(!status(&gone, late()).contains("not published"));
    let text = description(&gone, Some(id(3)), &PLACES, time());
    assert!(text.contains("\nreplaced by  03030303-0303-4303-8303-030303030303\n"), "{text}");
}
