//! The form of an `awsQuery` request, taken apart field by field.

use std::collections::BTreeMap;

use super::Refusal;
use crate::aws::batch::{Attribute, Attributes, Entry};

/// The fields that were not yet taken.
#[derive(Debug)]
pub struct Form(BTreeMap<String, String>);

impl Form {
    /// Reads a request's body.
    pub fn read(body: &[u8]) -> Self {
        Self(form_urlencoded::parse(body).into_owned().collect())
    }

    /// Takes one field.
    pub fn take(&mut self, name: &str) -> Option<String> {
        self.0.remove(name)
    }

    /// Takes all entries of a batch.
    pub fn take_entries(&mut self, list: &str) -> Vec<Entry> {
        let prefixes = (1..).map(|place| format!("{list}.member.{place}."));
        prefixes.map_while(|prefix| self.take_entry(&prefix)).collect()
    }

    fn take_entry(&mut self, prefix: &str) -> Option<Entry> {
        let mut field = |name: &str| self.take(&format!("{prefix}{name}"));
        Some(Entry {
            id: field("Id")?,
            body: field("Message").unwrap_or_default(),
            group: field("MessageGroupId"),
            deduplication_id: field("MessageDeduplicationId"),
            attributes: self.take_attributes(prefix),
        })
    }

    fn take_attributes(&mut self, prefix: &str) -> Attributes {
        let prefixes = (1..).map(|place| format!("{prefix}MessageAttributes.entry.{place}."));
        let mut attribute = |prefix: String| {
            let mut field = |name: &str| self.take(&format!("{prefix}{name}"));
            let name = field("Name")?;
            let data_type = field("Value.DataType").unwrap_or_default();
            let value = field("Value.StringValue").unwrap_or_default();
            Some((name, Attribute { data_type, value }))
        };
        prefixes.map_while(&mut attribute).collect()
    }

    /// Makes sure that nothing is left: what it asks for would not be done.
    pub(crate) fn finish(self) -> Result<(), Refusal> {
        match self.0.into_keys().next() {
            Some(field) => Err(Refusal::unexpected("InvalidParameter", field)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_and_attributes_are_read_and_the_rest_is_refused() {
        let mut form = Form::read(
            b"Action=A&L.member.1.Id=0&L.member.1.Message=a+%26%20b&L.member.1.MessageGroupId=g\
            &L.member.1.MessageAttributes.entry.1.Name=n\
            &L.member.1.MessageAttributes.entry.1.Value.DataType=String\
            &L.member.1.MessageAttributes.entry.1.Value.StringValue=v\
            &L.member.2.Id=1&L.member.2.Message=b&L.member.4.Id=3",
        );
        let entries = form.take_entries("L");
        assert_eq!(entries.len(), 2);
        assert_eq!(entries[0].body, "a & b");
        assert_eq!(entries[0].group.as_deref(), Some("g"));
        assert_eq!(entries[0].attributes["n"].value, "v");
        assert_eq!(entries[1].group, None);
        assert_eq!(form.take("Action").as_deref(), Some("A"));
        assert_eq!(form.finish().unwrap_err().message, "L.member.4.Id");
    }
}
