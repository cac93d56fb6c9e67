//! A change of the log's key: the log of a data folder is closed, and a successor with a new key continues it.
//!
//! The order, so that a crash at any moment leaves a folder that opens as before or is finished by the same command:
//! new keys beside the old ones; the successor's entry 0, which binds origin, size and root of the log so far; the new
//! keys in place of the old ones; the successor's folder. Until the entry is on disk nothing has happened, and from then on
//! a start refuses until the rest is done.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use zeroize::Zeroizing;

use super::{
    OpenError, Running,
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
        ActorId, Body, Commitment, Entry, Predecessor, Text, lineage,
        note::{KeyName, Vkey},
    },
    signing::{
        DemoKey,
        key_file::{self, Content, KeyFileError, Protection},
    },
    store::{
        JournalAlone, KnownTimeFile, OpenedLog, SavedStateFile, checkpoint_size,
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
    /// An anchor that could not be asked: what it knows can't be added once the log is closed.
    #[error(
        "no anchor may be missing when the log is closed for good: {0}; see to it, or name the others for this command alone, in OCOP_STAMP_ANCHORS"
    )]
    AnchorMissing(String),
    /// The closed log's files.
    #[error(
        "{0}: the closed log is not published here as it was closed; restore its folder from a backup or a copy"
    )]
    ClosedLogLost(PathBuf),
    /// All is done but the first checkpoint.
    #[error(
        "the key was changed, and the first checkpoint of the successor can't be published now; start the service, which tries again. The new verifier key is {0}"
    )]
    NotPublishedYet(String),
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

/// What [`succeed`] would do.
pub enum Succeeding {
    /// Finish a change that was begun, or only publish and tell the key of one after which nothing was entered.
    Finish {
        /// The origin of the log that goes on.
        origin: KeyName,
    },
    /// Close a log.
    Close {
        /// Its origin.
        origin: KeyName,
        /// The positions up to which it has entries.
        end: u64,
    },
}

/// Says what [`succeed`] would do, and does nothing.
///
/// # Errors
/// [`OpenError`]
pub fn succeeding(settings: &Settings) -> Result<Succeeding, OpenError> {
    let data = settings.data.value.as_path();
    folder::find(data)?;
    let journal = JournalAlone::read(data)?;
    let newest = journal.opened.ok_or_else(|| OpenError::NeverOpened(data.to_owned()))?;
    let origin = newest.vkey.name().clone();
    Ok(match is_begun(data, &newest) {
        true => Succeeding::Finish { origin },
        false => Succeeding::Close { origin, end: journal.entries },
    })
}

/// Whether the newest log's entry 0 is on disk, perhaps its folder too, and nothing else is in it.
fn is_begun(data: &Path, newest: &OpenedLog) -> bool {
    let number = folder::log_number(data);
    let newest_number = lineage::numbered(newest.vkey.name().as_str()).1;
    newest_number == number + 1 || number > 1 && newest.is_last
}

/// Closes the log of a data folder, opens its successor with a new key and a new cosigner, and publishes its first
/// checkpoint. Nobody else may work on the folder. What is broken off is finished by the same again.
///
/// # Errors
/// [`SuccessionError`]
pub fn succeed(
    settings: &Settings,
    clocks: Clocks,
    by: &Actor,
) -> Result<(Succession, Running), SuccessionError> {
    let data = settings.data.value.as_path();
    let locked = DataFolder::open(data).map_err(OpenError::from)?;
    let office = settings.office();
    let protection = settings.passphrase.protection(office.demo).map_err(OpenError::from)?;
    if matches!((&protection, office.demo), (Protection::Clear, false)) {
        return Err(OpenError::PassphraseNeeded.into());
    }
    let keys = KeyFiles { folder: folder::keys(data), protection };
    let number = folder::log_number(data);
    let journal = JournalAlone::read(data).map_err(OpenError::from)?;
    let newest = journal.opened.ok_or_else(|| OpenError::NeverOpened(data.to_owned()))?;
    let newest_number = lineage::numbered(newest.vkey.name().as_str()).1;
    let was_begun = is_begun(data, &newest);
    let successor = if was_begun { newest_number } else { number + 1 };
    let origin = origin_of(successor, &office)?;
    if !was_begun {
        let vkey = keys.vkey(LOG_FILE, origin_of(number, &office)?)?;
        if vkey.to_string() != newest.vkey.to_string() {
            return Err(OpenError::from(StartError::OtherLog(newest.vkey.to_string())).into());
        }
        let make_next = || {
            keys.make_next(NEXT_LOG_FILE)?;
            keys.make_next(NEXT_COSIGNER_FILE)?;
            keys.vkey(NEXT_LOG_FILE, origin.clone())
        };
        enter(settings, &vkey, make_next, clocks.clone(), by)?;
    } else {
        // The key that the entry names is in place, or about to be.
        let file = if keys.has(NEXT_LOG_FILE) { NEXT_LOG_FILE } else { LOG_FILE };
        if keys.vkey(file, origin.clone())?.to_string() != newest.vkey.to_string() {
            return Err(OpenError::from(StartError::OtherLog(newest.vkey.to_string())).into());
        }
    }
    keys.put_in_place(successor - 1)?;
    let closed_folder = folder::log_at(data, successor - 1);
    let closed_size = checkpoint_size(&closed_folder).map_err(at(&closed_folder))?;
    if newest.predecessor_size.is_some_and(|size| was_begun && size != closed_size) {
        return Err(SuccessionError::ClosedLogLost(closed_folder));
    }
    let folder = folder::log_at(data, successor);
    make_folder(&folder).map_err(at(&folder))?;
    let vkey = keys.vkey(LOG_FILE, origin)?;
    let closed = origin_of(successor - 1, &office)?;
    let running = super::open_locked(locked, settings, clocks)?;
    block_on(running.service.until_first_published());
    if running.service.published().is_none() {
        running.close();
        return Err(SuccessionError::NotPublishedYet(vkey.to_string()));
    }
    Ok((Succession { closed, closed_size, vkey, was_begun }, running))
}

/// Enters the successor's entry 0, after everything that a start would check of the folder; the new key is made when nothing
/// speaks against it.
fn enter(
    settings: &Settings,
    vkey: &Vkey,
    make_next: impl FnOnce() -> Result<Vkey, OpenError>,
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
    let others = anchors::of_others(&settings.anchors.value, settings);
    let held = anchors::ask(&others, data, vkey, &own)?;
    if !held.unasked.is_empty() {
        return Err(SuccessionError::AnchorMissing(held.unasked.join("; ")));
    }
    let last_at = log.last_at();
    let clock = watch_clock(data, &KnownTimeFile::of(data), clocks, last_at, settings.demo)?;
    if let Some(doubt) = clock.standing(last_at).doubt {
        return Err(doubt.into());
    }
    let (now, next) = (clock.now(), make_next()?);
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

/// The key files of a folder.
struct KeyFiles {
    folder: PathBuf,
    protection: Protection,
}

impl KeyFiles {
    fn has(&self, name: &str) -> bool {
        self.folder.join(name).is_file()
    }

    fn vkey(&self, name: &str, origin: KeyName) -> Result<Vkey, OpenError> {
        let private =
            key_file::read(&self.folder.join(name), Content::SigningKey, &self.protection)?;
        Ok(LogKey::new(origin, &private).vkey())
    }

    /// A key that is to come into place: the one that a change which was broken off has made, if it is whole, or a new
    /// one. The passphrase has opened another key before.
    fn make_next(&self, name: &str) -> Result<(), OpenError> {
        let path = self.folder.join(name);
        match key_file::read(&path, Content::SigningKey, &self.protection) {
            Ok(_) => return Ok(()),
            Err(KeyFileError::Missing(_)) => {}
            Err(_) => fs::remove_file(&path).map_err(at(&path))?,
        }
        let mut private = Zeroizing::new([0; 32]);
        fill_random(&mut *private);
        Ok(key_file::write(&path, Content::SigningKey, &private, &self.protection)?)
    }

    /// Has the new keys in place of the old ones, which keep the number of their log in their names. At no moment there is
    /// none.
    fn put_in_place(&self, number: u32) -> Result<(), OpenError> {
        for (next, file) in [(NEXT_COSIGNER_FILE, COSIGNER_FILE), (NEXT_LOG_FILE, LOG_FILE)] {
            if !self.has(next) {
                continue;
            }
            let old = self.folder.join(replaced_file(file, number));
            let (next, file) = (self.folder.join(next), self.folder.join(file));
            match fs::hard_link(&file, &old) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                linked => linked.map_err(at(&old))?,
            }
            fs::rename(&next, &file).map_err(at(&file))?;
        }
        let synced = File::open(&self.folder).and_then(|folder| folder.sync_all());
        synced.map_err(at(&self.folder))
    }
}

/// Makes a folder, on disk when this returns.
fn make_folder(folder: &Path) -> io::Result<()> {
    match fs::create_dir(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        Ok(()) | Err(_) => {}
    }
    File::open(folder.parent().unwrap_or(Path::new(".")))?.sync_all()
}
