//! Requests with a token, within the budget.

use reqwest::Url;
use reqwest::header::{ACCEPT, AUTHORIZATION};

use super::Client;
use crate::AlmError;
use crate::budget::{RequestBudget, Resource};
use crate::credentials::CredentialStore;
use crate::document::Document;
use crate::http::Answer;
use crate::token::{Token, after};

/// Without it ALM answers 406 (ALM developer manual).
const JSON_API: &str = "application/vnd.api+json";
/// A page of 100 users has some hundred kilobytes.
const MAX_ANSWER_BYTES: usize = 8 << 20;
/// More pages than any list of ids needs.
const MAX_PAGES: usize = 20;

/// Pages, each of which names the next.
pub(super) struct Pages {
    next: Option<Url>,
    left: usize,
}

impl From<Url> for Pages {
    fn from(first: Url) -> Self {
        Self { next: Some(first), left: MAX_PAGES }
    }
}

impl<S, B> Client<S, B>
where
    S: CredentialStore,
    B: RequestBudget,
{
    /// The next page; `None` after the last.
    pub(super) async fn next_page(
        &self,
        pages: &mut Pages,
        resource: Resource,
    ) -> Result<Option<Document>, AlmError> {
        let Some(url) = pages.next.take() else { return Ok(None) };
        if pages.left == 0 {
            return Err(AlmError::Malformed("its pages have no end"));
        }
        pages.left -= 1;
        let page = Document::read(&self.exchange(resource, &url).await?)?;
        // A cursor may go on although there is nothing more.
        pages.next = if page.is_empty() { None } else { page.next(&self.endpoint)? };
        Ok(Some(page))
    }

    /// The body of ALM's answer. A token that ALM does not take is replaced once.
    async fn exchange(&self, resource: Resource, url: &Url) -> Result<Vec<u8>, AlmError> {
        self.tokens.check().await?;
        let (token, mut answer) = self.attempt(resource, url).await?;
        if answer.status == 401 {
            self.tokens.forget(&token).await;
            (_, answer) = self.attempt(resource, url).await?;
        }
        if let Some(wait) = answer.retry_after {
            let name = resource.as_str();
            tracing::warn!(resource = name, retry_after_s = wait.as_secs_f64(), "alm.throttled");
            self.budget.pause(resource, after((self.clock)(), wait)).await;
        }
        answer.into_body()
    }

    /// One request, which the budget has to allow first.
    async fn attempt(&self, resource: Resource, url: &Url) -> Result<(Token, Answer), AlmError> {
        self.budget.take(resource, (self.clock)()).await?;
        let token = self.tokens.access().await?;
        let request = self.http.client().get(url.clone());
        let request = request.header(ACCEPT, JSON_API).header(AUTHORIZATION, token.header.clone());
        let answer = self.http.send(request, MAX_ANSWER_BYTES, (self.clock)()).await?;
        Ok((token, answer))
    }
}
