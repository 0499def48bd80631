//! What a deployed function finds in its environment: what the template gives it, with the names of
//! the AWS that it runs before.

use std::time::Duration;

use milepost_e2e::build::Build;

use crate::aws::Names;

/// The region of everything here.
const REGION: &str = "eu-west-1";
const ACCOUNT: &str = "123456789012";
/// The table of records, as the stand-in names it.
pub const ENROLLMENTS: &str = "enrollments";
/// The table of events, as the stand-in names it.
pub const HISTORY: &str = "history";
/// The table of people and learning objects, as the stand-in names it.
pub const DIRECTORY: &str = "directory";
/// What the functions sign with.
const CREDENTIALS: [(&str, &str); 2] =
    [("AWS_ACCESS_KEY_ID", "AKIDFAULTS"), ("AWS_SECRET_ACCESS_KEY", "conspicuous-access-key")];
/// What an operator sets: by default nothing is sent, and the certificates' address is the API's.
const CHOSEN: [(&str, &str); 5] = [
    ("ISSUER_NAME", "Northwind Academy"),
    ("TIME_ZONE", "Europe/Berlin"),
    ("PUBLIC_URL", "https://learn.example.com"),
    ("MAIL_FROM", "learn@example.com"),
    ("SMS_ENABLED", "true"),
];

/// Its own variables, those that Lambda sets, and the way to AWS. Nothing else: one that the
/// template forgets is missing here, too.
pub fn variables(
    name: &str,
    aws: &str,
    names: &Names,
    time_limit: Duration,
) -> Vec<(String, String)> {
    let time_limit = time_limit.as_secs().to_string();
    let function = format!("milepost-{name}");
    let lambdas = [
        ("AWS_LAMBDA_FUNCTION_NAME", function.as_str()),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
        ("AWS_LAMBDA_FUNCTION_TIMEOUT", &time_limit),
        ("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/milepost"),
        ("AWS_LAMBDA_LOG_STREAM_NAME", "stream"),
        ("AWS_REGION", REGION),
        ("AWS_ENDPOINT_URL", aws),
        ("LOG_HASH_KEY", "conspicuous-log-hash-key"),
        ("LOG_LEVEL", "debug"),
    ];
    let fixed = lambdas.into_iter().chain(CREDENTIALS);
    let fixed = fixed.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let template = &Build::under_test().function(name).environment;
    let own = template.iter().map(|(name, value)| (name.clone(), own(name, value, names)));
    // Later ones win where both are given.
    own.chain(fixed).collect()
}

fn own(name: &str, value: &str, names: &Names) -> String {
    if let Some((_, chosen)) = CHOSEN.iter().find(|(it, _)| *it == name) {
        return (*chosen).to_owned();
    }
    let resource = value.strip_prefix("${").and_then(|it| it.strip_suffix('}'));
    resource.map_or_else(|| value.to_owned(), |it| resource_name(it, names))
}

/// What `!Ref` of a resource gives: by the kind of resource, which its name ends in.
fn resource_name(resource: &str, names: &Names) -> String {
    match resource {
        "EventsQueue" => names.queue_url.clone(),
        "QuarantineBucket" => names.bucket.clone(),
        "WebhookSecret.Id" => names.secret_arn.clone(),
        "TransitionsTopic" => names.topic_arn.clone(),
        // `!Ref` of a key is its id.
        "SigningKey" => "00000000-0000-4000-8000-000000000042".to_owned(),
        _ => other_resource(resource),
    }
}

fn other_resource(resource: &str) -> String {
    let name = |suffix: &str| resource.strip_suffix(suffix).map(str::to_lowercase);
    if let Some(name) = name("Topic") {
        return format!("arn:aws:sns:{REGION}:{ACCOUNT}:{name}");
    }
    if let Some(name) = name("Concern.Queue") {
        return format!("https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{name}.fifo");
    }
    name("Table").or_else(|| name("Bucket")).unwrap_or_else(|| resource.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_variable_of_the_template_has_a_value_that_means_something() {
        let build = Build::under_test();
        for function in &build.functions {
            let aws = "http://127.0.0.1:1";
            let all = variables(&function.name, aws, &Names::default(), Duration::from_secs(10));
            for name in function.environment.keys() {
                let value = all.iter().rev().find(|(it, _)| it == name);
                let (_, value) = value.unwrap_or_else(|| panic!("{name} of {}", function.name));
                assert!(!value.contains("${") && !value.contains("{{"), "{name}: {value}");
            }
        }
    }

    #[test]
    fn tables_and_queues_are_called_as_the_stand_in_calls_them() {
        let names = Names::default();
        let value = |function, name| {
            let all = variables(function, "", &names, Duration::from_secs(10));
            all.into_iter().find(|(it, _)| it == name).expect("the variable").1
        };
        assert_eq!(value("progress", "ENROLLMENTS_TABLE"), ENROLLMENTS);
        assert_eq!(value("progress", "HISTORY_TABLE"), HISTORY);
        assert_eq!(value("catalog", "DIRECTORY_TABLE"), DIRECTORY);
        assert_eq!(value("ingest", "EVENTS_QUEUE_URL"), names.queue_url);
        assert_eq!(value("ingest", "WEBHOOK_SECRET_ARN"), names.secret_arn);
        assert_eq!(value("sms", "SMS_ENABLED"), "true");
    }
}
