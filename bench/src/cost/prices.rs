//! AWS's prices.

/// A price of one thing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Price {
    /// Dollars.
    pub dollars: f64,
    /// For so many.
    pub per: f64,
    /// Of what.
    pub unit: &'static str,
}

impl Price {
    const fn per_million(dollars: f64, unit: &'static str) -> Self {
        Self { dollars, per: 1e6, unit }
    }

    const fn per_one(dollars: f64, unit: &'static str) -> Self {
        Self { dollars, per: 1.0, unit }
    }

    /// What so many cost.
    pub const fn of(&self, quantity: f64) -> f64 {
        self.dollars * quantity / self.per
    }
}

/// The prices of one region, in its first tier of volume.
#[derive(Clone, Copy, Debug)]
pub struct Prices {
    /// The region.
    pub region: &'static str,
    /// When they were looked up.
    pub date: &'static str,
    /// HTTP API, a request of up to 512 KB: "Amazon API Gateway pricing".
    pub http_api_request: Price,
    /// A request: "AWS Lambda pricing".
    pub lambda_request: Price,
    /// A GB-second of the architecture arm64, the template's default: "AWS Lambda pricing".
    pub lambda_gb_second: Price,
    /// A request to a FIFO queue, up to 64 KB: "Amazon SQS pricing".
    pub sqs_fifo_request: Price,
    /// A request to a standard queue, up to 64 KB: "Amazon SQS pricing".
    pub sqs_request: Price,
    /// A read request unit, on demand, standard class: "Amazon DynamoDB pricing for on-demand
    /// capacity".
    pub dynamodb_read_unit: Price,
    /// A write request unit, likewise.
    pub dynamodb_write_unit: Price,
    /// A GB-month of the standard class, likewise.
    pub dynamodb_storage: Price,
    /// A GB-month of point-in-time recovery, which all tables have, likewise.
    pub dynamodb_recovery: Price,
    /// A request to publish to a FIFO topic, up to 64 KB: "Amazon SNS pricing".
    pub sns_fifo_request: Price,
    /// A GB published to a FIFO topic: "Amazon SNS pricing".
    pub sns_fifo_published: Price,
    /// A message of a FIFO topic to a subscription: "Amazon SNS pricing".
    pub sns_fifo_delivery: Price,
    /// A GB of a FIFO topic to a subscription: "Amazon SNS pricing".
    pub sns_fifo_delivered: Price,
    /// A GB by Direct PUT, each record rounded up to 5 KB: "Amazon Data Firehose pricing".
    pub firehose: Price,
    /// A signature by an asymmetric key other than RSA 2048: "AWS KMS pricing".
    pub kms_signature: Price,
    /// A PUT to S3 Standard: "Amazon S3 pricing".
    pub s3_put: Price,
    /// A GET from S3 Standard, likewise.
    pub s3_get: Price,
    /// A GB-month of S3 Standard, likewise.
    pub s3_storage: Price,
    /// A GB of logs of the standard class, of Lambda or vended: "Amazon CloudWatch pricing".
    pub logs: Price,
}

/// US East (N. Virginia), from published copies of the pricing pages. Other regions cost more.
pub const US_EAST_1: Prices = Prices {
    region: "us-east-1",
    date: "November 2026",
    http_api_request: Price::per_million(1.0, "requests"),
    lambda_request: Price::per_million(0.2, "requests"),
    lambda_gb_second: Price::per_one(0.000_013_333_4, "GB-second"),
    sqs_fifo_request: Price::per_million(0.5, "requests"),
    sqs_request: Price::per_million(0.4, "requests"),
    dynamodb_read_unit: Price::per_million(0.125, "units"),
    dynamodb_write_unit: Price::per_million(0.625, "units"),
    dynamodb_storage: Price::per_one(0.25, "GB-month"),
    dynamodb_recovery: Price::per_one(0.2, "GB-month"),
    sns_fifo_request: Price::per_million(0.3, "requests"),
    sns_fifo_published: Price::per_one(0.017, "GB"),
    sns_fifo_delivery: Price::per_million(0.01, "messages"),
    sns_fifo_delivered: Price::per_one(0.001, "GB"),
    firehose: Price::per_one(0.029, "GB"),
    kms_signature: Price::per_million(15.0, "requests"),
    s3_put: Price::per_million(5.0, "requests"),
    s3_get: Price::per_million(0.4, "requests"),
    s3_storage: Price::per_one(0.023, "GB-month"),
    logs: Price::per_one(0.5, "GB"),
};
