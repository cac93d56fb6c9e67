//! A change of the log's key: the log of a data folder is closed, and a successor with a new key continues it.
//!
//! The order, so that a crash at any moment leaves a folder that opens as before or is finished by the same command:
//! new keys beside the old ones; the successor's entry 0, which binds origin, size and root of the log so far; the new
//! keys in place of the old ones; the successor's folder. Until the entry is on disk nothing has happened, and from then on
//! a start refuses until the rest is done.

use std::{
    fs::{self, File},
    io,
    path::Path,
};

use jiff::Timestamp;
use zeroize::Zeroizing;

use super::{
    OpenError,
    anchors::{self, FolderTree},
    at, block_on, fill_random,
    keys::{COSIGNER_FILE, LOG_FILE, replaced_file},
    ledger::{self, OpenedLedger},
    origin_of,
    timekeeping::watch_clock,
};
use crate::{
    access::{Actor, AuditRecord},
    app::{KeepsState as _, StartError, open_checkpoint, tiles_unfit},
    config::Settings,
    ledger::{ClockDoubt, Clocks, Commit, Ledger as _, LedgerError, LogKey, Private},
    log::{
        ActorId, Body, Commitment, Entry, Predecessor, Text,
        note::{KeyName, Vkey},
    },
    signing::{
        DemoKey,
        key_file::{self, Content, Protection},
    },
    store::{
        JournalAlone, KnownTimeFile, SavedStateFile, checkpoint_size,
        folder::{self, DataFolder},
        read_checkpoint, read_tile,
    },
};

/// The keys that come into place when the successor is opened.
const NEXT_LOG_FILE: &str = "log.next.pem";
const NEXT_COSIGNER_FILE: &str = "cosigner.next.pem";

/// The log's key was not changed.
#[derive(Debug, thiserror::Error)]
pub enum SuccessionError {
    /// The folder can't be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// Entries that no checkpoint covers, or tiles that don't fit.
    #[error(
        "the log is not published in full: start the service once, which publishes it, stop it, then ask again"
    )]
    NotPublished,
    /// The clock.
    #[error(transparent)]
    Clock(#[from] ClockDoubt),
    /// The ledger did not take the entry.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

/// The log that goes on from now.
#[derive(Debug)]
pub struct Succession {
    /// The origin of the log that was closed.
    pub closed: KeyName,
    /// How many entries that has.
    pub closed_size: u64,
    /// The successor's key.
    pub vkey: Vkey,
    /// Whether a change that was broken off was finished.
    pub was_begun: bool,
}

/// Closes the log of a data folder, and opens its successor with a new key and a new cosigner. Nobody else may work on the
/// folder. What is broken off is finished by the same again.
///
/// # Errors
/// [`SuccessionError`]
pub fn succeed(
    settings: &Settings,
    clocks: Clocks,
    by: &Actor,
) -> Result<Succession, SuccessionError> {
    let data = settings.data.value.as_path();
    let locked = DataFolder::open(data).map_err(OpenError::from)?;
    let office = settings.office();
    let protection = settings.passphrase.protection(office.demo).map_err(OpenError::from)?;
    if matches!((&protection, office.demo), (Protection::Clear, false)) {
        return Err(OpenError::PassphraseNeeded.into());
    }
    let keys = folder::keys(data);
    let number = folder::log_number(data);
    let (origin, next_origin) = (origin_of(number, &office)?, origin_of(number + 1, &office)?);
    let newest = JournalAlone::read(data).map_err(OpenError::from)?.vkey;
    let newest = newest.ok_or_else(|| OpenError::NeverOpened(data.to_owned()))?;
    let was_begun = newest.name() == &next_origin;
    if !was_begun {
        let private = key_file::read(&keys.join(LOG_FILE), Content::SigningKey, &protection);
        let vkey = LogKey::new(origin.clone(), &*private.map_err(OpenError::from)?).vkey();
        if vkey.to_string() != newest.to_string() {
            return Err(OpenError::from(StartError::OtherLog(newest.to_string())).into());
        }
        let next = LogKey::new(next_origin.clone(), &*next_key(&keys, NEXT_LOG_FILE, &protection)?);
        next_key(&keys, NEXT_COSIGNER_FILE, &protection)?;
        enter(settings, &vkey, &next.vkey(), clocks, by)?;
    }
    put_in_place(&keys, number)?;
    let private = key_file::read(&keys.join(LOG_FILE), Content::SigningKey, &protection);
    let vkey = LogKey::new(next_origin, &*private.map_err(OpenError::from)?).vkey();
    if was_begun && vkey.to_string() != newest.to_string() {
        return Err(OpenError::from(StartError::OtherLog(newest.to_string())).into());
    }
    let closed_folder = folder::log(data);
    let closed_size = checkpoint_size(&closed_folder).map_err(at(&closed_folder))?;
    let successor = folder::log_at(data, number + 1);
    make_folder(&successor).map_err(at(&successor))?;
    drop(locked);
    Ok(Succession { closed: origin, closed_size, vkey, was_begun })
}

/// Enters the successor's entry 0, after everything that a start would check of the folder.
fn enter(
    settings: &Settings,
    vkey: &Vkey,
    next: &Vkey,
    clocks: Clocks,
    by: &Actor,
) -> Result<(), SuccessionError> {
    let data = settings.data.value.as_path();
    let demo_key = if settings.demo { DemoKey::Accepted } else { DemoKey::Refused };
    let log_folder = folder::log(data);
    let note = read_checkpoint(&log_folder).map_err(at(&log_folder))?;
    let OpenedLedger { mut opened, started, under, .. } =
        ledger::open(data, demo_key, vkey, note.as_deref())?;
    let head = started.edges.1.head();
    let checkpoint = open_checkpoint(note.as_deref(), vkey).map_err(OpenError::from)?;
    let read = |path: &_| read_tile(&log_folder, path).ok().flatten();
    let is_whole = checkpoint.as_ref().is_some_and(|checkpoint| checkpoint.head() == head)
        && tiles_unfit(checkpoint.as_ref(), read).is_none();
    if !is_whole {
        return Err(SuccessionError::NotPublished);
    }
    let log = started.snapshot.log();
    let own = FolderTree {
        head,
        known: under,
        published: head.size,
        closed: log.closed_logs(),
        data,
        history: &opened.ledger,
    };
    anchors::ask(&settings.anchors.value, data, vkey, &own)?;
    let last_at = log.last_at();
    let clock = watch_clock(data, &KnownTimeFile::of(data), clocks, last_at, settings.demo)?;
    if let Some(doubt) = clock.standing(last_at).doubt {
        return Err(doubt.into());
    }
    let now = clock.now();
    let predecessor = Predecessor {
        origin: text(vkey.name().as_str()),
        root: Commitment(*head.root.as_bytes()),
        size: head.size,
    };
    let mut actor = ActorId([0; 16]);
    fill_random(&mut actor.0);
    let whole_second = Timestamp::from_second(now.as_second()).unwrap_or(now);
    let entry = Entry {
        at: whole_second.max(last_at),
        actor,
        body: Body::LogOpened {
            origin: text(next.name().as_str()),
            vkey: text(&next.to_string()),
            predecessor: Some(predecessor),
        },
    };
    let mut after = log.clone();
    after.close(head.root);
    after.apply(&entry).expect("it opens the successor of just this log");
    let position = log.next_position();
    let audit = AuditRecord {
        at: now,
        actor: by.clone(),
        action: "log succeed".to_owned(),
        target: next.to_string(),
        refused: String::new(),
        from: None,
        first_log_index: Some(position),
        actor_ids: vec![actor.to_string()],
    };
    let bytes = entry.to_bytes().expect("origins and keys are short");
    let commit = Commit {
        sequence: started.sequence + 1,
        first_index: position,
        entries: vec![(entry, bytes)],
        private: Private { audit, records: Vec::new(), access: Vec::new(), remembered: None },
    };
    // It is of the log that is closed now.
    SavedStateFile::of(data).set_aside().map_err(at(data))?;
    Ok(block_on(opened.ledger.commit(&[commit]))?)
}

fn text(text: &str) -> Text {
    text.to_owned().try_into().expect("origins and keys are short and plain")
}

/// A key that is to come into place: the one that a change which was broken off has made, or a new one.
fn next_key(
    keys: &Path,
    name: &str,
    protection: &Protection,
) -> Result<Zeroizing<[u8; 32]>, OpenError> {
    let path = keys.join(name);
    if path.is_file() {
        return Ok(key_file::read(&path, Content::SigningKey, protection)?);
    }
    let mut private = Zeroizing::new([0; 32]);
    fill_random(&mut *private);
    key_file::write(&path, Content::SigningKey, &private, protection)?;
    Ok(private)
}

/// Has the new keys in place of the old ones, which keep the number of their log in their names. At no moment there is none.
fn put_in_place(keys: &Path, number: u32) -> Result<(), OpenError> {
    for (next, file) in [(NEXT_COSIGNER_FILE, COSIGNER_FILE), (NEXT_LOG_FILE, LOG_FILE)] {
        let old = keys.join(replaced_file(file, number));
        let (next, file) = (keys.join(next), keys.join(file));
        if !next.is_file() {
            continue;
        }
        match fs::hard_link(&file, &old) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            linked => linked.map_err(at(&old))?,
        }
        fs::rename(&next, &file).map_err(at(&file))?;
    }
    File::open(keys).and_then(|folder| folder.sync_all()).map_err(at(keys))
}

/// Makes a folder, on disk when this returns.
fn make_folder(folder: &Path) -> io::Result<()> {
    match fs::create_dir(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        Ok(()) | Err(_) => {}
    }
    File::open(folder.parent().unwrap_or(Path::new(".")))?.sync_all()
}
