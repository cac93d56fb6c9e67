//! The anchors of a data folder: asked before anything is signed, and watched while it is.
//!
//! The rule: an anchor that answers is heeded, always; one that can't be reached is named in the log and asked again
//! every half a minute, and the service goes on without it. So a network that is down keeps nobody from scanning, and
//! what a restored folder could do in that time ends as soon as one anchor answers.

use std::{
    path::Path,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use super::{OpenError, block_on};
use crate::{
    app::{Language, Service},
    config::{AnchorPlace, AnchorPlaces, Settings},
    ledger::{
        Anchor as _, AnchorError, AnchorUnreachable, Anchors, History, OwnTree, Replayed,
        hold_against, is_of_later,
    },
    log::{
        Body, ClosedLog, Entry,
        lineage::{Lineage, way_to},
        note::Vkey,
        published_log::{Beside, FetchError, PublishedLog},
        tile::{FULL_WIDTH, TileKind, TilePath, entries_of},
        tile_tree::TileTree,
        tree::{Hash, TreeHead},
    },
    store::{AnchorFile, LogOverHttp, folder, read_tile},
    web::messages::entry_in_words,
};

/// How long one answer of an anchor may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often addresses are asked while the service runs, and anchors that could not be reached.
const ASK_EVERY: Duration = Duration::from_secs(30);

/// Entries that are told of those that are missing.
const MOST_TOLD: usize = 5;

/// An anchor that is somebody's published log: whoever publishes it keeps it.
#[derive(Clone)]
pub(super) struct AnchorAddress {
    log: LogOverHttp,
    place: String,
    /// The number of our log among those that lie there.
    number: u32,
}

impl AnchorAddress {
    fn at(address: &str, number: u32) -> Result<Self, OpenError> {
        let log = LogOverHttp::with_patience(address, PATIENCE)
            .map_err(|error| OpenError::AnchorAddress(address.to_owned(), error))?;
        Ok(Self { log, place: address.to_owned(), number })
    }

    fn checkpoint_of(&self, number: u32) -> Result<Vec<u8>, FetchError> {
        Beside::of(&self.log, &way_to(number)).file("checkpoint")
    }

    /// Holds our log, and those that it continues, against those that lie there.
    fn hold(&self, vkey: &Vkey, own: &dyn OwnTree) -> Result<Answer, AnchorError> {
        if let Ok(note) = self.checkpoint_of(self.number + 1)
            && let Some(by) = is_of_later(&note, vkey)
        {
            return Err(AnchorError::Succeeded { place: self.place.clone(), by });
        }
        for number in 1..self.number {
            if let Ok(note) = self.checkpoint_of(number) {
                hold_against(&self.place, &note, vkey, own)?;
            }
        }
        match self.checkpoint_of(self.number) {
            Ok(note) => hold_against(&self.place, &note, vkey, own).map(|_| Answer::Holds),
            Err(FetchError::Missing(_)) => Ok(Answer::HoldsNone),
            Err(FetchError::Unreachable(_, reason)) => Ok(Answer::Unreachable(reason)),
        }
    }
}

/// What an address answered that forbids nothing.
enum Answer {
    Holds,
    HoldsNone,
    Unreachable(String),
}

/// The anchors of a start, held against what the folder has.
pub(super) struct Held {
    /// Those that we keep, for the publisher.
    pub(super) anchors: Anchors,
    /// Those that are asked from time to time.
    pub(super) addresses: Vec<AnchorAddress>,
    /// What could not be asked, or knows nothing yet, in words for the operator.
    pub(super) unasked: Vec<String>,
}

/// Asks every anchor, and refuses what one of them forbids.
pub(super) fn ask(
    places: &AnchorPlaces,
    data: &Path,
    vkey: &Vkey,
    own: &dyn OwnTree,
) -> Result<Held, OpenError> {
    let mut held = Held { anchors: Anchors::default(), addresses: Vec::new(), unasked: Vec::new() };
    let folder = data.to_owned();
    held.anchors.look_up_earlier_roots(
        own.closed(),
        Box::new(move |number, published, size| {
            root_by_tiles(&folder::log_at(&folder, number), published, size)
        }),
    );
    for place in &places.0 {
        match place {
            AnchorPlace::File(path) if is_within(path, data) => {
                return Err(OpenError::AnchorWithin(path.clone()));
            }
            AnchorPlace::File(path) => {
                let anchor = AnchorFile::at(path);
                let known = match anchor.read() {
                    Ok(Some(note)) => hold_against(anchor.place(), &note, vkey, own)
                        .map_err(|error| told(error, places, data))?,
                    Ok(None) => held.holds_none(anchor.place()),
                    Err(error) => held.unreachable(&error),
                };
                held.anchors.keep_in(Box::new(anchor), known);
            }
            AnchorPlace::Address(address) => {
                let anchor = AnchorAddress::at(address, folder::log_number(data))?;
                let place = anchor.place.clone();
                match anchor.hold(vkey, own).map_err(|error| told(error, places, data))? {
                    Answer::Holds => None,
                    Answer::HoldsNone => held.holds_none(&place),
                    Answer::Unreachable(reason) => {
                        held.unreachable(&AnchorUnreachable { place, reason })
                    }
                };
                held.addresses.push(anchor);
            }
        }
    }
    Ok(held)
}

/// Those of the places that are not this service itself, which does not answer while it is stopped.
pub(super) fn of_others(places: &AnchorPlaces, settings: &Settings) -> AnchorPlaces {
    let own = settings.log_origin.as_str();
    let host = own.split('/').next().unwrap_or(own);
    let is_own = |place: &&AnchorPlace| match place {
        AnchorPlace::File(_) => false,
        AnchorPlace::Address(address) => {
            let bare = address.split_once("://").map_or(address.as_str(), |(_, rest)| rest);
            [own, host].contains(&bare.trim_end_matches('/'))
        }
    };
    AnchorPlaces(places.0.iter().filter(|place| !is_own(place)).cloned().collect())
}

impl Held {
    fn holds_none(&mut self, place: &str) -> Option<TreeHead> {
        self.unasked.push(format!("the anchor {place} holds no checkpoint yet"));
        None
    }

    fn unreachable(&mut self, error: &AnchorUnreachable) -> Option<TreeHead> {
        self.unasked.push(error.to_string());
        None
    }
}

/// Asks the address where the log itself is published, unless it is an anchor anyway, as [`ask`] asks anchors. What
/// answers there may be somebody else's, or nobody: then it forbids nothing, and the answer says so in words.
pub(super) fn ask_where_published(
    settings: &Settings,
    data: &Path,
    vkey: &Vkey,
    own: &dyn OwnTree,
) -> Result<Option<String>, OpenError> {
    let scheme = if settings.base_url.is_encrypted() { "https" } else { "http" };
    let address = format!("{scheme}://{}", settings.log_origin);
    let place = AnchorPlace::Address(address.clone());
    if settings.anchors.value.0.contains(&place) {
        return Ok(None);
    }
    let log = AnchorAddress::at(&address, folder::log_number(data))?;
    let said = |reason: &dyn std::fmt::Display| {
        Ok(Some(format!("{address}, where the log is published, could not be asked: {reason}")))
    };
    match log.hold(vkey, own) {
        Ok(Answer::Holds) => Ok(None),
        Ok(Answer::HoldsNone) => said(&"no log is there"),
        Ok(Answer::Unreachable(reason)) => said(&reason),
        Err(error @ AnchorError::OtherLog { .. }) => said(&error),
        Err(error) => Err(told(error, &AnchorPlaces(vec![place]), data).into()),
    }
}

/// Whether a file lies in the data folder, and would be restored with it.
fn is_within(path: &Path, data: &Path) -> bool {
    let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
    let data = data.canonicalize().ok();
    folder.zip(data).is_some_and(|(folder, data)| folder.starts_with(data))
}

/// The tree of a folder that is being opened: by its tiles as far as they are published, else by its entries.
pub(super) struct FolderTree<'a, H> {
    /// All of it.
    pub(super) head: TreeHead,
    /// What it was before, where that is known without looking.
    pub(super) known: Option<TreeHead>,
    /// How much of it is rightly published.
    pub(super) published: u64,
    /// The logs that it continues.
    pub(super) closed: &'a [ClosedLog],
    pub(super) data: &'a Path,
    pub(super) history: &'a H,
}

impl<H: History> OwnTree for FolderTree<'_, H> {
    fn size(&self) -> u64 {
        self.head.size
    }

    fn root_at(&self, size: u64) -> Option<Hash> {
        let known = [Some(self.head), self.known].into_iter().flatten();
        if let Some(known) = known.into_iter().find(|known| known.size == size) {
            return Some(known.root);
        }
        let by_tiles = (size <= self.published)
            .then(|| root_by_tiles(&folder::log(self.data), self.published, size));
        by_tiles.flatten().or_else(|| root_by_entries(self.history, size))
    }

    fn closed(&self) -> &[ClosedLog] {
        self.closed
    }

    fn closed_root_at(&self, number: u32, size: u64) -> Option<Hash> {
        closed_root_by_tiles(self.data, self.closed, number, size)
    }
}

/// The root at a size, from the tiles of a log that is published up to another.
fn root_by_tiles(log_folder: &Path, published: u64, size: u64) -> Option<Hash> {
    let read = |path: &TilePath| read_tile(log_folder, path).ok().flatten().ok_or(());
    TileTree::new(published, read).root_at(size).ok()
}

/// The same of a log that is closed.
fn closed_root_by_tiles(data: &Path, closed: &[ClosedLog], number: u32, size: u64) -> Option<Hash> {
    let whole = closed.get(usize::try_from(number).ok()?.checked_sub(1)?)?.head;
    let log_folder = folder::log_at(data, number);
    // Tiles that don't lead to where the log was closed prove nothing.
    let is_whole = root_by_tiles(&log_folder, whole.size, whole.size) == Some(whole.root);
    if is_whole { root_by_tiles(&log_folder, whole.size, size) } else { None }
}

/// The root over the first entries of a ledger's last log.
fn root_by_entries(history: &impl History, size: u64) -> Option<Hash> {
    let (mut lineage, mut root) = (Lineage::default(), None);
    let read = block_on(history.replay(&mut |item| {
        if let Replayed::Entry(bytes) = item {
            lineage.append(&bytes);
            match lineage.tree().size() {
                so_far if so_far == size => root = Some(lineage.tree().root()),
                // Another log begins.
                1 => root = None,
                _ => {}
            }
        }
        Ok(())
    }));
    root.filter(|_| read.is_ok())
}

/// The error with what the missing entries say, if one of the addresses publishes them.
fn told(error: AnchorError, places: &AnchorPlaces, data: &Path) -> AnchorError {
    let AnchorError::Behind { place, anchored, own, .. } = error else { return error };
    let number = folder::log_number(data);
    let addresses = places.0.iter().filter_map(|place| match place {
        AnchorPlace::Address(address) => AnchorAddress::at(address, number).ok(),
        AnchorPlace::File(_) => None,
    });
    let mut missing = addresses
        .filter_map(|anchor| entries(&Beside::of(&anchor.log, &way_to(number)), own, anchored));
    let lost = missing.next().map(|entries| in_words(&entries)).unwrap_or_default();
    AnchorError::Behind { place, anchored, own, lost }
}

/// The entries of a published log from one place to another.
fn entries(log: &dyn PublishedLog, from: u64, to: u64) -> Option<Vec<Entry>> {
    let width = u64::from(FULL_WIDTH);
    let mut found = Vec::new();
    for number in from / width..to.div_ceil(width) {
        let first = number * width;
        let end = u16::try_from((to - first).min(width)).expect("a bundle has at most 256");
        let path = TilePath::new(TileKind::Entries, number, end).ok()?;
        let bundle = log.tile(&path).ok()?;
        let bundle = entries_of(&bundle).ok()?;
        let wanted = (first..).zip(bundle).filter(|(index, _)| *index >= from);
        found.extend(wanted.filter_map(|(_, bytes)| Entry::parse(bytes).ok()));
    }
    Some(found)
}

/// What would come back to life without these entries.
fn in_words(entries: &[Entry]) -> String {
    let holds_back = |entry: &&Entry| match &entry.body {
        Body::Revoked(_)
        | Body::Suspended { .. }
        | Body::CertificateEnded(_)
        | Body::KeyCompromised { .. }
        | Body::KeyRetired { .. } => true,
        Body::LogOpened { .. }
        | Body::KeyAdded(_)
        | Body::CertificateRecorded(_)
        | Body::CertificateCorrected(_)
        | Body::BatchIssued(_)
        | Body::RangeActivated { .. }
        | Body::RangeDeclared(_)
        | Body::Lifted(_) => false,
    };
    let holds: Vec<_> = entries.iter().filter(holds_back).collect();
    let told = holds.iter().take(MOST_TOLD);
    let told: Vec<_> = told.map(|entry| entry_in_words(entry, Language::English)).collect();
    match holds.len() {
        0 => " (none of them revokes anything)".to_owned(),
        count if count > MOST_TOLD => {
            format!(" ({count} entries, first: {})", told.join("; "))
        }
        _ => format!(" ({})", told.join("; ")),
    }
}

/// Asks the addresses again and again while the service runs, and forbids to sign what one of them contradicts.
pub(super) fn watch(
    service: Arc<Service>,
    addresses: Vec<AnchorAddress>,
    data: std::path::PathBuf,
    forbidden: Arc<OnceLock<AnchorError>>,
    closes: Arc<AtomicBool>,
) -> std::io::Result<Option<JoinHandle<()>>> {
    if addresses.is_empty() {
        return Ok(None);
    }
    let watch = move || {
        while !closes.load(Ordering::Relaxed) {
            thread::park_timeout(ASK_EVERY);
            for anchor in &addresses {
                if closes.load(Ordering::Relaxed) {
                    return;
                }
                // What can't be reached was said at the start; it may be back the next time.
                let own = RunningTree::of(&service, &data);
                if let Err(error) = anchor.hold(service.vkey(), &own) {
                    tracing::error!(%error, "nothing is signed any more");
                    drop(forbidden.set(error));
                    return;
                }
            }
        }
    };
    thread::Builder::new().name("anchors".to_owned()).spawn(watch).map(Some)
}

/// The tree of a service that runs.
struct RunningTree<'a> {
    service: &'a Service,
    closed: Vec<ClosedLog>,
    data: &'a Path,
}

impl<'a> RunningTree<'a> {
    fn of(service: &'a Service, data: &'a Path) -> Self {
        let closed = service.snapshot().log().closed_logs().to_vec();
        Self { service, closed, data }
    }
}

impl OwnTree for RunningTree<'_> {
    fn size(&self) -> u64 {
        self.service.snapshot().log().size()
    }

    fn root_at(&self, size: u64) -> Option<Hash> {
        let closed = self.closed.last().map_or(0, ClosedLog::end);
        let published = self.service.published()?.size - closed;
        root_by_tiles(&folder::log(self.data), published, size)
    }

    fn closed(&self) -> &[ClosedLog] {
        &self.closed
    }

    fn closed_root_at(&self, number: u32, size: u64) -> Option<Hash> {
        closed_root_by_tiles(self.data, &self.closed, number, size)
    }
}
