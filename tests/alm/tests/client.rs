//! The client against the stand-in: what goes wrong at ALM has a name, and nothing is half used.
#![expect(clippy::unwrap_used, reason = "tests panic")]

use std::sync::Mutex;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use milepost_alm::budget::{BudgetError, RequestBudget, Resource};
use milepost_alm::credentials::{CredentialStore, Credentials, StoreError};
use milepost_alm::{AlmError, Client, Timeouts};
use milepost_alm_stand_in::{
    CLIENT_ID, CLIENT_SECRET, Endpoint, Fault, REFRESH_TOKEN, StandIn, TokenChange,
};
use milepost_domain::{LoId, UserId};

/// Credentials as an operator entered them, and as ALM renewed them.
struct Store(Mutex<Credentials>);

impl CredentialStore for Store {
    async fn load(&self) -> Result<Option<Credentials>, StoreError> {
        Ok(Some(self.0.lock().unwrap().clone()))
    }

    async fn save(&self, credentials: &Credentials) -> Result<(), StoreError> {
        *self.0.lock().unwrap() = credentials.clone();
        Ok(())
    }
}

/// Enough for everything; remembers that ALM asked for a pause.
#[derive(Default)]
struct Plenty(Mutex<Vec<Resource>>);

impl RequestBudget for &Plenty {
    async fn take(&self, _: Resource, _: Timestamp) -> Result<(), BudgetError> {
        Ok(())
    }

    async fn pause(&self, resource: Resource, _: Timestamp) {
        self.0.lock().unwrap().push(resource);
    }
}

fn store(refresh_token: &str) -> Store {
    Store(Mutex::new(Credentials {
        client_id: CLIENT_ID.to_owned(),
        client_secret: milepost_runtime::secret::Secret::new(CLIENT_SECRET),
        refresh_token: milepost_runtime::secret::Secret::new(refresh_token),
    }))
}

fn client<'a>(alm: &StandIn, store: Store, budget: &'a Plenty) -> Client<Store, &'a Plenty> {
    let limits = Timeouts { request: Duration::from_millis(500), ..Timeouts::default() };
    let endpoint = alm.url().parse().unwrap();
    Client::with_timeouts(endpoint, store, budget, Timestamp::now, limits).unwrap()
}

fn users() -> Vec<UserId> {
    (20_411_001..20_411_101).map(|id| id.to_string().parse().unwrap()).collect()
}

#[tokio::test]
async fn a_hundred_people_come_in_one_request() {
    let (alm, budget) = (StandIn::start().await.unwrap(), Plenty::default());
    let people = client(&alm, store(REFRESH_TOKEN), &budget).users(&users()).await.unwrap();
    assert_eq!((people.len(), alm.count(Endpoint::Users)), (100, 1));
    assert!(people.iter().all(|person| person.name.is_some() && person.email.is_some()));
}

#[tokio::test]
async fn the_account_knows_the_time_zone_of_everybody() {
    let (alm, budget) = (StandIn::start().await.unwrap(), Plenty::default());
    let client = client(&alm, store(REFRESH_TOKEN), &budget);
    let zones = client.time_zones().await.unwrap();
    assert_eq!(alm.count(Endpoint::Account), 1);
    let people = client.users(&users()).await.unwrap();
    assert!(people.iter().all(|person| person.zone(&zones).is_some()));
}

#[tokio::test]
async fn ten_learning_objects_come_with_their_deadlines_in_one_request() {
    let (alm, budget) = (StandIn::start().await.unwrap(), Plenty::default());
    let company = milepost_alm_stand_in::Company::default();
    let ids: Vec<LoId> =
        company.learning_objects().iter().take(10).map(|it| it.id.parse().unwrap()).collect();
    let found = client(&alm, store(REFRESH_TOKEN), &budget).learning_objects(&ids).await.unwrap();
    assert_eq!((found.objects.len(), alm.count(Endpoint::LearningObjects)), (10, 1));
    assert!(found.objects.iter().all(|object| object.title(None).is_some()));
    assert!(found.instances.iter().any(|instance| instance.completion_deadline.is_some()));
}

#[tokio::test]
async fn each_trouble_has_its_name_and_is_over_with_the_next_request() {
    let status = |status| Fault::Status { status, retry_after: Some("10.752".to_owned()) };
    let retry_after = SignedDuration::from_millis(10_752);
    for (fault, expected) in [
        (status(429), "ALM asks to wait 10.752 s (status 429)"),
        (Fault::Status { status: 500, retry_after: None }, "ALM fails (status 500)"),
        (status(503), "ALM fails (status 503)"),
        (Fault::Status { status: 400, retry_after: None }, "ALM refuses the request (status 400)"),
        (Fault::Delay { millis: 5_000 }, "ALM does not answer in time"),
    ] {
        let (alm, budget) = (StandIn::start().await.unwrap(), Plenty::default());
        let client = client(&alm, store(REFRESH_TOKEN), &budget);
        alm.order(Endpoint::Users, 1, fault.clone());
        let error = client.users(&users()).await.unwrap_err();
        assert_eq!(error.to_string(), expected, "{fault:?}");
        assert_eq!(alm.count(Endpoint::Users), 1, "{fault:?}: nothing is repeated");
        assert_eq!(error == AlmError::Throttled { retry_after }, fault == status(429));
        assert_eq!(client.users(&users()).await.unwrap().len(), 100, "{fault:?}");
    }
}

#[tokio::test]
async fn of_a_broken_answer_nothing_is_used() {
    for fault in [Fault::Truncated, Fault::BrokenJson, Fault::Closed] {
        let (alm, budget) = (StandIn::start().await.unwrap(), Plenty::default());
        let client = client(&alm, store(REFRESH_TOKEN), &budget);
        alm.order(Endpoint::Users, 1, fault.clone());
        let error = client.users(&users()).await.unwrap_err();
        assert!(
            matches!(error, AlmError::Malformed(_) | AlmError::Unreachable),
            "{fault:?}: {error}"
        );
    }
}

#[tokio::test]
async fn people_without_what_may_be_missing_are_still_people() {
    let (alm, budget) = (StandIn::start().await.unwrap(), Plenty::default());
    let fields = ["email", "manager", "uiLocale", "included"].map(str::to_owned).to_vec();
    alm.order(Endpoint::Users, 1, Fault::Missing { fields });
    let people = client(&alm, store(REFRESH_TOKEN), &budget).users(&users()).await.unwrap();
    assert!(people.iter().all(|it| it.email.is_none() && it.manager_id.is_none()));
    assert!(people.iter().all(|it| it.name.is_some()));
}

#[tokio::test]
async fn an_expired_access_token_is_renewed_unnoticed() {
    let (alm, budget) = (StandIn::start().await.unwrap(), Plenty::default());
    let client = client(&alm, store(REFRESH_TOKEN), &budget);
    client.users(&users()).await.unwrap();
    alm.change_tokens(TokenChange::Expire);
    assert_eq!(client.users(&users()).await.unwrap().len(), 100);
    assert_eq!(alm.count(Endpoint::Token), 2);
}

#[tokio::test]
async fn a_revoked_refresh_token_is_said_and_asked_about_once() {
    let (alm, budget) = (StandIn::start().await.unwrap(), Plenty::default());
    let client = client(&alm, store(REFRESH_TOKEN), &budget);
    alm.change_tokens(TokenChange::Revoke);
    for _ in 0..5 {
        let error = client.users(&users()).await.unwrap_err();
        assert!(matches!(error, AlmError::RefreshTokenRefused { .. }), "{error}");
    }
    assert_eq!(alm.count(Endpoint::Token), 1, "no storm");
    assert_eq!(alm.count(Endpoint::Users), 0);
}

#[tokio::test]
async fn a_429_pauses_the_others_too() {
    let (alm, budget) = (StandIn::start().await.unwrap(), Plenty::default());
    let fault = Fault::Status { status: 429, retry_after: Some("10.752".to_owned()) };
    alm.order(Endpoint::LearningObjects, 1, fault);
    let client = client(&alm, store(REFRESH_TOKEN), &budget);
    client.learning_objects(&["course:7542090".parse().unwrap()]).await.unwrap_err();
    assert_eq!(*budget.0.lock().unwrap(), [Resource::LearningObjects]);
}
