//! `hasPassed`, in the spellings of ALM, of spreadsheets and of people.

use serde_json_borrow::Value;

const YES: [&str; 10] =
    ["true", "t", "yes", "y", "1", "1.0", "pass", "passed", "success", "successful"];
const NO: [&str; 14] = [
    "false",
    "f",
    "no",
    "n",
    "0",
    "0.0",
    "fail",
    "failed",
    "failure",
    "unsuccessful",
    "not passed",
    "not pass",
    "did not pass",
    "not successful",
];

/// A value that is there and says neither yes nor no. It is not taken for unknown, since a
/// completion of which nobody knows whether it was passed counts as passed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Unclear;

/// Whether a completion was passed, if the value says so. Empty text says nothing.
pub(super) fn read(value: &Value<'_>) -> Result<Option<bool>, Unclear> {
    match value {
        Value::Null => Ok(None),
        Value::Bool(passed) => Ok(Some(*passed)),
        Value::Number(number) => match number.as_f64() {
            Some(1.0) => Ok(Some(true)),
            Some(0.0) => Ok(Some(false)),
            _ => Err(Unclear),
        },
        Value::Str(text) => of_text(text),
        _ => Err(Unclear),
    }
}

fn of_text(text: &str) -> Result<Option<bool>, Unclear> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let said = words.join(" ").to_lowercase().replace(['_', '-'], " ");
    if YES.contains(&said.as_str()) {
        Ok(Some(true))
    } else if NO.contains(&said.as_str()) {
        Ok(Some(false))
    } else if said.is_empty() {
        Ok(None)
    } else {
        Err(Unclear)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn all(
        sent: impl IntoIterator<Item = serde_json::Value>,
    ) -> Vec<Result<Option<bool>, Unclear>> {
        let mut read: Vec<_> = sent.into_iter().map(|it| read(&Value::from(&it))).collect();
        read.dedup();
        read
    }

    #[test]
    fn every_common_spelling_is_read() {
        let yes = [json!(true), json!(1), json!(1.0), json!("1"), json!("TRUE "), json!("Yes")];
        assert_eq!(all(yes), [Ok(Some(true))]);
        assert_eq!(
            all(["y", "PASSED", " pass\n", "Success"].map(|it| json!(it))),
            [Ok(Some(true))]
        );
        let no = [json!(false), json!(0), json!(0.0), json!(-0.0), json!("0"), json!("false ")];
        assert_eq!(all(no), [Ok(Some(false))]);
        let no = ["FAILED", "no", "N", "Not  passed", "NOT_PASSED", "not-passed", "failure"];
        assert_eq!(all(no.map(|it| json!(it))), [Ok(Some(false))]);
    }

    #[test]
    fn what_is_not_there_says_nothing() {
        assert_eq!(all([json!(null), json!(""), json!(" \t")]), [Ok(None)]);
    }

    #[test]
    fn whatever_else_is_unclear() {
        let texts = ["maybe", "100", "-1", "-", "null", "n/a", "passed?", "passed failed", "nope"];
        assert_eq!(all(texts.map(|it| json!(it))), [Err(Unclear)]);
        let others = [json!(2), json!(-1), json!(0.5), json!([true]), json!({"value": true})];
        assert_eq!(all(others), [Err(Unclear)]);
    }
}
