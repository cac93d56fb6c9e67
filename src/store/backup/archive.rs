//! The file that a backup is: POSIX ustar, of plain files only, the manifest last.
//!
//! ```text
//! +--------+---------+-----+--------+---------------+------------------+
//! | header | content | ... | header | manifest.json | 1,024 zero bytes |
//! +--------+---------+-----+--------+---------------+------------------+
//!  512      filled up to 512
//!
//! header:  0 name   100 mode   108 uid    116 gid   124 size   136 mtime  148 checksum
//!          156 type '0'   157 link (empty)   257 "ustar" 00   the rest zero
//! ```
//!
//! Read strictly: a header that would not be written again with the same bytes is none. So no link, device, path
//! that climbs, long name or second end gets in; and behind the end there is nothing.

use std::{
    collections::HashSet,
    io::{self, Read, Write},
    path::PathBuf,
};

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::manifest::{Content, FORMAT, MANIFEST, Manifest, Member};

const BLOCK: usize = 512;

/// How much of a file is in memory.
const AT_ONCE: usize = 128 << 10;

/// The most that ustar's eleven octal digits hold.
const LONGEST_MEMBER: u64 = (1 << 33) - 1;

/// A manifest has some 150 bytes a member, and a log of 100 million entries 800,000 members.
const LONGEST_MANIFEST: u64 = 256 << 20;

/// Why a file is no backup, or not what was written.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The operating system refused.
    #[error("it can't be read or written")]
    Io(#[from] io::Error),
    /// A file that goes in can't be read.
    #[error("{0:?} can't be read")]
    Unreadable(String, #[source] io::Error),
    /// A file can't be made of what is read.
    #[error("{path} can't be made", path = .0.display())]
    NotTaken(PathBuf, #[source] io::Error),
    /// What was sealed is not what is read.
    #[error("a byte of it is not what was sealed, or its end is missing")]
    Tampered,
    /// Not of ours from the beginning.
    #[error("it is no backup of ocop-stamp")]
    Foreign,
    /// Its end is missing.
    #[error("it ends in the middle: it was cut, or its copying was not finished")]
    Cut,
    /// More than an end.
    #[error("something stands behind its end")]
    Extended,
    /// What stands where a file should begin.
    #[error(
        "behind {0:?} stands no file of a backup: it is damaged, or was not made by ocop-stamp"
    )]
    Header(String),
    /// A name that leads out of the folder, or has no place in it.
    #[error("it holds {0:?}, which has no place in a data folder: it was not made by ocop-stamp")]
    Name(String),
    /// A file's content.
    #[error("{0:?} in it is not what was written: its SHA-256 is another one")]
    Damaged(String),
    /// A later version's.
    #[error(
        "it has format {0}, and this program reads format {FORMAT}: use the version that made it, or a newer one"
    )]
    Format(u64),
    /// A manifest that is none.
    #[error("its manifest can't be read: {0}")]
    Manifest(String),
    /// A file that can't be written in.
    #[error("{0:?} can't be put in: its name or its length is too long")]
    TooLong(String),
    /// A file that changed while it was read.
    #[error("{0:?} grew shorter while it was read")]
    Shrunk(String),
}

/// Writes a backup, file by file.
pub(super) struct ArchiveWriter<W> {
    to: W,
    made_at: u64,
    members: Vec<Member>,
}

impl<W: Write> ArchiveWriter<W> {
    /// Begins one; all of its files get this time, in seconds.
    pub(super) fn new(to: W, made_at: u64) -> Self {
        Self { to, made_at, members: Vec::new() }
    }

    /// Puts a file of that length in.
    pub(super) fn add(
        &mut self,
        name: &str,
        length: u64,
        content: &mut dyn Read,
    ) -> Result<(), ArchiveError> {
        let header = header(name, length, self.made_at);
        let header = header.ok_or_else(|| ArchiveError::TooLong(name.to_owned()))?;
        self.to.write_all(&header)?;
        let mut content = content.take(length);
        let (mut hash, mut buffer) = (Sha256::new(), vec![0; AT_ONCE]);
        while content.limit() > 0 {
            let read = content.read(&mut buffer);
            match read.map_err(|error| ArchiveError::Unreadable(name.to_owned(), error))? {
                0 => return Err(ArchiveError::Shrunk(name.to_owned())),
                read => {
                    hash.update(&buffer[..read]);
                    self.to.write_all(&buffer[..read])?;
                }
            }
        }
        let sha256 = HEXLOWER.encode(&hash.finalize());
        self.to.write_all(&[0; BLOCK][..padding(length)])?;
        self.members.push(Member { name: name.to_owned(), length, sha256 });
        Ok(())
    }

    /// Ends it with its manifest, whose members are those that were put in.
    pub(super) fn finish(
        mut self,
        manifest: impl FnOnce(Vec<Member>) -> Manifest,
    ) -> Result<(W, Manifest), ArchiveError> {
        let manifest = manifest(std::mem::take(&mut self.members));
        let mut bytes = serde_json::to_vec_pretty(&manifest).expect("a manifest serialises");
        bytes.push(b'\n');
        self.add(MANIFEST, bytes.len() as u64, &mut bytes.as_slice())?;
        self.to.write_all(&[0; 2 * BLOCK])?;
        Ok((self.to, manifest))
    }
}

/// Is handed a file's name and content.
pub(super) type Each<'a> = dyn FnMut(&str, &mut dyn Read) -> Result<(), ArchiveError> + 'a;

/// Reads a backup to its end. `each` is handed every file but the manifest as it comes, before its hash is known: what
/// it makes of them is only to be relied on when this returns `Ok`.
pub(super) fn read_archive(
    mut from: impl Read,
    each: &mut Each<'_>,
) -> Result<Manifest, ArchiveError> {
    let mut members: Vec<Member> = Vec::new();
    let mut names = HashSet::new();
    loop {
        let (name, length) = match (next_header(&mut from), members.last()) {
            (Ok(header), _) => header,
            (Err(ArchiveError::Header(_) | ArchiveError::Cut), None) => {
                return Err(ArchiveError::Foreign);
            }
            (Err(ArchiveError::Header(_)), Some(before)) => {
                return Err(ArchiveError::Header(before.name.clone()));
            }
            (Err(error), _) => return Err(error),
        };
        if name == MANIFEST {
            let manifest = read_manifest(&mut from, length)?;
            read_end(&mut from)?;
            held_against(&manifest, &members)?;
            return Ok(manifest);
        }
        if !is_plain(&name) || !names.insert(name.clone()) {
            return Err(ArchiveError::Name(name));
        }
        let mut content = HashedReader { from: (&mut from).take(length), hash: Sha256::new() };
        each(&name, &mut content)?;
        io::copy(&mut content, &mut io::sink())?;
        if content.from.limit() > 0 {
            return Err(ArchiveError::Cut);
        }
        let sha256 = HEXLOWER.encode(&content.hash.finalize());
        read_padding(&mut from, length)?;
        members.push(Member { name, length, sha256 });
    }
}

fn read_manifest(from: &mut impl Read, length: u64) -> Result<Manifest, ArchiveError> {
    let unreadable = |words: &dyn std::fmt::Display| ArchiveError::Manifest(words.to_string());
    if length > LONGEST_MANIFEST {
        return Err(unreadable(&"it is too long"));
    }
    let mut bytes = Vec::new();
    if from.take(length).read_to_end(&mut bytes)? as u64 != length {
        return Err(ArchiveError::Cut);
    }
    read_padding(from, length)?;
    let value: serde_json::Value =
        serde_json::from_slice(&bytes).map_err(|error| unreadable(&error))?;
    match value["format"].as_u64() {
        Some(format) if format != u64::from(FORMAT) => return Err(ArchiveError::Format(format)),
        Some(_) | None => {}
    }
    serde_json::from_value(value).map_err(|error| unreadable(&error))
}

/// Whether the files are those that the manifest names, and have a place in what it says that they are.
fn held_against(manifest: &Manifest, members: &[Member]) -> Result<(), ArchiveError> {
    if let Some((found, _)) =
        members.iter().zip(&manifest.members).find(|(found, written)| found != written)
    {
        return Err(ArchiveError::Damaged(found.name.clone()));
    }
    if members.len() != manifest.members.len() {
        return Err(ArchiveError::Manifest("it names other files than there are".to_owned()));
    }
    match members.iter().find(|member| !has_place(&manifest.content, &member.name)) {
        Some(stray) => Err(ArchiveError::Name(stray.name.clone())),
        None => Ok(()),
    }
}

fn has_place(content: &Content, name: &str) -> bool {
    let (folders, files) = content.places();
    match name.split_once('/') {
        Some((folder, _)) => folders.contains(&folder),
        None => files.contains(&name),
    }
}

/// A path below the folder, of letters, digits, points, hyphens and underscores, no part of it hidden.
fn is_plain(name: &str) -> bool {
    let is_plain = |part: &str| {
        let is_one_of = |b: u8| b.is_ascii_alphanumeric() || b"._-".contains(&b);
        !part.is_empty() && !part.starts_with('.') && part.bytes().all(is_one_of)
    };
    name.split('/').all(is_plain)
}

/// Nothing follows but the two empty blocks.
fn read_end(from: &mut impl Read) -> Result<(), ArchiveError> {
    let mut end = Vec::new();
    from.take(2 * BLOCK as u64 + 1).read_to_end(&mut end)?;
    match end.len() {
        length if length < 2 * BLOCK => Err(ArchiveError::Cut),
        length if length > 2 * BLOCK || end.iter().any(|byte| *byte != 0) => {
            Err(ArchiveError::Extended)
        }
        _ => Ok(()),
    }
}

fn read_padding(from: &mut impl Read, length: u64) -> Result<(), ArchiveError> {
    let mut padding = vec![0; padding(length)];
    read_whole(from, &mut padding)?;
    match padding.iter().all(|byte| *byte == 0) {
        true => Ok(()),
        false => Err(ArchiveError::Header("a file".to_owned())),
    }
}

/// How much fills the last block of a content.
fn padding(length: u64) -> usize {
    let over = usize::try_from(length % BLOCK as u64).expect("less than a block");
    (BLOCK - over) % BLOCK
}

fn read_whole(from: &mut impl Read, bytes: &mut [u8]) -> Result<(), ArchiveError> {
    from.read_exact(bytes).map_err(|error| {
        if error.kind() == io::ErrorKind::UnexpectedEof {
            ArchiveError::Cut
        } else {
            ArchiveError::Io(error)
        }
    })
}

/// The header of a file; `None` if its name or length do not fit.
fn header(name: &str, length: u64, made_at: u64) -> Option<[u8; BLOCK]> {
    let mut header = [0; BLOCK];
    if name.is_empty() || name.len() > 100 || length > LONGEST_MEMBER || made_at > LONGEST_MEMBER {
        return None;
    }
    header[..name.len()].copy_from_slice(name.as_bytes());
    let mut put =
        |at: usize, text: String| header[at..at + text.len()].copy_from_slice(text.as_bytes());
    for (at, number) in [(100, 0o600), (108, 0), (116, 0)] {
        put(at, format!("{number:07o}"));
    }
    put(124, format!("{length:011o}"));
    put(136, format!("{made_at:011o}"));
    put(148, " ".repeat(8));
    put(156, "0".to_owned());
    put(257, "ustar\x0000".to_owned());
    let checksum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{checksum:06o}\0 ").as_bytes());
    Some(header)
}

/// The name and length of the next file, if its header is one that we would write.
fn next_header(from: &mut impl Read) -> Result<(String, u64), ArchiveError> {
    let mut bytes = [0; BLOCK];
    read_whole(from, &mut bytes)?;
    let none = || ArchiveError::Header(String::new());
    let name = bytes[..100].split(|byte| *byte == 0).next().unwrap_or_default();
    let name = std::str::from_utf8(name).map_err(|_| none())?;
    let number = |field: &[u8]| {
        let digits = std::str::from_utf8(&field[..11]).ok()?;
        u64::from_str_radix(digits, 8).ok()
    };
    let length = number(&bytes[124..136]).ok_or_else(none)?;
    let made_at = number(&bytes[136..148]).ok_or_else(none)?;
    match header(name, length, made_at) {
        Some(header) if header == bytes => Ok((name.to_owned(), length)),
        Some(_) | None => Err(none()),
    }
}

/// Hashes what is read through it.
struct HashedReader<R> {
    from: io::Take<R>,
    hash: Sha256,
}

impl<R: Read> Read for HashedReader<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(bytes)?;
        self.hash.update(&bytes[..read]);
        Ok(read)
    }
}

#[cfg(test)]
mod tests;
