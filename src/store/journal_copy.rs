//! The journal's good part as files to be copied, beside whoever appends to it.
//!
//! A frame that was read whole is part of the history: a start takes it in, whether it was acknowledged or not, once it
//! is on disk. So the last file is synced before anything of it is relied on elsewhere.

use std::{
    fs::File,
    io::{BufReader, Seek, SeekFrom},
    path::Path,
    thread,
    time::Duration,
};

use super::journal::{JournalError, Scan, read_frame, segments};

/// How long it is waited for a frame that is being written.
const TRIES: u32 = 20;
const BETWEEN_TRIES: Duration = Duration::from_millis(100);

/// A segment, open, so that it can be read to its end even when it is deleted meanwhile.
pub(super) struct Segment {
    pub name: String,
    pub file: File,
    /// Of its good part.
    pub length: u64,
}

/// Opens the segments of the good part that a scan found, from one of them on; `None` if one of them is gone, deleted behind a newer base.
pub(super) fn open_good_part(
    folder: &Path,
    scan: &Scan,
    first_segment: u64,
) -> Result<Option<Vec<Segment>>, JournalError> {
    let (last, length_of_last) = scan.end();
    let mut opened = Vec::new();
    let mut expected = Some(first_segment);
    for (sequence, path) in segments(folder)? {
        if sequence < first_segment {
            continue;
        }
        if expected.take().is_some_and(|expected| expected != sequence) {
            return Ok(None);
        }
        let io_error = |error| JournalError::Io(path.clone(), error);
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(io_error(error)),
        };
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path == last {
            file.sync_all().map_err(io_error)?;
            opened.push(Segment { name, file, length: length_of_last });
            return Ok(Some(opened));
        }
        // Nothing is appended to it any more: a later one has begun.
        let length = file.metadata().map_err(io_error)?.len();
        opened.push(Segment { name, file, length });
    }
    Ok(None)
}

/// Whether what stands behind the good part is a frame that was being written when it was read, rather than damage:
/// then it is whole a moment later.
pub(super) fn tail_was_being_written(scan: &Scan) -> Result<bool, JournalError> {
    let (path, at) = scan.end();
    let io_error = |error| JournalError::Io(path.to_owned(), error);
    for _ in 0..TRIES {
        let mut file = File::open(path).map_err(io_error)?;
        let left = file.metadata().map_err(io_error)?.len().saturating_sub(at);
        file.seek(SeekFrom::Start(at)).map_err(io_error)?;
        let mut reader = BufReader::new(file);
        let frame = read_frame(&mut reader, left, scan.sequence + 1, &scan.hash);
        // None: it was taken back, as a start takes back what a crash left.
        if left == 0 || frame.map_err(io_error)?.is_some() {
            return Ok(true);
        }
        thread::sleep(BETWEEN_TRIES);
    }
    Ok(false)
}
