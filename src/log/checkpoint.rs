//! Checkpoints after C2SP tlog-checkpoint: the signed word of a log on how large its tree is and
//! what its root is.
//!
//! Signatures are `note`'s part. That no two checkpoints contradict each other is the publisher's
//! duty; here any size and root can be signed.

use ed25519_dalek::SigningKey;
use thiserror::Error;

use super::note::{self, KeyName, NoteError, Vkey};
use super::tree::{Hash, TreeHead};

/// What a log says of its tree.
///
/// ```text
/// tem.example.vn/log                              the origin, here always the key's name too
/// 14                                              the number of entries
/// +5URDuBluYPql4hcKiW4ZiZnxvPcn7ulpbzAjvTXFB8=    the root, in base64
/// (extension lines, not empty, are passed by; none are written)
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log: the prefix of its URL without the scheme.
    pub origin: KeyName,
    /// The number of entries.
    pub size: u64,
    /// The root of the tree of these entries.
    pub root: Hash,
}

/// Why a checkpoint is not accepted.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CheckpointError {
    /// The note is malformed, or not signed by the log.
    #[error("the checkpoint can't be opened")]
    Note(#[from] NoteError),
    /// The text lacks one of its three lines, or has an empty one.
    #[error("a checkpoint has three lines, and no empty ones")]
    Lines,
    /// The key has signed for an origin that is not its own.
    #[error("the checkpoint is one of another log")]
    Origin,
    /// The size is not a plain decimal number.
    #[error("the size of the checkpoint is not a number without leading zeroes")]
    Size,
    /// The root is not the base64 of a hash.
    #[error("the root of the checkpoint is not the base64 of a hash")]
    Root,
}

impl Checkpoint {
    /// Signs the checkpoint under the name that is its origin, and gives the note to publish.
    pub fn to_note(&self, key: &SigningKey) -> String {
        let text = format!("{}\n{}\n{}\n", self.origin, self.size, self.root.to_base64());
        note::sign(&text, &self.origin, key).expect("the lines have no control characters")
    }

    /// Opens the note that a log published: the signature first, then the text.
    pub fn open(note: &[u8], vkey: &Vkey) -> Result<Self, CheckpointError> {
        let text = note::open(note, vkey)?;
        let lines: Vec<&str> = text.lines().collect();
        let [origin, size, root, ..] = lines[..] else {
            return Err(CheckpointError::Lines);
        };
        if lines.contains(&"") {
            return Err(CheckpointError::Lines);
        }
        if origin != vkey.name().as_str() {
            return Err(CheckpointError::Origin);
        }
        Ok(Self {
            origin: vkey.name().clone(),
            size: parse_size(size).ok_or(CheckpointError::Size)?,
            root: Hash::from_base64(root).map_err(|_| CheckpointError::Root)?,
        })
    }

    /// Size and root, as proofs are checked against.
    pub fn head(&self) -> TreeHead {
        TreeHead { size: self.size, root: self.root }
    }
}

/// ASCII digits without a sign or leading zeroes; 0 itself is one zero.
fn parse_size(text: &str) -> Option<u64> {
    text.parse().ok().filter(|size: &u64| size.to_string() == text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn vector(field: &str) -> String {
        let vectors: serde_json::Value =
            serde_json::from_str(include_str!("../../fixtures/log.json")).expect("JSON");
        vectors[field].as_str().expect("a text").to_owned()
    }

    fn vector_key() -> SigningKey {
        let seed: Hash = vector("log_key_seed_hex").parse().expect("32 bytes in hex");
        SigningKey::from_bytes(seed.as_bytes())
    }

    fn vector_vkey() -> Vkey {
        vector("vkey").parse().expect("a vkey")
    }

    fn check_text(text: &str, expected: Result<u64, CheckpointError>) {
        let vkey = vector_vkey();
        let note = note::sign(text, vkey.name(), &vector_key()).expect("a text to sign");
        let opened = Checkpoint::open(note.as_bytes(), &vkey);
        assert_eq!(opened.map(|checkpoint| checkpoint.size), expected, "{text:?}");
    }

    #[test]
    fn the_vector_opens_and_is_signed_again_byte_for_byte() {
        let (note, vkey) = (vector("checkpoint"), vector_vkey());
        assert_eq!(Vkey::new(vkey.name().clone(), vector_key().verifying_key()), vkey);

        let checkpoint = Checkpoint::open(note.as_bytes(), &vkey).expect("a checkpoint");
        assert_eq!(checkpoint.origin.as_str(), vector("origin"));
        assert_eq!(checkpoint.size, 14);
        assert_eq!(checkpoint.to_note(&vector_key()), note);
    }

    #[test]
    fn texts_are_read_strictly() {
        let root = "+5URDuBluYPql4hcKiW4ZiZnxvPcn7ulpbzAjvTXFB8=";
        let with_size = |size: &str| format!("tem.example.vn/log\n{size}\n{root}\n");
        check_text(&with_size("0"), Ok(0));
        check_text(&with_size("18446744073709551615"), Ok(u64::MAX));
        for wrong in ["00", "014", "+14", "-1", " 14", "14 ", "0x14", "١٤", "18446744073709551616"]
        {
            check_text(&with_size(wrong), Err(CheckpointError::Size));
        }

        check_text(&format!("{}an extension\nanother\n", with_size("14")), Ok(14));
        check_text(&format!("{}an extension\n\n", with_size("14")), Err(CheckpointError::Lines));
        check_text(&format!("{}\n", with_size("14")), Err(CheckpointError::Lines));
        check_text(&format!("\n{}", with_size("14")), Err(CheckpointError::Lines));
        check_text("tem.example.vn/log\n14\n", Err(CheckpointError::Lines));
        check_text("\n", Err(CheckpointError::Lines));
        check_text(&format!("tem.example.vn\n14\n{root}\n"), Err(CheckpointError::Origin));
        check_text("tem.example.vn/log\n14\n+5UR\n", Err(CheckpointError::Root));
        check_text(&format!("tem.example.vn/log\n14\n{root} \n"), Err(CheckpointError::Root));
    }

    #[test]
    fn a_foreign_key_opens_nothing() {
        let stranger = SigningKey::from_bytes(&[7; 32]).verifying_key();
        let vkey = Vkey::new(vector_vkey().name().clone(), stranger);
        let refused = NoteError::NotSigned(vkey.name().clone()).into();
        assert_eq!(Checkpoint::open(vector("checkpoint").as_bytes(), &vkey), Err(refused));
    }

    proptest! {
        #[test]
        fn what_is_signed_opens_to_the_same(size: u64, root: [u8; 32]) {
            let (vkey, root) = (vector_vkey(), Hash::from_bytes(root));
            let checkpoint = Checkpoint { origin: vkey.name().clone(), size, root };
            let note = checkpoint.to_note(&vector_key());
            prop_assert_eq!(Checkpoint::open(note.as_bytes(), &vkey), Ok(checkpoint));
        }
    }
}
