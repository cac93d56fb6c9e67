//! The use cases: what the service does, whoever asks and wherever it is kept.

// The office that issues, the languages that it offers, and how it treats who asks.
mod language;
mod office;
mod public_side;

// The current snapshot, and starting from what the ledger holds.
mod bases;
mod bring_forward;
mod current;
mod saved_state;
mod start;

// Who asks, whose things are, the running service and its heavy work, what it says of itself, and why it may refuse.
mod asker;
mod error;
mod figures;
mod heavy_work;
mod ownership;
mod self_audit;
mod service;

// People and their accounts; what they propose to each other, and are told; what they did.
mod audit_trail;
mod notices;
pub mod people;
mod proposals;

// Certificates for anybody to see: one by its number, the open list, and what keeps that quick.
mod certificate_index;
mod certificates;
mod search_text;

// Use cases, each with its request and answer as they stand in JSON.
mod batch_list;
mod batch_plan;
mod batches;
mod clock;
mod corrections;
mod expiry;
mod hold_list;
mod hold_preview;
mod hold_rights;
mod holds;
mod keys;
mod own_certificates;
mod pictures;
mod print_jobs;
mod printable;
mod producer_list;
mod ranges;
mod recording;
mod register_export;
pub mod register_import;
mod stamp_count;

pub use asker::Asker;
pub use audit_trail::{AUDIT_PAGE, AuditError, AuditFilter, AuditPage, AuditView, ReadsAudit};
pub use bases::{BaseRequest, BasesMode, KeepsBases, MadeBase, OUTCOME_DAYS};
pub use batch_list::{BatchFilter, BatchPage, BatchView};
pub use batch_plan::{BatchPlan, LeftOver};
pub use batches::{BatchStamps, IssueRequest, IssuedBatch};
pub use bring_forward::{BringForwardError, BroughtForward, missing_entries, take_in};
pub use certificate_index::CertificateIndex;
pub use certificates::{CertificateFilter, Counts, Cursor, CursorError, Listing};
pub use clock::{ClockReport, KeepsTime};
pub use corrections::{Approval, CorrectionOutcome, Waiting};
pub use current::{CurrentDirectory, CurrentSnapshot};
pub use error::UseCaseError;
pub use expiry::{ExpiredCertificate, ExpiryMode, NoExpiryMode};
pub use figures::Figures;
pub use heavy_work::Busy;
pub use hold_list::{HoldFilter, HoldPage, HoldView};
pub use hold_preview::{HoldPreview, LiftPreview};
pub use holds::{HoldOutcome, HoldRequest, LiftOutcome, LiftRequest, MOST_TARGETS};
pub use keys::{AddKeyRequest, CompromiseRequest, KeyOutcome, jwk_set};
pub use language::{Language, Languages, LanguagesError};
pub use office::Office;
pub use own_certificates::OwnCertificate;
pub use people::{AccessError, KeepsPresence, KeptPresence, Retention};
pub use pictures::{KeepsPictures, KeptPicture, LARGEST_PICTURE, PictureTooLarge, picture_id};
pub use print_jobs::{
    ArtworkName, ArtworkRefused, DeliverySlip, HeldFile, KeepsPrintFiles, KeepsPrintOrders,
    KeptArtwork, LARGEST_ARTWORK, LabelField, LabelGrid, LinkFetch, MadeFile, MadePrintLink,
    NewPrintFile, NoArtworkName, OpenedLink, PRINT_LINK, PlaceInMm, PrintArtwork, PrintFailure,
    PrintFilePlace, PrintFileView, PrintFormat, PrintInputs, PrintJobNumber, PrintJobState,
    PrintJobView, PrintLink, PrintLinkRequest, PrintLinkView, PrintOrder, PrintPin, PrintPlan,
    PrintProfile, PrintRequest, PrintState, PrintSymbol, PrintTerms, PrintWords, ProfileError,
    ReprintReason, SUMS_FILE, SizeInMm,
};
pub use printable::{BatchLabel, PinSecrets, PrintableStamp, PrintableStamps};
pub use producer_list::{ProducerFilter, ProducerPage};
pub use proposals::{Acted, ProposalView};
pub use public_side::{
    ForwardedHeader, NoContact, NoForwardedHeader, NoNetwork, NoRateLimit, PublicSide, RateLimit,
    SecurityContact, TrustedProxies,
};
pub use ranges::{ActivateRequest, DeclareRequest, RangeOutcome};
pub use recording::certificate_facts;
pub use register_export::register_rows;
pub use saved_state::{KeepsState, NotSavedState, SAVE_AFTER, SavedState, SavedStates, StateSaver};
pub use self_audit::{Believed, SelfAudit};
pub use service::{Parts, Service, Unwell};
pub use stamp_count::{StampCount, UnusedRange, UnusedStamps, VoidUnusedRequest};
pub use start::{
    Beginning, Entered, StartError, Started, enter_all, never_published, open_checkpoint, replay,
    replay_behind, tiles_unfit,
};
