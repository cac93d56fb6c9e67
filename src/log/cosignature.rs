//! Cosignatures after C2SP tlog-cosignature, cosignature/v1 with Ed25519: the signed word that, as of a time, a
//! checkpoint was the newest that the cosigner knew of the log. By it the age of what a log says can be proved.
//!
//! ```text
//! cosignature/v1                     what is signed
//! time 1679315147
//! <the checkpoint's text>
//!
//! — <name> base64(key id ‖ time, 8 bytes, big-endian ‖ signature)        the line below the checkpoint
//! ```
//!
//! Here the log's own service cosigns, with a key of its own; a witness would write the same line.

use std::{fmt, str::FromStr};

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use jiff::Timestamp;

use super::note::{
    KeyName, NoteError, UnverifiedNote, key_id, read_vkey, signature_line, write_vkey,
};

/// The type byte of Ed25519 cosignatures (tlog-cosignature, "Format").
const COSIGNATURE: u8 = 0x04;

/// A cosigner's verifier key, written as other vkeys are, with a type of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CosignerVkey {
    name: KeyName,
    key: VerifyingKey,
}

/// A key that cosigns checkpoints, and nothing else.
pub struct Cosigner {
    name: KeyName,
    key: SigningKey,
}

impl Cosigner {
    /// A cosigner's key under its name, a schemeless URL.
    pub fn new(name: KeyName, private: &[u8; 32]) -> Self {
        Self { name, key: SigningKey::from_bytes(private) }
    }

    /// The key by which anybody checks its cosignatures.
    pub fn vkey(&self) -> CosignerVkey {
        CosignerVkey { name: self.name.clone(), key: self.key.verifying_key() }
    }

    /// The note with one more signature line, as of a time; the time's fraction of a second is dropped.
    ///
    /// # Errors
    /// [`NoteError`] if it is no signed note; [`NoteError::Text`] before 1970.
    pub fn cosign(&self, note: &str, at: Timestamp) -> Result<String, NoteError> {
        let text = UnverifiedNote::parse(note.as_bytes())?.text;
        let time = u64::try_from(at.as_second()).map_err(|_| NoteError::Text)?;
        let signature = self.key.sign(message(time, text).as_bytes()).to_bytes();
        let timed = [time.to_be_bytes().as_slice(), &signature].concat();
        let id = key_id(&self.name, COSIGNATURE, &self.key.verifying_key());
        Ok(format!("{note}{}", signature_line(&self.name, id, &timed)))
    }
}

impl CosignerVkey {
    /// When the note was cosigned: the latest time, if there are several; `None` if it was not, by this key.
    ///
    /// # Errors
    /// [`NoteError`] if it is no note, or a line says that it is this cosigner's and is not.
    pub fn cosigned_at(&self, note: &[u8]) -> Result<Option<Timestamp>, NoteError> {
        let note = UnverifiedNote::parse(note)?;
        let id = key_id(&self.name, COSIGNATURE, &self.key);
        let claims = note.signatures.iter().filter(|line| line.name == self.name && line.id == id);
        let wrong = || NoteError::WrongSignature(self.name.clone());
        let mut latest = None;
        for claim in claims {
            let (time, signature) = claim.signature.split_first_chunk().ok_or_else(wrong)?;
            let time = u64::from_be_bytes(*time);
            let signature = Signature::from_slice(signature).map_err(|_| wrong())?;
            let message = message(time, note.text);
            self.key.verify_strict(message.as_bytes(), &signature).map_err(|_| wrong())?;
            let at = i64::try_from(time).ok().and_then(|time| Timestamp::from_second(time).ok());
            latest = latest.max(Some(at.ok_or_else(wrong)?));
        }
        Ok(latest)
    }
}

fn message(time: u64, text: &str) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
}

impl fmt::Display for CosignerVkey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&write_vkey(&self.name, COSIGNATURE, &self.key))
    }
}

impl FromStr for CosignerVkey {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        let (name, key) = read_vkey(text, COSIGNATURE)?;
        Ok(Self { name, key })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::note::{self, Vkey};

    const TEXT: &str = "a.example/log\n3\nhash\n";

    fn name(text: &str) -> KeyName {
        text.parse().expect("a name")
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a time")
    }

    fn signed() -> String {
        note::sign(TEXT, &name("a.example/log"), &SigningKey::from_bytes(&[1; 32])).expect("signed")
    }

    fn cosigner() -> Cosigner {
        Cosigner::new(name("a.example/log/cosigner"), &[2; 32])
    }

    #[track_caller]
    fn check(note: &str, expected: Result<Option<i64>, NoteError>) {
        let found = cosigner().vkey().cosigned_at(note.as_bytes());
        assert_eq!(found, expected.map(|second| second.map(at)), "{note}");
    }

    #[test]
    fn the_latest_cosignature_tells_the_time() {
        let once = cosigner().cosign(&signed(), at(1_700_000_000)).expect("cosigned");
        let twice = cosigner().cosign(&once, at(1_600_000_000)).expect("cosigned");
        check(&signed(), Ok(None));
        check(&once, Ok(Some(1_700_000_000)));
        check(&twice, Ok(Some(1_700_000_000)));
        // Who knows nothing of cosignatures opens the note as before.
        let vkey =
            Vkey::new(name("a.example/log"), SigningKey::from_bytes(&[1; 32]).verifying_key());
        assert_eq!(note::open(twice.as_bytes(), &vkey), Ok(TEXT));
    }

    #[test]
    fn another_time_text_or_key_is_no_cosignature() {
        let wrong = Err(NoteError::WrongSignature(name("a.example/log/cosigner")));
        let once = cosigner().cosign(&signed(), at(1_700_000_000)).expect("cosigned");
        let later = cosigner().cosign(&signed(), at(1_700_000_001)).expect("cosigned");
        let (early_line, late_line) =
            (once.lines().last().expect("a line"), later.lines().last().expect("a line"));
        // The id and the time of one, the signature of the other.
        let spliced = format!("{}{}", &late_line[..48], &early_line[48..]);
        assert!(spliced != early_line && spliced != late_line);
        check(&once.replace(early_line, &spliced), wrong.clone());
        check(&once.replace("\n3\n", "\n4\n"), wrong);
        let other = Cosigner::new(name("a.example/log/cosigner"), &[3; 32]);
        check(&other.cosign(&signed(), at(1)).expect("cosigned"), Ok(None));
        let renamed = Cosigner::new(name("b.example"), &[2; 32]);
        check(&renamed.cosign(&signed(), at(1)).expect("cosigned"), Ok(None));
        check("no note", Err(NoteError::Malformed));
        assert_eq!(cosigner().cosign(&signed(), at(-1)), Err(NoteError::Text));
    }

    #[test]
    fn its_vkey_is_of_another_type_than_a_logs() {
        let text = cosigner().vkey().to_string();
        assert_eq!(text.parse(), Ok(cosigner().vkey()));
        assert_eq!(text.parse::<Vkey>(), Err(NoteError::Vkey));
        let of_a_log =
            Vkey::new(name("a.example"), SigningKey::from_bytes(&[2; 32]).verifying_key());
        assert_eq!(of_a_log.to_string().parse::<CosignerVkey>(), Err(NoteError::Vkey));
    }

    #[test]
    fn the_example_of_the_specification_is_read() {
        // tlog-cosignature, introduction: time and line; its key is not told, so only the form is.
        let line = "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";
        let note = format!("{}{line}", signed());
        let parsed = UnverifiedNote::parse(note.as_bytes()).expect("a note");
        let line = parsed.signatures.last().expect("a line");
        assert_eq!(line.signature.len(), 8 + 64);
        assert_eq!(line.signature[..8], 1_679_315_147_u64.to_be_bytes());
    }
}
