//! The table of a policy's rules.

use comfy_table::Cell;
use milepost_notification::policy::Rule;

use crate::format::one_line;
use crate::table::{Columns, NOTHING, each};

/// One row for each rule.
pub(crate) fn rules(rules: &[Rule]) -> Columns {
    let mut columns = Columns::default();
    columns.add("Rule", 0, each(rules, |it| Cell::new(one_line(&it.name))));
    columns.add("On", 0, each(rules, |it| Cell::new(word(&it.on))));
    columns.add("When", 1, each(rules, |it| Cell::new(conditions(it))));
    let audience = |it: &Rule| {
        let all: Vec<String> = it.audience.iter().map(ToString::to_string).collect();
        Cell::new(all.join(", "))
    };
    columns.add("Audience", 0, each(rules, audience));
    let channels = |it: &Rule| {
        let all: Vec<&str> = it.channels.iter().map(|it| it.as_str()).collect();
        Cell::new(all.join(", "))
    };
    columns.add("Channels", 0, each(rules, channels));
    columns.add("Template", 2, each(rules, |it| Cell::new(one_line(&it.template))));
    columns.add("Severity", 3, each(rules, |it| Cell::new(it.severity.as_str())));
    columns
}

/// As it is written in the file.
fn word(value: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or(NOTHING).to_owned()
}

fn conditions(rule: &Rule) -> String {
    let when = serde_json::to_value(&rule.when).unwrap_or_default();
    let conditions = when.as_object().into_iter().flatten();
    let shown: Vec<String> = conditions
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| format!("{name}\u{a0}{}", one_line(&value.to_string())))
        .collect();
    if shown.is_empty() { NOTHING.to_owned() } else { shown.join(", ") }
}

#[cfg(test)]
mod tests {
    use milepost_notification::Rules;

    use super::*;

    #[test]
    fn the_built_in_rules() {
        let built_in = Rules::built_in().unwrap();
        insta::assert_snapshot!(rules(built_in.policy.rules()).fit_to(None, false));
    }
}
