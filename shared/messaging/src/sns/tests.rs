use milepost_scripted_aws::aws;

use super::*;

const TAKEN: &str = "<PublishBatchResponse><PublishBatchResult>\
    <Failed><member><Id>1</Id><Code>InternalError</Code><SenderFault>false</SenderFault></member></Failed>\
    <Successful><member><Id>0</Id><MessageId>m</MessageId></member></Successful>\
    </PublishBatchResult></PublishBatchResponse>";

async fn publish(status: u16, answer: &str) -> (Result<Vec<Failure>, SendError>, String) {
    let (config, requests) = aws(vec![(status, answer.to_owned())]);
    let sns = Sns { client: Client::new(&config), arn: "arn:topic".to_owned() };
    let attributes = vec![
        Attribute {
            name: "changes",
            data_type: "String.Array",
            value: r#"["enrolled"]"#.to_owned(),
        },
        Attribute::text("account", "1234"),
    ];
    let messages = [
        Message::fifo("body".to_owned(), "group", "key").with(attributes),
        Message::new("second".to_owned()),
        Message::new("third".to_owned()),
    ];
    let published = sns.publish(&messages.iter().collect::<Vec<_>>()).await;
    (published, requests.all()[0]["body"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_call_is_one_publish_batch() {
    let (_, request) = publish(200, TAKEN).await;
    let entry = "PublishBatchRequestEntries.member.1";
    for part in [
        "Action=PublishBatch&".to_owned(),
        "TopicArn=arn%3Atopic".to_owned(),
        format!("{entry}.Id=0&"),
        format!("{entry}.Message=body&"),
        format!("{entry}.MessageGroupId=group&"),
        format!("{entry}.MessageDeduplicationId=key"),
        "Value.DataType=String.Array&".to_owned(),
        "Value.StringValue=%5B%22enrolled%22%5D".to_owned(),
        "Value.StringValue=1234".to_owned(),
    ] {
        assert!(format!("{request}&").contains(&part), "{part} in {request}");
    }
    assert_eq!(request.matches("MessageGroupId").count(), 1, "{request}");
}

#[tokio::test]
async fn only_what_sns_says_it_took_is_published() {
    let published = publish(200, TAKEN).await.0.unwrap();
    let [refused, unknown] = &*published else { panic!("{published:?}") };
    assert_eq!(
        (refused.place, &refused.error),
        (1, &SendError::NotTaken("InternalError".to_owned()))
    );
    assert!(
        matches!(unknown, Failure { place: 2, error: SendError::NotReached(_) }),
        "{unknown:?}"
    );
}

#[tokio::test]
async fn a_failed_call_says_why() {
    for (code, expected) in [("AuthorizationError", "refused: "), ("Throttled", "throttled: ")] {
        let answer = format!("<ErrorResponse><Error><Code>{code}</Code></Error></ErrorResponse>");
        let error = publish(400, &answer).await.0.unwrap_err().to_string();
        assert!(error.starts_with(expected), "{code}: {error}");
    }
}
