//! What goes wrong on demand, for the next requests of an endpoint.

use serde::Deserialize;

use crate::endpoint::Endpoint;

/// What happens to a request.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(tag = "fault", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Fault {
    /// Answered with this status; nothing is done.
    Status {
        /// Such as 503 or 429.
        status: u16,
        /// The header `retry-after`, in seconds, as it is to be sent.
        #[serde(default)]
        retry_after: Option<String>,
    },
    /// Answered later.
    Delay {
        /// By so many milliseconds.
        millis: u64,
    },
    /// The connection ends in the middle of the body.
    Truncated,
    /// The body is complete by its length, but its second half is missing.
    BrokenJson,
    /// The connection ends without an answer.
    Closed,
    /// These fields are taken out of the body, wherever they are.
    Missing {
        /// Their names.
        fields: Vec<String>,
    },
}

/// A fault for the next requests of an endpoint.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub(crate) struct Order {
    /// Which.
    pub endpoint: Endpoint,
    /// How many requests.
    #[serde(default = "once")]
    pub times: u32,
    /// What happens to them.
    #[serde(flatten)]
    pub fault: Fault,
}

fn once() -> u32 {
    1
}

/// The faults that are still to come.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults(Vec<Order>);

impl Faults {
    /// Orders a fault, after those that were ordered before.
    pub(crate) fn order(&mut self, order: Order) {
        self.0.push(order);
    }

    /// What happens to this request.
    pub(crate) fn next(&mut self, endpoint: Endpoint) -> Option<Fault> {
        self.0.retain(|order| order.times > 0);
        let order = self.0.iter_mut().find(|order| order.endpoint == endpoint)?;
        order.times -= 1;
        Some(order.fault.clone())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn faults_come_in_the_order_in_which_they_were_ordered() {
        let mut faults = Faults::default();
        faults.order(Order { endpoint: Endpoint::Users, times: 2, fault: Fault::Closed });
        faults.order(Order { endpoint: Endpoint::Users, times: 1, fault: Fault::Truncated });
        assert_eq!(faults.next(Endpoint::User), None);
        let four: Vec<_> = (0..4).map(|_| faults.next(Endpoint::Users)).collect();
        assert_eq!(four, [Some(Fault::Closed), Some(Fault::Closed), Some(Fault::Truncated), None]);
    }

    #[test]
    fn orders_are_read_as_the_crate_documents_them() {
        let status = Fault::Status { status: 429, retry_after: Some("10.752".to_owned()) };
        for (sent, fault) in [
            (json!({"fault": "status", "status": 429, "retryAfter": "10.752"}), status),
            (json!({"fault": "delay", "millis": 200}), Fault::Delay { millis: 200 }),
            (json!({"fault": "truncated"}), Fault::Truncated),
            (json!({"fault": "broken_json"}), Fault::BrokenJson),
            (json!({"fault": "closed"}), Fault::Closed),
            (
                json!({"fault": "missing", "fields": ["email"]}),
                Fault::Missing { fields: vec!["email".to_owned()] },
            ),
        ] {
            let mut sent = sent;
            sent["endpoint"] = json!("learningObjects");
            let order: Order = serde_json::from_value(sent).unwrap();
            assert_eq!(order, Order { endpoint: Endpoint::LearningObjects, times: 1, fault });
        }
    }
}
