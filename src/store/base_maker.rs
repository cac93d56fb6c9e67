//! Making a base: the base before and the frames of the journal since then, folded; what is past its time left out. It is
//! read again and held against what was written, and the published log against its root, before anything is deleted
//! that it stands in for.
//!
//! The order, which nothing may change: base, its name on disk; read again; the base before the one before deleted; the
//! journal's segments before the older of the two that are left; then what is past its time in sled. A crash anywhere
//! leaves a folder that starts: bases are only believed whole, and nothing is deleted that the older one needs.

use std::{
    collections::{BTreeMap, btree_map},
    fs::{self, DirBuilder},
    iter::Peekable,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

use jiff::Timestamp;

use super::{
    base_file::{self, Base, BaseError, BaseHead, KeyAndValue, bases, bases_folder, path_of},
    disk::{Act, Disk, Part, PlainDisk, Step, sync_folder},
    ground::{newest_base, newest_good_base},
    journal::{self, JournalError},
    records::{IsOver, records_of},
    sled_ledger::journal_folder,
    sled_view::SledView,
};
use crate::{
    app::{BaseRequest, KeepsBases, MadeBase},
    log::tile_edge::check_published,
    store::{folder, read_tile},
};

/// Records that are held in memory at once, in bytes, before they are written to a file of their own.
const HELD: usize = 64 << 20;

/// How many bases are kept.
const KEPT: usize = 2;

/// Makes bases of a data folder whose ledger is open.
pub struct BaseMaker<D = PlainDisk> {
    data: PathBuf,
    disk: D,
    view: SledView<D>,
}

impl<D: Disk> BaseMaker<D> {
    pub(super) fn new(data: &Path, disk: D, view: SledView<D>) -> Self {
        Self { data: data.to_owned(), disk, view }
    }

    fn try_to_make(&self, request: &BaseRequest) -> Result<MadeBase, BaseError> {
        let folder = bases_folder(&self.data);
        if !folder.is_dir() {
            DirBuilder::new()
                .mode(0o700)
                .create(&folder)
                .map_err(|error| BaseError::Io(folder.clone(), error))?;
            let synced = sync_folder(&self.disk, Part::Base, &self.data);
            synced.map_err(|error| BaseError::Io(folder.clone(), error))?;
        }
        let path = path_of(&folder, request.mark.sequence);
        let is_there = path.is_file() && Base::open(&path).and_then(Base::check).is_ok();
        if !is_there {
            self.write(&folder, &path, request)?;
        }
        let (head, records) = Base::open(&path)?.check()?;
        let read = |path: &_| read_tile(&folder::log(&self.data), path).ok().flatten();
        match check_published(request.log.size, read) {
            Ok(root) if root == request.log.root => {}
            Ok(_) | Err(_) => {
                let words =
                    "the published log does not lead to its root; restart, which mends that";
                return Err(BaseError::Impossible(words.to_owned()));
            }
        }
        let deleted_segments = self.delete_what_it_stands_in_for(&folder)?;
        self.forget(request)?;
        let length = fs::metadata(&path).map_err(|error| BaseError::Io(path, error))?.len();
        let (sequence, entries) = (head.mark.sequence, head.entries());
        Ok(MadeBase { sequence, entries, records, length, deleted_segments })
    }

    /// Folds the base before and the frames since.
    fn write(&self, folder: &Path, path: &Path, request: &BaseRequest) -> Result<(), BaseError> {
        let impossible = |error: &dyn std::fmt::Display| BaseError::Impossible(error.to_string());
        let (before, _) = newest_good_base(&self.data).map_err(|error| impossible(&error))?;
        let mut runs =
            Runs { folder, disk: &self.disk, files: Vec::new(), held: BTreeMap::new(), bytes: 0 };
        let mut entries = before.as_ref().map_or(0, |before| before.head.entries());
        let begins_at = before.as_ref().map(|before| before.head.mark);
        let mut is_it = begins_at == Some(request.mark);
        let scanned = journal::scan(&journal_folder(&self.data), begins_at.as_ref(), |frame| {
            if frame.sequence > request.mark.sequence {
                return Err(Stopped::Done);
            }
            entries += frame.entries.len() as u64;
            is_it =
                (frame.sequence, frame.hash) == (request.mark.sequence, request.mark.frame_hash);
            runs.take(records_of(frame.sequence, &frame.private))?;
            Ok(())
        });
        match scanned {
            Ok(_) | Err(Stopped::Done) => {}
            Err(Stopped::Failed(error)) => return Err(error),
        }
        if !is_it || entries != request.first_position + request.log.size {
            return Err(BaseError::Impossible(
                "the journal does not hold what was committed".to_owned(),
            ));
        }
        let mut sources = Vec::new();
        if let Some(before) = before {
            sources.push(Source::Base(Box::new(Base::open(&before.path)?)));
        }
        let (files, mut more) = runs.end()?;
        sources.append(&mut more);
        let mut merged = Merged::new(sources)?;
        let head = BaseHead {
            mark: request.mark,
            first_position: request.first_position,
            log: request.log,
            made_at: request.now,
            checkpoint: request.checkpoint.clone(),
        };
        let over = IsOver {
            now: request.now,
            outcomes_before: request.outcomes_before,
            audit_before: request.audit_before,
        };
        let written = base_file::write(&self.disk, path, &head, || {
            loop {
                let Some(record) = merged.next().map_err(std::io::Error::other)? else {
                    return Ok(None);
                };
                if let Some(kept) = over.kept(record) {
                    return Ok(Some(kept));
                }
            }
        });
        // They are of no use any more; a crash leaves them, and the next base removes them.
        files.iter().for_each(|file| drop(fs::remove_file(file)));
        written.map(drop)
    }

    /// Deletes all bases but the newest two, and the segments that lie wholly before the older one.
    fn delete_what_it_stands_in_for(&self, folder: &Path) -> Result<u64, BaseError> {
        let mut kept = Vec::new();
        let mut over = Vec::new();
        for (_, path) in bases(folder)? {
            match Base::open(&path).and_then(Base::check) {
                _ if kept.len() == KEPT => over.push(path),
                Ok((head, _)) => kept.push(head.mark),
                // It goes when two newer ones are good.
                Err(error) => tracing::warn!(%error, "a base can't be used"),
            }
        }
        let Some(mark) = kept.get(KEPT - 1) else { return Ok(0) };
        for path in &over {
            self.delete(Part::Base, path)?;
        }
        self.sync(Part::Base, folder)?;
        let journal = journal_folder(&self.data);
        let before = journal::segments_before(&journal, mark)
            .map_err(|error| BaseError::Impossible(error.to_string()))?;
        // The oldest first: what is left always reaches on to the end.
        for segment in &before {
            self.delete(Part::Journal, segment)?;
        }
        self.sync(Part::Journal, &journal)?;
        Ok(before.len() as u64)
    }

    fn delete(&self, part: Part, path: &Path) -> Result<(), BaseError> {
        self.disk
            .perform(Step(part, Act::Remove), || fs::remove_file(path))
            .map_err(|error| BaseError::Io(path.to_owned(), error))
    }

    fn sync(&self, part: Part, folder: &Path) -> Result<(), BaseError> {
        sync_folder(&self.disk, part, folder)
            .map_err(|error| BaseError::Io(folder.to_owned(), error))
    }

    /// Takes out of sled what is past its time.
    fn forget(&self, request: &BaseRequest) -> Result<(), BaseError> {
        let over = IsOver {
            now: request.now,
            outcomes_before: request.outcomes_before,
            audit_before: request.audit_before,
        };
        self.view.forget(&over).map_err(|error| BaseError::Impossible(error.to_string()))
    }
}

impl<D: Disk> KeepsBases for BaseMaker<D> {
    fn make(&self, request: &BaseRequest) -> Result<MadeBase, String> {
        self.try_to_make(request).map_err(|error| error.to_string())
    }

    fn last_made_at(&self) -> Option<Timestamp> {
        let newest = newest_base(&self.data).ok().flatten()?;
        Some(newest.head.made_at)
    }
}

/// Why the journal is not read on.
enum Stopped {
    Done,
    Failed(BaseError),
}

impl From<JournalError> for Stopped {
    fn from(error: JournalError) -> Self {
        Self::Failed(BaseError::Impossible(error.to_string()))
    }
}

impl From<BaseError> for Stopped {
    fn from(error: BaseError) -> Self {
        Self::Failed(error)
    }
}

/// Records of the journal, the newest of each key, in memory until they are too many.
struct Runs<'a, D> {
    folder: &'a Path,
    disk: &'a D,
    files: Vec<PathBuf>,
    held: BTreeMap<Vec<u8>, Vec<u8>>,
    bytes: usize,
}

impl<D: Disk> Runs<'_, D> {
    fn take(&mut self, records: Vec<KeyAndValue>) -> Result<(), BaseError> {
        for (key, value) in records {
            self.bytes += key.len() + value.len();
            self.held.insert(key, value);
        }
        if self.bytes >= HELD { self.spill() } else { Ok(()) }
    }

    /// Writes what is held to a file that has the form of a base, and the name of none.
    fn spill(&mut self) -> Result<(), BaseError> {
        let path = self.folder.join(format!("run-{}.part", self.files.len()));
        let mut held = std::mem::take(&mut self.held).into_iter();
        let nothing = BaseHead::of_a_part();
        base_file::write(self.disk, &path, &nothing, || Ok(held.next()))?;
        self.files.push(path);
        self.bytes = 0;
        Ok(())
    }

    /// All of them, the oldest first.
    fn end(self) -> Result<(Vec<PathBuf>, Vec<Source>), BaseError> {
        let mut sources = Vec::new();
        for file in &self.files {
            sources.push(Source::Base(Box::new(Base::open(file)?)));
        }
        sources.push(Source::Held(self.held.into_iter()));
        Ok((self.files, sources))
    }
}

/// Records in the order of their keys.
enum Source {
    Base(Box<Base>),
    Held(btree_map::IntoIter<Vec<u8>, Vec<u8>>),
}

impl Iterator for Source {
    type Item = Result<KeyAndValue, BaseError>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Base(base) => base.next().transpose(),
            Self::Held(held) => held.next().map(Ok),
        }
    }
}

/// Several sources as one; of a key that several have, the newest one's.
struct Merged {
    /// The oldest first.
    sources: Vec<Peekable<Source>>,
}

impl Merged {
    fn new(sources: Vec<Source>) -> Result<Self, BaseError> {
        Ok(Self { sources: sources.into_iter().map(Iterator::peekable).collect() })
    }

    fn next(&mut self) -> Result<Option<KeyAndValue>, BaseError> {
        let mut first: Option<Vec<u8>> = None;
        for source in &mut self.sources {
            match source.peek() {
                Some(Ok((key, _))) if first.as_ref().is_none_or(|first| key < first) => {
                    first = Some(key.clone());
                }
                Some(Ok(_)) | None => {}
                Some(Err(_)) => {
                    let error = source.next().and_then(Result::err);
                    return Err(error.expect("it was looked at"));
                }
            }
        }
        let Some(first) = first else { return Ok(None) };
        let mut newest = None;
        for source in &mut self.sources {
            let has_it = matches!(source.peek(), Some(Ok((key, _))) if *key == first);
            if has_it {
                newest = source.next().transpose()?;
            }
        }
        Ok(newest)
    }
}
