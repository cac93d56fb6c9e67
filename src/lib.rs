//! ocop-stamp: signed traceability stamps for certified OCOP products of Viet Nam.
//!
//! Data flows down this list, and a module uses only what `tests/it/architecture.rs` allows it. Two walks
//! to keep in mind. **verify**: web → app → stamp (parse) → signing (check) → verification (decide over the
//! current snapshot) → verdict. **revoke**: web → app → ledger (number it, with others) → store (journal,
//! sled) → snapshot renewed → answer; then tiles, the checkpoint last.

/// What is printed: payload, digits, GS1 link, short code, PIN.
pub mod stamp;

/// Issuer keys: signing, checking, the published key set, key files.
pub mod signing;

/// Producers, products, certificates, batches, and their rules.
pub mod registry;

/// Who may do what, how they show who they are, and the private record of what they did.
pub mod access;

/// The public log: entries, what they add up to, tree, tiles, checkpoint.
pub mod log;

/// Tables as offices keep them: Excel and CSV, read and written.
pub mod tables;

/// Changes in their order: one writer, group commit, publishing.
pub mod ledger;

/// What a stamp is worth, decided over an immutable snapshot.
pub mod verification;

/// Symbols as pictures and text.
pub mod printing;

/// The use cases.
pub mod app;

/// Adapters of storage: journal and sled, tile files, memory.
pub mod store;

/// Routes, pages, the API.
pub mod web;

/// Settings: flag over environment over the data folder's file over default; where the passphrase is.
pub mod config;

/// The only place where adapters are named.
pub mod wiring;

/// The commands.
pub mod cli;
