//! Conditions in `DynamoDB`'s language.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use crate::condition::{Condition, Operator};
use crate::item::Item;
use crate::query::{Query, Range};

type Names = HashMap<String, String>;

/// An expression with the names and values in it; nothing where nothing is asked.
pub(super) fn condition(
    needed: Option<&Condition>,
) -> (Option<String>, Option<Names>, Option<Item>) {
    let mut parts = Parts::default();
    let expression = needed.map(|condition| parts.expression(condition));
    let Parts { names, values } = parts;
    (
        expression,
        Some(names).filter(|names| !names.is_empty()),
        Some(values).filter(|values| !values.is_empty()),
    )
}

/// What stands for names and values in an expression: AWS reserves many words.
#[derive(Default)]
struct Parts {
    names: Names,
    values: Item,
}

impl Parts {
    fn expression(&mut self, condition: &Condition) -> String {
        match condition {
            Condition::Absent => "attribute_not_exists(pk)".to_owned(),
            Condition::Compares(path, operator, value) => {
                let sign = match operator {
                    Operator::Equal => "=",
                    Operator::Unequal => "<>",
                    Operator::Less => "<",
                    Operator::AtMost => "<=",
                };
                format!("{} {sign} {}", self.path(path), self.value(path, value))
            }
            Condition::All(conditions) => self.joined(conditions, " AND "),
            Condition::Any(conditions) => self.joined(conditions, " OR "),
        }
    }

    fn joined(&mut self, conditions: &[Condition], word: &str) -> String {
        let part = |condition: &Condition| match condition {
            Condition::All(_) | Condition::Any(_) => format!("({})", self.expression(condition)),
            _ => self.expression(condition),
        };
        conditions.iter().map(part).collect::<Vec<_>>().join(word)
    }

    fn path(&mut self, path: &str) -> String {
        let name = |name: &str| {
            let placeholder = format!("#{name}");
            self.names.insert(placeholder.clone(), name.to_owned());
            placeholder
        };
        path.split('.').map(name).collect::<Vec<_>>().join(".")
    }

    /// Called like the attribute, and numbered from the second on.
    fn value(&mut self, path: &str, value: &AttributeValue) -> String {
        let name = path.rsplit('.').next().unwrap_or(path);
        let mut placeholder = format!(":{name}");
        if self.values.get(&placeholder).is_some_and(|it| it != value) {
            placeholder = format!(":{name}{}", self.values.len());
        }
        self.values.insert(placeholder.clone(), value.clone());
        placeholder
    }
}

/// Which part of which partition.
pub(super) fn key_condition(query: &Query) -> (String, Names, Item) {
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let mut expression = "#partition = :partition".to_owned();
    let mut names = Names::from([("#partition".to_owned(), query.partition.0.clone())]);
    let mut values = Item::from([(":partition".to_owned(), text(&query.partition.1))]);
    if let Some(sort) = &query.sort {
        expression.push_str(match sort.range {
            Range::AtMost => " AND #sort <= :sort",
            Range::Below => " AND #sort < :sort",
            Range::BeginsWith => " AND begins_with(#sort, :sort)",
        });
        names.insert("#sort".to_owned(), sort.key.clone());
        values.insert(":sort".to_owned(), text(&sort.value));
    }
    (expression, names, values)
}
