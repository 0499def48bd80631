//! Conditions in `DynamoDB`'s language.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use crate::item::Item;
use crate::query::Query;
use crate::write::{Condition, REVISION};

type Names = HashMap<String, String>;

/// An expression with the names and values in it; nothing where nothing is asked.
pub(super) fn condition(needed: Condition) -> (Option<String>, Option<Names>, Option<Item>) {
    match needed {
        Condition::None => (None, None, None),
        Condition::Absent => (Some("attribute_not_exists(pk)".to_owned()), None, None),
        Condition::Revision(revision) => (
            Some("#revision = :revision".to_owned()),
            Some(Names::from([("#revision".to_owned(), REVISION.to_owned())])),
            Some(Item::from([(":revision".to_owned(), AttributeValue::N(revision.to_string()))])),
        ),
    }
}

/// Which part of which partition.
pub(super) fn key_condition(query: &Query) -> (String, Names, Item) {
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let mut expression = "#partition = :partition".to_owned();
    let mut names = Names::from([("#partition".to_owned(), query.partition.0.clone())]);
    let mut values = Item::from([(":partition".to_owned(), text(&query.partition.1))]);
    let sort = query.at_most.iter().map(|sort| (" AND #sort <= :sort", sort));
    let prefix = query.begins_with.iter().map(|it| (" AND begins_with(#sort, :sort)", it));
    // AWS takes one condition of the sort key.
    if let Some((words, (name, value))) = sort.chain(prefix).next() {
        expression.push_str(words);
        names.insert("#sort".to_owned(), name.clone());
        values.insert(":sort".to_owned(), text(value));
    }
    (expression, names, values)
}
