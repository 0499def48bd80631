//! Environment variables into a serde type: a field is the variable of its name in capitals.

use std::collections::BTreeMap;
use std::collections::btree_map::Iter;
use std::fmt::Display;

use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::ConfigError;

/// What went wrong, before the variable's name is known.
#[derive(Debug)]
pub(super) enum Problem {
    Missing(&'static str),
    Invalid(&'static str),
    Named(ConfigError),
    Other,
}

impl Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for Problem {}

impl de::Error for Problem {
    /// What a type says of its value may quote it, and is left out.
    fn custom<T: Display>(_: T) -> Self {
        Self::Other
    }

    fn missing_field(field: &'static str) -> Self {
        Self::Missing(field)
    }
}

impl Problem {
    fn of(self, name: &str) -> Self {
        let expected = match self {
            Self::Named(_) => return self,
            Self::Invalid(expected) => expected,
            Self::Missing(_) | Self::Other => "value",
        };
        Self::Named(ConfigError::Invalid { name: name.to_owned(), expected })
    }

    pub(super) fn into_error(self) -> ConfigError {
        match self {
            Self::Named(error) => error,
            Self::Missing(name) => ConfigError::Missing { name: name.to_owned() },
            Self::Invalid(expected) => ConfigError::Invalid { name: String::new(), expected },
            Self::Other => ConfigError::Invalid { name: String::new(), expected: "configuration" },
        }
    }
}

/// All variables that are set.
pub(super) struct Variables<'a> {
    iter: Iter<'a, String, String>,
    current: Option<(&'a str, &'a str)>,
}

impl<'a> Variables<'a> {
    pub(super) fn new(variables: &'a BTreeMap<String, String>) -> Self {
        Self { iter: variables.iter(), current: None }
    }
}

impl<'de> Deserializer<'de> for Variables<'_> {
    type Error = Problem;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_map(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
        ignored_any
    }
}

impl<'de> MapAccess<'de> for Variables<'_> {
    type Error = Problem;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Problem> {
        // An empty value counts as not set.
        let next = self.iter.find(|(_, value)| !value.is_empty());
        self.current = next.map(|(name, value)| (name.as_str(), value.as_str()));
        self.current.map(|(name, _)| seed.deserialize(StrDeserializer::new(name))).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Problem> {
        let (name, value) = self.current.unwrap_or_default();
        seed.deserialize(Value(value)).map_err(|problem| problem.of(name))
    }
}

/// A variable's value: a text that may be a number or a truth value.
struct Value<'a>(&'a str);

macro_rules! parsed {
    ($($deserialize:ident $visit:ident $type:ty;)*) => {
        $(fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
            let value = self.0.parse::<$type>();
            visitor.$visit(value.map_err(|_| Problem::Invalid(stringify!($type)))?)
        })*
    };
}

impl<'de> Deserializer<'de> for Value<'_> {
    type Error = Problem;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_str(self.0)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        StrDeserializer::new(self.0).deserialize_enum(name, variants, visitor)
    }

    parsed! {
        deserialize_bool visit_bool bool;
        deserialize_u8 visit_u8 u8;
        deserialize_u16 visit_u16 u16;
        deserialize_u32 visit_u32 u32;
        deserialize_u64 visit_u64 u64;
        deserialize_i64 visit_i64 i64;
        deserialize_f64 visit_f64 f64;
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i128 u128 f32 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}
