//! What a ledger's journal stands on: nothing, or a base and the published entries under it. And how sled is made again
//! from these.

use std::path::{Path, PathBuf};

use super::{
    base_file::{Base, BaseHead, bases, bases_folder},
    disk::Disk,
    folder, journal,
    sled_ledger::journal_folder,
    sled_view::{Head, SledView, entry_key},
    store_error::StoreError,
    tile_files::read_tile,
};
use crate::log::{
    lineage::{Lineage, opened_by},
    tile::{FULL_WIDTH, TileKind, TilePath, entries_of},
};

/// Entries and records that sled takes in at once.
const AT_ONCE: usize = 1_000;

/// A base by its place, and what it says of itself.
#[derive(Debug, Clone)]
pub(super) struct FoundBase {
    pub(super) path: PathBuf,
    pub(super) head: BaseHead,
}

/// The newest base whose head can be read and behind which the journal goes on; `None` if there is none. Whether all of
/// it is good is not looked at.
pub(super) fn newest_base(data: &Path) -> Result<Option<FoundBase>, StoreError> {
    for (_, path) in bases(&bases_folder(data))? {
        match Base::open(&path) {
            Ok(base) if journal::goes_on_behind(&journal_folder(data), &base.head.mark)? => {
                return Ok(Some(FoundBase { path, head: base.head }));
            }
            Ok(_) => {
                tracing::warn!(base = %path.display(), "the journal does not go on behind this base")
            }
            Err(error) => tracing::warn!(%error, "a base can't be used"),
        }
    }
    Ok(None)
}

/// The same, and all of it is good. What is passed by is told.
pub(super) fn newest_good_base(
    data: &Path,
) -> Result<(Option<FoundBase>, Vec<PathBuf>), StoreError> {
    let mut damaged = Vec::new();
    for (_, path) in bases(&bases_folder(data))? {
        let checked = Base::open(&path).and_then(Base::check);
        match checked {
            Ok((head, _)) if journal::goes_on_behind(&journal_folder(data), &head.mark)? => {
                return Ok((Some(FoundBase { path, head }), damaged));
            }
            Ok(_) => {
                tracing::warn!(base = %path.display(), "the journal does not go on behind this base")
            }
            Err(error) => {
                tracing::warn!(%error, "a base can't be used");
                damaged.push(path);
            }
        }
    }
    Ok((None, damaged))
}

/// So many entries of the published log, and before these of the logs that it continues, bundle by bundle. They are to be
/// held against a root.
pub(super) fn published_entries(
    data: &Path,
    count: u64,
    mut each: impl FnMut(Vec<u8>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let width = u64::from(FULL_WIDTH);
    let mut first_position = 0;
    for number in 1.. {
        let left = count - first_position;
        let log_folder = folder::log_at(data, number);
        let closed = first_published(data, number + 1).and_then(|entry| opened_by(&entry)?.1);
        let size = closed.map_or(left, |closed| closed.size.min(left));
        let mut index = 0;
        while index < size {
            let count = width.min(size - index);
            let bundle = bundle(&log_folder, index / width, count);
            for entry in bundle.ok_or(StoreError::EntriesLost(first_position + index))? {
                each(entry)?;
                index += 1;
            }
        }
        first_position += size;
        if size == left {
            break;
        }
    }
    Ok(())
}

/// Entry 0 of the published log of a number.
pub(super) fn first_published(data: &Path, number: u32) -> Option<Vec<u8>> {
    bundle(&folder::log_at(data, number), 0, 1)?.into_iter().next()
}

/// The first entries of a bundle, from the file that has the most of them. Once it is full, whoever cleans up may have
/// deleted those of before.
fn bundle(log_folder: &Path, number: u64, count: u64) -> Option<Vec<Vec<u8>>> {
    let least = u16::try_from(count).ok()?;
    let files = (least..=FULL_WIDTH).rev().filter_map(|width| {
        let path = TilePath::new(TileKind::Entries, number, width).ok()?;
        read_tile(log_folder, &path).ok().flatten()
    });
    let mut whole = files.filter_map(|bytes| {
        let entries = entries_of(&bytes).ok()?;
        let entries = entries.get(..usize::from(least))?;
        Some(entries.iter().map(|entry| entry.to_vec()).collect())
    });
    whole.next()
}

/// Has a view hold what a base and the published entries under it hold. Until that is whole it has no head, and what a
/// crash leaves of it is made again.
pub(super) fn make_view<D: Disk>(
    view: &SledView<D>,
    data: &Path,
    base: &FoundBase,
) -> Result<(), StoreError> {
    let BaseHead { mark, log, .. } = &base.head;
    let mut lineage = Lineage::default();
    let mut batch = Vec::new();
    published_entries(data, base.head.entries(), |entry| {
        let position = lineage.position();
        lineage.append(&entry);
        batch.push((entry_key(position), entry));
        if batch.len() >= AT_ONCE { view.take(&mut batch) } else { Ok(()) }
    })?;
    if lineage.tree().head() != *log {
        return Err(StoreError::EntriesLost(base.head.entries()));
    }
    let mut records = Base::open(&base.path)?;
    while let Some(record) = records.next()? {
        batch.push(record);
        if batch.len() >= AT_ONCE {
            view.take(&mut batch)?;
        }
    }
    view.take(&mut batch)?;
    let log_size = base.head.entries();
    let head = Head { sequence: mark.sequence, frame_hash: mark.frame_hash, log_size };
    view.begin_at(&head)
}

/// Whether a view's entries up to a base are those of its root: the journal does not have them any more.
pub(super) fn holds_entries_of<D: Disk>(
    view: &SledView<D>,
    base: &FoundBase,
) -> Result<(), StoreError> {
    let mut lineage = Lineage::default();
    let count = usize::try_from(base.head.entries()).unwrap_or(usize::MAX);
    for entry in view.entries(0).take(count) {
        lineage.append(&entry?);
    }
    if lineage.tree().head() == base.head.log {
        Ok(())
    } else {
        Err(StoreError::View("its entries are not those of the base"))
    }
}
