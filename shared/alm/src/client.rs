//! Requests for people and learning objects.

mod exchange;

use jiff::Timestamp;
use milepost_domain::directory::{Instance, LearningObject, Person, TimeZones};
use milepost_domain::{LoId, UserId};
use reqwest::Url;

use crate::budget::{RequestBudget, Resource};
use crate::credentials::CredentialStore;
use crate::http::{Http, Timeouts};
use crate::learning_object::{self, Owners};
use crate::token::Tokens;
use crate::wanted::{Wanted, log_unreadable};
use crate::{AlmError, Endpoint, account, user};
use exchange::Pages;

/// Ids in one request for people: a page without `include` (ALM rate limits).
pub const USERS_PER_REQUEST: usize = 100;
/// Ids in one request for learning objects with their instances: a page with `include`.
pub const LEARNING_OBJECTS_PER_REQUEST: usize = 10;

/// Instances that came with learning objects.
pub type Instances = Vec<Instance>;

/// An answer about learning objects.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct LearningObjects {
    /// The learning objects.
    pub objects: Vec<LearningObject>,
    /// Their instances.
    pub instances: Instances,
}

/// Talks to one ALM. `S` keeps the credentials, `B` the budget. Keep it between invocations: it
/// holds the access token.
#[derive(Debug)]
pub struct Client<S, B> {
    endpoint: Endpoint,
    http: Http,
    tokens: Tokens<S>,
    budget: B,
    clock: fn() -> Timestamp,
}

impl<S, B> Client<S, B> {
    /// A client with the default [`Timeouts`]. Asks nothing yet.
    ///
    /// # Errors
    /// [`AlmError::NoHttpClient`]
    pub fn new(
        endpoint: Endpoint,
        store: S,
        budget: B,
        clock: fn() -> Timestamp,
    ) -> Result<Self, AlmError> {
        Self::with_timeouts(endpoint, store, budget, clock, Timeouts::default())
    }

    /// A client with other time limits.
    ///
    /// # Errors
    /// [`AlmError::NoHttpClient`]
    pub fn with_timeouts(
        endpoint: Endpoint,
        store: S,
        budget: B,
        clock: fn() -> Timestamp,
        timeouts: Timeouts,
    ) -> Result<Self, AlmError> {
        let http = Http::new(&endpoint, timeouts)?;
        let tokens = Tokens::new(store, endpoint.clone(), http.clone(), clock);
        Ok(Self { endpoint, http, tokens, budget, clock })
    }
}

impl<S, B> Client<S, B>
where
    S: CredentialStore,
    B: RequestBudget,
{
    /// Whether the operator has entered credentials, for a line in the log at the start. Asks
    /// the store, not ALM.
    ///
    /// # Errors
    /// [`AlmError::Store`]
    pub async fn has_credentials(&self) -> Result<bool, AlmError> {
        match self.tokens.check().await {
            Err(AlmError::NoCredentials) => Ok(false),
            Err(error @ AlmError::Store(_)) => Err(error),
            _ => Ok(true),
        }
    }

    /// Asks ALM for an access token, unless there is one: whether ALM takes the credentials.
    /// Costs no request of the budget. Says whether the store has the newest refresh token: if it
    /// could not be written, one that ALM has just given is lost with this client.
    ///
    /// # Errors
    /// [`AlmError`]
    pub async fn log_in(&self) -> Result<bool, AlmError> {
        self.tokens.access().await?;
        Ok(self.tokens.is_saved().await)
    }

    /// The people with these ids, at most [`USERS_PER_REQUEST`]: what is beyond is not asked for.
    /// Whom ALM does not know is not in the answer.
    ///
    /// # Errors
    /// [`AlmError`]; nothing of a broken answer is used.
    pub async fn users(&self, ids: &[UserId]) -> Result<Vec<Person>, AlmError> {
        let mut wanted = Wanted::new(ids, USERS_PER_REQUEST);
        let mut pages = Pages::from(self.users_url(&wanted)?);
        let mut people = Vec::new();
        while !wanted.is_complete() {
            let Some(page) = self.next_page(&mut pages, Resource::Users).await? else { break };
            let picked = wanted.pick(&page, Resource::Users)?;
            people.extend(picked.into_iter().map(|(id, object)| user::read(id, object)));
        }
        Ok(people)
    }

    /// The learning objects with these ids, at most [`LEARNING_OBJECTS_PER_REQUEST`], with their
    /// instances: what is beyond is not asked for. What ALM does not know is not in the answer.
    ///
    /// # Errors
    /// [`AlmError`]; nothing of a broken answer is used.
    pub async fn learning_objects(&self, ids: &[LoId]) -> Result<LearningObjects, AlmError> {
        let mut wanted = Wanted::new(ids, LEARNING_OBJECTS_PER_REQUEST);
        let mut pages = Pages::from(self.learning_objects_url(&wanted)?);
        let mut found = LearningObjects::default();
        while !wanted.is_complete() {
            let next = self.next_page(&mut pages, Resource::LearningObjects).await?;
            let Some(page) = next else { break };
            let mut owners = Owners::new();
            for (id, object) in wanted.pick(&page, Resource::LearningObjects)? {
                let instances = object.all_related("instances");
                owners.extend(instances.map(|instance| (instance, id.clone())));
                found.objects.push(learning_object::read(id, object));
            }
            let (instances, unreadable) = learning_object::instances(&page, &owners);
            log_unreadable(Resource::LearningObjects, unreadable);
            found.instances.extend(instances);
        }
        Ok(found)
    }

    /// What the codes of time zones mean; nothing if ALM does not say.
    ///
    /// # Errors
    /// [`AlmError`]
    pub async fn time_zones(&self) -> Result<TimeZones, AlmError> {
        let mut pages = Pages::from(self.endpoint.api(&["account"])?);
        let page = self.next_page(&mut pages, Resource::Account).await?;
        let account = page.as_ref().and_then(|page| page.data().next());
        Ok(account.map(account::time_zones).unwrap_or_default())
    }

    fn users_url(&self, wanted: &Wanted<UserId>) -> Result<Url, AlmError> {
        let mut url = self.endpoint.api(&["users"])?;
        url.query_pairs_mut()
            .append_pair("ids", &wanted.list())
            .append_pair("page[limit]", &USERS_PER_REQUEST.to_string());
        Ok(url)
    }

    /// Since July 2023 ALM sends relations only to who asks for them (ALM release notes).
    fn learning_objects_url(&self, wanted: &Wanted<LoId>) -> Result<Url, AlmError> {
        let mut url = self.endpoint.api(&["learningObjects"])?;
        url.query_pairs_mut()
            .append_pair("ids", &wanted.list())
            .append_pair("include", "instances")
            .append_pair("enforcedFields[learningObject]", "instances,catalogLabels")
            .append_pair("page[limit]", &LEARNING_OBJECTS_PER_REQUEST.to_string());
        Ok(url)
    }
}
