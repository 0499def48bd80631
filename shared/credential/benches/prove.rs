//! What a credential costs before its signature, and a list, and a badge. Run with
//! `cargo bench -p milepost-credential`.
#![expect(clippy::unwrap_used, reason = "benchmarks panic")]

use std::hint::black_box;

use jiff::Timestamp;
use milepost_credential::{
    Achievement, AchievementType, Award, DEFAULT_BADGE, Issuer, LocalKey, OpenBadgeCredential,
    Score, StatusEntry, StatusList, bake, prove,
};

fn main() {
    divan::main();
}

fn award() -> Award {
    Award {
        id: "https://learn.example/certificates/3f2c".into(),
        learner: Some("Zoë Łukasiewicz-Ó Briain".into()),
        achievement: Achievement {
            id: "https://learn.example/achievements/course:1042".into(),
            kind: AchievementType::Course,
            name: "Working safely at heights".into(),
            description: "How to plan and do work above two metres.".into(),
            criteria: "All modules completed.".into(),
            image: None,
        },
        score: Some(Score { points: 87.5, out_of: Some(100.0) }),
        valid_from: "2026-03-01T10:00:00Z".parse().unwrap(),
        valid_until: Some("2028-03-01T10:00:00Z".parse().unwrap()),
        status: StatusEntry { list: "https://learn.example/status/1".into(), index: 4711 },
    }
}

#[divan::bench]
fn credential(bencher: divan::Bencher) {
    let issuer = Issuer::new("https://learn.example", "Example Ltd").unwrap();
    let key = LocalKey::from_seed([7; 32]);
    let key_id = issuer.key_id(&key.public_key());
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let award = award();
    bencher.bench_local(|| {
        let credential = OpenBadgeCredential::new(&issuer, black_box(&award));
        runtime.block_on(prove(credential, &key_id, Timestamp::UNIX_EPOCH, &key)).unwrap().to_json()
    });
}

#[divan::bench]
fn status_list() -> String {
    StatusList::default().encode()
}

#[divan::bench]
fn badge() -> Vec<u8> {
    bake(black_box(DEFAULT_BADGE), "{}").unwrap()
}
