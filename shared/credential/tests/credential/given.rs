//! An issuer, its keys, and what it issued.

use jiff::Timestamp;
use milepost_credential::{
    Achievement, AchievementType, Award, DidDocument, Issuer, LocalKey, OpenBadgeCredential, Score,
    StatusEntry, StatusList, StatusListCredential, prove,
};
use serde::Serialize;
use serde_json::Value;

pub(crate) const LIST: &str = "https://learn.example/credentials/status/1";
pub(crate) const INDEX: usize = 94_567;

pub(crate) struct Given {
    pub(crate) issuer: Issuer,
    pub(crate) key: LocalKey,
}

impl Default for Given {
    fn default() -> Self {
        Self::at("https://learn.example")
    }
}

impl Given {
    pub(crate) fn at(base_url: &str) -> Self {
        let issuer = Issuer::new(base_url, "Example & Söhne \"Learning\"").unwrap();
        Self { issuer, key: LocalKey::from_seed([7; 32]) }
    }

    pub(crate) fn did_document(&self) -> DidDocument {
        DidDocument::new(&self.issuer, &[self.key.public_key()])
    }

    pub(crate) fn credential(&self, award: &Award) -> Value {
        self.signed(OpenBadgeCredential::new(&self.issuer, award))
    }

    pub(crate) fn status_list(&self, revoked: &[usize]) -> Value {
        let mut list = StatusList::default();
        for index in revoked {
            list.set_revoked(*index, true).unwrap();
        }
        self.signed(StatusListCredential::new(&self.issuer, LIST, &list, issued()))
    }

    /// A credential that claims to be of `issuer`, signed with the key of this one.
    pub(crate) fn forged(&self, issuer: &Issuer) -> Value {
        self.signed(OpenBadgeCredential::new(issuer, &award()))
    }

    fn signed<T: Serialize>(&self, document: T) -> Value {
        let key_id = self.issuer.key_id(&self.key.public_key());
        let proving = prove(document, &key_id, issued(), &self.key);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let proven = runtime.block_on(proving).unwrap();
        serde_json::from_str(&proven.to_json().unwrap()).unwrap()
    }
}

pub(crate) fn issued() -> Timestamp {
    "2024-03-01T10:00:00.123Z".parse().unwrap()
}

pub(crate) fn award() -> Award {
    Award {
        id: "https://learn.example/certificates/3f2c6b1e".into(),
        learner: Some("Zoë Łukasiewicz-Ó Briain".into()),
        achievement: achievement(),
        score: Some(Score { points: 87.5, out_of: Some(100.0) }),
        valid_from: issued(),
        valid_until: Some("2199-03-01T10:00:00Z".parse().unwrap()),
        status: StatusEntry { list: LIST.into(), index: INDEX },
    }
}

pub(crate) fn achievement() -> Achievement {
    Achievement {
        id: "https://learn.example/achievements/course:1042".into(),
        kind: AchievementType::Course,
        name: "Working safely\nat heights".into(),
        description: "How to plan and do work above two metres.".into(),
        criteria: "All modules completed, with a score of 80 or more.".into(),
        image: Some("https://learn.example/badge.png".into()),
    }
}
