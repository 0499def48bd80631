//! `BatchGetItem`, `TransactWriteItems` and `PutItem`, in `awsJson1_0`.

pub(crate) mod read;
pub(crate) mod write;

use crate::aws::StandIn;
use crate::aws::limits::item::key_of;
use crate::aws::tables::{Address, Item};

use super::Refusal;

/// The table and key that an item names, if there is such a table.
fn address_of(aws: &StandIn, table: &str, item: &Item) -> Result<Address, Refusal> {
    let key = key_of(item)?;
    if !aws.names().tables.iter().any(|it| it == table) {
        return Err(Refusal::unexpected("ResourceNotFoundException", table));
    }
    Ok((table.to_owned(), key))
}
