//! The exact requests to `DynamoDB`, and what is made of its answers.

use aws_sdk_dynamodb::Client;
use milepost_domain::Time;
use milepost_domain::directory::{LearningObject, Person};
use milepost_scripted_aws::{Requests, json_aws};
use serde_json::{Value, json};

use super::*;
use crate::Source;
use crate::item::{email_key, object_key, person_key};

/// A table that answers these, then that all is done, and what it was asked.
fn table(answers: Vec<(u16, Value)>) -> (DirectoryTable, Requests) {
    let (config, requests) = json_aws(answers);
    let table = Table::dynamo(Client::new(&config), "directory").eventual();
    (DirectoryTable::new(table), requests)
}

/// What was asked, as it stands in the snapshots.
fn asked(requests: &Requests) -> Vec<Value> {
    let call = |(target, body)| json!({"target": target, "body": body});
    requests.calls().into_iter().map(call).collect()
}

fn time() -> Time {
    "2026-11-23T08:00:00Z".parse().unwrap()
}

#[tokio::test]
async fn a_person_with_an_address_is_two_puts() {
    let mut person = Person::new("17".parse().unwrap());
    person.name = Some("Ana Souza".to_owned());
    person.email = Some("Ana@example.com".to_owned());
    let items = Item::of_person(person, time(), Source::Report, time());
    let (table, requests) = table(vec![]);
    table.write(&items).await.unwrap();
    insta::with_settings!({sort_maps => true}, {
        insta::assert_json_snapshot!(asked(&requests), @r#"
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
    let (table, requests) = table(vec![(200, answer)]);
    let (known, odd) = (object.key(), person_key(&"17".parse().unwrap()));
    let keys = BTreeSet::from([known.clone(), odd, email_key("ana@example.com")]);
    let found = table.read(&keys).await.unwrap();
    assert_eq!(found, HashMap::from([(known, object)]), "what cannot be read is left out");
    insta::with_settings!({sort_maps => true}, {
        insta::assert_json_snapshot!(asked(&requests), @r#"
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
async fn a_refusal_is_an_error_without_content() {
    let refused = json!({"__type": "x#ResourceNotFoundException", "message": "no such table"});
    let (table, _) = table(vec![(400, refused)]);
    let keys = BTreeSet::from([object_key(&"course:1".parse().unwrap())]);
    let error = table.read(&keys).await.unwrap_err();
    insta::assert_snapshot!(error, @"refused: ResourceNotFoundException: no such table");
}
