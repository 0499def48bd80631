//! An AWS with everything that `certificates` needs, and the release build of the function in
//! front of it.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
};
use milepost_directory::{Item, Source};
use milepost_domain::UserId;
use milepost_domain::directory::{LearningObject, Person};
use milepost_e2e::stack::Stack;
use milepost_faults::lambda::{Function, KillSwitch};
use milepost_faults::proxy::Forward;
use milepost_faults::server;
use serde_json::{Value, json};
use tokio::sync::Barrier;

use crate::network::{Network, Seen, Trouble};
use crate::story::OBJECT;

/// The deployed stack, of which the cases take the key, the bucket and the topic. Each case has a
/// table of its own, and none of the stack's own functions looks at those.
pub(crate) struct Stage {
    stack: Arc<Stack>,
    pub(crate) dynamo: Client,
    directory: String,
    variables: HashMap<String, String>,
}

/// How the processes of a case reach AWS.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Way {
    pub(crate) trouble: Option<Trouble>,
    pub(crate) loses_conditions: bool,
}

/// One life of an enrollment, with a table that holds nothing else.
pub(crate) struct Case {
    pub(crate) table: String,
    pub(crate) user: String,
    pub(crate) functions: Vec<Function>,
    pub(crate) seen: Arc<Seen>,
}

impl Stage {
    /// Sets it.
    pub(crate) async fn set() -> Self {
        let stack = tokio::task::block_in_place(Stack::shared);
        let dynamo = Client::new(&stack.sdk().await);
        let variables = variables(&stack).await;
        let directory = format!("directory-{}", unique());
        create_table(&dynamo, &directory).await;
        let stage = Self { stack, dynamo, directory, variables };
        let object = json!({"loId": OBJECT, "titles": {"en-US": "Fire safety"}});
        let object: LearningObject = serde_json::from_value(object).unwrap();
        let now = "2026-11-24T08:00:00Z".parse().unwrap();
        stage.learn(&Item::of_object(object, now, Source::Api, now)).await;
        stage
    }

    /// A learner whose name is not known, and so many processes of the function.
    pub(crate) async fn case(&self, way: Way, processes: usize) -> Case {
        let number = unique();
        let table = format!("certificates-{number}");
        create_table(&self.dynamo, &table).await;
        let seen = Arc::<Seen>::default();
        let start = (processes > 1).then(|| Arc::new(Barrier::new(processes)));
        let mut functions = Vec::new();
        for _ in 0..processes {
            let kill_switch = KillSwitch::default();
            let network = Network {
                aws: Forward::to(self.stack.endpoint()),
                kill_switch: kill_switch.clone(),
                trouble: way.trouble,
                loses_conditions: way.loses_conditions,
                start: start.clone(),
                has_started: false.into(),
                seen: Arc::clone(&seen),
            };
            let aws = server::serve(network).await;
            let own = [("CERTIFICATES_TABLE", table.as_str()), ("AWS_ENDPOINT_URL", &aws)];
            functions.push(self.function(&own, kill_switch));
        }
        Case { table, user: format!("2041{number:04}"), functions, seen }
    }

    fn function(&self, own: &[(&str, &str)], kill_switch: KillSwitch) -> Function {
        let own = own.iter().copied().chain([("DIRECTORY_TABLE", self.directory.as_str())]);
        let own = own.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let mut variables = self.variables.clone();
        variables.extend(own);
        Function::with_variables("certificates", variables.into_iter().collect(), kill_switch)
    }

    /// The directory learns a learner's name.
    pub(crate) async fn learn_name(&self, case: &Case) {
        let user: UserId = case.user.parse().unwrap();
        let person = json!({"userId": user, "name": "Zoë Ångström", "locale": "en-US"});
        let person: Person = serde_json::from_value(person).unwrap();
        let now = "2026-11-24T08:00:00Z".parse().unwrap();
        for item in Item::of_person(person, now, Source::Api, now) {
            self.learn(&item).await;
        }
    }

    async fn learn(&self, item: &Item) {
        let item = serde_dynamo::to_item(item).unwrap();
        let call = self.dynamo.put_item().table_name(&self.directory).set_item(Some(item));
        call.send().await.unwrap();
    }
}

/// Cases of all tests share a bucket and a topic.
fn unique() -> u64 {
    static NUMBER: AtomicU64 = AtomicU64::new(1);
    NUMBER.fetch_add(1, Ordering::Relaxed)
}

async fn create_table(dynamo: &Client, name: &str) {
    let mut call = dynamo.create_table().table_name(name).billing_mode(BillingMode::PayPerRequest);
    for (name, kind) in [("pk", KeyType::Hash), ("sk", KeyType::Range)] {
        let key = KeySchemaElement::builder().attribute_name(name).key_type(kind);
        let attribute = AttributeDefinition::builder().attribute_name(name);
        let attribute = attribute.attribute_type(ScalarAttributeType::S);
        call = call.key_schema(key.build().unwrap());
        call = call.attribute_definitions(attribute.build().unwrap());
    }
    call.send().await.unwrap();
}

/// What the deployed function has in its environment, and what Lambda adds.
async fn variables(stack: &Stack) -> HashMap<String, String> {
    let function = stack.output("CertificatesFunction");
    let url = format!("{}/2015-03-31/functions/{function}/configuration", stack.endpoint());
    let call = reqwest::Client::new().get(url);
    let call = call.header("authorization", stack.authorization("lambda"));
    let answer: Value =
        serde_json::from_str(&call.send().await.unwrap().text().await.unwrap()).unwrap();
    let own = answer["Environment"]["Variables"].clone();
    let mut variables: HashMap<String, String> = serde_json::from_value(own).unwrap();
    let lambdas = [
        ("AWS_LAMBDA_FUNCTION_NAME", function),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
        ("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/milepost"),
        ("AWS_LAMBDA_LOG_STREAM_NAME", "stream"),
        ("AWS_REGION", &stack.env["AWS_REGION"]),
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
    ];
    variables.extend(lambdas.map(|(name, value)| (name.to_owned(), value.to_owned())));
    variables
}
