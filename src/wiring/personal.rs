//! Keys of personal data, held against the accounts that need them.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    path::Path,
};

use crate::{
    access::{AccessRecord, AccountState},
    store::PersonalKeyFolder,
};

/// Which keys are damaged or missing, in words for the operator. Of an account that was closed the key may be
/// destroyed: then its time was over.
///
/// # Errors
/// If the folder can't be read.
pub(super) fn lacking<'r>(
    data: &Path,
    records: impl Iterator<Item = &'r AccessRecord>,
) -> io::Result<Vec<String>> {
    let mut needs_key = BTreeMap::new();
    for record in records {
        if let AccessRecord::Account(account) = record {
            needs_key.insert(account.account, account.state != AccountState::Closed);
        }
    }
    let needed: BTreeSet<_> =
        needs_key.into_iter().filter_map(|(account, needs)| needs.then_some(account)).collect();
    PersonalKeyFolder::lacks(data, &needed)
}
