//! A status list as it lies in the table.

use serde::{Deserialize, Serialize};

/// A Bitstring Status List, signed and ready to be served.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StatusListItem {
    /// The number of the list.
    pub list: u32,
    /// Counts the writes, from 1: who writes says which one they have read.
    pub revision: u64,
    /// The `BitstringStatusListCredential` with its proof, as JSON.
    pub credential: String,
}
