//! Messages.

use milepost_runtime::limits;

/// A message for a queue or a topic.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Message {
    /// The body.
    pub body: String,
    /// Where it stands in a FIFO queue or topic; `None` for one without order.
    pub place: Option<Place>,
    /// What subscriptions filter by. Only topics take attributes.
    pub attributes: Vec<Attribute>,
}

/// The order of a message.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Place {
    /// Messages of one group are delivered in order.
    pub group: String,
    /// A repeat of this is dropped within five minutes.
    pub deduplication_id: String,
}

/// An attribute of a message.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Attribute {
    /// Its name.
    pub name: &'static str,
    /// Its type: `String` or `String.Array`.
    pub data_type: &'static str,
    /// Its value; of an array in JSON.
    pub value: String,
}

impl Attribute {
    /// A text.
    pub fn text(name: &'static str, value: impl Into<String>) -> Self {
        Self { name, data_type: "String", value: value.into() }
    }
}

impl Message {
    /// A message without order.
    pub fn new(body: String) -> Self {
        Self { body, place: None, attributes: Vec::new() }
    }

    /// A message of this group, known by this id.
    pub fn fifo(
        body: String,
        group: impl Into<String>,
        deduplication_id: impl Into<String>,
    ) -> Self {
        let place = Place { group: group.into(), deduplication_id: deduplication_id.into() };
        Self { body, place: Some(place), attributes: Vec::new() }
    }

    /// With these attributes.
    #[must_use]
    pub fn with(self, attributes: Vec<Attribute>) -> Self {
        Self { attributes, ..self }
    }

    pub(crate) fn group(&self) -> Option<&str> {
        self.place.as_ref().map(|place| place.group.as_str())
    }

    pub(crate) fn deduplication_id(&self) -> Option<&str> {
        self.place.as_ref().map(|place| place.deduplication_id.as_str())
    }

    /// What counts towards AWS's limits, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        self.body.len() + self.attributes.iter().map(|it| it.limited().bytes()).sum::<usize>()
    }

    pub(crate) fn check(&self, limits: limits::call::CallLimits) -> Result<(), limits::LimitError> {
        let attributes: Vec<_> = self.attributes.iter().map(Attribute::limited).collect();
        let message = limits::message::Message {
            body: &self.body,
            group_id: self.group(),
            deduplication_id: self.deduplication_id(),
            attributes: &attributes,
        };
        message.check(limits)
    }
}

impl Attribute {
    fn limited(&self) -> limits::message::Attribute<'_> {
        let Self { name, data_type, value } = self;
        limits::message::Attribute { name, data_type, value }
    }
}
