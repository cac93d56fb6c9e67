//! From a link to something that can be printed or shown. Everything here works on plain text: what
//! a stamp's link looks like is left to `stamp`, and which sizes a batch is printed in to the
//! callers.

// The modules of a QR symbol.
mod symbol;

// The symbol as a picture made of whole pixels.
pub mod png;

// The symbol as a drawing with a size in millimetres.
pub mod svg;

// The symbol as text, to be scanned from a terminal.
pub mod terminal;

pub use symbol::{QUIET_ZONE_MODULES, Symbol, SymbolError};
