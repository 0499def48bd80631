//! What the function is invoked with, and what it answers.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{StreamEvent, StreamResponse, Sweep};

/// What the function is invoked with.
pub enum Invocation {
    /// Changes of the directory, by its stream.
    Stream(StreamEvent),
    /// A sweep, by the state machine of the daily sweep.
    Sweep(Sweep),
}

#[derive(Deserialize)]
struct Step {
    reminders: Option<Sweep>,
}

/// What it answers.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// From where on the stream delivers again.
    Stream(StreamResponse),
    /// How far the sweep is.
    Sweep(Sweep),
}

impl Invocation {
    /// Only a stream delivers records. The state machine keeps its other steps' results beside
    /// the last answer of this one, `reminders`.
    ///
    /// # Errors
    /// If it is neither.
    pub fn read(payload: Value) -> Result<Self, serde_json::Error> {
        if payload.get("Records").is_some() {
            return StreamEvent::deserialize(payload).map(Self::Stream);
        }
        let Step { reminders } = Step::deserialize(payload)?;
        Ok(Self::Sweep(reminders.unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_stream_and_the_sweep_are_told_apart() {
        let read = |payload| Invocation::read(payload);
        assert!(matches!(read(json!({"Records": []})), Ok(Invocation::Stream(_))));
        for (payload, from) in [
            (json!({"shards": [], "sent": 3}), None),
            (json!({"sent": 3, "reminders": {}}), None),
            (json!({"reminders": {"from": "2026-12-01"}}), Some("2026-12-01".to_owned())),
        ] {
            let Ok(Invocation::Sweep(sweep)) = read(payload) else { panic!("no sweep") };
            assert_eq!(sweep.from, from);
        }
        assert!(read(json!({"Records": "none"})).is_err() && read(json!("x")).is_err());
        assert_eq!(serde_json::to_value(Answer::Sweep(Sweep::default())).unwrap(), json!({}));
    }
}
