//! `milepost enrollments`: what is known of all learners.

use crate::args::records::EnrollmentsArgs;
use crate::error::Error;
use crate::format::counted;
use crate::names::{Names, Shown};
use crate::output::{print, print_json};
use crate::stack::Stack;
use crate::store::Page;
use crate::{store, table};

/// Prints enrollments, in order of account, learner and learning object.
pub(crate) async fn run(args: EnrollmentsArgs) -> Result<(), Error> {
    let EnrollmentsArgs { state, limit, ids, read } = args;
    let stack = Stack::find(&read.stack).await?;
    let Page { mut items, is_cut } = store::enrollments(&stack, state.as_deref(), limit).await?;
    items.sort_by(|a, b| (&a.account_id, &a.pk, &a.sk).cmp(&(&b.account_id, &b.pk, &b.sk)));
    if read.json {
        print_json(&items)?;
    } else if items.is_empty() {
        print(&"No enrollments.")?;
    } else {
        let shown = Shown::of(&items, &[]);
        let names = if ids { Names::default() } else { Names::load(&stack, &shown).await };
        print(&table::enrollments(&items, &names).fit())?;
        print(&format!("{}, times in UTC", counted(items.len(), "enrollment")))?;
    }
    if is_cut {
        eprintln!("There are more: this is cut at --limit {limit}.");
    }
    Ok(())
}
