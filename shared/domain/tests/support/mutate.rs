//! Broken payloads, made from good ones: the same for the same seed.

use serde_json::Value;

/// `SplitMix64`: enough randomness for a test, and the same on every machine.
pub(crate) struct Rng(u64);

impl Rng {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`; 0 if there is none.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.draw() % end.max(1) as u64).unwrap_or_default()
    }

    pub(crate) fn of<'t, T>(&mut self, list: &'t [T]) -> &'t T {
        &list[self.below(list.len())]
    }
}

/// Values as text, so that they need not be JSON.
#[rustfmt::skip]
const ODD: [&str; 36] = [
    "null", "true", "-1", "0", "-0.0", "1e999", "-1e-999", "NaN", "Infinity", "01", "+1", ".5",
    "1.", "0x1F", "18446744073709551615", "18446744073709551616",
    "123456789012345678901234567890", "0.1234567890123456789", "1727414643", "1727414643000",
    r#""""#, r#""\ud800""#, r#""\udc00\ud800""#, r#""\u0000\u001b[31m""#, "\"\u{0}\"",
    "\"\u{7f}\u{85}\u{2028}\u{feff}\u{ffff}\"", "'single'", r#"{"a":1,"a":2,}"#, "[,]", "[1,]",
    "{}", "[]", r#""-009999-01-01T00:00:00Z""#, r#""9999-12-31T23:59:60Z""#, r#""1#2%23""#,
    r#""learning_program:""#,
];

#[rustfmt::skip]
const NAMES: [&str; 12] = [
    "accountId", "events", "eventName", "event", "timestamp", "data", "userId", "loId",
    "loInstanceId", "progressPercent", "score", "challenge",
];

/// Stands in a tree for a text that is put in when the tree is written.
const MARK: &str = "@@odd@@";

/// A payload with up to four things changed, first in its structure, then in its bytes.
pub(crate) fn mutated(sample: &[u8], rng: &mut Rng) -> Vec<u8> {
    let read: Option<Value> = serde_json::from_slice(sample).ok();
    let mut body = match read {
        Some(mut tree) => {
            for _ in 0..=rng.below(3) {
                change_tree(&mut tree, rng);
            }
            let mut text = tree.to_string();
            while let Some(at) = text.find(&format!("\"{MARK}\"")) {
                text.replace_range(at..at + MARK.len() + 2, &odd(rng));
            }
            text.into_bytes()
        }
        None => sample.to_vec(),
    };
    if rng.below(3) == 0 {
        change_bytes(&mut body, rng);
    }
    body
}

fn odd(rng: &mut Rng) -> String {
    let depth = *rng.of(&[100, 127, 128, 129, 511, 512, 513, 5_000]);
    match rng.below(8) {
        0 => format!("\"{}\"", "x".repeat(*rng.of(&[255, 256, 257, 65_000, 70_000]))),
        1 => format!("{}{}", "[".repeat(depth), "]".repeat(depth)),
        2 => format!("{}1{}", r#"{"a":"#.repeat(depth), "}".repeat(depth)),
        3 => format!("1,\"{}\":{}", rng.of(&NAMES), rng.of(&ODD)),
        _ => (*rng.of(&ODD)).to_owned(),
    }
}

/// Goes down to some place of the tree and changes it.
fn change_tree(tree: &mut Value, rng: &mut Rng) {
    let stays = rng.below(4) == 0;
    match tree {
        Value::Object(members) if !stays && !members.is_empty() => {
            let names: Vec<String> = members.keys().cloned().collect();
            let name = rng.of(&names);
            match rng.below(6) {
                0 => drop(members.remove(name)),
                1 => {
                    let value = members.remove(name).unwrap_or_default();
                    members.insert((*rng.of(&NAMES)).to_owned(), value);
                }
                _ => change_tree(&mut members[name.as_str()], rng),
            }
        }
        Value::Array(items) if !stays && !items.is_empty() => {
            let at = rng.below(items.len());
            match rng.below(4) {
                0 => items.push(items[at].clone()),
                1 => drop(items.remove(at)),
                _ => change_tree(&mut items[at], rng),
            }
        }
        Value::String(text) if rng.below(3) == 0 => text.push_str("\u{1b}]0;#%😀\n"),
        Value::Number(number) if rng.below(3) == 0 => *tree = Value::from(number.to_string()),
        _ => *tree = Value::from(MARK),
    }
}

fn change_bytes(body: &mut Vec<u8>, rng: &mut Rng) {
    let at = rng.below(body.len());
    match rng.below(9) {
        0 => body.truncate(at),
        1 => drop(body.splice(..0, *b"\xef\xbb\xbf")),
        2 => drop(body.splice(at..at, *b"\xc3\x28\xff")),
        3 => drop(body.splice(at..at, [u8::try_from(rng.below(32)).unwrap_or_default()])),
        4 => *body = body.iter().flat_map(|byte| [*byte, 0]).collect(),
        5 => body.iter_mut().filter(|byte| **byte == b'i').for_each(|byte| *byte = 0xe9),
        6 => {
            let text = String::from_utf8_lossy(body).replace('}', ",}").replace(']', ",]");
            *body = text.into_bytes();
        }
        7 => drop(body.splice(..0, *b"\x1f\x8b\x08\0\0\0\0\0")),
        _ => body.extend_from_within(at..),
    }
}

/// Bytes of no meaning; some of them the ones that JSON is made of.
pub(crate) fn noise(rng: &mut Rng) -> Vec<u8> {
    let any = rng.below(2) == 0;
    let byte = |rng: &mut Rng| {
        if any {
            rng.draw().to_le_bytes()[0]
        } else {
            *rng.of(br#"{}[]",:\u0123456789eE+-. truefalsn"#)
        }
    };
    (0..rng.below(400)).map(|_| byte(rng)).collect()
}
