//! The use cases: what the service does, whoever asks and wherever it is kept.

// The office that issues, and the languages that it offers.
mod language;
mod office;

// The current snapshot, and starting from what the ledger holds.
mod current;
mod start;

// The running service, and why it may refuse.
mod error;
mod service;

// Certificates for anybody to see: one by its number, the open list, and what keeps that quick.
mod certificate_index;
mod certificates;
mod search_text;

// Use cases, each with its request and answer as they stand in JSON.
mod batches;
mod clock;
mod corrections;
mod hold_preview;
mod holds;
mod keys;
mod pictures;
mod printable;
mod recording;
mod register_export;
pub mod register_import;

pub use batches::{BatchStamps, IssueRequest, IssuedBatch};
pub use certificate_index::CertificateIndex;
pub use certificates::{CertificateFilter, Counts, Cursor, CursorError, Listing};
pub use clock::{ClockReport, KeepsTime};
pub use corrections::{Approval, CorrectionOutcome, Waiting};
pub use current::CurrentSnapshot;
pub use error::UseCaseError;
pub use hold_preview::{HoldPreview, LiftPreview};
pub use holds::{HoldOutcome, HoldRequest, LiftOutcome, LiftRequest, MOST_TARGETS};
pub use keys::{AddKeyRequest, CompromiseRequest, KeyOutcome, jwk_set};
pub use language::{Language, Languages, LanguagesError};
pub use office::Office;
pub use pictures::{KeepsPictures, KeptPicture, LARGEST_PICTURE, PictureTooLarge, picture_id};
pub use printable::{BatchLabel, PrintableStamp, PrintableStamps};
pub use recording::certificate_facts;
pub use register_export::register_rows;
pub use service::{Asker, Parts, Service, Unwell};
pub use start::{
    Entered, StartError, Started, enter_all, never_published, open_checkpoint, replay, tiles_unfit,
};
