//! Puts the parts together: the only file that names adapters.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicBool},
};

use jiff::civil::Date;
use zeroize::Zeroizing;

use crate::{
    access::Directory,
    app::{
        AddKeyRequest, CurrentDirectory, CurrentSnapshot, Office, Parts, SavedStates, Service,
        StartError, StateSaver,
    },
    config::{self, ConfigError, Settings},
    ledger::{
        AnchorError, COSIGN_EVERY, Clocks, Cosigning, Ledger as _, Saving, Signing, StateAfter,
        Surroundings, start_publisher, start_sequencer,
    },
    log::{Base64Url, lineage, note::KeyName, published_log::FetchError},
    signing::{
        DemoKey, Signer,
        key_file::{self, Content, FileSigner, KeyFileError, Protection},
        proof_message,
    },
    stamp::KeyNumber,
    store::{
        JournalAlone, KnownTimeFile, PersonalKeyFolder, PictureFolder, PlainDisk, PresenceFile,
        PrintOrderFolder, SavedStateFile, SledLedger, StoreError, TileFiles,
        folder::{self, DataFolder, FolderError},
        read_checkpoint, write_vkey,
    },
    web::messages::print_words,
};

// The open folder, and what is done beside its answers.
mod running;

// What lies outside a folder and knows its last checkpoint.
mod anchors;

// Keys and secrets of a folder.
mod keys;

// Its ledger, from the saved state on.
mod ledger;

// The clock that is believed, and what is done from time to time.
mod timekeeping;

// A folder that can't or need not be opened.
mod reading;
mod restore;

// A change of the log's key.
mod succession;

// A folder in one file, and out of it.
mod backup;

// Keys of personal data.
mod personal;

// Files of print jobs.
mod printing;

// Published logs by where they are.
mod published;

// What is the matter with a folder.
pub mod doctor;

pub use crate::store::backup::{
    BackedUp, BackupError, Content as BackupContent, Identity, Manifest, Recipient, Seal,
    SealError, Unseal, back_up_to_output,
};
pub use backup::{Lacking, Restored, StagedRestore, back_up, check_backups};
pub use published::{is_address, published_log};
pub use reading::{Read, read};
pub use restore::{RestoreError, bring_forward};
pub use running::Running;
pub use succession::{Succeeding, Succession, SuccessionError, succeed, succeeding};

use anchors::FolderTree;
use ledger::OpenedLedger;
use timekeeping::{start_timekeeper, watch_clock};

use keys::{
    COSIGNER_FILE, FIRST_GENERATION, Keys, LOG_FILE, issuer_file, make_missing_cosigner,
    pin_secret_file, short_secret_file,
};

/// The demo key, built in.
const DEMO_KEY: &str = include_str!("../keys/demo-issuer-0.pem");

/// What is said where an earlier version's folder gets its cosigner.
const COSIGNER_MADE: &str = "keys/cosigner.pem was missing, as in folders of earlier versions: made anew; keep a copy of it \
     with the other keys";

/// A data folder can't be made or opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// Its settings.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A key or secret.
    #[error(transparent)]
    Key(#[from] KeyFileError),
    /// Its store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What it holds.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The operating system refused.
    #[error("{0}: {1}")]
    Io(PathBuf, io::Error),
    /// The operating system gives no thread.
    #[error("can't start a thread: {0}")]
    Thread(io::Error),
    /// The demo key in a real folder.
    #[error(
        "{0}: the demo key, whose private half is public, in a folder that `demo` did not make; remove it"
    )]
    DemoKey(PathBuf),
    /// A folder whose log has no first entry.
    #[error("{0}: the log was never opened; make the folder anew with `ocop-stamp init`")]
    NeverOpened(PathBuf),
    /// The origin is not a key name.
    #[error("log origin {0:?}: must not hold blanks or +")]
    Origin(String),
    /// An origin like those of logs that continue others.
    #[error("log origin {0:?}: must not end in a number, as those of logs do that continue others")]
    NumberedOrigin(String),
    /// A change of the log's key that was broken off, or whose log is gone.
    #[error(
        "{0}: the log's key was changed, and the folder of the log that continues it is missing: if the change was broken off, finish it with `ocop-stamp log succeed`; if the folder `log` was lost, restore it from a backup"
    )]
    SuccessionBegun(PathBuf),
    /// An anchor forbids it.
    #[error(transparent)]
    Anchor(#[from] AnchorError),
    /// An anchor that would be restored with the folder.
    #[error(
        "the anchor {0} lies in the data folder, and would be restored with it: name a file on another disk"
    )]
    AnchorWithin(PathBuf),
    /// An anchor whose address is none.
    #[error("the anchor {0} is no address")]
    AnchorAddress(String, #[source] FetchError),
    /// A bucket that is none.
    #[error("files.s3 is no bucket that can be used")]
    Bucket(#[source] io::Error),
    /// A build that knows no buckets.
    #[error("files.s3 is set, but this program was built without the feature `s3`")]
    NoBuckets,
    /// No passphrase for a real folder.
    #[error(
        "the keys of a real folder are encrypted: give a passphrase with --passphrase-file FILE or OCOP_STAMP_PASSPHRASE"
    )]
    PassphraseNeeded,
}

/// What [`create`] makes a folder with.
pub struct NewFolder<'a> {
    /// What it is for.
    pub office: &'a Office,
    /// How its keys are protected.
    pub protection: &'a Protection,
    /// The issuer's private key if it is not to be made anew: the demo's.
    pub issuer_key: Option<(KeyNumber, &'a [u8; 32])>,
}

/// Makes a data folder: settings, keys, secrets, an empty ledger. Its log is opened by its first entry.
///
/// # Errors
/// [`OpenError`]; the folder must be new or empty.
pub fn create(data: &Path, new: &NewFolder<'_>) -> Result<(), OpenError> {
    if matches!((new.protection, new.office.demo), (Protection::Clear, false)) {
        return Err(OpenError::PassphraseNeeded);
    }
    if lineage::numbered(new.office.log_origin.as_str()).1 > 1 {
        return Err(OpenError::NumberedOrigin(new.office.log_origin.to_string()));
    }
    origin_of(1, new.office)?;
    let data_folder = DataFolder::create(data)?;
    let keys = folder::keys(data);
    fs::create_dir(&keys).map_err(at(&keys))?;
    let write = |name: &str, content, private: &[u8; 32]| {
        key_file::write(&keys.join(name), content, private, new.protection)
    };
    let mut random = [0; 32];
    let fresh = |buffer: &mut [u8; 32]| fill_random(buffer);
    match new.issuer_key {
        Some((number, private)) => write(&issuer_file(number), Content::SigningKey, private)?,
        None => {
            fresh(&mut random);
            write(&issuer_file(KeyNumber::new(1)), Content::SigningKey, &random)?;
        }
    }
    fresh(&mut random);
    write(LOG_FILE, Content::SigningKey, &random)?;
    fresh(&mut random);
    write(COSIGNER_FILE, Content::SigningKey, &random)?;
    fresh(&mut random);
    write(&short_secret_file(FIRST_GENERATION), Content::HmacSecret, &random)?;
    fresh(&mut random);
    write(&pin_secret_file(FIRST_GENERATION), Content::HmacSecret, &random)?;
    SledLedger::create(data)?;
    // Last, so that a folder with settings is whole.
    config::write_new(data, new.office)?;
    drop(data_folder);
    Ok(())
}

/// Opens a data folder and starts its service. Whatever a crash left behind is mended first.
///
/// # Errors
/// [`OpenError`] with what to do.
pub fn open(settings: &Settings, clocks: Clocks) -> Result<Running, OpenError> {
    open_locked(DataFolder::open(&settings.data.value)?, settings, clocks)
}

/// The same of a folder that nobody else can open.
fn open_locked(
    data_folder: DataFolder,
    settings: &Settings,
    clocks: Clocks,
) -> Result<Running, OpenError> {
    let data = settings.data.value.as_path();
    let office = settings.office();
    let protection = settings.passphrase.protection(office.demo)?;
    let demo_key = if office.demo { DemoKey::Accepted } else { DemoKey::Refused };
    let made_cosigner = make_missing_cosigner(&folder::keys(data), &protection)?;
    let mut keys = Keys::read(&folder::keys(data), origin(data, &office)?, &protection, demo_key)?;

    let log_folder = folder::log(data);
    let checkpoint = read_checkpoint(&log_folder).map_err(at(&log_folder))?;
    let vkey = keys.log_key.vkey();
    let OpenedLedger { opened, started, began_at, under, of_saved } =
        ledger::open(data, demo_key, &vkey, checkpoint.as_deref())
            .map_err(|error| or_succession_begun(data, error))?;
    let own = FolderTree {
        head: started.edges.1.head(),
        known: under,
        // Tiles that were not checked prove nothing against an anchor.
        published: if began_at.is_none() { started.published } else { 0 },
        closed: started.snapshot.log().closed_logs(),
        data,
        history: &opened.ledger,
    };
    let held = anchors::ask(&settings.anchors.value, data, &vkey, &own)?;
    for unasked in &held.unasked {
        tracing::error!(
            "{unasked}: started without it, so whether this folder is an old copy was not asked there"
        );
    }
    let known_time = KnownTimeFile::of(data);
    let of_time = known_time.damage().map(str::to_owned);
    let of_cosigner = made_cosigner.then(|| COSIGNER_MADE.to_owned());
    let known_presence = PresenceFile::of(data);
    let of_presence = known_presence.damage();
    let of_files = of_time.into_iter().chain(of_cosigner).chain(of_presence).chain(of_saved);
    let mended: Vec<String> =
        opened.mended.into_iter().chain(started.mended).chain(of_files).collect();
    for mending in &mended {
        tracing::warn!("mended at start: {mending}");
    }
    for missing in keys.hold_against(started.snapshot.log()) {
        tracing::error!("{missing}");
    }
    for lost in ledger::closed_logs_lost(data, started.snapshot.log()) {
        tracing::error!("{lost}");
    }

    fs::create_dir_all(&log_folder).map_err(at(&log_folder))?;
    let cosigner = keys.cosigner.expect("it was read, or made before");
    let cosigner_vkey = cosigner.vkey();
    for (name, vkey) in [("vkey", vkey.to_string()), ("cosigner-vkey", cosigner_vkey.to_string())] {
        write_vkey(&log_folder, name, &vkey).map_err(at(&log_folder))?;
    }
    let last_entry = started.snapshot.log().last_at();
    let clock = watch_clock(data, &known_time, clocks, last_entry, office.demo)?;
    let tiles = TileFiles::new(log_folder);
    let states = Arc::new(SavedStates::new(Box::new(SavedStateFile::of(data))));
    let after = settings.save_state_after.value.get();
    let saving = Saving {
        state: opened.ledger.mark().map(|mark| StateAfter {
            mark,
            log: started.snapshot.log().clone(),
            register: started.snapshot.register().clone(),
        }),
        saver: Box::new(StateSaver::new(states.clone(), &vkey, after, began_at)),
    };
    let says = clock.clone();
    let current = CurrentSnapshot::new(started.snapshot);
    let (believes, knows) = (clock.clone(), current.clone());
    let cosigning = Cosigning {
        cosigner,
        believed_time: Arc::new(move || {
            let standing = believes.standing(knows.get().log().last_at());
            standing.doubt.is_none().then_some(standing.now)
        }),
        every: COSIGN_EVERY,
    };
    let forbidden = held.anchors.forbidden();
    let first_position = current.get().log().first_position();
    let signing = Signing { key: keys.log_key, cosigning, anchors: held.anchors, first_position };
    let (publication, publishing, publisher) = start_publisher(
        tiles,
        started.edges,
        started.published,
        signing,
        saving,
        Arc::new(move || says.now()),
    )
    .map_err(OpenError::Thread)?;
    let lacking = personal::lacking(data, started.access.iter()).map_err(at(data))?;
    for lack in lacking.into_iter().chain(known_presence.obstacle()) {
        tracing::error!("{lack}");
    }
    let personal_keys = PersonalKeyFolder::open(data, fill_random).map_err(at(data))?;
    let mut directory = Directory::default();
    started.access.iter().for_each(|record| directory.put(record, &personal_keys));
    let directory = CurrentDirectory::new(directory, Arc::new(personal_keys));
    let audit = opened.ledger.audit_trail();
    let bases = opened.ledger.base_maker(PlainDisk);
    let ledger_check = started.believed.is_some().then(|| Box::new(opened.ledger.check()));
    let state = current.get();
    let surroundings = Surroundings {
        clock: clock.clone(),
        random: fill_random,
        held_keys: keys.signers.keys().copied().collect(),
        short_generation: FIRST_GENERATION,
        pin_generation: keys.pin_secrets.last_key_value().map(|(generation, _)| *generation),
        policy: settings.policy(),
    };
    let (sequencer, writer) = start_sequencer(
        opened.ledger,
        started.sequence,
        (state.log().clone(), state.register().clone()),
        surroundings,
        (current.clone(), directory.clone()),
        publication,
    )
    .map_err(OpenError::Thread)?;
    let service = Arc::new(Service::new(Parts {
        office,
        policy: settings.policy(),
        current,
        sequencer,
        publishing,
        vkey,
        cosigner_vkey,
        signers: keys.signers,
        short_secrets: keys.short_secrets,
        pin_secrets: keys.pin_secrets,
        clock,
        known_time: Box::new(known_time),
        pictures: Arc::new(PictureFolder::of(data)),
        directory,
        audit: Box::new(audit),
        known_presence: Box::new(known_presence),
        bases: Some(Arc::new(bases)),
        retention: settings.retention(),
        print_orders: Arc::new(PrintOrderFolder::of(data)),
        print_files: printing::print_files(settings)?,
        print_terms: settings.print_terms(),
        print_words,
        random: fill_random,
    }));
    let began_behind = began_at.map(|(mark, _)| mark.sequence);
    if let Some(sequence) = began_behind {
        tracing::info!(sequence, "the start began at the saved state");
    }
    if let Some(believed) = started.believed {
        service.believes(believed, states);
    }
    let (keeps_time, timekeeper) = start_timekeeper(service.clone()).map_err(OpenError::Thread)?;
    let mut threads = vec![timekeeper, writer, publisher];
    let closes: Arc<AtomicBool> = Arc::default();
    let watch =
        anchors::watch(service.clone(), held.addresses, data.to_owned(), forbidden, closes.clone());
    threads.extend(watch.map_err(OpenError::Thread)?);
    Ok(Running {
        service,
        folder: data_folder,
        mended,
        began_behind,
        ledger_check,
        keeps_time,
        closes,
        print_threads: settings.files_threads.value.get(),
        threads,
    })
}

/// Makes an issuer key in a data folder if it has none of this number, and what asks the log to add it.
///
/// # Errors
/// [`OpenError`]
pub fn issuer_key_request(
    settings: &Settings,
    number: KeyNumber,
    (sign_from, sign_until): (Date, Date),
) -> Result<AddKeyRequest, OpenError> {
    let (data, office) = (settings.data.value.as_path(), settings.office());
    let protection = settings.passphrase.protection(office.demo)?;
    let path = folder::keys(data).join(issuer_file(number));
    if number == KeyNumber::DEMO && !office.demo {
        return Err(OpenError::DemoKey(path));
    }
    if !path.is_file() {
        if matches!((&protection, office.demo), (Protection::Clear, false)) {
            return Err(OpenError::PassphraseNeeded);
        }
        // A key under another passphrase than the others' would keep the folder from opening.
        key_file::read(&folder::keys(data).join(LOG_FILE), Content::SigningKey, &protection)?;
        let mut private = [0; 32];
        fill_random(&mut private);
        key_file::write(&path, Content::SigningKey, &private, &protection)?;
    }
    let signer =
        FileSigner::new(number, &*key_file::read(&path, Content::SigningKey, &protection)?);
    let public_key = signer.public_key();
    let proof = signer.sign(&proof_message(number, &public_key)).expect("a key in memory signs");
    Ok(AddKeyRequest {
        key: number,
        public_key: Base64Url(*public_key.as_bytes()),
        body: office.body,
        sign_from,
        sign_until,
        proof: Base64Url(proof),
    })
}

/// The demo key's private half, which is public.
///
/// # Errors
/// [`OpenError`] if the file that is built in is damaged.
pub fn demo_private_key() -> Result<Zeroizing<[u8; 32]>, OpenError> {
    Ok(key_file::parse(DEMO_KEY, Content::SigningKey, &Protection::Clear)?)
}

/// Signs with the demo key.
///
/// # Errors
/// As [`demo_private_key`].
pub fn demo_signer() -> Result<impl Signer, OpenError> {
    Ok(FileSigner::new(KeyNumber::DEMO, &*demo_private_key()?))
}

/// The origin of a folder's log: the office's for the first one, numbered below it for those that continue it.
fn origin(data: &Path, office: &Office) -> Result<KeyName, OpenError> {
    origin_of(folder::log_number(data), office)
}

/// A start's refusal, or that the log was continued by one whose folder is missing, which is why.
fn or_succession_begun(data: &Path, error: OpenError) -> OpenError {
    let is_of_another_log =
        matches!(error, OpenError::Start(StartError::Checkpoint(_) | StartError::OtherLog(_)));
    let newest = || JournalAlone::read(data).ok()?.opened;
    let is_begun = is_of_another_log
        && newest().is_some_and(|newest| {
            lineage::numbered(newest.vkey.name().as_str()).1 > folder::log_number(data)
        });
    if is_begun { OpenError::SuccessionBegun(data.to_owned()) } else { error }
}

fn origin_of(number: u32, office: &Office) -> Result<KeyName, OpenError> {
    let origin = lineage::origin_of(number, office.log_origin.as_str());
    origin.parse().map_err(|_| OpenError::Origin(origin))
}

/// Names the path in an error of the operating system.
fn at(path: &Path) -> impl Fn(io::Error) -> OpenError {
    move |error| OpenError::Io(path.to_owned(), error)
}

fn fill_random(buffer: &mut [u8]) {
    getrandom::fill(buffer).expect("the operating system has randomness");
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.expect("a runtime without drivers needs no resources").block_on(future)
}
