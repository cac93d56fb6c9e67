//! What stands before the payload:
//!
//! ```text
//! age-encryption.org/v1
//! -> X25519 TEiF0ypqr+bpvcqXNyCVJpL7OuwPdVwPL7KQEbFDOCc       kind and arguments
//! hjabGXwSLQ9c3S6Lw2i+S2Tu2fiwQHHslbBN6B41FLE                  a body in base64, lines of 64, the last one shorter
//! --- WyJp9F/9FOZh7gJdheq2WIJcwHgYc8NIVh3ddwhrcNg              HMAC of all up to and with the three hyphens
//! ```

use std::io::{BufRead, Read};

use data_encoding::BASE64_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::{FileKey, wrapping::derived};

const VERSION: &[u8] = b"age-encryption.org/v1\n";

/// A full line of a body.
const COLUMNS: usize = 64;

/// No header that is meant well is longer: a recipient takes some 100 bytes.
const LONGEST: u64 = 64 << 10;

/// One wrapping of the file's key.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Stanza {
    /// The kind first.
    pub(super) arguments: Vec<String>,
    pub(super) body: Vec<u8>,
}

impl Stanza {
    pub(super) fn is_passphrase(&self) -> bool {
        self.arguments[0] == "scrypt"
    }

    pub(super) fn is_recipient(&self) -> bool {
        self.arguments[0] == "X25519"
    }

    fn write(&self, to: &mut Vec<u8>) {
        to.extend_from_slice(format!("-> {}\n", self.arguments.join(" ")).as_bytes());
        let body = BASE64_NOPAD.encode(&self.body);
        let mut lines: Vec<&[u8]> = body.as_bytes().chunks(COLUMNS).collect();
        // The last line is shorter than the others, and empty if there is no other way.
        if lines.last().is_none_or(|line| line.len() == COLUMNS) {
            lines.push(b"");
        }
        for line in lines {
            to.extend_from_slice(line);
            to.push(b'\n');
        }
    }
}

/// A header as it was read.
pub(super) struct Header {
    pub(super) stanzas: Vec<Stanza>,
    mac: Vec<u8>,
    /// What the MAC is of.
    covered: Vec<u8>,
}

impl Header {
    /// The bytes of a header.
    pub(super) fn written(stanzas: &[Stanza], key: &FileKey) -> Vec<u8> {
        let mut bytes = VERSION.to_vec();
        stanzas.iter().for_each(|stanza| stanza.write(&mut bytes));
        bytes.extend_from_slice(b"---");
        let mac = mac(key, &bytes).finalize().into_bytes();
        bytes.extend_from_slice(format!(" {}\n", BASE64_NOPAD.encode(&mac)).as_bytes());
        bytes
    }

    /// Reads one; `None` if it is none, to the last byte.
    pub(super) fn read(from: &mut impl BufRead) -> Option<Self> {
        let mut left = from.take(LONGEST);
        let mut covered = Vec::new();
        if line(&mut left)? != VERSION {
            return None;
        }
        covered.extend_from_slice(VERSION);
        let mut stanzas = Vec::new();
        loop {
            let first = line(&mut left)?;
            let text = first.strip_suffix(b"\n")?;
            if let Some(mac) = text.strip_prefix(b"--- ") {
                covered.extend_from_slice(b"---");
                let mac = BASE64_NOPAD.decode(mac).ok().filter(|mac| mac.len() == 32)?;
                return (!stanzas.is_empty()).then_some(Self { stanzas, mac, covered });
            }
            let arguments = std::str::from_utf8(text.strip_prefix(b"-> ")?).ok()?.split(' ');
            let arguments: Vec<String> = arguments.map(str::to_owned).collect();
            let is_written = |argument: &String| {
                !argument.is_empty() && argument.bytes().all(|byte| byte.is_ascii_graphic())
            };
            if !arguments.iter().all(is_written) {
                return None;
            }
            covered.extend_from_slice(&first);
            let mut body = Vec::new();
            loop {
                let next = line(&mut left)?;
                let text = next.strip_suffix(b"\n")?;
                covered.extend_from_slice(&next);
                body.extend(BASE64_NOPAD.decode(text).ok().filter(|_| text.len() <= COLUMNS)?);
                if text.len() < COLUMNS {
                    break;
                }
            }
            stanzas.push(Stanza { arguments, body });
        }
    }

    /// Whether it was written by who had this key.
    pub(super) fn is_of(&self, key: &FileKey) -> bool {
        mac(key, &self.covered).verify_slice(&self.mac).is_ok()
    }
}

fn line(from: &mut impl BufRead) -> Option<Vec<u8>> {
    let mut line = Vec::new();
    from.read_until(b'\n', &mut line).ok()?;
    Some(line)
}

fn mac(key: &FileKey, bytes: &[u8]) -> Hmac<Sha256> {
    let key = derived(&**key, b"", b"header");
    let mut mac = Hmac::<Sha256>::new_from_slice(&*key).expect("HMAC takes keys of any length");
    mac.update(bytes);
    mac
}
