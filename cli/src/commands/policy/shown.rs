//! What a policy would send.

use milepost_notification::render::Facts;
use milepost_notification::{News, Notice, Rules};

use crate::error::Error;
use crate::format::one_line;
use crate::output::print;

/// Prints what the rules make of the news, with names that nobody has.
pub(super) fn show(rules: &Rules, news: &[News], language: Option<&str>) -> Result<(), Error> {
    let notices = rules.policy.decide(news);
    if notices.is_empty() {
        return print(&"\nNobody would be told.");
    }
    for notice in &notices {
        print(&format!("\n{}", shown(rules, notice, language)?))?;
    }
    Ok(())
}

fn shown(rules: &Rules, notice: &Notice, language: Option<&str>) -> Result<String, Error> {
    let facts = Facts {
        percent: notice.news.details.percent.unwrap_or_default(),
        sample: false,
        ..Facts::sample("Example Ltd")
    };
    let Notice { rule, audience, channel, severity, template, .. } = notice;
    let content = rules.templates.content(*channel, template, language, &facts)?;
    let (channel_name, severity) = (channel.as_str(), severity.as_str());
    let told = rules.policy.recipients(audience).len();
    let head = format!("── {rule}: {channel_name} to {audience} ({told}), {severity}");
    let text = content.text;
    Ok(match content.subject {
        Some(subject) => format!("{head}\n{}\n\n{text}", one_line(&subject)),
        None => format!("{head}\n{}\n", one_line(&text)),
    })
}
