//! The ledger: one JSON line for each event sent, written when its request was answered.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write};
use std::path::Path;

use jiff::Timestamp;
use milepost_contracts::SentEvent;

use crate::parcel::{Content, Parcel, sha256};

/// A record of what was sent that holds at any moment, also when the run is killed.
pub(crate) struct Ledger<W>(W);

impl Ledger<File> {
    /// Appends to a file. A line that an earlier, killed run left unfinished is ended first.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let mut file = OpenOptions::new().create(true).append(true).read(true).open(path)?;
        if file.metadata()?.len() > 0 {
            let mut last = [0];
            file.seek(SeekFrom::End(-1))?;
            file.read_exact(&mut last)?;
            if last != *b"\n" {
                file.write_all(b"\n")?;
            }
        }
        Ok(Self(file))
    }
}

#[cfg(test)]
impl<W> Ledger<W> {
    pub(crate) fn to(writer: W) -> Self {
        Self(writer)
    }

    pub(crate) fn into_inner(self) -> W {
        self.0
    }
}

impl<W: Write> Ledger<W> {
    /// Writes the events of one request in one piece.
    pub(crate) fn record(
        &mut self,
        parcel: &Parcel,
        sent_at: Timestamp,
        status: Option<u16>,
    ) -> io::Result<()> {
        let mut lines = Vec::new();
        for content in &parcel.contents {
            let sent_at = format!("{sent_at:.3}");
            let line = SentEvent { sent_at, status, ..named(content, &parcel.body) };
            serde_json::to_writer(&mut lines, &line)?;
            lines.push(b'\n');
        }
        self.0.write_all(&lines)?;
        self.0.flush()
    }
}

fn named(content: &Content, body: &[u8]) -> SentEvent {
    match content {
        Content::Event { key, account, name } => SentEvent {
            event_key: Some(*key),
            account: Some(account.to_string()),
            event_name: Some(name.clone()),
            ..SentEvent::default()
        },
        Content::Unreadable { sha256: event } => SentEvent {
            body_sha256: Some(sha256(body)),
            event_sha256: event.clone(),
            ..SentEvent::default()
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_named_by_its_key_and_the_unreadable_by_its_bytes() {
        let mut ledger = Ledger(Vec::new());
        let at: Timestamp = "2026-11-23T08:00:00.5Z".parse().unwrap();
        let event = Content::Event {
            key: milepost_domain::EventKey::from_bytes([0xab; 32]),
            account: "7".parse().unwrap(),
            name: "COURSE_ENROLLMENT".to_owned(),
        };
        let part = Content::Unreadable { sha256: Some(sha256(b"{}")) };
        let readable = Parcel { body: b"[{}]".into(), contents: vec![event, part] };
        ledger.record(&readable, at, Some(202)).unwrap();
        let broken =
            Parcel { body: b"{".into(), contents: vec![Content::Unreadable { sha256: None }] };
        ledger.record(&broken, at, None).unwrap();
        insta::assert_snapshot!(String::from_utf8(ledger.0).unwrap(), @r#"
        {"eventKey":"abababababababababababababababababababababababababababababababab","account":"7","eventName":"COURSE_ENROLLMENT","sentAt":"2026-11-23T08:00:00.500Z","status":202}
        {"bodySha256":"e10808d43975dc400731053386849f864f297e6c4f7519c380f3dbaf7067a840","eventSha256":"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","sentAt":"2026-11-23T08:00:00.500Z","status":202}
        {"bodySha256":"021fb596db81e6d02bf3d2586ee3981fe519f275c0ac9ca76bbcf2ebb4097d96","sentAt":"2026-11-23T08:00:00.500Z","status":null}
        "#);
    }

    #[test]
    fn a_torn_last_line_is_ended() {
        let path = std::env::temp_dir().join(format!("milepost-ledger-{}", std::process::id()));
        std::fs::write(&path, "{\"torn").unwrap();
        for _ in 0..2 {
            let parcel = Parcel { body: vec![], contents: vec![] };
            Ledger::open(&path).unwrap().record(&parcel, Timestamp::UNIX_EPOCH, None).unwrap();
        }
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        assert_eq!(text, "{\"torn\n");
    }
}
