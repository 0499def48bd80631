//! Reading a condition expression.

use std::collections::BTreeSet;
use std::iter::Peekable;
use std::vec::IntoIter;

use serde_json::Value;

use super::super::Item;
use super::{Comparison, Condition, Path};

/// What has a meaning of its own between spaces, names and values.
const SIGNS: [&str; 7] = ["<>", "<=", "<", "=", "(", ")", "."];

pub(super) fn parse(expression: &str, names: &Item, values: &Item) -> Result<Condition, String> {
    let tokens = tokens(expression)?.into_iter().peekable();
    let mut reader = Reader { tokens, names, values, used: BTreeSet::new() };
    let condition = reader.any()?;
    if let Some(token) = reader.tokens.next() {
        return Err(format!("not known here: {token} in {expression}"));
    }
    let used = reader.used;
    match names.keys().chain(values.keys()).find(|it| !used.contains(*it)) {
        Some(name) => Err(format!("{name} is not used in the condition")),
        None => Ok(condition),
    }
}

fn tokens(expression: &str) -> Result<Vec<String>, String> {
    let (mut tokens, mut rest) = (Vec::new(), expression.trim_start());
    while !rest.is_empty() {
        let is_of_word = |it: char| it.is_ascii_alphanumeric() || "_#:".contains(it);
        let length = match SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            Some(sign) => sign.len(),
            None => rest.find(|it| !is_of_word(it)).unwrap_or(rest.len()),
        };
        if length == 0 {
            return Err(format!("not known here: {rest}"));
        }
        let (token, behind) = rest.split_at(length);
        tokens.push(token.to_owned());
        rest = behind.trim_start();
    }
    Ok(tokens)
}

struct Reader<'a> {
    tokens: Peekable<IntoIter<String>>,
    names: &'a Item,
    values: &'a Item,
    used: BTreeSet<String>,
}

impl Reader<'_> {
    fn any(&mut self) -> Result<Condition, String> {
        self.joined("OR", Condition::Any, Self::all)
    }

    fn all(&mut self) -> Result<Condition, String> {
        self.joined("AND", Condition::All, Self::one)
    }

    /// One condition, or several with this word between them.
    fn joined(
        &mut self,
        word: &str,
        join: fn(Vec<Condition>) -> Condition,
        part: fn(&mut Self) -> Result<Condition, String>,
    ) -> Result<Condition, String> {
        let first = part(self)?;
        let mut parts = vec![first];
        while self.tokens.next_if(|it| it == word).is_some() {
            parts.push(part(self)?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { join(parts) })
    }

    fn one(&mut self) -> Result<Condition, String> {
        if self.tokens.next_if(|it| it == "(").is_some() {
            let condition = self.any()?;
            return self.expect(")").map(|()| condition);
        }
        if self.tokens.next_if(|it| it == "attribute_not_exists").is_some() {
            self.expect("(")?;
            let path = self.path()?;
            return self.expect(")").map(|()| Condition::Absent(path));
        }
        let path = self.path()?;
        let comparison = self.comparison()?;
        Ok(Condition::Compares(path, comparison, self.value()?))
    }

    fn path(&mut self) -> Result<Path, String> {
        let mut path = vec![self.name()?];
        while self.tokens.next_if(|it| it == ".").is_some() {
            path.push(self.name()?);
        }
        Ok(path)
    }

    /// A plain name could be a reserved word: they are many.
    fn name(&mut self) -> Result<String, String> {
        let token = self.next()?;
        if !token.starts_with('#') {
            let is_key = ["pk", "sk"].contains(&token.as_str());
            return if is_key { Ok(token) } else { Err(format!("not known here: {token}")) };
        }
        let name = self.names.get(&token).and_then(Value::as_str);
        self.used.insert(token.clone());
        name.map(str::to_owned).ok_or_else(|| format!("{token} is not defined"))
    }

    fn comparison(&mut self) -> Result<Comparison, String> {
        match self.next()?.as_str() {
            "=" => Ok(Comparison::Equal),
            "<>" => Ok(Comparison::NotEqual),
            "<" => Ok(Comparison::Less),
            "<=" => Ok(Comparison::AtMost),
            other => Err(format!("not known here: {other}")),
        }
    }

    fn value(&mut self) -> Result<Value, String> {
        let token = self.next()?;
        self.used.insert(token.clone());
        let value = token.starts_with(':').then(|| self.values.get(&token)).flatten();
        value.cloned().ok_or_else(|| format!("{token} is not defined"))
    }

    fn expect(&mut self, sign: &str) -> Result<(), String> {
        let token = self.next()?;
        if token == sign { Ok(()) } else { Err(format!("{token} instead of {sign}")) }
    }

    fn next(&mut self) -> Result<String, String> {
        self.tokens.next().ok_or_else(|| "the condition ends early".to_owned())
    }
}
