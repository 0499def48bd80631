//! Whether alarms reach somebody, and which of them are going off.

use aws_sdk_cloudwatch::types::{AlarmType, StateValue};

use super::context::Context;
use super::finding::{Facts, Finding, or_ok};
use crate::format::{counted, one_line};

/// The output with the ARN of the topic.
const TOPIC: &str = "AlarmTopicArn";
/// What SNS shows in place of the ARN of a subscription that nobody has confirmed.
const PENDING: &str = "PendingConfirmation";

/// The name and description of an alarm.
type Alarm = (String, String);

/// Those that notify the stack's topic; CloudFormation begins their names with the stack's.
pub(super) async fn going_off(context: &Context) -> Facts<Vec<Finding>> {
    let topic = context.output(TOPIC)?;
    let call = aws_sdk_cloudwatch::Client::new(&context.stack.config)
        .describe_alarms()
        .alarm_name_prefix(format!("{}-", context.stack.name))
        .alarm_types(AlarmType::MetricAlarm)
        .alarm_types(AlarmType::CompositeAlarm)
        .state_value(StateValue::Alarm);
    let mut pages = call.into_paginator().send();
    let mut found = Vec::new();
    while let Some(page) = pages.next().await {
        let page = context.answer("cloudwatch:DescribeAlarms", page)?;
        let metric = page.metric_alarms().iter();
        let metric = metric.map(|it| (it.alarm_name(), it.alarm_description(), it.alarm_actions()));
        let others = page.composite_alarms().iter();
        let others = others.map(|it| (it.alarm_name(), it.alarm_description(), it.alarm_actions()));
        let ours = metric.chain(others).filter(|(.., told)| told.iter().any(|it| it == topic));
        let text = |text: Option<&str>| one_line(text.unwrap_or_default());
        found.extend(ours.map(|(name, description, _)| (text(name), text(description))));
    }
    Ok(judge(&found))
}

/// Whoever has subscribed.
pub(super) async fn readers(context: &Context) -> Facts<Vec<Finding>> {
    let client = aws_sdk_sns::Client::new(&context.stack.config);
    let call = client.list_subscriptions_by_topic().topic_arn(context.output(TOPIC)?);
    let mut subscriptions = call.into_paginator().items().send();
    let mut arns = Vec::new();
    while let Some(one) = subscriptions.next().await {
        let one = context.answer("sns:ListSubscriptionsByTopic", one)?;
        arns.push(one.subscription_arn.unwrap_or_default());
    }
    Ok(vec![judge_readers(&arns)])
}

fn judge(going_off: &[Alarm]) -> Vec<Finding> {
    let finding = |(name, description): &Alarm| {
        Finding::problem(format!("{description} ({name})"), "docs/operations.md#alarms")
    };
    or_ok(going_off.iter().map(finding).collect(), "none goes off")
}

fn judge_readers(arns: &[String]) -> Finding {
    let pending = arns.iter().filter(|arn| *arn == PENDING).count();
    match (arns.len(), pending) {
        (0, _) => Finding::warning(
            "nobody is told of alarms",
            "deploy with AlarmEmail, or subscribe to the topic AlarmTopicArn",
        ),
        (all, 0) => Finding::ok(format!("{}, confirmed", counted(all, "subscription"))),
        _ => Finding::warning(
            format!("{} not confirmed", counted(pending, "subscription")),
            "follow the link in the mail from AWS Notifications",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::finding::Level;
    use super::*;

    #[test]
    fn alarms_that_go_off_are_named() {
        let alarm = |name: &str| (name.to_owned(), "Something fails.".to_owned());
        let findings = judge(&[alarm("milepost-A"), alarm("milepost-B")]);
        assert_eq!(findings[1].found, "Something fails. (milepost-B)");
        assert!(findings.iter().all(|one| one.level == Level::Problem));
        assert_eq!(judge(&[])[0].level, Level::Ok);
    }

    #[test]
    fn somebody_has_to_have_confirmed() {
        let arn = || "arn:aws:sns:eu-central-1:1:alarms:2".to_owned();
        for (arns, expected) in [
            (vec![], Level::Warning),
            (vec![arn()], Level::Ok),
            (vec![PENDING.to_owned()], Level::Warning),
            (vec![arn(), PENDING.to_owned()], Level::Warning),
        ] {
            assert_eq!(judge_readers(&arns).level, expected, "{arns:?}");
        }
    }
}
