use serde_json::{Value, json};

use super::*;

pub(crate) const TO: &str = "recipient@example.com";

pub(crate) fn id() -> NotificationId {
    "ab".repeat(32).parse().unwrap()
}

/// The mail of the guide's examples, with our tags.
fn mail() -> Value {
    json!({
        "timestamp": "2017-08-05T00:40:02.012Z",
        "source": "Sender Name <sender@example.com>",
        "sourceArn": "arn:aws:ses:us-east-1:123456789012:identity/sender@example.com",
        "sendingAccountId": "123456789012",
        "messageId": "EXAMPLE7c191be45-e9aedb9a-02f9-4d12-a87d-dd0099a07f8a-000000",
        "destination": [TO],
        "headersTruncated": false,
        "headers": [{"name": "To", "value": TO}, {"name": "Subject", "value": "Message sent from Amazon SES"}],
        "commonHeaders": {"to": [TO], "subject": "Message sent from Amazon SES"},
        "tags": {
            "ses:configuration-set": ["milepost"],
            "ses:source-ip": ["192.0.2.0"],
            "notification": [id()],
            "rule": ["congratulate"],
            "audience": ["learner"],
        },
    })
}

/// The guide's examples of events.
pub(crate) fn bounce(kind: &str, sub_type: &str) -> Value {
    json!({
        "eventType": "Bounce",
        "bounce": {
            "bounceType": kind,
            "bounceSubType": sub_type,
            "bouncedRecipients": [{
                "emailAddress": TO, "action": "failed", "status": "5.1.1",
                "diagnosticCode": "smtp; 550 5.1.1 user unknown",
            }],
            "timestamp": "2017-08-05T00:41:02.669Z",
            "feedbackId": "01000157c44f053b-61b59c11-9236-11e6-8f96-7be8aexample-000000",
            "reportingMTA": "dsn; mta.example.com",
        },
        "mail": mail(),
    })
}

fn complaint(kind: &str) -> Value {
    json!({
        "eventType": "Complaint",
        "complaint": {
            "complainedRecipients": [{"emailAddress": TO}],
            "timestamp": "2017-08-05T00:41:02.669Z",
            "feedbackId": "01000157c44f053b-61b59c11-9236-11e6-8f96-7be8aexample-000000",
            "userAgent": "Mozilla/5.0",
            "complaintFeedbackType": kind,
            "arrivalDate": "2017-08-05T00:41:02.669Z",
        },
        "mail": mail(),
    })
}

fn heard(event: &Value) -> Feedback {
    read(&event.to_string()).unwrap()
}

#[test]
fn a_permanent_bounce_and_a_complaint_end_all_mail() {
    for (event, reason) in [
        (bounce("Permanent", "General"), Reason::Bounced),
        (bounce("Permanent", "OnAccountSuppressionList"), Reason::Bounced),
        (complaint("abuse"), Reason::Complained),
    ] {
        let expected = Feedback {
            notification: Some(id()),
            failure: Some(reason.clone()),
            suppressed: Some((reason, vec![TO.to_owned()])),
        };
        assert_eq!(heard(&event), expected);
    }
}

#[test]
fn what_was_given_up_has_failed_and_the_next_mail_may_arrive() {
    for sub_type in ["MailboxFull", "MessageTooLarge", "ContentRejected", "AttachmentRejected"] {
        let feedback = heard(&bounce("Transient", sub_type));
        assert_eq!((feedback.failure, feedback.suppressed), (Some(Reason::Bounced), None));
    }
    for (kind, code) in [("Reject", "Reject"), ("Rendering Failure", "RenderingFailure")] {
        let event = json!({"eventType": kind, "mail": mail(), "reject": {"reason": "Bad content"}});
        let failure = Some(Reason::Rejected { code: code.to_owned() });
        let expected = Feedback { notification: Some(id()), failure, suppressed: None };
        assert_eq!(heard(&event), expected);
    }
}

#[test]
fn who_is_out_of_the_office_has_the_mail() {
    for event in [
        bounce("Transient", "General"),
        bounce("Undetermined", "Undetermined"),
        complaint("not-spam"),
        json!({"eventType": "DeliveryDelay", "mail": mail(), "deliveryDelay": {"delayType": "SpamDetected"}}),
        json!({"eventType": "Delivery", "mail": mail(), "delivery": {"recipients": [TO]}}),
    ] {
        let feedback = heard(&event);
        assert_eq!((feedback.failure, feedback.suppressed), (None, None), "{event}");
    }
}

#[test]
fn without_event_publishing_there_is_another_name_and_no_tag() {
    let mut event = bounce("Permanent", "General");
    let members = event.as_object_mut().unwrap();
    let kind = members.remove("eventType").unwrap();
    members.insert("notificationType".to_owned(), kind);
    members["mail"].as_object_mut().unwrap().remove("tags");
    let feedback = heard(&event);
    assert_eq!(feedback.notification, None);
    assert_eq!(feedback.suppressed, Some((Reason::Bounced, vec![TO.to_owned()])));
}

#[test]
fn the_greeting_is_no_event_and_no_mistake() {
    let greeting = "Successfully validated SNS topic for Amazon SES event publishing.";
    assert_eq!(read(greeting), Ok(Feedback::default()));
    for body in ["", "{}", "Hello", r#"{"eventType":"Bounce"}"#] {
        assert_eq!(read(body), Err(NotAnEvent), "{body}");
    }
}

#[test]
fn debug_shows_no_address() {
    let shown = format!("{:?}", heard(&bounce("Permanent", "General")));
    assert!(shown.contains("Bounced") && !shown.contains("recipient"), "{shown}");
}
