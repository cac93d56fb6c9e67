//! Writes the files of a job: this thread asks for stamps, others draw them, each a file at a time. A file is
//! whole under its name or not there.

use std::{
    fs,
    io::{BufWriter, Write},
    path::Path,
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    sync::{Arc, Mutex},
    thread,
};

use anyhow::{Context, Result, bail};
use tempfile::NamedTempFile;

use crate::{
    app::PrintableStamp,
    cli::{
        desk::Desk,
        exit_status::{Failure, Status},
        invocation::Invocation,
    },
    printing::{JobFile, PrintError, PrintJob, PrintedStamp, SymbolKind},
    stamp::{BatchNumber, StampIndex},
};

/// What is written, and where.
pub(super) struct Writing<'a> {
    pub(super) job: &'a PrintJob,
    pub(super) files: &'a [JobFile],
    pub(super) out: &'a Path,
    /// Whether files that are there are kept.
    pub(super) resume: bool,
}

/// What is shown of each stamp.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shown {
    /// In its symbol.
    pub(super) symbol: SymbolKind,
    /// Under a scratch layer.
    pub(super) pin: bool,
}

/// Makes the folder and writes the files into it.
pub(super) fn write_files(
    writing: &Writing<'_>,
    desk: &Desk,
    batch: BatchNumber,
    what: Shown,
    link: &dyn Fn(&str) -> String,
    run: &Invocation,
) -> Result<()> {
    let Writing { job, files, out, resume } = writing;
    let cant = |what: &str| Failure::cant_create(format!("can't {what} {}", out.display()));
    fs::create_dir_all(out).map_err(cant("make"))?;
    let missing: Vec<&JobFile> =
        files.iter().filter(|file| !out.join(&file.name).exists()).collect();
    if !resume && missing.len() < files.len() {
        let words = format!(
            "{} holds files of this print already; name another folder with --out, or go on with --resume",
            out.display()
        );
        bail!(Failure::new(Status::CantCreate, words));
    }
    let stamps = missing.iter().map(|file| u64::from(file.stamps.end - file.stamps.start)).sum();
    let progress = run.progress("Writing stamps", stamps);
    let stamps_of = |range: std::ops::Range<u32>| -> Result<Vec<PrintedStamp>> {
        if !job.shows_stamps() {
            return Ok(Vec::new());
        }
        let stamps = desk.printable_stamps(batch, range.start, range.end - 1)?;
        progress.advance(u64::from(range.end - range.start));
        Ok((range.start..).zip(stamps).map(|(at, stamp)| printed(at, stamp, what, link)).collect())
    };
    if let PrintJob::Rows { .. } = job {
        return missing.iter().try_for_each(|file| {
            write_whole(out, &file.name, |to| job.write(file, stamps_of, to))
        });
    }
    let cores = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let (sender, receiver) = sync_channel::<(&JobFile, Vec<PrintedStamp>)>(1);
        let receiver = Arc::new(Mutex::new(receiver));
        let drawing: Vec<_> = (0..cores)
            .map(|_| {
                let receiver = receiver.clone();
                scope.spawn(move || draw(job, out, &receiver))
            })
            .collect();
        // Those who draw hold the only other ends: once all have failed, nothing more is sent.
        drop(receiver);
        let sent = send(&missing, stamps_of, sender);
        for worker in drawing {
            worker.join().expect("whoever draws does not panic")?;
        }
        sent
    })
}

fn send<'f>(
    files: &[&'f JobFile],
    stamps_of: impl Fn(std::ops::Range<u32>) -> Result<Vec<PrintedStamp>>,
    to: SyncSender<(&'f JobFile, Vec<PrintedStamp>)>,
) -> Result<()> {
    for file in files {
        let stamps = stamps_of(file.stamps.clone())?;
        if to.send((file, stamps)).is_err() {
            break;
        }
    }
    Ok(())
}

/// Draws files until there are no more.
fn draw(
    job: &PrintJob,
    out: &Path,
    files: &Mutex<Receiver<(&JobFile, Vec<PrintedStamp>)>>,
) -> Result<()> {
    loop {
        let next = files.lock().expect("nobody panics with it").recv();
        let Ok((file, stamps)) = next else { return Ok(()) };
        let mut stamps = Some(stamps);
        write_whole(out, &file.name, |to| {
            job.write(file, |_| Ok::<_, PrintError>(stamps.take().unwrap_or_default()), to)
                .map_err(Into::into)
        })?;
    }
}

/// Writes a file under another name and gives it its own once it is whole and on disk.
fn write_whole(
    out: &Path,
    name: &str,
    write: impl FnOnce(&mut dyn Write) -> Result<()>,
) -> Result<()> {
    let cant = || format!("can't write {}", out.join(name).display());
    let mut file = BufWriter::new(NamedTempFile::new_in(out).with_context(cant)?);
    write(&mut file)?;
    let file = file.into_inner().map_err(std::io::IntoInnerError::into_error).with_context(cant)?;
    file.as_file().sync_all().with_context(cant)?;
    file.persist(out.join(name)).map_err(|error| error.error).with_context(cant)?;
    Ok(())
}

fn printed(
    at: u32,
    stamp: PrintableStamp,
    what: Shown,
    link: &dyn Fn(&str) -> String,
) -> PrintedStamp {
    let index = StampIndex::try_from(u64::from(at)).expect("the batch has it");
    let link = match what.symbol {
        SymbolKind::Signed => link(&stamp.digits),
        SymbolKind::Short => link(&stamp.short_digits),
    };
    let pin = stamp.pin.filter(|_| what.pin);
    PrintedStamp { index, link, short_code: stamp.short_code, pin }
}
