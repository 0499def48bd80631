use serde_json::json;

use super::*;

fn map(value: Value) -> Item {
    serde_json::from_value(value).unwrap()
}

fn parse(expression: &str, names: Value, values: Value) -> Result<Condition, String> {
    Condition::parse(expression, &map(names), &map(values))
}

#[test]
fn an_attribute_that_must_not_exist() {
    let condition = parse("attribute_not_exists(pk)", json!({}), json!({})).unwrap();
    assert!(condition.holds(None));
    assert!(!condition.holds(Some(&map(json!({"pk": {"S": "1"}})))));
}

#[test]
fn an_attribute_that_must_have_a_value() {
    let (names, values) = (json!({"#version": "version"}), json!({":version": {"N": "3"}}));
    let condition = parse("#version = :version", names, values).unwrap();
    assert!(condition.holds(Some(&map(json!({"version": {"N": "3"}})))));
    assert!(!condition.holds(Some(&map(json!({"version": {"N": "4"}})))));
    assert!(!condition.holds(Some(&Item::new())));
    assert!(!condition.holds(None));
}

#[test]
fn texts_and_nested_attributes_are_compared() {
    let item = map(json!({"a": {"M": {"b": {"S": "2"}}}}));
    for (comparison, of_lesser, of_equal, of_greater, of_absent) in [
        ("=", false, true, false, false),
        ("<>", true, false, true, true),
        ("<", false, false, true, false),
        ("<=", false, true, true, false),
    ] {
        let holds = |value: &str, item: Option<&Item>| {
            let expression = format!("#a.#b {comparison} :v");
            let (names, values) = (json!({"#a": "a", "#b": "b"}), json!({":v": {"S": value}}));
            parse(&expression, names, values).unwrap().holds(item)
        };
        let stored = Some(&item);
        assert_eq!(holds("1", stored), of_lesser, "{comparison}");
        assert_eq!(holds("2", stored), of_equal, "{comparison}");
        assert_eq!(holds("3", stored), of_greater, "{comparison}");
        assert_eq!(holds("2", Some(&Item::new())), of_absent, "{comparison}");
    }
}

#[test]
fn and_binds_closer_than_or() {
    for (expression, expected) in [
        ("#a = :x OR #a = :x AND #a = :y", true),
        ("(#a = :x OR #a = :x) AND #a = :y", false),
        ("#a = :y OR (#a = :y OR #a = :x)", true),
    ] {
        let values = json!({":x": {"N": "1"}, ":y": {"N": "2"}});
        let condition = parse(expression, json!({"#a": "a"}), values).unwrap();
        assert_eq!(condition.holds(Some(&map(json!({"a": {"N": "1"}})))), expected, "{expression}");
    }
}

#[test]
fn any_other_expression_is_refused() {
    for expression in [
        "",
        "attribute_exists(pk)",
        "attribute_not_exists pk",
        "attribute_not_exists(pk",
        "version = :version",
        "#version = version",
        "#version > :version",
        "#version = :version OR",
        "#version = :version #version = :version",
        "NOT #version = :version",
        "#version = ?",
    ] {
        let (names, values) = (json!({"#version": "v"}), json!({":version": {"N": "1"}}));
        assert!(parse(expression, names, values).is_err(), "{expression}");
        assert!(parse(expression, json!({}), json!({})).is_err(), "{expression}");
    }
}

#[test]
fn names_and_values_that_are_missing_or_not_used_are_refused() {
    let (names, values) = (json!({"#v": "version"}), json!({":v": {"N": "1"}}));
    assert!(parse("attribute_not_exists(pk)", names.clone(), json!({})).is_err());
    assert!(parse("#v = :v", names.clone(), json!({})).is_err());
    assert!(parse("#v = :v", json!({}), values.clone()).is_err());
    let more = json!({":v": {"N": "1"}, ":w": {"N": "1"}});
    assert!(parse("#v = :v", names, more).is_err());
}
