//! Adapters of storage, and nothing else: each is named for its technology, and none shows outside.

// The way to the disk, step by step.
mod disk;

// The append-only file in which every change stands first.
mod journal;

// The journal as files to be copied.
mod journal_copy;
// What the private part of all changes comes to, so that the journal before it can go; by key, as sled has it too.
mod base_file;
mod base_maker;
mod ground;
mod records;

// The journal without sled, for who must not touch anything.
mod journal_alone;

// The journal with sled beside it: the default ledger of one process.
mod sled_audit;
mod sled_check;
mod sled_ledger;
mod sled_view;
mod store_error;

// What all entries add up to, saved for the next start.
mod saved_state_file;

// The published log as plain files.
mod tile_files;

// The last checkpoint, outside the data folder.
mod anchor_file;

// A published log, here or elsewhere, as a reader meets it.
mod log_folder;
mod log_over_http;

// The last time that the service knew.
mod known_time;

// Keys of personal data as files, and who is signed in.
mod personal_key_folder;
mod presence_file;

// Pictures of products as files.
mod picture_folder;

// A data folder in one file.
pub mod backup;
// Orders of print jobs as files, and the files that came of them.
mod print_file_store;
mod print_order_folder;

// A ledger in memory that fails when it is told to: for tests.
pub mod memory;

// The data folder: its lock, its places.
pub mod folder;

pub use anchor_file::AnchorFile;
pub use base_file::{BaseError, BaseHead};
pub use base_maker::BaseMaker;
pub use disk::{Act, Disk, Part, PlainDisk, Step};
pub use journal::JournalError;
pub use journal_alone::{JournalAlone, OpenedLog};
pub use known_time::KnownTimeFile;
pub use log_folder::LogFolder;
pub use log_over_http::LogOverHttp;
pub use personal_key_folder::PersonalKeyFolder;
pub use picture_folder::PictureFolder;
pub use presence_file::PresenceFile;
pub use print_file_store::PrintFileStore;
#[cfg(feature = "s3")]
pub use print_file_store::S3Bucket;
pub use print_order_folder::PrintOrderFolder;
pub use saved_state_file::SavedStateFile;
pub use sled_audit::SledAuditTrail;
pub use sled_check::SledCheck;
pub use sled_ledger::{Against, Examined, Mending, Opened, SavedAt, SledLedger};
pub use store_error::StoreError;
pub use tile_files::{
    TileFiles, checkpoint_size, published_size, read_checkpoint, read_tile, write_vkey,
};
