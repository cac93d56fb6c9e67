//! Keys of personal data as files, one each, in a folder of their own: what is destroyed here is gone from
//! the journal, from sled and from every backup that does not hold this folder.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, OpenOptions},
    io::{self, Write},
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use data_encoding::HEXLOWER;

use super::disk::{Act, Disk, Part, PlainDisk, Step, replace_file, sync_folder};
use crate::access::{AccountNumber, PersonalKeyName, PersonalKeys, SealingKey};

/// Its name in a data folder.
const FOLDER: &str = "personal";

/// What is lost with a key, and what to do.
const RESTORE: &str =
    "what it sealed can't be read, and its person can't sign in; restore this file from a backup";

/// A data folder's `personal/`.
pub struct PersonalKeyFolder<D = PlainDisk> {
    folder: PathBuf,
    disk: D,
    random: fn(&mut [u8]),
    keys: Mutex<BTreeMap<PersonalKeyName, SealingKey>>,
}

impl PersonalKeyFolder {
    /// That of this data folder, made if there is none. `random` fills a buffer with random bytes.
    ///
    /// # Errors
    /// If it can't be made or read.
    pub fn open(data: &Path, random: fn(&mut [u8])) -> io::Result<Self> {
        Self::open_on(PlainDisk, data, random)
    }
}

impl PersonalKeyFolder {
    /// What is damaged, or missing for one of these accounts, in words for the operator. Reads only.
    ///
    /// # Errors
    /// If the folder is there and can't be read.
    pub fn lacks(data: &Path, accounts: &BTreeSet<AccountNumber>) -> io::Result<Vec<String>> {
        let mut missing: BTreeSet<_> = accounts.iter().copied().collect();
        let mut lacks = Vec::new();
        let files = match fs::read_dir(data.join(FOLDER)) {
            Ok(files) => files.collect::<Result<Vec<_>, _>>()?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error),
        };
        for path in files.into_iter().map(|file| file.path()) {
            let Some(name) = name_of(&path) else { continue };
            if is_written_over(&path) {
                // As good as gone; the next opening finishes it.
                continue;
            }
            if let PersonalKeyName::Account(account) = name {
                missing.remove(&account);
            }
            if read_key(&path).is_none() {
                lacks.push(format!("{FOLDER}/{name}.key is damaged: {RESTORE}"));
            }
        }
        let missing = missing.into_iter().map(PersonalKeyName::Account);
        lacks.extend(missing.map(|name| format!("{FOLDER}/{name}.key is missing: {RESTORE}")));
        lacks.sort();
        Ok(lacks)
    }
}

impl<D: Disk> PersonalKeyFolder<D> {
    /// As [`open`](PersonalKeyFolder::open), through a disk of the caller's.
    ///
    /// # Errors
    /// If it can't be made or read.
    pub fn open_on(disk: D, data: &Path, random: fn(&mut [u8])) -> io::Result<Self> {
        let folder = data.join(FOLDER);
        fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
        sync_folder(&disk, Part::PersonalKey, data)?;
        let mut keys = BTreeMap::new();
        for file in fs::read_dir(&folder)? {
            let path = file?.path();
            let Some(name) = name_of(&path) else { continue };
            match read_key(&path) {
                Some(key) => drop(keys.insert(name, key)),
                None if is_written_over(&path) => remove(&disk, &path)?,
                // Whoever opens the folder says so.
                None => {}
            }
        }
        Ok(Self { folder, disk, random, keys: Mutex::new(keys) })
    }

    fn path(&self, name: PersonalKeyName) -> PathBuf {
        self.folder.join(format!("{name}.key"))
    }

    fn keys(&self) -> std::sync::MutexGuard<'_, BTreeMap<PersonalKeyName, SealingKey>> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<D: Disk> PersonalKeys for PersonalKeyFolder<D> {
    fn get(&self, name: PersonalKeyName) -> Option<SealingKey> {
        self.keys().get(&name).cloned()
    }

    fn get_or_make(&self, name: PersonalKeyName) -> io::Result<SealingKey> {
        let mut keys = self.keys();
        if let Some(key) = keys.get(&name) {
            return Ok(key.clone());
        }
        let path = self.path(name);
        if path.exists() {
            // Damaged: what it sealed may still be saved by a backup, so it is not written over.
            return Err(io::Error::other(format!("{}: this key is damaged", path.display())));
        }
        let mut bytes = [0; 32];
        (self.random)(&mut bytes);
        let text = format!("{}\n", HEXLOWER.encode(&bytes));
        replace_file(&self.disk, Part::PersonalKey, 0o600, &path, text.as_bytes())?;
        let key = SealingKey::new(bytes);
        keys.insert(name, key.clone());
        Ok(key)
    }

    /// The file is written over before it is removed. A disk that moves what it writes may keep the old bytes for
    /// a while; whoever must rule that out encrypts the disk.
    fn destroy(&self, name: PersonalKeyName) -> io::Result<()> {
        let mut keys = self.keys();
        let path = self.path(name);
        if path.exists() {
            let length = fs::metadata(&path)?.len();
            let zeros = vec![b'0'; usize::try_from(length).unwrap_or(0)];
            self.disk.perform(Step(Part::PersonalKey, Act::Write), || {
                let mut file = OpenOptions::new().write(true).open(&path)?;
                file.write_all(&zeros)?;
                file.sync_all()
            })?;
            remove(&self.disk, &path)?;
        }
        keys.remove(&name);
        Ok(())
    }

    fn names(&self) -> Vec<PersonalKeyName> {
        self.keys().keys().copied().collect()
    }
}

fn name_of(path: &Path) -> Option<PersonalKeyName> {
    path.file_name()?.to_str()?.strip_suffix(".key")?.parse().ok()
}

/// Takes away a file that was written over.
fn remove(disk: &impl Disk, path: &Path) -> io::Result<()> {
    disk.perform(Step(Part::PersonalKey, Act::Rename), || fs::remove_file(path))?;
    sync_folder(disk, Part::PersonalKey, path.parent().expect("it lies in the folder"))
}

/// Whether a key was being destroyed when the process or the machine ended. A key's file ends with a line feed.
fn is_written_over(path: &Path) -> bool {
    fs::read(path).is_ok_and(|bytes| !bytes.is_empty() && bytes.iter().all(|byte| *byte == b'0'))
}

fn read_key(path: &Path) -> Option<SealingKey> {
    let text = fs::read_to_string(path).ok()?;
    let bytes = HEXLOWER.decode(text.trim_end().as_bytes()).ok()?;
    bytes.try_into().ok().map(SealingKey::new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Sealed;

    fn random(buffer: &mut [u8]) {
        buffer.fill(5);
    }

    fn name(text: &str) -> PersonalKeyName {
        text.parse().expect("a name")
    }

    #[test]
    fn a_key_is_there_after_a_restart_and_gone_after_its_destruction() {
        let data = tempfile::tempdir().expect("a folder");
        let keys = PersonalKeyFolder::open(data.path(), random).expect("it opens");
        assert!(keys.get(name("account-1")).is_none());
        let key = keys.get_or_make(name("account-1")).expect("a disk");
        keys.get_or_make(name("traces-2026-11")).expect("a disk");
        let sealed = Sealed::seal(name("account-1"), &key, &"x", random);

        let keys = PersonalKeyFolder::open(data.path(), random).expect("it opens");
        assert_eq!(keys.names(), [name("account-1"), name("traces-2026-11")]);
        let key = keys.get(name("account-1")).expect("it was made");
        assert_eq!(sealed.open::<String>(name("account-1"), &key).as_deref(), Some("x"));
        for _ in 0..2 {
            keys.destroy(name("account-1")).expect("a disk");
            assert!(keys.get(name("account-1")).is_none());
        }
        let keys = PersonalKeyFolder::open(data.path(), random).expect("it opens");
        assert_eq!(keys.names(), [name("traces-2026-11")]);
    }

    #[test]
    fn a_destruction_that_a_crash_cut_short_is_finished() {
        let data = tempfile::tempdir().expect("a folder");
        let keys = PersonalKeyFolder::open(data.path(), random).expect("it opens");
        keys.get_or_make(name("account-1")).expect("a disk");
        keys.get_or_make(name("account-2")).expect("a disk");
        let path = data.path().join("personal/account-1.key");
        let length = fs::read(&path).expect("there").len();
        fs::write(&path, "0".repeat(length)).expect("a disk");

        let lacks = |needed: &[u64]| {
            let account = |number: &u64| AccountNumber::try_from(*number).expect("small");
            let needed = needed.iter().map(account).collect();
            PersonalKeyFolder::lacks(data.path(), &needed).expect("it can be read")
        };
        assert_eq!(lacks(&[2]), Vec::<String>::new());
        assert_eq!(lacks(&[1, 2]).len(), 1, "of an account that is open it would be missing");
        let keys = PersonalKeyFolder::open(data.path(), random).expect("it opens");
        assert_eq!(keys.names(), [name("account-2")]);
        assert!(!path.exists());
    }

    #[test]
    fn a_damaged_key_is_neither_used_nor_written_over() {
        let data = tempfile::tempdir().expect("a folder");
        let keys = PersonalKeyFolder::open(data.path(), random).expect("it opens");
        keys.get_or_make(name("account-1")).expect("a disk");
        let path = data.path().join("personal/account-1.key");
        fs::write(&path, "00ff").expect("a disk");
        let keys = PersonalKeyFolder::open(data.path(), random).expect("it opens all the same");
        assert!(keys.get(name("account-1")).is_none());
        assert!(keys.get_or_make(name("account-1")).is_err());
        assert_eq!(fs::read_to_string(&path).expect("there"), "00ff");
    }
}
