//! `milepost dlq show`.

use milepost_contracts::HistoryItem;
use serde_json::{Value, json};

use super::finding::{Finding, examine};
use crate::args::dlq::DlqShowArgs;
use crate::dead_letters::{Content, Stop, look, open, pairs_of};
use crate::error::Error;
use crate::format::{counted, plain};
use crate::names::Names;
use crate::output::{print, print_json};
use crate::stack::Stack;
use crate::table;

/// How many letters are looked through for one.
const SEARCHED: usize = 10_000;

pub(crate) async fn run(args: DlqShowArgs) -> Result<(), Error> {
    let stack = Stack::find(&args.read.stack).await?;
    for pair in pairs_of(stack.outputs(), Some(&args.queue))? {
        let seen = look(&open(&stack, &pair), SEARCHED, &Stop::on_ctrl_c()).await?;
        let (number, total) = (seen.letters.len(), seen.depth.total());
        let mut findings = examine(&stack, &pair, seen.letters).await?;
        findings.retain(|finding| finding.begins_with(&args.key));
        let finding = one(findings, &args.key, number, total)?;
        if args.read.json {
            print_json(&whole(&finding, &pair.name))?;
        } else {
            print(&text(&finding))?;
        }
    }
    Ok(())
}

/// The same event may be dead twice, so several of one key are no ambiguity: the first is shown.
fn one(findings: Vec<Finding>, key: &str, seen: usize, total: usize) -> Result<Finding, Error> {
    let mut names: Vec<&str> = findings.iter().map(Finding::key).collect();
    names.dedup();
    if names.len() > 1 {
        return Err(Error::SeveralLetters { key: key.to_owned(), found: names.join(", ") });
    }
    let not_found = || Error::NoLetter { key: key.to_owned(), seen, total };
    findings.into_iter().next().ok_or_else(not_found)
}

fn whole(finding: &Finding, queue: &str) -> Value {
    let mut whole = finding.to_json(queue);
    whole["content"] = content(finding);
    whole["history"] = json!(finding.row.as_ref().and_then(|row| row.as_ref().ok()));
    whole["enrollment"] = json!(finding.record.as_ref().and_then(|item| item.as_ref().ok()));
    whole
}

/// The body as JSON, if it is that.
fn content(finding: &Finding) -> Value {
    let body = &finding.letter.body;
    serde_json::from_str(body).unwrap_or_else(|_| Value::String(body.clone()))
}

fn text(finding: &Finding) -> String {
    let letter = &finding.letter;
    let nothing = || table::NOTHING.to_owned();
    let said = |text: Option<&str>| text.map_or_else(nothing, plain);
    let sent = letter.sent_at.map(|time| time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string());
    let why = match &finding.detail {
        Some(detail) => format!("{}: {}", finding.reason.name(), plain(detail)),
        None => finding.reason.name(),
    };
    let body = serde_json::to_string_pretty(&content(finding)).unwrap_or_default();
    let mut lines = vec![
        format!("message   {}", plain(&letter.message_id)),
        format!("event     {}", said(finding.content.name())),
        format!("key       {}", said(finding.content.key())),
        format!("about     {}", said(finding.content.subject())),
        format!("sent      {}", sent.unwrap_or_else(nothing)),
        format!("received  {}", counted(letter.receives as usize, "time")),
        format!("redriven  {}", counted(letter.redrives() as usize, "time")),
        format!("reason    {why}"),
        format!("          {}", finding.reason.advice()),
        format!("\nBody\n{}", body.lines().map(plain).collect::<Vec<_>>().join("\n")),
    ];
    if matches!(finding.content, Content::Event(_)) {
        lines.push(format!("\nHistory\n{}", history(finding)));
        lines.push(format!("\nRecord\n{}", record(finding)));
    }
    lines.join("\n")
}

fn history(finding: &Finding) -> String {
    match &finding.row {
        None => "no row: not processed".to_owned(),
        Some(Err(error)) => format!("a row that cannot be read: {}", plain(error)),
        Some(Ok(row)) => {
            let rows: &[HistoryItem] = std::slice::from_ref(row);
            table::history(rows, &Names::default()).fit().to_string()
        }
    }
}

fn record(finding: &Finding) -> String {
    match &finding.record {
        None => "none yet".to_owned(),
        Some(Err(error)) => format!("one that cannot be read: {}", plain(error)),
        Some(Ok(item)) => {
            table::enrollments(std::slice::from_ref(item), &Names::default()).fit().to_string()
        }
    }
}
