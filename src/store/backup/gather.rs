//! What of a data folder goes into a backup, and that it holds together.
//!
//! The order keeps it consistent while a service works on: the checkpoint is read before the journal, which is never
//! behind it; files that the journal's changes name were there before the changes. Nothing is locked.

use std::{
    cell::{Cell, RefCell},
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use data_encoding::HEXLOWER;
use jiff::Timestamp;

use super::{
    ArchiveError, BackupError,
    archive::ArchiveWriter,
    manifest::{Content, Counts, FORMAT, FolderContent, Manifest, Member, PublishedHead},
};
use crate::{
    access::PersonalKeyName,
    log::{
        Entry,
        checkpoint::Checkpoint,
        lineage::{Lineage, opened_by},
        note::Vkey,
        tile::{TileKind, TilePath, entries_of},
        tile_edge::check_published,
        tree::TreeHead,
    },
    registry::PictureId,
    store::{
        StoreError, folder,
        ground::{FoundBase, newest_good_base, published_entries},
        journal::{self, JournalError},
        journal_copy::{Segment, open_good_part, tail_was_being_written},
        print_order_folder, read_checkpoint, read_tile,
        sled_ledger::journal_folder,
    },
};

/// How often it is begun again when segments go away meanwhile.
const TRIES: u32 = 3;

/// Writes a data folder without its keys.
pub(super) fn write_folder<W: Write>(
    data: &Path,
    to: W,
    now: Timestamp,
) -> Result<(W, Manifest), BackupError> {
    let journal = read_journal(data)?;
    let mut archive = ArchiveWriter::new(to, seconds(now));
    let settings = folder::settings_file(data);
    add_file(&mut archive, "ocop-stamp.toml", &settings)?;
    let Journal { base, segments, mut found } = journal;
    if let Some(base) = base {
        let name = base.file_name().unwrap_or_default().to_string_lossy();
        add_file(&mut archive, &format!("base/{name}"), &base)?;
    }
    for Segment { name, mut file, length } in segments {
        archive.add(&format!("journal/{name}"), length, &mut file).map_err(while_writing)?;
    }
    for (number, (vkey, head)) in (1..).zip(&found.closed) {
        let log_folder = folder::log_at(data, number);
        let note = read_checkpoint(&log_folder).map_err(at(&log_folder))?.unwrap_or_default();
        if Checkpoint::open(&note, vkey).ok().map(|signed| signed.head()) != Some(*head) {
            let words =
                format!("{}: not the checkpoint that closed this log", log_folder.display());
            return Err(BackupError::Unfit(words));
        }
        add_log(&mut archive, (data, number), (*head, &note), &mut found.counts)?;
    }
    if let Some((checkpoint, note)) = &found.checkpoint {
        let number = folder::log_number(data);
        add_log(&mut archive, (data, number), (checkpoint.head(), note), &mut found.counts)?;
    }
    let pictures = folder::pictures(data);
    for name in names_in(&pictures)?.into_iter().filter(|name| PictureId::parse(name).is_some()) {
        if add_if_there(&mut archive, &format!("pictures/{name}"), &pictures.join(&name))? {
            found.counts.pictures += 1;
        }
    }
    // What they are the orders of can be made again.
    for (below, is_ours) in print_order_folder::PLACES {
        let place = data.join(below);
        for name in names_in(&place)?.into_iter().filter(|name| is_ours(name)) {
            let is_there =
                add_if_there(&mut archive, &format!("{below}/{name}"), &place.join(&name))?;
            found.counts.print_jobs += u64::from(is_there && name.ends_with(".json"));
        }
    }
    let content = Content::Folder(FolderContent {
        last_sequence: found.last_sequence,
        last_frame: HEXLOWER.encode(&found.last_frame),
        log_size: found.head.size,
        root: found.head.root.to_base64(),
        checkpoint: found.checkpoint.as_ref().map(|(checkpoint, _)| PublishedHead {
            size: checkpoint.size,
            root: checkpoint.root.to_base64(),
        }),
        counts: found.counts,
    });
    finish(archive, &found.vkey, now, content)
}

/// Writes the keys and secrets of a data folder, or its keys of personal data.
pub(super) fn write_keys<W: Write>(
    data: &Path,
    to: W,
    (content, of): (Content, &Manifest),
    now: Timestamp,
) -> Result<(W, Manifest), BackupError> {
    let (folders, _) = content.places();
    let mut archive = ArchiveWriter::new(to, seconds(now));
    for folder in folders {
        let place = data.join(folder);
        let is_key = |name: &String| match &content {
            Content::Personal => name
                .strip_suffix(".key")
                .is_some_and(|name| name.parse::<PersonalKeyName>().is_ok()),
            // Those that were replaced, or are to come into place, have a word more in their names.
            Content::Keys | Content::Folder(_) => {
                name.strip_suffix(".pem").is_some_and(|name| !name.contains('.'))
            }
        };
        for name in names_in(&place)?.into_iter().filter(is_key) {
            add_if_there(&mut archive, &format!("{folder}/{name}"), &place.join(&name))?;
        }
    }
    let vkey = of.vkey.parse().expect("the folder's manifest was just written");
    finish(archive, &vkey, now, content)
}

fn finish<W: Write>(
    archive: ArchiveWriter<W>,
    vkey: &Vkey,
    made_at: Timestamp,
    content: Content,
) -> Result<(W, Manifest), BackupError> {
    let manifest = |members: Vec<Member>| Manifest {
        format: FORMAT,
        made_by: concat!("ocop-stamp ", env!("CARGO_PKG_VERSION")).to_owned(),
        made_at,
        origin: vkey.name().to_string(),
        vkey: vkey.to_string(),
        content,
        members,
    };
    archive.finish(manifest).map_err(while_writing)
}

/// The journal's good part with the base that it goes on behind, and what they say.
struct Journal {
    base: Option<PathBuf>,
    segments: Vec<Segment>,
    found: Found,
}

struct Found {
    last_sequence: u64,
    last_frame: [u8; 32],
    head: TreeHead,
    vkey: Vkey,
    /// The keys and trees of the logs that the log continues, the oldest first.
    closed: Vec<(Vkey, TreeHead)>,
    checkpoint: Option<(Checkpoint, Vec<u8>)>,
    /// Of entries that no checkpoint covers; the others are counted as they are copied.
    counts: Counts,
}

fn read_journal(data: &Path) -> Result<Journal, BackupError> {
    let (folder, log_folder) = (journal_folder(data), folder::log(data));
    for _ in 0..TRIES {
        let note = read_checkpoint(&log_folder).map_err(at(&log_folder))?;
        let mut reading = Reading::new(note);
        let (base, _) = newest_good_base(data).map_err(unreadable)?;
        let mark = base.as_ref().map(|base| &base.head.mark);
        if let Some(base) = &base {
            reading.take_base(base, data)?;
            if reading.is_before(base) {
                // It was finished after the checkpoint was read.
                continue;
            }
        }
        let scan = match journal::scan(&folder, mark, |frame| reading.take(&frame)) {
            Ok(scan) => scan,
            // A base was finished meanwhile, and what lies before it deleted.
            Err(BackupError::Journal(JournalError::Gap(_) | JournalError::Missing(_)))
                if mark.is_some() || reading.has_begun =>
            {
                continue;
            }
            Err(error) => return Err(error),
        };
        if scan.has_bad_tail && !tail_was_being_written(&scan)? {
            return Err(BackupError::Torn(scan.sequence));
        }
        let first = mark.map_or(1, |mark| journal::first_segment_behind(&folder, mark));
        if let Some(segments) = open_good_part(&folder, &scan, first)? {
            let found = reading.end((scan.sequence, scan.hash), data)?;
            return Ok(Journal { base: base.map(|base| base.path), segments, found });
        }
    }
    Err(BackupError::Shortened)
}

/// The journal as it is read: its tree, and that the checkpoint is one of it.
struct Reading {
    note: Option<Vec<u8>>,
    has_begun: bool,
    vkey: Option<Vkey>,
    checkpoint: Option<Checkpoint>,
    lineage: Lineage,
    closed: Vec<(Vkey, TreeHead)>,
    counts: Counts,
}

impl Reading {
    fn new(note: Option<Vec<u8>>) -> Self {
        Self {
            note,
            has_begun: false,
            vkey: None,
            checkpoint: None,
            lineage: Lineage::default(),
            closed: Vec::new(),
            counts: Counts::default(),
        }
    }

    fn take(&mut self, frame: &journal::Frame) -> Result<(), BackupError> {
        self.has_begun = true;
        frame.entries.iter().try_for_each(|bytes| self.take_entry(bytes))
    }

    /// The published entries under a base.
    fn take_base(&mut self, base: &FoundBase, data: &Path) -> Result<(), BackupError> {
        let mut failed = None;
        let taken = published_entries(data, base.head.entries(), |entry| {
            if failed.is_none() {
                failed = self.take_entry(&entry).err();
            }
            Ok(())
        });
        taken.map_err(unreadable)?;
        if let Some(error) = failed {
            return Err(error);
        }
        if self.lineage.tree().head() == base.head.log {
            return Ok(());
        }
        let words = "the published entries are not those that the base was made over";
        Err(BackupError::Unfit(words.to_owned()))
    }

    /// Whether a base covers more than the checkpoint that was read.
    fn is_before(&self, base: &FoundBase) -> bool {
        match (&self.checkpoint, &self.note) {
            (Some(checkpoint), _) => checkpoint.size < base.head.log.size,
            // It is of the log that continues the base's; if it is not, that is found at the end.
            (None, Some(_)) => false,
            (None, None) => true,
        }
    }

    fn take_entry(&mut self, bytes: &[u8]) -> Result<(), BackupError> {
        let before = self.vkey.clone().map(|vkey| (vkey, self.lineage.tree().head()));
        let position = self.lineage.position();
        if let Some((vkey, _)) = opened_by(bytes) {
            self.open_log(vkey.as_str())?;
        } else if position == 0 {
            return Err(BackupError::Unfit("the log's first entry does not open it".to_owned()));
        }
        self.lineage.append(bytes);
        if position > 0 && self.lineage.tree().size() == 1 {
            // All of it is published, and counted as it is copied.
            self.closed.extend(before);
            self.counts = Counts::default();
        }
        let published = self.checkpoint.as_ref().map_or(0, |checkpoint| checkpoint.size);
        if self.lineage.tree().size() > published {
            self.counts.count(&parsed(bytes, position)?);
        }
        self.hold_against_checkpoint()
    }

    /// The entry that opens a log says whose checkpoint this has to be; of the last log, it has to be.
    fn open_log(&mut self, vkey: &str) -> Result<(), BackupError> {
        let vkey: Vkey = vkey
            .parse()
            .map_err(|_| BackupError::Unfit("the log's first entry names no key".to_owned()))?;
        let note = self.note.as_deref();
        self.checkpoint = note.and_then(|note| Checkpoint::open(note, &vkey).ok());
        self.vkey = Some(vkey);
        Ok(())
    }

    fn hold_against_checkpoint(&self) -> Result<(), BackupError> {
        match &self.checkpoint {
            Some(signed)
                if signed.size == self.lineage.tree().size()
                    && signed.root != self.lineage.tree().root() =>
            {
                let words = "the journal's entries are not those under log/checkpoint";
                Err(BackupError::Unfit(words.to_owned()))
            }
            Some(_) | None => Ok(()),
        }
    }

    fn end(
        self,
        (last_sequence, last_frame): (u64, [u8; 32]),
        data: &Path,
    ) -> Result<Found, BackupError> {
        let head = self.lineage.tree().head();
        let vkey = self.vkey.ok_or_else(|| BackupError::NeverOpened(data.to_owned()))?;
        if let (Some(note), None) = (&self.note, &self.checkpoint)
            && let Err(error) = Checkpoint::open(note, &vkey)
        {
            return Err(BackupError::Unfit(format!("log/checkpoint is not this log's: {error}")));
        }
        if let Some(signed) = self.checkpoint.as_ref().filter(|signed| signed.size > head.size) {
            return Err(BackupError::Unfit(format!(
                "the journal has {} entries, and log/checkpoint is over {}",
                head.size, signed.size
            )));
        }
        if self.checkpoint.is_none() && !self.closed.is_empty() {
            let words = "the log that continues the closed one is not published yet: start the service once";
            return Err(BackupError::Unfit(words.to_owned()));
        }
        let checkpoint = self.checkpoint.zip(self.note);
        let (closed, counts) = (self.closed, self.counts);
        Ok(Found { last_sequence, last_frame, head, vkey, closed, checkpoint, counts })
    }
}

/// Puts a published log in: tiles, keys, checkpoint.
fn add_log<W: Write>(
    archive: &mut ArchiveWriter<W>,
    (data, number): (&Path, u32),
    (head, note): (TreeHead, &[u8]),
    counts: &mut Counts,
) -> Result<(), BackupError> {
    let log_folder = folder::log_at(data, number);
    let below = log_folder.strip_prefix(data).unwrap_or(&log_folder).display().to_string();
    add_tiles(archive, (&log_folder, &below), head, counts)?;
    for name in ["vkey", "cosigner-vkey"] {
        add_if_there(archive, &format!("{below}/{name}"), &log_folder.join(name))?;
    }
    let added = archive.add(&format!("{below}/checkpoint"), note.len() as u64, &mut &*note);
    added.map_err(while_writing)
}

/// Puts the tiles under a checkpoint in, each checked as it is copied, and counts what the entries say.
fn add_tiles<W: Write>(
    archive: &mut ArchiveWriter<W>,
    (log_folder, below): (&Path, &str),
    signed: TreeHead,
    counts: &mut Counts,
) -> Result<(), BackupError> {
    let copying = RefCell::new((archive, counts, None::<BackupError>));
    let copied = Cell::new(None);
    let copy = |path: &TilePath| {
        // A bundle is asked for twice: for its entries, and to be compared with what they add up to.
        if path.kind() == TileKind::Entries && copied.replace(Some(*path)) == Some(*path) {
            return read_tile(log_folder, path).ok().flatten();
        }
        let (archive, counts, failed) = &mut *copying.borrow_mut();
        match copy_tile(archive, (log_folder, below), path, counts) {
            Ok(bytes) => bytes,
            Err(error) => {
                *failed = Some(error);
                None
            }
        }
    };
    let root = check_published(signed.size, copy);
    if let (_, _, Some(error)) = copying.into_inner() {
        return Err(error);
    }
    match root {
        Ok(root) if root == signed.root => Ok(()),
        Ok(_) => Err(unfit_tiles("they do not lead to the root that was signed")),
        Err(error) => Err(unfit_tiles(&error)),
    }
}

fn copy_tile<W: Write>(
    archive: &mut ArchiveWriter<W>,
    (log_folder, below): (&Path, &str),
    path: &TilePath,
    counts: &mut Counts,
) -> Result<Option<Vec<u8>>, BackupError> {
    let place = log_folder.join(path.to_string());
    let Some(bytes) = read_tile(log_folder, path).map_err(at(&place))? else { return Ok(None) };
    if path.kind() == TileKind::Entries {
        for entry in entries_of(&bytes).map_err(|error| unfit_tiles(&error))? {
            counts.count(&parsed(entry, counts.entries)?);
        }
    }
    let added = archive.add(&format!("{below}/{path}"), bytes.len() as u64, &mut bytes.as_slice());
    added.map_err(while_writing)?;
    Ok(Some(bytes))
}

fn unreadable(error: StoreError) -> BackupError {
    match error {
        StoreError::Io(path, error) => BackupError::Io(path, error),
        StoreError::Journal(error) => BackupError::Journal(error),
        StoreError::Sled(_)
        | StoreError::View(_)
        | StoreError::JournalBehind { .. }
        | StoreError::TornWithoutView { .. }
        | StoreError::BehindSaved { .. }
        | StoreError::OtherThanSaved(_)
        | StoreError::BehindCheckpoint { .. }
        | StoreError::Base(_)
        | StoreError::EntriesLost(_)
        | StoreError::Diverged(_) => BackupError::Unfit(error.to_string()),
    }
}

fn unfit_tiles(why: &(impl std::fmt::Display + ?Sized)) -> BackupError {
    BackupError::Unfit(format!("the tiles in log/ do not fit its checkpoint: {why}"))
}

fn parsed(bytes: &[u8], index: u64) -> Result<Entry, BackupError> {
    let entry = Entry::parse(bytes);
    entry.map_err(|error| BackupError::Unfit(format!("entry {index} is damaged: {error}")))
}

/// Puts a file in, as long as it is now.
fn add_file<W: Write>(
    archive: &mut ArchiveWriter<W>,
    name: &str,
    path: &Path,
) -> Result<(), BackupError> {
    let mut file = File::open(path).map_err(at(path))?;
    let length = file.metadata().map_err(at(path))?.len();
    archive.add(name, length, &mut file).map_err(while_writing)
}

/// Puts a file in unless it is gone, and says whether it was there.
fn add_if_there<W: Write>(
    archive: &mut ArchiveWriter<W>,
    name: &str,
    path: &Path,
) -> Result<bool, BackupError> {
    match add_file(archive, name, path) {
        Err(BackupError::Io(_, error)) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        added => added.map(|()| true),
    }
}

/// The names in a folder, in order; none if there is no folder.
fn names_in(folder: &Path) -> Result<Vec<String>, BackupError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(BackupError::Io(folder.to_owned(), error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let name = entry.map_err(at(folder))?.file_name();
        names.extend(name.into_string().ok());
    }
    names.sort();
    Ok(names)
}

/// An error while something was put in.
fn while_writing(error: ArchiveError) -> BackupError {
    match error {
        ArchiveError::Io(error) => BackupError::Output(error),
        ArchiveError::Unreadable(name, error) => BackupError::Io(name.into(), error),
        ArchiveError::NotTaken(..)
        | ArchiveError::Tampered
        | ArchiveError::Foreign
        | ArchiveError::Cut
        | ArchiveError::Extended
        | ArchiveError::Header(_)
        | ArchiveError::Name(_)
        | ArchiveError::Damaged(_)
        | ArchiveError::Format(_)
        | ArchiveError::Manifest(_)
        | ArchiveError::TooLong(_)
        | ArchiveError::Shrunk(_) => BackupError::NotPut(error),
    }
}

fn at(path: &Path) -> impl Fn(io::Error) -> BackupError {
    move |error| BackupError::Io(path.to_owned(), error)
}

/// Of a file's time: never before 1970.
fn seconds(now: Timestamp) -> u64 {
    u64::try_from(now.as_second()).unwrap_or(0)
}
