//! The journal: every change as one frame in append-only files, each frame bound to the one before.
//!
//! ```text
//!   0        4          12          44       48
//!   +--------+----------+-----------+--------+------------------------------------------+
//!   | length | sequence | previous  | CRC32C | body: entries, then the private part     |
//!   +--------+----------+-----------+--------+------------------------------------------+
//!    of body   from 1     SHA-256 of  of all     count (4), each length (4) ‖ entry bytes;
//!    (u32)     (u64)      the frame   the rest   the rest is JSON.      All big-endian.
//!                         before
//! ```
//!
//! A segment is named for its first sequence and begins a new file when the last one is large, so that
//! segments behind a verified base can be deleted whole.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufReader, Read, Seek, SeekFrom, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use super::disk::{Act, Disk, Part, Step, advice, sync_folder};
use crate::ledger::{Commit, Mark, Private};

/// A segment is closed when it is this long, in bytes.
const SEGMENT: u64 = 64 << 20;

/// No body is longer: the register of the whole country, brought in at once, has 0.2 GB. A length beyond
/// it is damage, and no memory is asked for it.
pub(super) const LONGEST_BODY: u32 = 512 << 20;

const HEADER: usize = 48;

/// What a first frame is bound to.
pub(super) const BEFORE_THE_FIRST: [u8; 32] = [0; 32];

/// The journal can't be read or written.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The operating system refused.
    #[error("{0}: {1}{advice}", advice = advice(.1))]
    Io(PathBuf, io::Error),
    /// There is none.
    #[error(
        "{0}: there is no journal here; restore the data folder from a backup, or make a new one with `ocop-stamp init`"
    )]
    Missing(PathBuf),
    /// There is one where a new one should be made.
    #[error("{0}: there is a journal here already")]
    Exists(PathBuf),
    /// Segments that do not follow each other.
    #[error("{0}: a segment before this one is missing; restore it from a backup")]
    Gap(PathBuf),
}

/// A frame as it was read.
#[derive(Debug)]
pub(super) struct Frame {
    pub sequence: u64,
    pub hash: [u8; 32],
    pub entries: Vec<Vec<u8>>,
    pub private: Private,
}

/// Where the longest good prefix ends, and what is behind it.
#[derive(Debug)]
pub(super) struct Scan {
    pub sequence: u64,
    pub hash: [u8; 32],
    /// The segment in which the prefix ends, and its length up to there.
    end: (PathBuf, u64),
    /// Segments behind that one.
    later: Vec<PathBuf>,
    /// The last good frame; `None` if there is none.
    pub last: Option<Mark>,
    /// Whether anything stands behind the prefix.
    pub has_bad_tail: bool,
}

impl Scan {
    /// The segment in which the good prefix ends, and the length of its part there.
    pub(super) fn end(&self) -> (&Path, u64) {
        (&self.end.0, self.end.1)
    }
}

/// The journal, open for appending.
pub(super) struct Journal<D> {
    disk: D,
    folder: PathBuf,
    file: File,
    path: PathBuf,
    length: u64,
    hash: [u8; 32],
    /// The newest frame.
    last: Option<Mark>,
    /// The first change of the file.
    first: u64,
    /// How long a segment grows before the next one begins.
    segment: u64,
}

impl<D: Disk> Journal<D> {
    /// Makes an empty journal in a new folder.
    pub(super) fn create(folder: &Path, disk: D) -> Result<Self, JournalError> {
        match fs::create_dir(folder) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                return Err(JournalError::Exists(folder.to_owned()));
            }
            Err(error) => return Err(JournalError::Io(folder.to_owned(), error)),
        }
        let parent = folder.parent().unwrap_or(Path::new("."));
        sync_folder(&disk, Part::Journal, parent)
            .map_err(|error| JournalError::Io(parent.to_owned(), error))?;
        let (path, file) = begin_segment(&disk, folder, 1)?;
        let folder = folder.to_owned();
        let hash = BEFORE_THE_FIRST;
        Ok(Self {
            disk,
            folder,
            file,
            path,
            length: 0,
            hash,
            last: None,
            first: 1,
            segment: SEGMENT,
        })
    }

    /// Where it is.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Has segments end when they are this long.
    pub(super) fn end_segments_at(&mut self, length: u64) {
        self.segment = length;
    }

    /// Opens the journal behind its good prefix. What stands behind that is set aside in files named
    /// `*.cut`, since nothing that was ever written is thrown away unseen.
    pub(super) fn open_behind(folder: &Path, scan: &Scan, disk: D) -> Result<Self, JournalError> {
        let (path, length) = &scan.end;
        let io_error = |error| JournalError::Io(path.clone(), error);
        let mut file = OpenOptions::new().read(true).write(true).open(path).map_err(io_error)?;
        if scan.has_bad_tail {
            cut(&disk, folder, scan, &mut file).map_err(io_error)?;
        }
        file.seek(SeekFrom::End(0)).map_err(io_error)?;
        Ok(Self {
            disk,
            folder: folder.to_owned(),
            file,
            path: path.clone(),
            length: *length,
            hash: scan.hash,
            last: scan.last,
            first: first_of(path).unwrap_or(1),
            segment: SEGMENT,
        })
    }

    /// Appends a group and has it on disk when it returns.
    pub(super) fn append(&mut self, group: &[Commit]) -> Result<[u8; 32], JournalError> {
        let Some(first) = group.first() else { return Ok(self.hash) };
        if self.length >= self.segment {
            (self.path, self.file) = begin_segment(&self.disk, &self.folder, first.sequence)?;
            (self.length, self.first) = (0, first.sequence);
        }
        let mut bytes = Vec::new();
        let (mut hash, mut last) = (self.hash, self.last);
        for commit in group {
            let begin = self.length + bytes.len() as u64;
            hash = write_frame(&mut bytes, commit, &hash);
            let end = self.length + bytes.len() as u64;
            let (sequence, segment) = (commit.sequence, self.first);
            last = Some(Mark { sequence, frame_hash: hash, segment, begin, end });
        }
        let Self { disk, file, path, .. } = self;
        disk.perform(Step(Part::Journal, Act::Write), || file.write_all(&bytes))
            .and_then(|()| disk.perform(Step(Part::Journal, Act::Sync), || file.sync_data()))
            .map_err(|error| JournalError::Io(path.clone(), error))?;
        self.length += bytes.len() as u64;
        (self.hash, self.last) = (hash, last);
        Ok(hash)
    }

    /// Begins a file, so that what stands before it can be deleted whole; where nothing stands in this one, it stays.
    pub(super) fn end_segment(&mut self) -> Result<(), JournalError> {
        let Some(last) = self.last.filter(|_| self.length > 0) else { return Ok(()) };
        let next = last.sequence + 1;
        (self.path, self.file) = begin_segment(&self.disk, &self.folder, next)?;
        (self.length, self.first) = (0, next);
        Ok(())
    }

    /// The newest frame; `None` before the first.
    pub(super) fn last(&self) -> Option<Mark> {
        self.last
    }
}

/// Whether the journal has the frame that a mark names, in its place: it is read again, and everything before it is
/// bound by its hash.
pub(super) fn holds(folder: &Path, mark: &Mark) -> Result<bool, JournalError> {
    let path = path_of(folder, mark.segment);
    let io_error = |error| JournalError::Io(path.clone(), error);
    let mut file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(io_error(error)),
    };
    let (length, longest) = (mark.end - mark.begin, HEADER as u64 + u64::from(LONGEST_BODY));
    if length > longest || file.metadata().map_err(io_error)?.len() < mark.end {
        return Ok(false);
    }
    let mut frame = vec![0; usize::try_from(length).expect("a frame fits the memory")];
    file.seek(SeekFrom::Start(mark.begin))
        .and_then(|_| file.read_exact(&mut frame))
        .map_err(io_error)?;
    Ok(<[u8; 32]>::from(Sha256::digest(&frame)) == mark.frame_hash)
}

/// Whether the journal can be read on from behind a frame: it has it, or begins right behind it.
pub(super) fn goes_on_behind(folder: &Path, mark: &Mark) -> Result<bool, JournalError> {
    let is_there = path_of(folder, mark.segment).exists();
    if is_there { holds(folder, mark) } else { Ok(path_of(folder, mark.sequence + 1).exists()) }
}

/// The segment in which the journal goes on behind a frame, by its first sequence.
pub(super) fn first_segment_behind(folder: &Path, mark: &Mark) -> u64 {
    if path_of(folder, mark.segment).exists() { mark.segment } else { mark.sequence + 1 }
}

/// The segments that lie wholly before the frame behind a mark, the oldest first; never the last one.
pub(super) fn segments_before(folder: &Path, mark: &Mark) -> Result<Vec<PathBuf>, JournalError> {
    let segments = segments(folder)?;
    let followed = segments.iter().zip(segments.iter().skip(1));
    let before = followed.take_while(|(_, (next, _))| *next <= mark.sequence + 1);
    Ok(before.map(|((_, path), _)| path.clone()).collect())
}

/// Goes through all good frames in order, and says where they end; where a mark is given, from behind the frame that the
/// journal [`holds`], or behind which it [goes on](goes_on_behind). Reads only.
pub(super) fn scan<E: From<JournalError>>(
    folder: &Path,
    mark: Option<&Mark>,
    mut each: impl FnMut(Frame) -> Result<(), E>,
) -> Result<Scan, E> {
    let mut segments = segments(folder)?;
    if let Some(mark) = mark {
        let from = first_segment_behind(folder, mark);
        segments.retain(|(first, _)| from <= *first);
    }
    let Some((_, first)) = segments.first() else {
        return Err(JournalError::Missing(folder.to_owned()).into());
    };
    let mut scan = Scan {
        sequence: mark.map_or(0, |mark| mark.sequence),
        hash: mark.map_or(BEFORE_THE_FIRST, |mark| mark.frame_hash),
        end: (first.clone(), mark.map_or(0, |mark| mark.end)),
        later: Vec::new(),
        last: mark.copied(),
        has_bad_tail: false,
    };
    for (place, (first_sequence, path)) in segments.iter().enumerate() {
        let is_marked = mark.is_some_and(|mark| mark.segment == *first_sequence);
        if !is_marked && *first_sequence != scan.sequence + 1 {
            return Err(JournalError::Gap(path.clone()).into());
        }
        let io_error = |error| JournalError::Io(path.clone(), error);
        let mut file = File::open(path).map_err(io_error)?;
        let length = file.metadata().map_err(io_error)?.len();
        let begin = if is_marked { scan.end.1 } else { 0 };
        file.seek(SeekFrom::Start(begin)).map_err(io_error)?;
        let mut reader = BufReader::with_capacity(1 << 20, file);
        scan.end = (path.clone(), begin);
        while scan.end.1 < length {
            let left = length - scan.end.1;
            let frame =
                read_frame(&mut reader, left, scan.sequence + 1, &scan.hash).map_err(io_error)?;
            let Some((frame, frame_length)) = frame else {
                scan.has_bad_tail = true;
                scan.later = segments[place + 1..].iter().map(|(_, path)| path.clone()).collect();
                return Ok(scan);
            };
            (scan.sequence, scan.hash) = (frame.sequence, frame.hash);
            let (segment, begin) = (*first_sequence, scan.end.1);
            scan.end.1 += frame_length;
            let (sequence, frame_hash, end) = (frame.sequence, frame.hash, scan.end.1);
            scan.last = Some(Mark { sequence, frame_hash, segment, begin, end });
            each(frame)?;
        }
    }
    Ok(scan)
}

/// Begins a new file, its name on disk when this returns.
fn begin_segment(
    disk: &impl Disk,
    folder: &Path,
    sequence: u64,
) -> Result<(PathBuf, File), JournalError> {
    let path = path_of(folder, sequence);
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&path)
        .and_then(|file| sync_folder(disk, Part::Journal, folder).map(|()| file))
        .map(|file| (path.clone(), file))
        .map_err(|error| JournalError::Io(path, error))
}

/// Cuts off what stands behind the good prefix: it is on disk elsewhere before it is gone here.
fn cut(disk: &impl Disk, folder: &Path, scan: &Scan, file: &mut File) -> io::Result<()> {
    let (path, length) = &scan.end;
    let mut tail = Vec::new();
    file.seek(SeekFrom::Start(*length))?;
    file.read_to_end(&mut tail)?;
    let aside = free_name(path, &format!("from-{}", scan.sequence + 1));
    let mut aside = disk.perform(Step(Part::JournalCut, Act::Write), || {
        let mut aside = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&aside)?;
        aside.write_all(&tail).map(|()| aside)
    })?;
    disk.perform(Step(Part::JournalCut, Act::Sync), || {
        aside.flush().and_then(|()| aside.sync_all())
    })?;
    for later in &scan.later {
        disk.perform(Step(Part::JournalCut, Act::Rename), || {
            fs::rename(later, free_name(later, "whole"))
        })?;
    }
    sync_folder(disk, Part::JournalCut, folder)?;
    disk.perform(Step(Part::Journal, Act::Write), || file.set_len(*length))?;
    disk.perform(Step(Part::Journal, Act::Sync), || file.sync_all())
}

/// A name that nothing has, for what is cut off a segment.
fn free_name(segment: &Path, part: &str) -> PathBuf {
    let names = (1..).map(|number| segment.with_extension(format!("{part}-{number}.cut")));
    let mut free = names.filter(|path| !path.exists());
    free.next().expect("some number is free")
}

/// The segments, each with its first sequence, in order.
pub(super) fn segments(folder: &Path) -> Result<Vec<(u64, PathBuf)>, JournalError> {
    let names = match fs::read_dir(folder) {
        Ok(names) => names,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(JournalError::Io(folder.to_owned(), error)),
    };
    let mut segments = Vec::new();
    for name in names {
        let path = name.map_err(|error| JournalError::Io(folder.to_owned(), error))?.path();
        if let Some(sequence) = first_of(&path) {
            segments.push((sequence, path));
        }
    }
    segments.sort();
    Ok(segments)
}

/// The segment that begins with a change.
fn path_of(folder: &Path, sequence: u64) -> PathBuf {
    folder.join(format!("{sequence:020}.journal"))
}

/// The change that a segment begins with, by its name.
fn first_of(segment: &Path) -> Option<u64> {
    segment.file_name()?.to_str()?.strip_suffix(".journal")?.parse().ok()
}

fn write_frame(bytes: &mut Vec<u8>, commit: &Commit, previous: &[u8; 32]) -> [u8; 32] {
    let start = bytes.len();
    let count =
        |number: usize| u32::try_from(number).expect("a group is far smaller").to_be_bytes();
    let mut body = Vec::new();
    body.extend_from_slice(&count(commit.entries.len()));
    for (_, entry) in &commit.entries {
        body.extend_from_slice(&count(entry.len()));
        body.extend_from_slice(entry);
    }
    serde_json::to_writer(&mut body, &commit.private).expect("records of ours serialise");
    bytes.extend_from_slice(&count(body.len()));
    bytes.extend_from_slice(&commit.sequence.to_be_bytes());
    bytes.extend_from_slice(previous);
    let checksum = crc32c::crc32c_append(crc32c::crc32c(&bytes[start..]), &body);
    bytes.extend_from_slice(&checksum.to_be_bytes());
    bytes.extend_from_slice(&body);
    Sha256::digest(&bytes[start..]).into()
}

/// Reads the next frame; `None` where the good prefix ends.
pub(super) fn read_frame(
    reader: &mut impl Read,
    left: u64,
    sequence: u64,
    previous: &[u8; 32],
) -> io::Result<Option<(Frame, u64)>> {
    let mut header = [0; HEADER];
    if left < HEADER as u64 {
        return Ok(None);
    }
    reader.read_exact(&mut header)?;
    let (length, rest) = header.split_first_chunk::<4>().expect("48 bytes");
    let (number, rest) = rest.split_first_chunk::<8>().expect("44 bytes");
    let (bound_to, checksum) = rest.split_first_chunk::<32>().expect("36 bytes");
    let length = u32::from_be_bytes(*length);
    let frame_length = HEADER as u64 + u64::from(length);
    if length > LONGEST_BODY
        || frame_length > left
        || u64::from_be_bytes(*number) != sequence
        || bound_to != previous
    {
        return Ok(None);
    }
    let mut body = vec![0; length as usize];
    reader.read_exact(&mut body)?;
    let computed = crc32c::crc32c_append(crc32c::crc32c(&header[..HEADER - 4]), &body);
    if computed.to_be_bytes() != checksum {
        return Ok(None);
    }
    let hash = Sha256::new().chain_update(header).chain_update(&body).finalize().into();
    let frame =
        read_body(&body).map(|(entries, private)| Frame { sequence, hash, entries, private });
    Ok(frame.map(|frame| (frame, frame_length)))
}

fn read_body(body: &[u8]) -> Option<(Vec<Vec<u8>>, Private)> {
    let (count, mut rest) = body.split_first_chunk::<4>()?;
    let mut entries = Vec::new();
    for _ in 0..u32::from_be_bytes(*count) {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let (entry, after) = after.split_at_checked(u32::from_be_bytes(*length) as usize)?;
        entries.push(entry.to_vec());
        rest = after;
    }
    Some((entries, serde_json::from_slice(rest).ok()?))
}
