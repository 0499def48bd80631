use std::collections::BTreeMap;

use milepost_notification::NotificationMessage;
use milepost_scripted_aws::aws;
use serde_json::json;

use super::*;

const TAKEN: &str =
    "<PublishResponse><PublishResult><MessageId>m-1</MessageId></PublishResult></PublishResponse>";

fn message(text: &str) -> NotificationMessage {
    let message = json!({
        "notificationId": "ab".repeat(32), "channel": "sms", "audience": "team:hr-emea",
        "severity": "critical", "rule": "stalled", "recipient": {"address": "+4915112345678"},
        "content": {"locale": "en", "text": text},
    });
    serde_json::from_value(message).unwrap()
}

/// What was asked for: the fields of the form, with those of attributes under the attribute's
/// name, since their order is any.
fn fields(form: &str) -> BTreeMap<String, String> {
    let form: BTreeMap<&str, &str> = form.split('&').filter_map(|it| it.split_once('=')).collect();
    let named = |(field, value): (&&str, &&str)| {
        let number =
            field.strip_prefix("MessageAttributes.entry.").and_then(|it| it.split_once('.'));
        let Some((number, rest)) = number else { return (field.to_string(), value.to_string()) };
        let name = form[format!("MessageAttributes.entry.{number}.Name").as_str()];
        (format!("{name} {rest}"), value.to_string())
    };
    form.iter().map(named).collect()
}

#[tokio::test]
async fn a_short_message_is_what_sns_wants() {
    let (config, requests) = aws(vec![(200, TAKEN.to_owned()), (200, TAKEN.to_owned())]);
    for sender in [Some("MILEPOST".to_owned()), None] {
        let outcome = SnsPhone::new(&config, true, sender).deliver(&message("Well done")).await;
        assert_eq!(outcome, Outcome::Delivered("m-1".to_owned()));
    }
    let forms: Vec<_> =
        requests.calls().iter().map(|(_, body)| fields(body.as_str().unwrap())).collect();
    insta::assert_json_snapshot!(forms);
}

#[tokio::test]
async fn a_refusal_is_of_the_message_or_of_the_moment() {
    let of_the_message =
        ["InvalidParameter", "ParameterValueInvalid", "OptedOut", "EndpointDisabled"];
    let of_the_moment = ["Throttled", "AuthorizationError", "InternalError", "KMSDisabled"];
    for code in of_the_message.into_iter().chain(of_the_moment) {
        let words = "+4915112345678 is not valid to publish to";
        let refusal = format!(
            "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{words}</Message></Error></ErrorResponse>"
        );
        let (config, _) = aws(vec![(400, refusal)]);
        let outcome = SnsPhone::new(&config, true, None).deliver(&message("Hello")).await;
        let code = code.to_owned();
        if of_the_message.contains(&code.as_str()) {
            assert_eq!(outcome, rejected(code));
        } else {
            assert_eq!(outcome, Outcome::NotTaken(code));
        }
    }
}

#[tokio::test]
async fn what_costs_more_or_is_not_enabled_is_not_sent() {
    let (config, requests) = aws(vec![(200, TAKEN.to_owned())]);
    let phone = SnsPhone::new(&config, true, None);
    let too_long = "x".repeat(gsm::MAX_SEPTETS + 1);
    for text in [too_long.as_str(), "Поздравляем"] {
        assert_eq!(phone.deliver(&message(text)).await, rejected("TooLong".to_owned()));
    }
    let disabled = SnsPhone::new(&config, false, None).deliver(&message("Hello")).await;
    assert_eq!(disabled, Outcome::Refused(Reason::NotConfigured));
    assert!(requests.all().is_empty());
    let longest = "x".repeat(gsm::MAX_SEPTETS);
    assert!(matches!(phone.deliver(&message(&longest)).await, Outcome::Delivered(_)));
}
