//! What is the matter with a data folder, found by the checks of a start, without changing anything: no
//! file is written, made or locked there. sled writes to its files as it opens them, so a copy of them is
//! opened in a temporary folder. Of a folder that a service works on, sled is passed by.

use std::{
    collections::BTreeSet,
    fs,
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
};

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{
    OpenError,
    anchors::{self, FolderTree},
    at, block_on,
    keys::{self, Keys, Role},
    origin, personal, watch_clock,
};
use crate::{
    app::{Entered, Office},
    config::{AnchorPlaces, Settings},
    ledger::{Clocks, History, Replayed},
    log::{lineage, note::Vkey},
    registry::Record,
    signing::{
        DemoKey,
        key_file::{KeyFileError, Protection},
    },
    store::{
        Against, JournalAlone, KnownTimeFile, PresenceFile, checkpoint_size,
        folder::{self, FolderError},
        published_size, read_checkpoint,
    },
};

// Journal, sled, and the published log.
mod ledger;

/// What was looked at, and how it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was looked at.
    pub part: &'static str,
    /// How it is.
    pub state: State,
    /// In words: what was found, and what to do.
    pub words: String,
}

/// How something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// As it should be.
    Ok,
    /// Not looked at, and why.
    NotSeen,
    /// The next start mends it.
    Mended,
    /// A start goes on in spite of it; somebody has to see to it.
    Wrong,
    /// A start refuses.
    Refuses,
}

impl State {
    /// Whether something is the matter.
    pub fn is_matter(self) -> bool {
        match self {
            Self::Ok | Self::NotSeen => false,
            Self::Mended | Self::Wrong | Self::Refuses => true,
        }
    }
}

/// Less room than this is said in time, in bytes.
const LITTLE_ROOM: u64 = 256 << 20;

/// Looks at all of a data folder. Its settings, or why they can't be read, are handed over: flags and the
/// environment have a say in them.
pub fn examine(data: &Path, settings: Result<&Settings, String>, clocks: Clocks) -> Vec<Finding> {
    let mut doctor = Doctor { data, findings: Vec::new() };
    doctor.examine(settings, clocks);
    doctor.findings
}

struct Doctor<'a> {
    data: &'a Path,
    findings: Vec<Finding>,
}

impl Doctor<'_> {
    fn find(&mut self, part: &'static str, state: State, words: impl Into<String>) {
        self.findings.push(Finding { part, state, words: words.into() });
    }

    /// What a start would refuse with, in its words and those behind them.
    fn refuses(&mut self, part: &'static str, error: &dyn std::error::Error) {
        let mut words = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            words = format!("{words}: {cause}");
            source = cause.source();
        }
        self.find(part, State::Refuses, words);
    }

    fn examine(&mut self, settings: Result<&Settings, String>, clocks: Clocks) {
        if let Err(error) = folder::find(self.data) {
            return self.refuses("folder", &error);
        }
        if fs::read_dir(self.data).is_err() {
            return self.refuses("folder", &FolderError::NotYours(self.data.to_owned()));
        }
        let is_served = self.service();
        self.disk();
        let settings = self.settings(settings);
        let demo = settings.is_some_and(|settings| settings.demo);
        let demo_key = if demo { DemoKey::Accepted } else { DemoKey::Refused };
        let mut keys =
            settings.and_then(|settings| match settings.passphrase.protection(settings.demo) {
                Ok(protection) => self.keys(&settings.office(), &protection, demo_key),
                Err(error) => {
                    self.refuses("keys", &error);
                    None
                }
            });
        if let Some(entered) = self.log(keys.as_ref(), demo_key, is_served) {
            let log = entered.snapshot.log();
            for wrong in keys.iter_mut().flat_map(|keys| keys.hold_against(log)) {
                self.find("keys", State::Wrong, wrong);
            }
            self.closed_logs(log);
            self.clock(clocks, log.last_at(), demo);
            if let Some(settings) = settings {
                self.anchors(&settings.anchors.value, keys.as_ref(), &entered);
            }
        }
        self.leftovers();
    }

    /// What lies outside the folder and knows its last checkpoint.
    fn anchors(&mut self, places: &AnchorPlaces, keys: Option<&Keys>, entered: &Entered) {
        let vkey = keys.map(|keys| keys.log_key.vkey()).or_else(|| self.published_vkey());
        let (Some(vkey), Ok(journal)) = (vkey, JournalAlone::read(self.data)) else { return };
        let own = FolderTree {
            head: entered.edges.1.head(),
            known: None,
            published: 0,
            closed: entered.snapshot.log().closed_logs(),
            data: self.data,
            history: &journal,
        };
        if places.0.is_empty() {
            let words = "none is named: nothing would notice that this folder is an old copy";
            return self.find("anchors", State::NotSeen, words);
        }
        match anchors::ask(places, self.data, &vkey, &own) {
            Ok(held) if held.unasked.is_empty() => {
                let words = format!("{}, none of them ahead of this folder", places.0.len());
                self.find("anchors", State::Ok, words);
            }
            Ok(held) => self.find("anchors", State::Wrong, held.unasked.join("; ")),
            Err(error) => self.refuses("anchors", &error),
        }
    }

    /// Journal, sled, entries and what was published of them; what they come to, if that can be said.
    fn log(&mut self, keys: Option<&Keys>, demo_key: DemoKey, is_served: bool) -> Option<Entered> {
        let vkey = keys.map(|keys| keys.log_key.vkey()).or_else(|| self.published_vkey());
        // The checkpoint before the journal: of a folder in use, the journal may be ahead, never behind.
        let log_folder = folder::log(self.data);
        let note = match read_checkpoint(&log_folder) {
            Ok(note) => note,
            Err(error) => {
                self.refuses("checkpoint", &at(&log_folder)(error));
                None
            }
        };
        let journal = match JournalAlone::read(self.data) {
            Ok(journal) => journal,
            Err(error) => {
                self.refuses("journal", &error);
                return None;
            }
        };
        if let Some(newest) = &journal.opened
            && lineage::numbered(newest.vkey.name().as_str()).1 > folder::log_number(self.data)
        {
            self.refuses("log", &OpenError::SuccessionBegun(self.data.to_owned()));
            return None;
        }
        self.pictures(&journal);
        self.people(&journal);
        let saved = self.saved_state(vkey.as_ref());
        // What can't be read was said above.
        let published = published_size(self.data).unwrap_or(0);
        let against = Against { published, saved };
        let examined = self.store(&journal, against, is_served);
        let Some(vkey) = vkey else {
            let words = "neither the log's key nor log/vkey can be read, so entries and checkpoint were not held against it";
            self.find("log", State::NotSeen, words);
            return None;
        };
        let closed = (1..folder::log_number(self.data))
            .map(|number| checkpoint_size(&folder::log_at(self.data, number)).unwrap_or(0));
        let entries = journal.entries.saturating_sub(closed.sum());
        if note.is_none() && folder::log_number(self.data) > 1 {
            let words = "the log that continues the closed one is not published yet: the next start publishes it; \
                         `ocop-stamp log succeed` tells its key, which has to be made known";
            self.find("checkpoint", State::Mended, words);
        }
        let checkpoint = self.checkpoint(note.as_deref(), &vkey, entries);
        match &examined {
            Some((_, examined)) => self.entries(examined, demo_key, &vkey, checkpoint.as_ref()),
            None => self.entries(&journal, demo_key, &vkey, checkpoint.as_ref()),
        }
    }

    /// Whether somebody works on the folder.
    fn service(&mut self) -> bool {
        let answers = UnixStream::connect(folder::control_socket(self.data)).is_ok();
        let is_used = answers || folder::seems_in_use(self.data);
        let words = match (answers, is_used) {
            (true, _) => "a service runs on this folder: looked at is what can be read beside it",
            (false, true) => {
                "another ocop-stamp is working on this folder: looked at is what can be read beside it"
            }
            (false, false) => "none runs on this folder",
        };
        self.find("service", State::Ok, words);
        is_used
    }

    fn disk(&mut self) {
        if let Err(error) = folder::has_room(self.data) {
            return self.refuses("disk", &error);
        }
        match folder::free_bytes(self.data) {
            Ok(free) if free < LITTLE_ROOM => {
                let words =
                    format!("only {} MiB are free: make room before it is full", free >> 20);
                self.find("disk", State::Wrong, words);
            }
            Ok(free) => self.find("disk", State::Ok, format!("{} MiB are free", free >> 20)),
            Err(error) => self.refuses("disk", &at(self.data)(error)),
        }
    }

    fn settings<'s>(&mut self, settings: Result<&'s Settings, String>) -> Option<&'s Settings> {
        match settings {
            Ok(settings) => {
                let kind = if settings.demo { "a demo" } else { "an office" };
                self.find("settings", State::Ok, format!("{kind}, {}", settings.log_origin));
                Some(settings)
            }
            Err(words) => {
                self.find("settings", State::Refuses, words);
                None
            }
        }
    }

    /// Each key file: there, for its owner only, opened by the passphrase if one was given.
    fn keys(
        &mut self,
        office: &Office,
        protection: &Protection,
        demo_key: DemoKey,
    ) -> Option<Keys> {
        let folder = folder::keys(self.data);
        let roles = match keys::roles(&folder) {
            Ok(roles) => roles,
            Err(error) => {
                self.refuses("keys", &error);
                return None;
            }
        };
        let (mut opened, mut closed, before) = (Vec::new(), 0, self.findings.len());
        let mut without_pins = None;
        for role in roles {
            match role.read(&folder, protection, demo_key) {
                Ok(private) => opened.push((role, private)),
                Err(OpenError::Key(KeyFileError::PassphraseNeeded(_))) => closed += 1,
                Err(OpenError::Key(error @ KeyFileError::Missing(_)))
                    if role == Role::PinSecret =>
                {
                    without_pins = Some(error);
                }
                Err(OpenError::Key(error @ KeyFileError::Missing(_))) if role == Role::Cosigner => {
                    self.find("keys", State::Mended, format!("{error}: made anew"));
                }
                Err(error) => self.refuses("keys", &error),
            }
        }
        if let Some(error) = without_pins.filter(|_| closed > 0) {
            // Where the keys are opened, what follows from it is said with them.
            self.find("keys", State::Wrong, error.to_string());
        }
        if closed > 0 {
            let words = format!("{closed} keys were not opened: no passphrase was given");
            self.find("keys", State::NotSeen, words);
        } else if self.findings.len() == before {
            self.find("keys", State::Ok, format!("{} files, all opened", opened.len()));
        }
        match origin(self.data, office) {
            Ok(origin) => Keys::of(opened, origin),
            Err(error) => {
                self.refuses("settings", &error);
                None
            }
        }
    }

    /// The log's key as it is published, for who has no passphrase at hand.
    fn published_vkey(&self) -> Option<Vkey> {
        let text = fs::read_to_string(folder::log(self.data).join("vkey")).ok()?;
        text.trim_end().parse().ok()
    }

    fn clock(&mut self, clocks: Clocks, last_entry: jiff::Timestamp, demo: bool) {
        let kept = KnownTimeFile::of(self.data);
        if let Some(damage) = kept.damage() {
            self.find("clock", State::Mended, damage);
        }
        match watch_clock(self.data, &kept, clocks, last_entry, demo) {
            Err(error) => self.refuses("clock", &error),
            Ok(clock) => match clock.standing(last_entry).doubt {
                Some(doubt) => self.find("clock", State::Wrong, doubt.to_string()),
                None => self.find("clock", State::Ok, format!("says {}", clock.now())),
            },
        }
    }

    /// Pictures that the register names: there, and what their names say.
    fn pictures(&mut self, journal: &JournalAlone) {
        let mut named = BTreeSet::new();
        let replayed = block_on(journal.replay(&mut |item| {
            if let Replayed::Record(record) = item
                && let Record::Product(product) = *record
            {
                let pictures = product.variants.into_iter().filter_map(|variant| variant.picture);
                named.extend(pictures.map(|picture| picture.as_str().to_owned()));
            }
            Ok(())
        }));
        // What keeps the journal from being read was said before.
        drop(replayed);
        let (count, mut wrong) = (named.len(), Vec::new());
        for name in named {
            let hash = fs::read(folder::pictures(self.data).join(&name))
                .map(|bytes| data_encoding::HEXLOWER.encode(&Sha256::digest(bytes)));
            match hash {
                Ok(hash) if name.starts_with(&hash) => {}
                Ok(_) => wrong.push(format!("{name} is not what its name says")),
                Err(error) => wrong.push(format!("{name}: {error}")),
            }
        }
        match wrong.as_slice() {
            [] => self.find("pictures", State::Ok, format!("{count}, all as their names say")),
            [first, ..] => {
                let words = format!(
                    "{} of {count} are damaged or missing, {first}; put them back from a backup, pages go without them until then",
                    wrong.len()
                );
                self.find("pictures", State::Wrong, words);
            }
        }
    }

    /// Keys of personal data, and who is signed in.
    fn people(&mut self, journal: &JournalAlone) {
        let mut records = Vec::new();
        // What keeps the journal from being read was said before.
        drop(block_on(journal.replay(&mut |item| {
            if let Replayed::Access(record) = item {
                records.push(*record);
            }
            Ok(())
        })));
        match personal::lacking(self.data, records.iter()) {
            Ok(lacks) if lacks.is_empty() => {
                self.find("personal", State::Ok, "each account has its key");
            }
            Ok(lacks) => self.find("personal", State::Wrong, lacks.join("; ")),
            Err(error) => self.refuses("personal", &at(&self.data.join("personal"))(error)),
        }
        let presence = PresenceFile::of(self.data);
        match (presence.damage(), presence.obstacle()) {
            (Some(damage), _) => self.find("presence", State::Mended, damage),
            (None, Some(obstacle)) => self.find("presence", State::Wrong, obstacle),
            (None, None) => self.find("presence", State::Ok, "who is signed in can be read"),
        }
    }

    /// What earlier mendings set aside, and what a crash left behind.
    fn leftovers(&mut self) {
        let names = |folder: PathBuf| -> Vec<String> {
            let entries = fs::read_dir(folder).into_iter().flatten().flatten();
            entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
        };
        let torn: Vec<_> = names(self.data.join("sled"))
            .into_iter()
            .filter(|name| name.ends_with(".generating"))
            .collect();
        if !torn.is_empty() {
            let words = format!("a crash left {} behind: removed", torn.join(", "));
            self.find("sled", State::Mended, words);
        }
        let mut aside: Vec<_> = names(self.data.join("journal"))
            .into_iter()
            .filter(|name| name.ends_with(".cut"))
            .map(|name| format!("journal/{name}"))
            .collect();
        aside.extend(
            names(self.data.to_owned())
                .into_iter()
                .filter(|name| name.starts_with("sled.damaged-") || name == "saved-state.aside"),
        );
        if !aside.is_empty() {
            let words = format!(
                "set aside by earlier starts: {}; delete it when nobody misses anything",
                aside.join(", ")
            );
            self.find("leftovers", State::Ok, words);
        }
    }
}
