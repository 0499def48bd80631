use milepost_domain::{LoId, UserId};
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::Region;

fn document(json: &Value) -> Document {
    Document::read(json.to_string().as_bytes()).unwrap()
}

fn ids(document: &Document) -> Vec<Option<String>> {
    document.data().map(|object| object.id::<UserId>().map(String::from)).collect()
}

#[test]
fn data_is_a_list_or_one_or_nothing() {
    for (data, expected) in [
        (json!([{"id": "1"}, {"id": 2}]), vec![Some("1"), Some("2")]),
        (json!({"id": "3"}), vec![Some("3")]),
        (json!([{"id": ""}, {"id": null}, {}, 7]), vec![None, None, None, None]),
        (json!([]), vec![]),
        (json!(null), vec![]),
    ] {
        let expected: Vec<_> = expected.into_iter().map(|id| id.map(str::to_owned)).collect();
        assert_eq!(ids(&document(&json!({"data": data}))), expected);
    }
}

#[test]
fn what_holds_no_data_is_refused() {
    for (body, why) in [
        (r#"{"meta": {"error": "x", "detail": "y"}}"#, "it has no data"),
        (r#"{"data": 7}"#, "it has no data"),
        ("[]", "it has no data"),
        ("null", "it has no data"),
        (r#"{"data": [{"id": "1"}, {"i"#, "its JSON ends early"),
        ("", "its JSON ends early"),
        ("<html>", "it is not JSON"),
        (r#"{"data": []} {"#, "it is not JSON"),
    ] {
        let error = Document::read(body.as_bytes()).unwrap_err();
        assert_eq!(error, AlmError::Malformed(why), "{body}");
    }
}

#[test]
fn relations_may_be_missing() {
    for relationships in
        [json!(null), json!({}), json!({"manager": {}}), json!({"manager": {"data": null}})]
    {
        let document = document(&json!({"data": {"id": "1", "relationships": relationships}}));
        let object = document.data().next().unwrap();
        assert_eq!(object.related::<UserId>("manager"), None);
        assert_eq!(object.all_related::<LoId>("instances").count(), 0);
    }
}

#[test]
fn values_of_another_type_are_not_there() {
    assert_eq!(text(&json!(213)).as_deref(), Some("213"));
    assert_eq!([json!(""), json!(" "), json!(true), json!([])].iter().find_map(text), None);
    assert_eq!(count(&json!("30")), Some(30));
    assert_eq!([json!(-1), json!(1.5), json!("many"), json!(null)].iter().find_map(count), None);
    assert_eq!(time(&json!("2027-01-31T00:00:00.000Z")), time(&json!(1_801_353_600)));
    assert_eq!([json!("soon"), json!({}), json!(null)].iter().find_map(time), None);
}

#[test]
fn the_next_page_is_on_the_same_host() {
    let endpoint = Endpoint::of(Region::Eu);
    let next =
        |link: Value| document(&json!({"data": [], "links": {"next": link}})).next(&endpoint);
    let url = "https://learningmanagereu.adobe.com/primeapi/v2/users?page[cursor]=a1";
    assert_eq!(next(json!(url)), Ok(Some(url.parse().unwrap())));
    assert_eq!(next(json!({"href": url})), Ok(Some(url.parse().unwrap())));
    assert_eq!(next(json!("/primeapi/v2/users?page[cursor]=a1")), Ok(Some(url.parse().unwrap())));
    assert_eq!(next(json!(null)), Ok(None));
    assert_eq!(next(json!("")), Ok(None));
    for (link, host) in [
        ("https://evil.example/primeapi/v2/users", "evil.example"),
        ("//evil.example/primeapi/v2/users", "evil.example"),
        ("http://learningmanagereu.adobe.com/", "learningmanagereu.adobe.com"),
        ("https://learningmanagereu.adobe.com@evil.example/", "evil.example"),
        ("https://user@learningmanagereu.adobe.com/", "learningmanagereu.adobe.com"),
        ("data:text/plain,x", ""),
    ] {
        let refused = AlmError::HostNotAllowed { host: host.to_owned() };
        assert_eq!(next(json!(link)), Err(refused), "{link}");
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map("id|data|name|locale|values|next", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn nothing_in_a_resource_makes_it_unreadable_but_its_id(
        wild in any_json(),
        name in "name|state|localizedMetadata|catalogLabels|duration|completionDeadline|loType",
    ) {
        let (attributes, relations) = (json!({&name: wild}), json!({"manager": wild}));
        for (attributes, relationships) in
            [(attributes, relations), (wild.clone(), wild.clone())]
        {
            let body = json!({
                "data": [{"id": "1", "attributes": attributes, "relationships": relationships}],
                "included": wild,
                "links": wild,
            });
            let document = document(&body);
            let object = document.data().next().unwrap();
            let user: UserId = object.id().unwrap();
            prop_assert_eq!(crate::user::read(user.clone(), object).user_id, user);
            let lo: LoId = object.id().unwrap();
            prop_assert_eq!(&crate::learning_object::read(lo.clone(), object).lo_id, &lo);
            let _ = document.next(&Endpoint::of(Region::Us));
        }
    }
}
