//! Pages of a list, by cursor.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use form_urlencoded::Serializer;
use serde_json::{Value, json};

use crate::error::Refusal;

/// ALM's default.
const DEFAULT_LIMIT: usize = 10;
/// ALM rate limits: without `include`, and with it.
const MAX_LIMIT: usize = 100;
const MAX_LIMIT_WITH_INCLUDE: usize = 10;
/// ALM deprecations: `page[offset]` of users ends here.
const MAX_OFFSET: usize = 500;

/// The parameters of a request, in their order.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Query(pub Vec<(String, String)>);

impl Query {
    /// The value of a parameter.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The parts of a list such as `a,b`; `None` if the parameter is missing.
    pub(crate) fn list(&self, name: &str) -> Option<Vec<&str>> {
        Some(self.get(name)?.split(',').map(str::trim).filter(|part| !part.is_empty()).collect())
    }

    /// Whether a list holds this.
    pub(crate) fn lists(&self, name: &str, part: &str) -> bool {
        self.list(name).is_some_and(|parts| parts.contains(&part))
    }

    fn with_cursor(&self, cursor: &str) -> String {
        let kept = self.0.iter().filter(|(key, _)| key != "page[cursor]" && key != "page[offset]");
        let mut query = Serializer::new(String::new());
        query.extend_pairs(kept.chain([&("page[cursor]".to_owned(), cursor.to_owned())]));
        query.finish()
    }
}

/// A page.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// The query of the next page.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// Its `links`; `path` is the whole address without the query.
    pub(crate) fn links(&self, path: &str) -> Value {
        let link = |query: &String| json!({"self": path, "next": format!("{path}?{query}")});
        self.next.as_ref().map_or_else(|| json!({"self": path}), link)
    }
}

/// The page of this list that the query asks for. The cursor names the last item of the page
/// before, so that it stays right if the list grows.
///
/// # Errors
/// If the page is too large, or the cursor is none of ours. ALM's pages do not say whether it
/// refuses a large page or cuts it; a test shall notice it.
pub(crate) fn page<T>(
    items: Vec<T>,
    id: fn(&T) -> &str,
    query: &Query,
) -> Result<Page<T>, Refusal> {
    let limit = limit(query)?;
    let start = start(&items, id, query)?;
    let more = items.len() > start + limit;
    let items: Vec<T> = items.into_iter().skip(start).take(limit).collect();
    let last = items.last().filter(|_| more);
    let next = last.map(|last| query.with_cursor(&URL_SAFE_NO_PAD.encode(id(last))));
    Ok(Page { items, next })
}

fn limit(query: &Query) -> Result<usize, Refusal> {
    let max = if query.get("include").is_some() { MAX_LIMIT_WITH_INCLUDE } else { MAX_LIMIT };
    let Some(limit) = query.get("page[limit]") else {
        return Ok(DEFAULT_LIMIT);
    };
    match limit.parse() {
        Ok(limit) if (1..=max).contains(&limit) => Ok(limit),
        _ => Err(Refusal::BadRequest("page[limit] is at most 100, with include at most 10")),
    }
}

fn start<T>(items: &[T], id: fn(&T) -> &str, query: &Query) -> Result<usize, Refusal> {
    if let Some(cursor) = query.get("page[cursor]") {
        let last = URL_SAFE_NO_PAD.decode(cursor).ok();
        let found = last.and_then(|last| items.iter().position(|item| id(item).as_bytes() == last));
        return found.map(|last| last + 1).ok_or(Refusal::BadRequest("page[cursor] is unknown"));
    }
    match query.get("page[offset]").unwrap_or("0").parse() {
        Ok(offset) if offset <= MAX_OFFSET => Ok(offset),
        _ => Err(Refusal::BadRequest("page[offset] is at most 500: use page[cursor]")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(parameters: &[(&str, &str)]) -> Query {
        let owned = parameters.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        Query(owned.collect())
    }

    fn items(count: usize) -> Vec<String> {
        (1..=count).map(|n| n.to_string()).collect()
    }

    fn of(count: usize, parameters: &[(&str, &str)]) -> Result<Page<String>, Refusal> {
        page(items(count), |id| id, &query(parameters))
    }

    #[test]
    fn a_page_has_ten_items_unless_told() {
        let first = of(12, &[]).unwrap();
        assert_eq!((first.items.len(), first.next.as_deref()), (10, Some("page%5Bcursor%5D=MTA")));
        let second = of(12, &[("page[cursor]", "MTA")]).unwrap();
        assert_eq!(second, Page { items: vec!["11".to_owned(), "12".to_owned()], next: None });
    }

    #[test]
    fn a_full_last_page_has_no_next() {
        assert_eq!(of(10, &[]).unwrap().next, None);
        assert_eq!(of(0, &[]).unwrap(), Page { items: vec![], next: None });
    }

    #[test]
    fn a_page_that_is_too_large_is_refused() {
        for (parameters, allowed) in [
            (&[("page[limit]", "100")][..], true),
            (&[("page[limit]", "101")], false),
            (&[("page[limit]", "0")], false),
            (&[("page[limit]", "ten")], false),
            (&[("page[limit]", "10"), ("include", "manager")], true),
            (&[("page[limit]", "11"), ("include", "manager")], false),
            (&[("page[offset]", "500")], true),
            (&[("page[offset]", "501")], false),
            (&[("page[cursor]", "nonsense!")], false),
        ] {
            assert_eq!(of(200, parameters).is_ok(), allowed, "{parameters:?}");
        }
    }

    #[test]
    fn the_next_page_keeps_the_rest_of_the_query() {
        let page = of(3, &[("ids", "1,2,3"), ("page[limit]", "1"), ("page[offset]", "1")]).unwrap();
        assert_eq!(page.items, ["2"]);
        assert_eq!(
            page.links("http://host/users"),
            json!({
                "self": "http://host/users",
                "next": "http://host/users?ids=1%2C2%2C3&page%5Blimit%5D=1&page%5Bcursor%5D=Mg",
            })
        );
    }
}
