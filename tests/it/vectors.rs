//! The promises on paper and in the log, held against vectors that were made without this code.

// Stamps in every form they are written in, and codes that must be refused.
mod stamps;

// Signatures on which Ed25519 libraries are known to differ.
mod signatures;

// Entries, tree and checkpoint.
mod log;

/// The bytes of a text in hex.
fn bytes<const N: usize>(hex: &str) -> [u8; N] {
    let bytes = data_encoding::HEXLOWER.decode(hex.as_bytes()).expect("the vector is in hex");
    bytes.try_into().expect("the vector has as many bytes as it should")
}
