//! `milepost dlq list`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::Timestamp;
use serde_json::json;

use super::finding::{Finding, examine};
use super::table;
use crate::args::dlq::DlqListArgs;
use crate::dead_letters::{Depth, Pair, Seen, Stop, look, open, pairs_of};
use crate::error::Error;
use crate::format::counted;
use crate::output::{print, print_json};
use crate::stack::Stack;

/// What was seen of one queue.
pub(crate) struct Listing {
    pair: Pair,
    depth: Depth,
    limit: usize,
    findings: Vec<Finding>,
}

pub(crate) async fn run(args: DlqListArgs) -> Result<(), Error> {
    let stack = Stack::find(&args.read.stack).await?;
    let stop = Stop::on_ctrl_c();
    let mut listings = Vec::new();
    for pair in pairs_of(stack.outputs(), args.queue.as_deref())? {
        let Seen { depth, letters } = look(&open(&stack, &pair), args.limit, &stop).await?;
        let mut findings = examine(&stack, &pair, letters).await?;
        findings.sort_by_cached_key(|finding| {
            let subject = finding.content.subject().map(str::to_owned);
            (finding.reason, subject, finding.letter.sent_at)
        });
        listings.push(Listing { pair, depth, limit: args.limit, findings });
    }
    if args.read.json {
        return print_json(&listings.iter().map(Listing::to_json).collect::<Vec<_>>());
    }
    let texts: Vec<String> = listings.iter().map(|it| it.text(Timestamp::now())).collect();
    print(&texts.join("\n\n"))
}

impl Listing {
    fn to_json(&self) -> serde_json::Value {
        let name = &self.pair.name;
        json!({
            "queue": name,
            "approximateTotal": self.depth.total(),
            "hiddenByOthers": self.depth.hidden,
            "seen": self.findings.len(),
            "letters": self.findings.iter().map(|it| it.to_json(name)).collect::<Vec<_>>(),
        })
    }

    /// A heading, and a table for each reason.
    fn text(&self, now: Timestamp) -> String {
        let mut parts = vec![self.heading()];
        let mut reasons: BTreeMap<_, Vec<&Finding>> = BTreeMap::new();
        for finding in &self.findings {
            reasons.entry(finding.reason).or_default().push(finding);
        }
        for (reason, findings) in reasons {
            let what = table::extent(&findings, now);
            parts.push(format!("\n{}: {what}\n{}", reason.name(), reason.advice()));
            parts.push(table::dead_letters(&findings, now).fit().to_string());
        }
        parts.join("\n")
    }

    fn heading(&self) -> String {
        let (name, seen) = (&self.pair.name, self.findings.len());
        let total = self.depth.total().max(seen);
        if total == 0 {
            return format!("{name}: no dead letters");
        }
        let mut heading = format!("{name}: {}", counted(total, "dead letter"));
        if seen < total {
            let why = if seen == self.limit {
                "; --limit shows more"
            } else if self.depth.hidden > 0 {
                "; others are looking at the rest"
            } else if self.pair.is_fifo() {
                "; of one record at most ten can be seen"
            } else {
                ""
            };
            let _ = write!(heading, ", {seen} seen{why}");
        }
        heading
    }
}
