//! Read and write request units, and what remains in the tables.
//!
//! Amazon DynamoDB developer guide, "DynamoDB read and write operations": each item of a batch is
//! rounded up by itself, a projection does not change what is read, an item that does not exist
//! costs as much as a small one, and a write costs by the larger of the item before and after.

use std::collections::{HashMap, HashSet};

use milepost_faults::aws::Item;
use serde::Deserialize;

use super::item::item_bytes;
use super::{Capacity, float};

/// A unit reads so many bytes of an item, strongly consistently.
const READ_UNIT: usize = 4 * 1024;
/// A unit writes so many bytes of an item.
const WRITE_UNIT: usize = 1024;
/// Units for one in a transaction: it is prepared, then committed.
pub(crate) const TRANSACTION: f64 = 2.0;
/// Bytes that storage is billed for with each item, besides its size.
const STORAGE_OVERHEAD: usize = 100;

/// Read request units of an item of so many bytes, strongly consistently.
pub(crate) fn read_units(bytes: usize) -> f64 {
    float(bytes.div_ceil(READ_UNIT).max(1))
}

/// Write request units of an item of so many bytes.
pub(crate) fn write_units(bytes: usize) -> f64 {
    float(bytes.div_ceil(WRITE_UNIT).max(1))
}

/// Table, partition key and sort key, in their form on the wire.
type Address = (String, String, String);

/// The tables as far as the tape tells: the size of each item that it wrote.
#[derive(Debug, Default)]
pub(super) struct Tables {
    sizes: HashMap<Address, usize>,
    read_units: f64,
    write_units: f64,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GetRequest {
    request_items: HashMap<String, Wanted>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Wanted {
    keys: Vec<Item>,
    #[serde(default)]
    consistent_read: bool,
    projection_expression: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct GetResponse {
    responses: HashMap<String, Vec<Item>>,
    unprocessed_keys: HashMap<String, Wanted>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct WriteRequest {
    transact_items: Vec<TransactItem>,
}

/// Of what a transaction may hold, the functions send this only.
#[derive(Deserialize)]
enum TransactItem {
    Put(Put),
}

/// A `PutItem`, or one in a transaction.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Put {
    table_name: String,
    item: Item,
}

impl Tables {
    /// Counts a `BatchGetItem`. Where a projection is asked for, the size of the whole item is
    /// that with which the tape wrote it; of one that was there before, what came is all we know.
    pub(super) fn read(&mut self, request: &[u8], response: &[u8]) {
        let request: GetRequest = serde_json::from_slice(request).expect("a BatchGetItem");
        let response: GetResponse = serde_json::from_slice(response).expect("its answer");
        let unread: HashSet<Address> = response
            .unprocessed_keys
            .iter()
            .flat_map(|(table, wanted)| wanted.keys.iter().map(|key| address(table, key)))
            .collect();
        let found: HashMap<Address, usize> = response
            .responses
            .iter()
            .flat_map(|(table, items)| items.iter().map(|it| (address(table, it), item_bytes(it))))
            .collect();
        for (table, wanted) in &request.request_items {
            let unit = if wanted.consistent_read { 1.0 } else { 0.5 };
            for address in wanted.keys.iter().map(|key| address(table, key)) {
                if unread.contains(&address) {
                    continue;
                }
                let mut bytes = found.get(&address).copied().unwrap_or(0);
                if bytes > 0 && wanted.projection_expression.is_some() {
                    bytes = bytes.max(self.size(&address));
                }
                self.read_units += unit * read_units(bytes);
            }
        }
    }

    /// Counts a `TransactWriteItems`.
    pub(super) fn write(&mut self, request: &[u8]) {
        let request: WriteRequest =
            serde_json::from_slice(request).expect("a TransactWriteItems of puts");
        for TransactItem::Put(put) in &request.transact_items {
            self.add_put(put, TRANSACTION);
        }
    }

    /// Counts a `PutItem`. One whose condition fails costs as much.
    pub(super) fn put(&mut self, request: &[u8]) {
        self.add_put(&serde_json::from_slice(request).expect("a PutItem"), 1.0);
    }

    /// Adds a put whose units count so many times.
    fn add_put(&mut self, Put { table_name, item }: &Put, times: f64) {
        let (address, bytes) = (address(table_name, item), item_bytes(item));
        let larger = bytes.max(self.size(&address));
        self.write_units += times * write_units(larger);
        self.sizes.insert(address, bytes);
    }

    /// All that was counted.
    pub(super) fn capacity(&self) -> Capacity {
        let stored = self.sizes.values().map(|bytes| bytes + STORAGE_OVERHEAD).sum();
        let (read_units, write_units) = (self.read_units, self.write_units);
        Capacity { read_units, write_units, stored_bytes: float(stored) }
    }

    fn size(&self, address: &Address) -> usize {
        self.sizes.get(address).copied().unwrap_or(0)
    }
}

fn address(table: &str, item: &Item) -> Address {
    let part = |name: &str| item.get(name).expect("a key").to_string();
    (table.to_owned(), part("pk"), part("sk"))
}
