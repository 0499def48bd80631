//! The exact requests to `DynamoDB`, and what is made of its answers.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region, SharedCredentialsProvider};
use aws_smithy_http_client::test_util::infallible_client_fn;
use milepost_domain::Time;
use milepost_domain::directory::{LearningObject, Person};
use serde_json::{Value, json};

use super::*;
use crate::Source;
use crate::item::{email_key, object_key, person_key};

/// A table that answers these, then that all is done, and what it was asked.
fn table(answers: Vec<(u16, Value)>) -> (Client, Arc<Mutex<Vec<Value>>>) {
    let answers = Mutex::new(VecDeque::from(answers));
    let requests = Arc::<Mutex<Vec<Value>>>::default();
    let seen = requests.clone();
    let http = infallible_client_fn(move |request: http::Request<_>| {
        let (parts, body) = request.into_parts();
        let body: Value = serde_json::from_slice(body.bytes().unwrap()).unwrap();
        let target = parts.headers["x-amz-target"].to_str().unwrap().to_owned();
        seen.lock().unwrap().push(json!({"target": target, "body": body}));
        let next = answers.lock().unwrap().pop_front();
        let (status, answer) = next.unwrap_or((200, json!({})));
        http::Response::builder().status(status).body(answer.to_string()).unwrap()
    });
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(SharedCredentialsProvider::new(Credentials::for_tests()))
        .retry_config(aws_sdk_dynamodb::config::retry::RetryConfig::disabled())
        .http_client(http);
    (Client::from_conf(config.build()), requests)
}

fn time() -> Time {
    "2026-11-23T08:00:00Z".parse().unwrap()
}

fn person(id: usize, name: &str) -> Item {
    let mut person = Person::new(id.to_string().parse().unwrap());
    person.name = Some(name.to_owned());
    Item::of_person(person, time(), Source::Report, time()).remove(0)
}

/// The puts of a call, as they stand in its body.
fn puts(request: &Value) -> &Vec<Value> {
    request["body"]["RequestItems"]["directory"].as_array().unwrap()
}

fn people(count: usize) -> Vec<Item> {
    (0..count).map(|id| person(id, "Ana")).collect()
}

#[tokio::test]
async fn a_person_with_an_address_is_two_puts() {
    let mut person = Person::new("17".parse().unwrap());
    person.name = Some("Ana Souza".to_owned());
    person.email = Some("Ana@example.com".to_owned());
    let items = Item::of_person(person, time(), Source::Report, time());
    let (client, requests) = table(vec![]);
    DynamoWrite::new(client, "directory").write(&items).await.unwrap();
    insta::with_settings!({sort_maps => true}, {
        insta::assert_json_snapshot!(*requests.lock().unwrap(), @r#"
        [
          {
            "body": {
              "RequestItems": {
                "directory": [
                  {
                    "PutRequest": {
                      "Item": {
                        "asOf": {
                          "S": "2026-11-23T08:00:00.000Z"
                        },
                        "content": {
                          "M": {
                            "email": {
                              "S": "Ana@example.com"
                            },
                            "kind": {
                              "S": "person"
                            },
                            "name": {
                              "S": "Ana Souza"
                            },
                            "state": {
                              "S": ""
                            },
                            "userId": {
                              "S": "17"
                            }
                          }
                        },
                        "expiresAt": {
                          "N": "1829980800"
                        },
                        "pk": {
                          "S": "person#17"
                        },
                        "sk": {
                          "S": "content"
                        },
                        "source": {
                          "S": "report"
                        }
                      }
                    }
                  },
                  {
                    "PutRequest": {
                      "Item": {
                        "asOf": {
                          "S": "2026-11-23T08:00:00.000Z"
                        },
                        "content": {
                          "M": {
                            "kind": {
                              "S": "email"
                            },
                            "userId": {
                              "S": "17"
                            }
                          }
                        },
                        "expiresAt": {
                          "N": "1829980800"
                        },
                        "pk": {
                          "S": "email#8e43ca37701228e74983efdbd0cff5c16b3b1e5d4e29a7c05626d4d25a018e11"
                        },
                        "sk": {
                          "S": "content"
                        },
                        "source": {
                          "S": "report"
                        }
                      }
                    }
                  }
                ]
              }
            },
            "target": "DynamoDB_20120810.BatchWriteItem"
          }
        ]
        "#);
    });
}

#[tokio::test]
async fn items_are_read_by_their_keys() {
    let mut object = LearningObject::new("course:1".parse().unwrap());
    object.duration = Some(90);
    let object = Item::of_object(object, time(), Source::Api, time());
    let answer = json!({"Responses": {"directory": [
        {"pk": {"S": "object#course:1"}, "sk": {"S": "content"}, "asOf": {"S": "2026-11-23T08:00:00.000Z"},
         "source": {"S": "api"}, "expiresAt": {"N": object.expires_at.to_string()},
         "content": {"M": {"kind": {"S": "learning_object"}, "loId": {"S": "course:1"}, "duration": {"N": "90"}}}},
        {"pk": {"S": "person#17"}, "sk": {"S": "content"}, "content": {"S": "of another form"}},
    ]}});
    let (client, requests) = table(vec![(200, answer)]);
    let (known, odd) = (object.key(), person_key(&"17".parse().unwrap()));
    let keys = BTreeSet::from([known.clone(), odd, email_key("ana@example.com")]);
    let found = DynamoRead::new(client, "directory").read(&keys).await.unwrap();
    assert_eq!(found, HashMap::from([(known, object)]), "what cannot be read is left out");
    insta::with_settings!({sort_maps => true}, {
        insta::assert_json_snapshot!(*requests.lock().unwrap(), @r#"
        [
          {
            "body": {
              "RequestItems": {
                "directory": {
                  "Keys": [
                    {
                      "pk": {
                        "S": "email#8e43ca37701228e74983efdbd0cff5c16b3b1e5d4e29a7c05626d4d25a018e11"
                      },
                      "sk": {
                        "S": "content"
                      }
                    },
                    {
                      "pk": {
                        "S": "object#course:1"
                      },
                      "sk": {
                        "S": "content"
                      }
                    },
                    {
                      "pk": {
                        "S": "person#17"
                      },
                      "sk": {
                        "S": "content"
                      }
                    }
                  ]
                }
              }
            },
            "target": "DynamoDB_20120810.BatchGetItem"
          }
        ]
        "#);
    });
}

#[tokio::test]
async fn a_read_takes_100_keys_and_a_write_25_items() {
    let (client, requests) = table(vec![]);
    let items = people(201);
    let keys = items.iter().map(Item::key).collect();
    assert!(DynamoRead::new(client.clone(), "directory").read(&keys).await.unwrap().is_empty());
    let asked = |request: &Value| {
        request["body"]["RequestItems"]["directory"]["Keys"].as_array().unwrap().len()
    };
    assert_eq!(
        requests.lock().unwrap().drain(..).map(|it| asked(&it)).collect::<Vec<_>>(),
        [100, 100, 1]
    );
    DynamoWrite::new(client, "directory").write(&items).await.unwrap();
    let mut written: Vec<usize> =
        requests.lock().unwrap().iter().map(|it| puts(it).len()).collect();
    written.sort_unstable();
    assert_eq!(written, [1, 25, 25, 25, 25, 25, 25, 25, 25]);
}

#[tokio::test]
async fn nothing_to_do_is_no_call() {
    let (client, requests) = table(vec![]);
    DynamoRead::new(client.clone(), "directory").read(&BTreeSet::new()).await.unwrap();
    DynamoWrite::new(client, "directory").write(&[]).await.unwrap();
    assert!(requests.lock().unwrap().is_empty());
}

#[tokio::test]
async fn of_two_items_with_one_key_the_later_is_written() {
    let (client, requests) = table(vec![]);
    let mut items = people(30);
    items.push(person(3, "Bo"));
    DynamoWrite::new(client, "directory").write(&items).await.unwrap();
    let requests = requests.lock().unwrap();
    let puts: Vec<&Value> = requests.iter().flat_map(puts).collect();
    let of_three: Vec<&&Value> =
        puts.iter().filter(|put| put["PutRequest"]["Item"]["pk"]["S"] == "person#3").collect();
    assert_eq!((puts.len(), of_three.len()), (30, 1));
    assert_eq!(of_three[0]["PutRequest"]["Item"]["content"]["M"]["name"]["S"], "Bo");
}

#[tokio::test(start_paused = true)]
async fn what_is_left_undone_is_done_again_and_only_that() {
    let left = json!([{"PutRequest": {"Item": {"pk": {"S": "person#2"}, "sk": {"S": "content"}}}}]);
    let (client, requests) =
        table(vec![(200, json!({"UnprocessedItems": {"directory": left.clone()}}))]);
    DynamoWrite::new(client, "directory").write(&people(3)).await.unwrap();
    assert_eq!(requests.lock().unwrap()[1]["body"]["RequestItems"]["directory"], left);

    let left = json!({"Keys": [{"pk": {"S": "person#2"}, "sk": {"S": "content"}}]});
    let answer = json!({"Responses": {}, "UnprocessedKeys": {"directory": left.clone()}});
    let (client, requests) = table(vec![(200, answer)]);
    let keys = people(3).iter().map(Item::key).collect();
    DynamoRead::new(client, "directory").read(&keys).await.unwrap();
    assert_eq!(requests.lock().unwrap()[1]["body"]["RequestItems"]["directory"], left);
}

#[tokio::test(start_paused = true)]
async fn a_table_that_takes_nothing_at_first_is_given_time() {
    let refused = json!({"__type": "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException"});
    let (client, requests) = table(vec![(400, refused); 4]);
    DynamoWrite::new(client, "directory").write(&people(3)).await.unwrap();
    let requests = requests.lock().unwrap();
    assert_eq!(requests.iter().map(|it| puts(it).len()).collect::<Vec<_>>(), [3; 5]);
}

#[tokio::test(start_paused = true)]
async fn a_table_that_never_does_it_is_given_up() {
    let undone = json!({"UnprocessedItems": {"directory": [
        {"PutRequest": {"Item": {"pk": {"S": "person#2"}, "sk": {"S": "content"}}}}]}});
    let (client, requests) = table(vec![(200, undone); 99]);
    let error = DynamoWrite::new(client, "directory").write(&people(3)).await.unwrap_err();
    assert_eq!((error, requests.lock().unwrap().len()), (TableError::Unprocessed { items: 1 }, 10));

    let undone = json!({"Keys": [{"pk": {"S": "person#2"}, "sk": {"S": "content"}}]});
    let answer = json!({"Responses": {}, "UnprocessedKeys": {"directory": undone}});
    let (client, requests) = table(vec![(200, answer); 99]);
    let keys = people(3).iter().map(Item::key).collect();
    let error = DynamoRead::new(client, "directory").read(&keys).await.unwrap_err();
    assert_eq!((error, requests.lock().unwrap().len()), (TableError::Unprocessed { items: 1 }, 6));
}

#[tokio::test]
async fn a_refusal_is_an_error_without_content() {
    let refused = json!({"__type": "x#ResourceNotFoundException", "message": "no such table"});
    let (client, _) = table(vec![(400, refused); 2]);
    let error = DynamoWrite::new(client.clone(), "directory").write(&people(1)).await.unwrap_err();
    insta::assert_snapshot!(error, @"the directory's table: refused: ResourceNotFoundException: no such table");
    let keys = BTreeSet::from([object_key(&"course:1".parse().unwrap())]);
    let error = DynamoRead::new(client, "directory").read(&keys).await.unwrap_err();
    assert!(matches!(error, TableError::Call(_)));
}

#[tokio::test]
async fn an_item_that_no_call_takes_is_refused_before_the_call() {
    let (client, requests) = table(vec![]);
    let large = person(1, &"x".repeat(400 * 1024));
    let error = DynamoWrite::new(client, "directory").write(&[large]).await.unwrap_err();
    assert!(
        matches!(&error, TableError::Call(text) if text.starts_with("an entry has")),
        "{error}"
    );
    assert!(requests.lock().unwrap().is_empty());
}

#[test]
fn pauses_double() {
    let rounds = Rounds::new(4, Duration::from_millis(50));
    let millis: Vec<u128> = rounds.pauses.map(|pause| pause.as_millis()).collect();
    assert_eq!(millis, [50, 100, 200, 400]);
}
