//! Whether Amazon SES sends what the notifications want sent.

use aws_sdk_sesv2::Client;
use aws_sdk_sesv2::error::ProvideErrorMetadata as _;
use aws_sdk_sesv2::operation::get_account::GetAccountOutput;

use super::context::Context;
use super::finding::{Facts, Finding};

const SETUP: &str = "docs/notifications.md#setup";
const DASHBOARD: &str = "request more in the console: Amazon SES → Account dashboard";
const REPUTATION: &str = "Amazon SES → Reputation metrics says why";

pub(super) async fn check(context: &Context) -> Facts<Vec<Finding>> {
    let from = context.stack.parameter("MailFrom");
    if from.is_empty() {
        let found = "MailFrom is empty: notifications by e-mail fail, if the policy has any";
        return Ok(vec![Finding::note(found, SETUP)]);
    }
    let client = Client::new(&context.stack.config);
    let account = context.answer("ses:GetAccount", client.get_account().send().await)?;
    let address = address(from);
    let domain = address.rsplit('@').next().unwrap_or(address);
    let is_verified = is_verified(context, &client, address).await?
        || is_verified(context, &client, domain).await?;
    let mut findings = judge(&account);
    findings.push(judge_sender(address, is_verified));
    findings.push(Finding::note(
        "Milepost sends mail; ALM may send its own about the same deadlines",
        "let one of them tell people: in ALM, Admin → Email Templates",
    ));
    Ok(findings)
}

/// The address in `Name <address>`.
fn address(from: &str) -> &str {
    from.split_once('<').map_or(from, |(_, address)| address.trim_end_matches('>'))
}

async fn is_verified(context: &Context, client: &Client, identity: &str) -> Facts<bool> {
    let answer = client.get_email_identity().email_identity(identity).send().await;
    if answer.as_ref().is_err_and(|error| error.code() == Some("NotFoundException")) {
        return Ok(false);
    }
    Ok(context.answer("ses:GetEmailIdentity", answer)?.verified_for_sending_status())
}

fn judge_sender(address: &str, is_verified: bool) -> Finding {
    if is_verified {
        return Finding::ok(format!("{address} is verified in SES"));
    }
    let found = format!("neither {address} nor its domain is verified in SES: every mail fails");
    Finding::problem(found, SETUP)
}

fn judge(account: &GetAccountOutput) -> Vec<Finding> {
    let standing = account.enforcement_status().unwrap_or("HEALTHY");
    let mut findings = Vec::new();
    if !account.sending_enabled() || standing == "SHUTDOWN" {
        findings.push(Finding::problem("SES has stopped sending for this account", REPUTATION));
    } else if standing != "HEALTHY" {
        let found = format!("SES holds something against this account: {standing}");
        findings.push(Finding::warning(found, REPUTATION));
    }
    if !account.production_access_enabled() {
        let found = "SES is in its sandbox: only verified addresses get mail";
        findings.push(Finding::warning(found, DASHBOARD));
    }
    let quota = account.send_quota().map(|it| (it.sent_last24_hours(), it.max24_hour_send()));
    // A quota below zero has no limit.
    if let Some((sent, most)) = quota.filter(|(_, most)| *most > 0.0) {
        let found = format!("{sent:.0} of {most:.0} mails in 24 hours");
        findings.push(Finding::of_quota(sent, most, found, DASHBOARD));
    }
    findings
}

#[cfg(test)]
mod tests {
    use aws_sdk_sesv2::types::SendQuota;

    use super::super::finding::Level;
    use super::*;

    fn levels(standing: &str, is_open: bool, is_enabled: bool, sent: f64) -> Vec<Level> {
        let quota = SendQuota::builder().max24_hour_send(200.0).sent_last24_hours(sent).build();
        let account = GetAccountOutput::builder()
            .enforcement_status(standing)
            .production_access_enabled(is_open)
            .sending_enabled(is_enabled)
            .send_quota(quota);
        judge(&account.build()).iter().map(|one| one.level).collect()
    }

    #[test]
    fn whatever_keeps_a_mail_from_its_reader_is_found() {
        assert_eq!(levels("HEALTHY", true, true, 12.0), [Level::Ok]);
        assert_eq!(levels("HEALTHY", true, true, 180.0), [Level::Warning]);
        assert_eq!(levels("HEALTHY", false, true, 12.0), [Level::Warning, Level::Ok]);
        assert_eq!(levels("HEALTHY", true, false, 12.0), [Level::Problem, Level::Ok]);
        assert_eq!(levels("PROBATION", true, true, 12.0), [Level::Warning, Level::Ok]);
        assert_eq!(levels("SHUTDOWN", true, true, 12.0), [Level::Problem, Level::Ok]);
    }

    #[test]
    fn a_sender_is_an_address_and_is_verified() {
        assert_eq!(address("Learning <lms@example.com>"), "lms@example.com");
        assert_eq!(address("lms@example.com"), "lms@example.com");
        let level = |is_verified| judge_sender("lms@example.com", is_verified).level;
        assert_eq!([level(true), level(false)], [Level::Ok, Level::Problem]);
    }
}
