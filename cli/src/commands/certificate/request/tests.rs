use std::cell::RefCell;

use milepost_scripted_aws::{Requests, aws};

use super::super::tests::{CALLER, Office, certificate, id, revoked, sent};
use milepost_certificate::Reason;

use super::*;
use crate::causes::line;

/// AWS that knows who asks, and takes all messages.
fn operator(office: &Office) -> (Operator, Requests) {
    let caller = format!(
        "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>{CALLER}</Arn>\
         </GetCallerIdentityResult></GetCallerIdentityResponse>"
    );
    let (config, requests) = aws(vec![(200, caller)]);
    let place = Place::of(&config).unwrap();
    let queue_url = "https://sqs/1/c.fifo".to_owned();
    (Operator { table: office.table.clone(), queue_url, config, place }, requests)
}

/// What was said: the question first, then what was seen, then the answer or error; and what was
/// sent.
async fn ask_for(office: &Office, kind: Kind) -> (Vec<String>, Vec<CloudEvent<Request>>) {
    let (operator, requests) = operator(office);
    let work = tokio::spawn(office.clone().work(requests.clone()));
    let said = ask(&operator, kind, true).await;
    work.abort();
    (said, sent(&requests))
}

async fn ask(operator: &Operator, kind: Kind, yes: bool) -> Vec<String> {
    let said = RefCell::new(Vec::new());
    let confirm = |question: &str| {
        said.borrow_mut().push(format!("{question}?"));
        if yes { Ok(()) } else { Err(Error::Declined) }
    };
    let tell = |seen: &str| {
        // The request's id is random.
        let is_request = seen.starts_with("request ");
        said.borrow_mut().push(if is_request { "sent".to_owned() } else { seen.to_owned() });
    };
    let comment = "left the company".to_owned();
    let outcome = operator.carry_out(id(1), kind, comment, confirm, tell).await;
    let mut said = said.into_inner();
    said.push(outcome.unwrap_or_else(|error| format!("error: {}", line(&error))));
    said
}

#[tokio::test(start_paused = true)]
async fn a_revocation_is_asked_for_and_seen() {
    let office = Office::of([certificate(id(1))]);
    let (said, requests) = ask_for(&office, Kind::Revoke).await;
    insta::assert_debug_snapshot!(said, @r#"
    [
        "Revoke for good the certificate of Łukasz Wójcik for “Fire safety”?",
        "sent",
        "01010101-0101-4101-8101-010101010101 is issued",
        "01010101-0101-4101-8101-010101010101 is revoked",
        "certificate 01010101-0101-4101-8101-010101010101 is revoked; its status list says so in a moment",
    ]
    "#);
    let [request] = requests.as_slice() else { panic!("{requests:?}") };
    assert_eq!(request.kind, CERTIFICATE_REVOCATION_REQUESTED);
    assert_eq!(request.source, "/milepost/cli");
    assert_eq!(request.id.parse::<Uuid>().unwrap().get_version_num(), 4);
    let expected = Request {
        certificate_id: id(1),
        requested_by: Some(CALLER.to_owned()),
        comment: Some("left the company".to_owned()),
        completed_on: None,
    };
    assert_eq!(request.data, expected);
}

#[tokio::test(start_paused = true)]
async fn a_reissue_is_seen_until_the_new_one_is_issued() {
    let office = Office::of([certificate(id(1))]);
    let (said, requests) = ask_for(&office, Kind::Reissue).await;
    insta::assert_debug_snapshot!(said, @r#"
    [
        "Revoke, and issue again under another id, the certificate of Łukasz Wójcik for “Fire safety”?",
        "sent",
        "nothing stands in the place of 01010101-0101-4101-8101-010101010101 yet",
        "09090909-0909-4909-8909-090909090909 is drawn, its documents are being made",
        "09090909-0909-4909-8909-090909090909 is issued",
        "certificate 09090909-0909-4909-8909-090909090909 is issued in its place",
    ]
    "#);
    assert_eq!(requests[0].kind, CERTIFICATE_REISSUE_REQUESTED);
}

#[tokio::test(start_paused = true)]
async fn what_an_operator_revoked_can_be_issued_again_once() {
    let office = Office::of([revoked(certificate(id(1)), Reason::Withdrawn)]);
    let (said, requests) = ask_for(&office, Kind::Reissue).await;
    assert_eq!(requests.len(), 1);
    insta::assert_snapshot!(said[0], @"Issue again the certificate of Łukasz Wójcik for “Fire safety”?");
    insta::assert_snapshot!(said.last().unwrap(), @"certificate 09090909-0909-4909-8909-090909090909 is issued in its place");
    // As the function leaves it: revoked by the operator it stays.
    office.set(&revoked(certificate(id(1)), Reason::Withdrawn));
    let (said, requests) = ask_for(&office, Kind::Reissue).await;
    assert!(requests.is_empty());
    insta::assert_debug_snapshot!(said, @r#"
    [
        "error: certificate 01010101-0101-4101-8101-010101010101 was issued again already, as 09090909-0909-4909-8909-090909090909",
    ]
    "#);
}

#[tokio::test(start_paused = true)]
async fn a_renewal_is_seen_until_the_new_one_is_issued() {
    let office = Office::of([certificate(id(1))]);
    let day = "2026-11-24".parse().unwrap();
    let (said, requests) = ask_for(&office, Kind::Renew(day)).await;
    insta::assert_debug_snapshot!(said, @r#"
    [
        "Renew, as completed again on 2026-11-24, the certificate of Łukasz Wójcik for “Fire safety”?",
        "sent",
        "nothing renews 01010101-0101-4101-8101-010101010101 yet",
        "09090909-0909-4909-8909-090909090909 is drawn, its documents are being made",
        "09090909-0909-4909-8909-090909090909 is issued",
        "certificate 09090909-0909-4909-8909-090909090909 is issued and renews it",
    ]
    "#);
    assert_eq!(requests[0].kind, CERTIFICATE_RENEWAL_REQUESTED);
    assert_eq!(requests[0].data.completed_on, Some(day));
    // As the function leaves it.
    office.set(&Certificate { renewed_by: Some(id(9)), ..certificate(id(1)) });
    let (said, requests) = ask_for(&office, Kind::Renew(day)).await;
    assert!(requests.is_empty());
    insta::assert_snapshot!(said[0], @"error: certificate 01010101-0101-4101-8101-010101010101 was renewed already, by 09090909-0909-4909-8909-090909090909");
    // One that was revoked since does not count.
    office.set(&revoked(certificate(id(9)), Reason::Withdrawn));
    assert_eq!(ask_for(&office, Kind::Renew(day)).await.1.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_renewal_needs_a_certificate_that_stands_and_a_day_since_then() {
    let mut all = Vec::new();
    for (one, day) in [
        (revoked(certificate(id(1)), Reason::Withdrawn), "2026-11-24"),
        (certificate(id(1)), "2026-11-22"),
    ] {
        let (said, requests) = ask_for(&Office::of([one]), Kind::Renew(day.parse().unwrap())).await;
        assert!(requests.is_empty());
        all.extend(said);
    }
    // Where the certificate's days are.
    let today = certificate(id(1)).snapshot.day(Timestamp::now().into()).date;
    let all: Vec<_> = all.iter().map(|it| it.replace(&today.to_string(), "TODAY")).collect();
    insta::assert_debug_snapshot!(all, @r#"
    [
        "error: certificate 01010101-0101-4101-8101-010101010101 is revoked: by an operator; it cannot be renewed",
        "error: give a day from 2026-11-23, when it was completed before, to TODAY, today",
    ]
    "#);
    let tomorrow = today.tomorrow().unwrap();
    let (_, requests) = ask_for(&Office::of([certificate(id(1))]), Kind::Renew(tomorrow)).await;
    assert!(requests.is_empty());
}

#[tokio::test(start_paused = true)]
async fn what_would_change_nothing_is_not_asked_for() {
    let mut all = Vec::new();
    for (reason, kind) in [
        (Reason::RolledBack, Kind::Revoke),
        (Reason::RolledBack, Kind::Reissue),
        (Reason::Superseded, Kind::Reissue),
        (Reason::Reissued, Kind::Reissue),
    ] {
        let office = Office::of([revoked(certificate(id(1)), reason)]);
        let (said, requests) = ask_for(&office, kind).await;
        assert!(requests.is_empty());
        all.extend(said);
    }
    insta::assert_debug_snapshot!(all, @r#"
    [
        "certificate 01010101-0101-4101-8101-010101010101 was revoked at 2026-11-23 08:00:00 UTC already: rolled back in ALM",
        "error: the completion of certificate 01010101-0101-4101-8101-010101010101 does not stand any more: rolled back in ALM",
        "error: the completion of certificate 01010101-0101-4101-8101-010101010101 does not stand any more: another certificate is of the same completion",
        "error: certificate 01010101-0101-4101-8101-010101010101 was issued again already",
    ]
    "#);
}

#[tokio::test(start_paused = true)]
async fn a_request_that_nobody_works_at_is_late() {
    let office = Office::of([certificate(id(1))]);
    for kind in [Kind::Revoke, Kind::Reissue] {
        let said = ask(&operator(&office).0, kind, true).await;
        let error = said.last().unwrap();
        assert!(
            error.starts_with("error: request ") && error.contains(" is sent, but after 30 s "),
            "{error}"
        );
        assert_eq!(said.len(), 4, "what does not change is said once: {said:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sent_without_a_yes_or_a_caller_or_a_certificate() {
    let office = Office::of([certificate(id(1))]);
    let (operator, requests) = operator(&office);
    let declined = ask(&operator, Kind::Revoke, false).await;
    assert_eq!(declined.last().unwrap(), "error: nothing was done");
    let expired = "<ErrorResponse><Error><Code>ExpiredToken</Code></Error></ErrorResponse>";
    let (config, others) = aws(vec![(403, expired.to_owned())]);
    let nobody = ask(&Operator { config, ..operator }, Kind::Revoke, true).await;
    assert!(nobody.last().unwrap().contains("refused the call: ExpiredToken"), "{nobody:?}");
    assert_eq!(others.all().len(), 1);
    let (unknown, requested) = ask_for(&Office::of([]), Kind::Revoke).await;
    assert_eq!(unknown, ["error: no certificate 01010101-0101-4101-8101-010101010101"]);
    assert!(requested.is_empty() && sent(&requests).is_empty());
}
