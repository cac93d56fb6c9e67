//! Backups of a data folder, and data folders made from backups: beside their place, opened as a start opens them, held
//! against what was published, and moved there whole.

use std::{
    fs::{self, File},
    os::unix::fs::{DirBuilderExt, PermissionsExt},
    path::{Path, PathBuf},
};

use jiff::Timestamp;

use super::{
    OpenError, RestoreError,
    anchors::{self, FolderTree},
    at, block_on, fill_random,
    keys::{COSIGNER_FILE, Role},
    personal,
};
use crate::{
    app::{Started, replay},
    config::Settings,
    log::{LogState, note::Vkey},
    signing::{DemoKey, KeyStatus},
    store::{
        SledLedger,
        backup::{
            BackedUp, BackupError, Content, FolderContent, Manifest, Seal, Unseal, back_up_to_file,
            check_backup, check_sealed, unpack_backup, unpack_sealed,
        },
        folder::{self, DataFolder},
        published_size, read_checkpoint, read_tile,
    },
};

/// A data folder that was taken out of a backup, beside its place; gone if it is dropped.
pub struct StagedRestore {
    place: PathBuf,
    staging: tempfile::TempDir,
    /// What the backup says of itself.
    pub manifest: Manifest,
}

/// What was found of a restored folder.
pub struct Restored {
    /// Entries of its log.
    pub log_size: u64,
    /// Anchors that could not be asked, in words for the operator.
    pub unasked: Vec<String>,
    /// Keys and secrets that are not there.
    pub lacking: Vec<Lacking>,
}

/// A key or secret that is not there.
pub struct Lacking {
    /// Its file in the data folder.
    pub file: String,
    /// What does not work without it.
    pub words: String,
}

/// Backs a data folder up into a new file, as [`back_up_to_file`] does.
///
/// # Errors
/// [`BackupError`]
pub fn back_up(
    data: &Path,
    path: &Path,
    seal: Option<&Seal>,
    now: Timestamp,
) -> Result<BackedUp, BackupError> {
    back_up_to_file(data, path, seal.map(|seal| (seal, fill_random as fn(&mut [u8]))), now)
}

/// Reads a backup and sealed files beside it to their ends. Makes nothing.
///
/// # Errors
/// [`BackupError`]
pub fn check_backups(
    backup: &Path,
    sealed: &[PathBuf],
    with: Option<&Unseal>,
) -> Result<(Manifest, Vec<Manifest>), BackupError> {
    let manifest = check_backup(backup)?;
    let mut keys = Vec::new();
    if let Some(with) = with {
        for path in sealed {
            keys.push(check_sealed(path, with, &manifest)?);
        }
    }
    Ok((manifest, keys))
}

impl StagedRestore {
    /// Checks a backup, and sealed files beside it, and takes them out beside the place where the folder is to be. The
    /// place must be free.
    ///
    /// # Errors
    /// [`BackupError`], before anything is made if a file is not what was written.
    pub fn unpack(
        backup: &Path,
        (sealed, with): (&[PathBuf], Option<&Unseal>),
        place: &Path,
    ) -> Result<Self, BackupError> {
        let on = |path: &Path| {
            let path = path.to_owned();
            move |error| BackupError::Io(path, error)
        };
        if place.symlink_metadata().is_ok() {
            return Err(BackupError::InTheWay(place.to_owned()));
        }
        let (manifest, keys) = check_backups(backup, sealed, with)?;
        let place = std::path::absolute(place).map_err(on(place))?;
        let parent = place.parent().unwrap_or(Path::new("/"));
        let staging = tempfile::Builder::new()
            .prefix(".ocop-stamp-restore-")
            .permissions(fs::Permissions::from_mode(0o700))
            .tempdir_in(parent)
            .map_err(on(parent))?;
        unpack_backup(backup, &manifest, staging.path())?;
        for (path, keys) in sealed.iter().zip(&keys) {
            unpack_sealed(path, with.expect("they were checked with it"), keys, staging.path())?;
        }
        // Where keys are put that were kept elsewhere.
        let keys = folder::keys(staging.path());
        fs::DirBuilder::new().recursive(true).mode(0o700).create(&keys).map_err(on(&keys))?;
        Ok(Self { place, staging, manifest })
    }

    /// Where the folder is for now.
    pub fn path(&self) -> &Path {
        self.staging.path()
    }

    /// Opens the folder as a start does, but without its keys: journal, sled, entries, tiles, checkpoint. Refuses what
    /// an anchor, or the address where the log is published, knows to be behind.
    ///
    /// # Errors
    /// [`RestoreError`]
    pub fn examine(&self, settings: &Settings) -> Result<Restored, RestoreError> {
        let data = self.path();
        let locked = DataFolder::open(data).map_err(OpenError::from)?;
        let demo_key = if settings.demo { DemoKey::Accepted } else { DemoKey::Refused };
        let vkey: Vkey = self.manifest.vkey.parse().map_err(|_| RestoreError::OtherHistory)?;
        let log_folder = folder::log(data);
        let note = read_checkpoint(&log_folder).map_err(at(&log_folder))?;
        let opened = SledLedger::open(data, published_size(data).map_err(at(data))?);
        let ledger = opened.map_err(OpenError::from)?.ledger;
        let read_published = |path: &_| read_tile(&log_folder, path).ok().flatten();
        let started = block_on(replay(&ledger, demo_key, &vkey, note.as_deref(), read_published));
        let started = started.map_err(OpenError::from)?;
        self.is_what_was_kept(&started)?;
        let own = FolderTree {
            head: started.edges.1.head(),
            known: None,
            published: started.published,
            closed: started.snapshot.log().closed_logs(),
            data,
            history: &ledger,
        };
        let held = anchors::ask(&settings.anchors.value, data, &vkey, &own)?;
        let own_address = anchors::ask_where_published(settings, data, &vkey, &own)?;
        let unasked = held.unasked.into_iter().chain(own_address).collect();
        let mut lacking = lacking_keys(&folder::keys(data), started.snapshot.log());
        let of_people = personal::lacking(data, started.access.iter()).map_err(at(data))?;
        lacking.extend(lacking_personal(&of_people));
        drop((ledger, locked));
        Ok(Restored { log_size: started.snapshot.log().next_position(), unasked, lacking })
    }

    /// Whether the journal comes to what the backup said; more, if it was brought forward.
    fn is_what_was_kept(&self, started: &Started) -> Result<(), RestoreError> {
        let Content::Folder(kept) = &self.manifest.content else {
            return Err(RestoreError::OtherHistory);
        };
        let FolderContent { last_sequence, log_size, root, .. } = kept;
        let head = started.edges.1.head();
        let is_whole = started.sequence >= *last_sequence
            && head.size >= *log_size
            && (head.size > *log_size || head.root.to_base64() == *root);
        if is_whole { Ok(()) } else { Err(RestoreError::OtherHistory) }
    }

    /// Has all of it on disk, and moves it to its place, in one step.
    ///
    /// # Errors
    /// [`BackupError`]
    pub fn finish(self) -> Result<(), BackupError> {
        let on = |path: &Path| {
            let path = path.to_owned();
            move |error| BackupError::Io(path, error)
        };
        let staging = self.staging.path();
        // Tens of thousands of files: one word to the disk for all of them.
        folder::sync_disk_of(staging).map_err(on(staging))?;
        // An empty folder would be replaced, a full one not.
        if self.place.symlink_metadata().is_ok() {
            return Err(BackupError::InTheWay(self.place));
        }
        fs::rename(staging, &self.place).map_err(on(&self.place))?;
        let parent = self.place.parent().unwrap_or(Path::new("/"));
        File::open(parent).and_then(|folder| folder.sync_all()).map_err(on(parent))?;
        // Nothing is left to delete.
        drop(self.staging.keep());
        Ok(())
    }
}

/// Which key files are not there, by what a folder has to have and by what its log says.
fn lacking_keys(folder: &Path, log: &LogState) -> Vec<Lacking> {
    let issuers = log.keys().into_iter().filter(|(_, key)| key.status() == KeyStatus::Active);
    let roles = [Role::Log, Role::ShortSecret, Role::Cosigner, Role::PinSecret]
        .into_iter()
        .chain(issuers.map(|(number, _)| Role::Issuer(number)));
    let missing = roles.filter(|role| !folder.join(role.file()).is_file());
    let lacking = missing.map(|role| {
        let words = match role {
            Role::Log => {
                "signs the log: without it the service does not start, and nothing can be revoked".to_owned()
            }
            Role::ShortSecret => {
                "reads short codes: without it the service does not start".to_owned()
            }
            Role::Cosigner => format!(
                "says how old the log is: {COSIGNER_FILE} is made anew at the next start, and who pinned \
                 /log/cosigner-vkey has to be told"
            ),
            Role::PinSecret => "makes PINs: without it no batch with PINs is issued or printed".to_owned(),
            Role::Issuer(number) => format!(
                "signs stamps: without it no stamps are minted under key {number}; those that are printed stay as they \
                 are"
            ),
        };
        Lacking { file: format!("keys/{}", role.file()), words }
    });
    lacking.collect()
}

/// The keys of people's details, in one line: there may be hundreds.
fn lacking_personal(lacks: &[String]) -> Option<Lacking> {
    let count = lacks.len();
    (count > 0).then(|| Lacking {
        file: "personal/".to_owned(),
        words: format!(
            "{count} accounts have no key here: who they are can't be read, pages say that they were deleted, and they \
             can't sign in; put `personal/` back, or invite them again"
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_that_is_missing_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let names = |folder: &Path| -> Vec<String> {
            let lacking = lacking_keys(folder, &LogState::default());
            lacking.into_iter().map(|lacking| lacking.file).collect()
        };
        let all = [
            "keys/log.pem",
            "keys/short-secret-1.pem",
            "keys/cosigner.pem",
            "keys/pin-secret-1.pem",
        ];
        assert_eq!(names(folder.path()), all);
        fs::write(folder.path().join("log.pem"), "").expect("written");
        assert_eq!(names(folder.path()), all[1..]);
    }
}
