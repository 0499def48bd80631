//! Deciding: news in, notices out.

use super::Policy;
use super::Rule;
use crate::{Audience, Channel, News, Notice, Trigger};

impl Policy {
    /// What the rules make of the news of one message, in the order of the file.
    ///
    /// Of the milestones that one event reaches an audience is told only the highest: who jumps
    /// from 10 to 92 percent has not first come half of the way.
    pub fn decide(&self, news: &[News]) -> Vec<Notice> {
        let mut notices: Vec<Notice> = Vec::new();
        for rule in &self.rules {
            for one in news.iter().filter(|news| rule.is_for(news)) {
                notices.extend(notices_of(rule, one));
            }
        }
        let highest = |notice: &Notice| {
            notice.news.trigger != Trigger::Milestone
                || !notices.iter().any(|other| outdoes(other, notice))
        };
        notices.iter().filter(|notice| highest(notice)).cloned().collect()
    }
}

fn notices_of(rule: &Rule, news: &News) -> Vec<Notice> {
    let ways = rule
        .audience
        .iter()
        .flat_map(|audience| rule.channels.iter().map(move |channel| (audience, *channel)));
    let mut notices: Vec<Notice> = Vec::new();
    for (audience, channel) in ways {
        let is_there = |it: &Notice| it.audience == *audience && it.channel == channel;
        if !notices.iter().any(is_there) {
            notices.push(notice(rule, audience, channel, news));
        }
    }
    notices
}

fn notice(rule: &Rule, audience: &Audience, channel: Channel, news: &News) -> Notice {
    Notice {
        rule: rule.name.clone(),
        audience: audience.clone(),
        channel,
        template: rule.template.clone(),
        severity: rule.severity,
        news: news.clone(),
    }
}

/// Whether the other tells the same audience of a higher milestone.
fn outdoes(other: &Notice, notice: &Notice) -> bool {
    other.news.trigger == Trigger::Milestone
        && (&other.audience, other.channel) == (&notice.audience, notice.channel)
        && other.news.details.percent > notice.news.details.percent
}
