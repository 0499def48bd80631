//! `milepost notify test`: a sample on each channel.

use aws_sdk_sns::Client;
use aws_sdk_sns::types::MessageAttributeValue;
use jiff::Timestamp;
use milepost_domain::{Digits, Time};
use milepost_notification::render::Facts;
use milepost_notification::{Audience, Channel, NotificationMessage, Recipient, Rules, Severity};
use sha2::{Digest as _, Sha256};

use crate::args::notifications::{NotifyCommand, NotifyTestArgs};
use crate::aws_error::AwsError;
use crate::error::Error;
use crate::format::one_line;
use crate::output::print;
use crate::stack::Stack;

pub(crate) async fn run(command: NotifyCommand) -> Result<(), Error> {
    let NotifyCommand::Test(args) = command;
    let now = Time::from(Timestamp::now());
    let samples = args.to.iter().map(|to| sample(to, &args, now));
    let samples: Vec<NotificationMessage> = samples.collect::<Result<_, _>>()?;
    let stack = Stack::find(&args.stack).await?;
    let client = Client::new(&stack.config);
    for sample in samples {
        let said = format!("{} to {}", sample.channel.as_str(), sample.recipient.address);
        publish(&stack, &client, sample, now).await?;
        print(&format!("handed over: {said}"))?;
    }
    print(
        &"What became of it is in the logs of the functions email and sms: notification.sent or why not.",
    )
}

fn sample(to: &str, args: &NotifyTestArgs, now: Time) -> Result<NotificationMessage, Error> {
    let channel = Channel::of(to);
    let channel = channel.ok_or_else(|| Error::NoAddress(one_line(to)))?;
    let rules = Rules::built_in().map_err(|error| Error::Sample(error.to_string()))?;
    let facts = Facts::sample("Milepost");
    let language = args.language.as_deref();
    let content = rules.templates.content(channel, &args.template, language, &facts)?;
    let hash = Sha256::digest(format!("sample#{to}#{}", now.as_millis()));
    let id = Digits::of(&hash.into()).as_str().parse();
    Ok(NotificationMessage {
        notification_id: id.map_err(|_| Error::Sample("no id".to_owned()))?,
        is_sample: true,
        event_key: None,
        channel,
        audience: Audience::Learner,
        severity: Severity::Info,
        rule: "sample".to_owned(),
        recipient: Recipient { user_id: None, address: to.to_owned() },
        content,
    })
}

async fn publish(
    stack: &Stack,
    client: &Client,
    sample: NotificationMessage,
    now: Time,
) -> Result<(), Error> {
    let attributes = sample.filter_attributes();
    let body = sample.into_cloud_event(now).to_body();
    let body = body.map_err(|error| Error::Sample(error.to_string()))?;
    let mut call = client.publish().topic_arn(stack.output("NotificationsTopicArn")?).message(body);
    for (name, value) in attributes {
        let value = MessageAttributeValue::builder().data_type("String").string_value(value);
        let value = value.build().map_err(|error| Error::Sample(error.to_string()))?;
        call = call.message_attributes(name, value);
    }
    call.send().await.map_err(|error| AwsError::of(&error, &stack.place))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser as _;

    fn args(arguments: &[&str]) -> NotifyTestArgs {
        let line = ["milepost", "notify", "test"].iter().chain(arguments);
        match crate::args::Cli::parse_from(line).command {
            crate::args::Command::Notify(NotifyCommand::Test(args)) => args,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_address_says_which_channel() {
        let args = args(&["--to", "ana@example.com", "--to", "+4930123456", "--language", "de"]);
        let now = "2026-11-24T08:00:00Z".parse().unwrap();
        let mail = sample(&args.to[0], &args, now).unwrap();
        assert_eq!((mail.channel, mail.is_sample), (Channel::Email, true));
        assert!(mail.content.subject.unwrap().starts_with("[Test] Herzlichen"));
        let short = sample(&args.to[1], &args, now).unwrap();
        assert_eq!((short.channel, short.content.subject), (Channel::Sms, None));
        assert!(matches!(sample("030 123", &args, now), Err(Error::NoAddress(_))));
        assert!(matches!(
            sample("a@b.c", &NotifyTestArgs { template: "nothing".to_owned(), ..args }, now),
            Err(Error::Render(_))
        ));
    }
}
