//! The table of notifications.

use comfy_table::{Cell, Color};
use milepost_notification::{Audience, Notification, Reason, Status};

use crate::format::one_line;
use crate::names::Names;
use crate::table::{Columns, NOTHING, differ, each, minute};

/// One row for each notification.
pub(crate) fn notifications(all: &[Notification], names: &Names) -> Columns {
    let mut columns = Columns::default();
    columns.add("Happened", 3, each(all, |it| Cell::new(minute(Some(it.occurred_at)))));
    if differ(all.iter().map(|it| &it.about.user_id)) {
        columns.add("About", 0, each(all, |it| Cell::new(names.learner(&it.about.user_id))));
    }
    let object = |it: &Notification| Cell::new(names.object(&it.about.lo_instance_id));
    columns.add("Learning object", 2, each(all, object));
    columns.add("Rule", 0, each(all, |it| Cell::new(one_line(&it.rule))));
    columns.add("To", 0, each(all, |it| Cell::new(recipient(it, names))));
    columns.add("By", 0, each(all, |it| Cell::new(it.channel.as_str())));
    columns.add("Status", 0, each(all, status));
    let when = |it: &Notification| {
        let settled = it.sent_at.or(it.failed_at).or(it.published_at);
        Cell::new(minute(Some(settled.unwrap_or(it.created_at))))
    };
    columns.add("Since", 1, each(all, when));
    if all.iter().any(|it| it.reason.is_some()) {
        let why = |it: &Notification| it.reason.as_ref().map(Reason::in_words);
        let why =
            |it: &Notification| Cell::new(why(it).map_or(NOTHING.to_owned(), |it| one_line(&it)));
        columns.add("Why", 0, each(all, why));
    }
    columns.add_numbers("Tries", 4, each(all, |it| Cell::new(it.tries)));
    columns
}

fn status(notification: &Notification) -> Cell {
    let colour = match notification.status {
        Status::Pending => Color::Yellow,
        Status::Published => Color::Cyan,
        Status::Sent => Color::Green,
        Status::Failed => Color::Red,
    };
    Cell::new(notification.status.as_str()).fg(colour)
}

fn recipient(notification: &Notification, names: &Names) -> String {
    match (&notification.recipient_id, &notification.audience) {
        (Some(id), Audience::Learner) => names.learner(id),
        (Some(id), audience) => format!("{} ({})", names.learner(id), audience.kind()),
        (None, audience) => match notification.member {
            Some(member) => format!("{audience}, {}", member + 1),
            None => audience.to_string(),
        },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_was_told_to_whom_and_what_became_of_it() {
        let notification = |more: &serde_json::Value| -> Notification {
            let mut it = json!({
                "id": "ab".repeat(32), "accountId": "1234", "userId": "20411001",
                "loId": "course:7542090", "loInstanceId": "course:7542090_10423047",
                "rule": "encourage-at-25", "trigger": "milestone", "cause": "key",
                "occurredAt": "2026-11-20T08:00:00.000Z", "audience": "learner",
                "channel": "email", "severity": "info", "template": "encouragement",
                "details": {"percent": 25}, "status": "sent", "tries": 2,
                "recipientId": "20411001", "createdAt": "2026-11-20T08:00:05.000Z",
                "sentAt": "2026-11-20T08:00:07.000Z",
            });
            for (name, value) in more.as_object().into_iter().flatten() {
                it[name] = value.clone();
            }
            serde_json::from_value(it).unwrap()
        };
        let all = [
            notification(&json!({})),
            notification(&json!({
                "rule": "stalled", "audience": "manager", "recipientId": "20411002",
                "status": "failed", "sentAt": null, "failedAt": "2026-11-21T08:00:00.000Z",
                "reason": {"kind": "rejected", "code": "MessageRejected"},
            })),
            notification(&json!({
                "rule": "escalate", "audience": "team:hr", "member": 1, "recipientId": null,
                "status": "pending", "sentAt": null, "tries": 1, "reason": {"kind": "unknown_person"},
            })),
        ];
        let names = crate::names::tests::names();
        insta::assert_snapshot!(notifications(&all, &names).fit_to(None, false));
    }
}
