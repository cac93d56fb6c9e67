//! Signed notes after C2SP signed-note, with Ed25519 keys: texts that carry their signatures below
//! them, and the verifier keys (vkeys) by which they are opened.
//!
//! What a text says is for others to read, `checkpoint` first of all; so are signatures of other
//! types, `cosignature`s, which pass here as those of unknown signers.
//!
//! ```text
//! text, one line or more, each ended by a newline
//! (an empty line)
//! — <key name> base64(key id, 4 bytes ‖ signature)
//! ```

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use data_encoding::HEXLOWER;
use ed25519_dalek::{PUBLIC_KEY_LENGTH, Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

/// The type byte of plain Ed25519 signatures (signed-note, "Signature types").
const ED25519: u8 = 0x01;
/// More than the 16 signatures that everybody has to accept, and few enough to read a hostile note.
const MAX_SIGNATURES: usize = 64;
const SIGNATURE_MARK: &str = "— ";

/// Why a name, a vkey or a note is not accepted.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NoteError {
    /// The name is empty or has a character that would end it within a note or a vkey.
    #[error("a key name is not empty and has no white space, control characters or plus signs")]
    Name,
    /// The text is not `name+id+key` of an Ed25519 key, or its parts contradict each other.
    #[error("not the verifier key of an Ed25519 key")]
    Vkey,
    /// A text to sign is not made of whole lines, or has control characters.
    #[error("the text of a note ends in a newline and has no other control characters")]
    Text,
    /// The bytes are not a text with signature lines below it.
    #[error("not a signed note")]
    Malformed,
    /// None of the signatures claims to be of the key that was asked for.
    #[error("the note is not signed by {0}")]
    NotSigned(KeyName),
    /// A signature claims to be of the key that was asked for, and is not.
    #[error("the signature by {0} is wrong")]
    WrongSignature(KeyName),
}

/// The name of a key (signed-note, "Format"): not empty, without white space and `+`. Control
/// characters below U+0020 are refused too, since no note may have them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct KeyName(String);

impl KeyName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for KeyName {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        let stray = |c: char| c.is_whitespace() || c < ' ' || c == '+';
        if text.is_empty() || text.contains(stray) {
            return Err(NoteError::Name);
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The first bytes of a hash over name and key (signed-note, "Signatures"). With the name it tells
/// whose a signature is; it proves nothing.
pub(super) type KeyId = [u8; 4];

/// The id of a key of that type under its name (signed-note, "Signatures").
pub(super) fn key_id(name: &KeyName, key_type: u8, key: &VerifyingKey) -> KeyId {
    let hash = Sha256::new()
        .chain_update(name.as_str())
        .chain_update([b'\n', key_type])
        .chain_update(key.as_bytes())
        .finalize();
    let (id, _) = hash.split_first_chunk().expect("a SHA-256 hash has 32 bytes");
    *id
}

/// `name+id+key` of a key of that type.
pub(super) fn write_vkey(name: &KeyName, key_type: u8, key: &VerifyingKey) -> String {
    let typed_key = [&[key_type], key.as_bytes().as_slice()].concat();
    let (id, key) = (HEXLOWER.encode(&key_id(name, key_type, key)), BASE64.encode(typed_key));
    format!("{name}+{id}+{key}")
}

/// Reads what [`write_vkey`] writes of a key of that type, and nothing else.
pub(super) fn read_vkey(text: &str, key_type: u8) -> Result<(KeyName, VerifyingKey), NoteError> {
    let (name, rest) = text.split_once('+').ok_or(NoteError::Vkey)?;
    let (_, typed_key) = rest.split_once('+').ok_or(NoteError::Vkey)?;
    let typed_key = BASE64.decode(typed_key).map_err(|_| NoteError::Vkey)?;
    let key = typed_key.strip_prefix(&[key_type]).ok_or(NoteError::Vkey)?;
    let key: [u8; PUBLIC_KEY_LENGTH] = key.try_into().map_err(|_| NoteError::Vkey)?;
    let key = VerifyingKey::from_bytes(&key).map_err(|_| NoteError::Vkey)?;
    let name = name.parse()?;
    // The id was not read but computed: a wrong one shows here.
    if key.is_weak() || write_vkey(&name, key_type, &key) != text {
        return Err(NoteError::Vkey);
    }
    Ok((name, key))
}

/// A signature line, its newline included.
pub(super) fn signature_line(name: &KeyName, id: KeyId, signature: &[u8]) -> String {
    let signature = BASE64.encode([id.as_slice(), signature].concat());
    format!("{SIGNATURE_MARK}{name} {signature}\n")
}

/// A verifier key, written `name+id+key`: the id as 8 hex digits, the key as base64 of its type
/// byte and its 32 bytes. What parses is displayed as the same text again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vkey {
    name: KeyName,
    id: KeyId,
    key: VerifyingKey,
}

impl Vkey {
    /// Gives a public key its name, and the id that follows from both.
    pub fn new(name: KeyName, key: VerifyingKey) -> Self {
        let id = key_id(&name, ED25519, &key);
        Self { name, id, key }
    }

    /// The name under which the key signs.
    pub fn name(&self) -> &KeyName {
        &self.name
    }

    /// The public key.
    pub fn key(&self) -> &VerifyingKey {
        &self.key
    }
}

impl fmt::Display for Vkey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&write_vkey(&self.name, ED25519, &self.key))
    }
}

impl FromStr for Vkey {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        let (name, key) = read_vkey(text, ED25519)?;
        Ok(Self::new(name, key))
    }
}

/// Signs a text and gives the whole note.
pub fn sign(text: &str, name: &KeyName, key: &SigningKey) -> Result<String, NoteError> {
    if !text.ends_with('\n') || has_stray_control_characters(text) {
        return Err(NoteError::Text);
    }
    let Vkey { id, .. } = Vkey::new(name.clone(), key.verifying_key());
    let signature = key.sign(text.as_bytes()).to_bytes();
    Ok(format!("{text}\n{}", signature_line(name, id, &signature)))
}

/// Gives the text of a note that the key has signed. Signers other than it are passed by; but each
/// signature under its name and id has to be good.
pub fn open<'note>(note: &'note [u8], vkey: &Vkey) -> Result<&'note str, NoteError> {
    let note = UnverifiedNote::parse(note)?;
    let claims = note.signatures.iter().filter(|s| s.name == vkey.name && s.id == vkey.id);
    let mut signed = false;
    for claim in claims {
        let signature = Signature::from_slice(&claim.signature);
        let verified = signature.and_then(|s| vkey.key.verify_strict(note.text.as_bytes(), &s));
        verified.map_err(|_| NoteError::WrongSignature(vkey.name.clone()))?;
        signed = true;
    }
    if signed { Ok(note.text) } else { Err(NoteError::NotSigned(vkey.name.clone())) }
}

/// A note of which nothing was checked but its form.
pub(super) struct UnverifiedNote<'note> {
    pub(super) text: &'note str,
    pub(super) signatures: Vec<SignatureLine>,
}

/// Who says to have signed, and by what.
pub(super) struct SignatureLine {
    pub(super) name: KeyName,
    pub(super) id: KeyId,
    pub(super) signature: Vec<u8>,
}

impl<'note> UnverifiedNote<'note> {
    pub(super) fn parse(note: &'note [u8]) -> Result<Self, NoteError> {
        let note = str::from_utf8(note).map_err(|_| NoteError::Malformed)?;
        if has_stray_control_characters(note) {
            return Err(NoteError::Malformed);
        }
        // The last empty line parts text and signatures; the text keeps the newline before it.
        let end = note.rfind("\n\n").ok_or(NoteError::Malformed)?;
        let (text, lines) = (&note[..=end], &note[end + 2..]);
        let lines = lines.strip_suffix('\n').ok_or(NoteError::Malformed)?.split('\n');
        if lines.clone().count() > MAX_SIGNATURES {
            return Err(NoteError::Malformed);
        }
        let signatures: Option<Vec<_>> = lines.map(SignatureLine::parse).collect();
        Ok(Self { text, signatures: signatures.ok_or(NoteError::Malformed)? })
    }
}

impl SignatureLine {
    fn parse(line: &str) -> Option<Self> {
        let (name, signature) = line.strip_prefix(SIGNATURE_MARK)?.split_once(' ')?;
        let bytes = BASE64.decode(signature).ok()?;
        let (id, signature) = bytes.split_first_chunk()?;
        let parsed = Self { name: name.parse().ok()?, id: *id, signature: signature.to_vec() };
        (!signature.is_empty()).then_some(parsed)
    }
}

/// Of the control characters below U+0020 a note may have newlines only (signed-note, "Format").
fn has_stray_control_characters(text: &str) -> bool {
    text.bytes().any(|byte| byte < b' ' && byte != b'\n')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = "Tem truy xuất\n\nhai dòng\n";

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_bytes(&[seed; 32])
    }

    fn name(text: &str) -> KeyName {
        text.parse().expect("a good name")
    }

    fn vkey(text: &str, seed: u8) -> Vkey {
        Vkey::new(name(text), key(seed).verifying_key())
    }

    fn signed(text: &str) -> String {
        sign(text, &name("a.example/log"), &key(1)).expect("a good text")
    }

    fn check_open(note: impl AsRef<[u8]>, expected: Result<&str, NoteError>) {
        let note = note.as_ref();
        assert_eq!(open(note, &vkey("a.example/log", 1)), expected, "{}", note.escape_ascii());
    }

    #[test]
    fn a_note_opens_by_the_key_that_signed_it_and_no_other() {
        let note = signed(TEXT);
        check_open(&note, Ok(TEXT));
        check_open(signed("\n"), Ok("\n"));
        check_open(signed("\n\n\n"), Ok("\n\n\n"));
        for other in [vkey("a.example/log", 2), vkey("b.example/log", 1)] {
            assert_eq!(
                open(note.as_bytes(), &other),
                Err(NoteError::NotSigned(other.name.clone()))
            );
        }
    }

    #[test]
    fn unknown_signers_are_passed_by_and_known_ones_must_be_right() {
        let (note, wrong) = (signed(TEXT), signed("another text\n"));
        let (_, wrong_line) = wrong.split_once("\n\n").expect("signatures");
        let of_others = |count| format!("{SIGNATURE_MARK}w.example AAAAAAA=\n").repeat(count);
        let wrong_signature = Err(NoteError::WrongSignature(name("a.example/log")));

        check_open(format!("{note}{}", of_others(MAX_SIGNATURES - 1)), Ok(TEXT));
        check_open(format!("{note}{}", of_others(MAX_SIGNATURES)), Err(NoteError::Malformed));
        check_open(
            format!("{TEXT}\n{}", of_others(1)),
            Err(NoteError::NotSigned(name("a.example/log"))),
        );
        check_open(format!("{note}{wrong_line}"), wrong_signature.clone());
        check_open(note.replace("hai", "ba"), wrong_signature.clone());
        let short = BASE64.encode([vkey("a.example/log", 1).id.as_slice(), &[0; 63]].concat());
        check_open(format!("{note}{SIGNATURE_MARK}a.example/log {short}\n"), wrong_signature);
    }

    #[test]
    fn notes_are_read_strictly() {
        let note = signed(TEXT);
        let (_, line) = note.rsplit_once("\n\n").expect("signatures");
        for wrong in [
            String::new(),
            "\n\n".to_owned(),
            TEXT.to_owned(),
            line.to_owned(),
            format!("{TEXT}{line}"),
            format!("{TEXT}\n"),
            note.trim_end().to_owned(),
            format!("{note}\n"),
            note.replace("\n— ", "\n- "),
            note.replace("\n— ", "\n—\u{a0}"),
            note.replace("\n— ", "\n—  "),
            note.replace('\n', "\r\n"),
            note.replace("hai", "\t"),
            note.replace("=\n", "\n"),
            format!("{note}— w.example AAAAAA==\n"),
            format!("{note}— w.example\n"),
            format!("{note}— w+x AAAAAAA=\n"),
            format!("{note}— w.example AAAAAAA= \n"),
        ] {
            check_open(wrong, Err(NoteError::Malformed));
        }
        check_open([note.as_bytes(), b"\xff"].concat(), Err(NoteError::Malformed));
        for wrong in ["", "no newline", "tab\t\n", "return\r\n"] {
            assert_eq!(sign(wrong, &name("a"), &key(1)), Err(NoteError::Text), "{wrong:?}");
        }
    }

    #[test]
    fn names_and_vkeys_are_read_strictly() {
        for wrong in ["", "a b", "a+b", "a\n", "a\u{a0}b", "a\u{2028}b", "a\0"] {
            assert_eq!(wrong.parse::<KeyName>(), Err(NoteError::Name), "{wrong:?}");
        }

        let text = vkey("a.example/log", 1).to_string();
        assert_eq!(text.parse(), Ok(vkey("a.example/log", 1)));
        let (stem, base64) = text.rsplit_once('+').expect("three parts");
        let key = BASE64.decode(base64).expect("base64");
        let with_key = |key: &[u8]| format!("{stem}+{}", BASE64.encode(key));
        let identity = [[ED25519, 1].as_slice(), &[0; 31]].concat();
        for wrong in [
            text.replacen("a.", "b.", 1),
            text.to_uppercase(),
            format!("{text}\n"),
            stem.to_owned(),
            with_key(&key[1..]),
            with_key(&key[..32]),
            with_key(&[&[0x04], &key[1..]].concat()),
            with_key(&[&[ED25519], [2; 32].as_slice()].concat()),
            with_key(&identity),
        ] {
            assert_eq!(wrong.parse::<Vkey>(), Err(NoteError::Vkey), "{wrong:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_opens_again_and_no_altered_note_does(
            text in "([^\\x00-\\x1f]|\n){0,80}\n",
            seed: u8,
            at: prop::sample::Index,
            bit in 0..8_u8,
        ) {
            let (signer, name) = (key(seed), name("a.example/log"));
            let vkey = Vkey::new(name.clone(), signer.verifying_key());
            prop_assert_eq!(vkey.to_string().parse(), Ok(vkey.clone()));

            let mut note = sign(&text, &name, &signer).expect("a good text").into_bytes();
            prop_assert_eq!(open(&note, &vkey), Ok(text.as_str()));
            let at = at.index(note.len());
            note[at] ^= 1 << bit;
            prop_assert!(open(&note, &vkey).is_err());
        }

        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>) {
            prop_assert!(open(&bytes, &vkey("a", 1)).is_err());
        }
    }
}
