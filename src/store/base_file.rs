//! A base: the private part of all changes up to one of them, in one file, so that the journal before it can be deleted.
//!
//! ```text
//! "ocop-stamp base\n" ‖ version (u32)
//! ‖ change (u64) ‖ hash of its frame (32) ‖ its segment, begin and end of the frame there (u64 each)
//! ‖ entries in the logs that the log continues (u64), since version 2 ‖ entries in the log (u64) ‖ their root (32) ‖ when it was made, in seconds (i64) ‖ checkpoint (u32 ‖ note)
//! ‖ records in the order of their keys: length of the key (u16) ‖ length of the value (u32) ‖ key ‖ value
//! ‖ 0 (u16) ‖ count of records (u64)
//! ‖ SHA-256 of all before.                                                                    All big-endian.
//! ```
//!
//! Keys and values are sled's. The entries themselves are not in it: they stand in the published log, which leads to the
//! same root. A base is read from its beginning to its end, and holds as much memory as its longest record.

use std::{
    fs::{self, File},
    io::{self, BufReader, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::{
    disk::{Disk, Part, advice, replace_file_with},
    journal::LONGEST_BODY,
};
use crate::{
    ledger::Mark,
    log::tree::{Hash, TreeHead},
};

const MAGIC: &[u8] = b"ocop-stamp base\n";

const VERSION: u32 = 2;

/// The version before, which knew no logs that are continued.
const OF_ONE_LOG: u32 = 1;

/// No checkpoint is longer.
const LONGEST_NOTE: u32 = 1 << 20;

/// A base can't be read or made.
#[derive(Debug, thiserror::Error)]
pub enum BaseError {
    /// The operating system refused.
    #[error("{0}: {1}{advice}", advice = advice(.1))]
    Io(PathBuf, io::Error),
    /// Not what was written, or of another version.
    #[error("{0}: the base is damaged ({1})")]
    Damaged(PathBuf, &'static str),
    /// What it is to be made of is not what it should be.
    #[error("no base can be made: {0}")]
    Impossible(String),
}

/// What a base says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseHead {
    /// The change after which it was made.
    pub mark: Mark,
    /// Entries in the logs that the log continues.
    pub first_position: u64,
    /// The log up to there.
    pub log: TreeHead,
    /// When it was made.
    pub made_at: Timestamp,
    /// The checkpoint over exactly these entries.
    pub checkpoint: String,
}

impl BaseHead {
    /// Entries in all logs.
    pub fn entries(&self) -> u64 {
        self.first_position + self.log.size
    }
}

/// A record by its key.
pub(super) type KeyAndValue = (Vec<u8>, Vec<u8>);

/// Where a data folder has its bases.
pub(super) fn bases_folder(data: &Path) -> PathBuf {
    data.join("base")
}

/// The bases of a folder by their names, the newest first.
pub(super) fn bases(folder: &Path) -> Result<Vec<(u64, PathBuf)>, BaseError> {
    let io_error = |error| BaseError::Io(folder.to_owned(), error);
    let names = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        names => names.map_err(io_error)?,
    };
    let mut bases = Vec::new();
    for name in names {
        let path = name.map_err(io_error)?.path();
        let sequence =
            path.file_name().and_then(|name| name.to_str()?.strip_suffix(".base")?.parse().ok());
        if let Some(sequence) = sequence {
            bases.push((sequence, path));
        }
    }
    bases.sort_unstable_by(|one, other| other.cmp(one));
    Ok(bases)
}

/// The base that is made after a change.
pub(super) fn path_of(folder: &Path, sequence: u64) -> PathBuf {
    folder.join(format!("{sequence:020}.base"))
}

/// Writes a base, on disk when this returns. Returns how many records it has.
pub(super) fn write(
    disk: &impl Disk,
    path: &Path,
    head: &BaseHead,
    mut next: impl FnMut() -> io::Result<Option<KeyAndValue>>,
) -> Result<u64, BaseError> {
    let mut count = 0_u64;
    let mut write_to = |file: &mut dyn Write| {
        count = 0;
        let mut to = Hashed { inner: BufWriter::with_capacity(1 << 20, file), hash: Sha256::new() };
        write_head(&mut to, head)?;
        while let Some((key, value)) = next()? {
            let key_length = u16::try_from(key.len()).ok().filter(|length| *length > 0);
            let key_length =
                key_length.ok_or_else(|| io::Error::other("a key without a length"))?;
            let value_length = u32::try_from(value.len()).map_err(io::Error::other)?;
            to.write_all(&key_length.to_be_bytes())?;
            to.write_all(&value_length.to_be_bytes())?;
            to.write_all(&key)?;
            to.write_all(&value)?;
            count += 1;
        }
        to.write_all(&0_u16.to_be_bytes())?;
        to.write_all(&count.to_be_bytes())?;
        let Hashed { mut inner, hash } = to;
        inner.write_all(&hash.finalize())?;
        inner.flush()
    };
    let temporary = path.with_extension("tmp");
    replace_file_with(&temporary, disk, Part::Base, 0o600, path, &mut write_to)
        .map_err(|error| BaseError::Io(path.to_owned(), error))?;
    Ok(count)
}

fn write_head(to: &mut impl Write, head: &BaseHead) -> io::Result<()> {
    let BaseHead { mark, first_position, log, made_at, checkpoint } = head;
    to.write_all(MAGIC)?;
    to.write_all(&VERSION.to_be_bytes())?;
    to.write_all(&mark.sequence.to_be_bytes())?;
    to.write_all(&mark.frame_hash)?;
    for place in [mark.segment, mark.begin, mark.end, *first_position, log.size] {
        to.write_all(&place.to_be_bytes())?;
    }
    to.write_all(log.root.as_bytes())?;
    to.write_all(&made_at.as_second().to_be_bytes())?;
    let length = u32::try_from(checkpoint.len()).map_err(io::Error::other)?;
    to.write_all(&length.to_be_bytes())?;
    to.write_all(checkpoint.as_bytes())
}

/// A base that is being read. Its records are to be relied on when all of them were read without an error.
pub(super) struct Base {
    path: PathBuf,
    from: Hashed<BufReader<File>>,
    /// Bytes of the file that were not read yet.
    left: u64,
    count: u64,
    last_key: Vec<u8>,
    is_at_end: bool,
    pub(super) head: BaseHead,
}

impl Base {
    /// Reads what a base says of itself.
    pub(super) fn open(path: &Path) -> Result<Self, BaseError> {
        let io_error = |error| BaseError::Io(path.to_owned(), error);
        let file = File::open(path).map_err(io_error)?;
        let left = file.metadata().map_err(io_error)?.len();
        let from = Hashed { inner: BufReader::with_capacity(1 << 20, file), hash: Sha256::new() };
        let nothing = TreeHead { size: 0, root: Hash::from_bytes([0; Hash::LENGTH]) };
        let mark = Mark { sequence: 0, frame_hash: [0; 32], segment: 0, begin: 0, end: 0 };
        let made_at = Timestamp::UNIX_EPOCH;
        let (first_position, log) = (0, nothing);
        let head = BaseHead { mark, first_position, log, made_at, checkpoint: String::new() };
        let (path, last_key) = (path.to_owned(), Vec::new());
        let mut base = Self { path, from, left, count: 0, last_key, is_at_end: false, head };
        base.head = base.read_head()?;
        Ok(base)
    }

    fn read_head(&mut self) -> Result<BaseHead, BaseError> {
        if self.array::<{ MAGIC.len() }>()? != *MAGIC {
            return Err(self.damaged("it does not begin like one"));
        }
        let version = u32::from_be_bytes(self.array()?);
        if version != VERSION && version != OF_ONE_LOG {
            return Err(self.damaged("it has another version"));
        }
        let (sequence, frame_hash) = (self.number()?, self.array()?);
        let (segment, begin, end) = (self.number()?, self.number()?, self.number()?);
        let first_position = if version == OF_ONE_LOG { 0 } else { self.number()? };
        let log = TreeHead { size: self.number()?, root: Hash::from_bytes(self.array()?) };
        let made_at = Timestamp::from_second(i64::from_be_bytes(self.array()?));
        let made_at = made_at.map_err(|_| self.damaged("its time"))?;
        let length = u32::from_be_bytes(self.array()?);
        if length > LONGEST_NOTE {
            return Err(self.damaged("its checkpoint"));
        }
        let checkpoint = String::from_utf8(self.bytes(length.into())?);
        let checkpoint = checkpoint.map_err(|_| self.damaged("its checkpoint"))?;
        if !(1..=sequence).contains(&segment) || begin >= end {
            return Err(self.damaged("its place in the journal"));
        }
        if first_position.checked_add(log.size).is_none() {
            return Err(self.damaged("its count of entries"));
        }
        let mark = Mark { sequence, frame_hash, segment, begin, end };
        Ok(BaseHead { mark, first_position, log, made_at, checkpoint })
    }

    /// The next record; `None` when all were read, and are what was written.
    pub(super) fn next(&mut self) -> Result<Option<KeyAndValue>, BaseError> {
        if self.is_at_end {
            return Ok(None);
        }
        let key_length = u16::from_be_bytes(self.array()?);
        if key_length == 0 {
            return self.end().map(|()| None);
        }
        let value_length = u32::from_be_bytes(self.array()?);
        if value_length > LONGEST_BODY {
            return Err(self.damaged("a record's length"));
        }
        let (key, value) = (self.bytes(key_length.into())?, self.bytes(value_length.into())?);
        if key <= self.last_key {
            return Err(self.damaged("the order of its records"));
        }
        self.last_key.clone_from(&key);
        self.count += 1;
        Ok(Some((key, value)))
    }

    /// Reads all that is left, and says how many records there are.
    pub(super) fn check(mut self) -> Result<(BaseHead, u64), BaseError> {
        while self.next()?.is_some() {}
        Ok((self.head, self.count))
    }

    fn end(&mut self) -> Result<(), BaseError> {
        if self.number()? != self.count {
            return Err(self.damaged("the count of its records"));
        }
        let hash: [u8; 32] = self.from.hash.clone().finalize().into();
        if self.array::<32>()? != hash {
            return Err(self.damaged("its hash"));
        }
        if self.left > 0 {
            return Err(self.damaged("something stands behind it"));
        }
        self.is_at_end = true;
        Ok(())
    }

    fn number(&mut self) -> Result<u64, BaseError> {
        Ok(u64::from_be_bytes(self.array()?))
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], BaseError> {
        let mut bytes = [0; N];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    /// No more than there are: no memory is asked for what is not there.
    fn bytes(&mut self, length: u64) -> Result<Vec<u8>, BaseError> {
        if length > self.left {
            return Err(self.damaged("it is cut short"));
        }
        let mut bytes = vec![0; usize::try_from(length).expect("a record fits the memory")];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), BaseError> {
        let length = bytes.len() as u64;
        self.left = self.left.checked_sub(length).ok_or_else(|| self.damaged("it is cut short"))?;
        self.from.read_exact(bytes).map_err(|error| BaseError::Io(self.path.clone(), error))
    }

    fn damaged(&self, what: &'static str) -> BaseError {
        BaseError::Damaged(self.path.clone(), what)
    }
}

/// Hashes what passes.
struct Hashed<T> {
    inner: T,
    hash: Sha256,
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(bytes)?;
        self.hash.update(&bytes[..read]);
        Ok(read)
    }
}

impl BaseHead {
    /// What a file says that is only a part of a base in the making.
    pub(super) fn of_a_part() -> Self {
        let mark = Mark { sequence: 1, frame_hash: [0; 32], segment: 1, begin: 0, end: 1 };
        let log = TreeHead { size: 0, root: Hash::from_bytes([0; Hash::LENGTH]) };
        let made_at = Timestamp::UNIX_EPOCH;
        Self { mark, first_position: 0, log, made_at, checkpoint: String::new() }
    }
}
