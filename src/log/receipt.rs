//! Receipts: the proof that an entry stands in the log, in one text file that can be checked years later without
//! asking anybody (C2SP tlog-proof).
//!
//! ```text
//! c2sp.org/tlog-proof@v1
//! extra <base64 of the entry's bytes, which are the leaf>
//! index <its place in this log, from 0>
//! <base64 of a hash of the inclusion proof>       none in a log of one entry
//!
//! <the checkpoint, signatures and all>
//! ```
//!
//! Where the log is kept, and whether the entry stands there, is for others to say; here a receipt is put together
//! from what they hand over, and checked by the log's key alone.

use std::fmt::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use thiserror::Error;

use super::{
    Entry, EntryError,
    checkpoint::{Checkpoint, CheckpointError},
    lineage::numbered,
    note::{KeyName, Vkey},
    proof::{ProofError, check_inclusion},
    tree::{Hash, leaf_hash},
};

/// tlog-proof, "Format".
const FIRST_LINE: &str = "c2sp.org/tlog-proof@v1";

/// More than a tree of 2^64 leaves needs, and few enough to read a hostile file.
const MOST_HASHES: usize = 64;

/// An entry with the proof that it stands in a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The entry's bytes.
    pub entry: Vec<u8>,
    /// Its place in the log, from 0.
    pub index: u64,
    /// From the leaf's sibling up to the root's child.
    pub proof: Vec<Hash>,
    /// The checkpoint as it was published.
    pub checkpoint: String,
}

/// Why a receipt proves nothing.
#[derive(Debug, Error)]
pub enum ReceiptError {
    /// Not the lines of a tlog-proof.
    #[error("not a receipt: {0}")]
    Format(&'static str),
    /// The checkpoint was not signed by the log's key.
    #[error("the receipt's checkpoint is not this log's")]
    Checkpoint(#[from] CheckpointError),
    /// The checkpoint names another log of the same service: one that continues this one, or that this one continues.
    #[error(
        "the receipt says that it is of the log {origin}, and the key is that of {name}: where a log's key was changed, one continues the other; if the office names such a log, check the receipt by the key of {origin}"
    )]
    OtherLog {
        /// The origin that the receipt's checkpoint names.
        origin: String,
        /// The log whose key it was checked by.
        name: KeyName,
    },
    /// The entry is not under the checkpoint.
    #[error("the receipt does not prove its entry")]
    Proof(#[from] ProofError),
    /// The bytes are no entry.
    #[error("the receipt's entry is none")]
    Entry(#[from] EntryError),
}

/// What a receipt proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proven {
    /// The entry.
    pub entry: Entry,
    /// Its place in the log of the checkpoint.
    pub index: u64,
    /// The checkpoint under which it stands.
    pub checkpoint: Checkpoint,
}

impl Receipt {
    /// The receipt as a file.
    pub fn to_text(&self) -> String {
        let mut text =
            format!("{FIRST_LINE}\nextra {}\nindex {}\n", BASE64.encode(&self.entry), self.index);
        for hash in &self.proof {
            writeln!(text, "{}", hash.to_base64()).expect("writing to a String can't fail");
        }
        text.push('\n');
        text.push_str(&self.checkpoint);
        text
    }

    /// Reads a file. Nothing is checked yet but its form.
    ///
    /// # Errors
    /// [`ReceiptError::Format`]
    pub fn parse(text: &str) -> Result<Self, ReceiptError> {
        use ReceiptError::Format;
        let (head, checkpoint) =
            text.split_once("\n\n").ok_or(Format("there is no checkpoint behind an empty line"))?;
        let mut lines = head.split('\n');
        if lines.next() != Some(FIRST_LINE) {
            return Err(Format("its first line is not c2sp.org/tlog-proof@v1"));
        }
        let entry = lines.next().and_then(|line| line.strip_prefix("extra "));
        let entry = entry.and_then(|entry| BASE64.decode(entry).ok());
        let entry = entry.ok_or(Format("its second line does not hold the entry"))?;
        let index = lines.next().and_then(|line| line.strip_prefix("index "));
        let index = index.and_then(|digits| {
            digits.parse().ok().filter(|index: &u64| index.to_string() == digits)
        });
        let index = index.ok_or(Format("its third line does not hold the entry's place"))?;
        let hashes = lines.map(Hash::from_base64).take(MOST_HASHES + 1);
        let proof: Vec<Hash> =
            hashes.collect::<Result<_, _>>().map_err(|_| Format("a line is no hash in base64"))?;
        if proof.len() > MOST_HASHES {
            return Err(Format("it has more hashes than any tree"));
        }
        Ok(Self { entry, index, proof, checkpoint: checkpoint.to_owned() })
    }

    /// What it proves to who believes the log's key, and nobody else.
    ///
    /// # Errors
    /// [`ReceiptError`]
    pub fn check(&self, vkey: &Vkey) -> Result<Proven, ReceiptError> {
        let checkpoint = Checkpoint::open(self.checkpoint.as_bytes(), vkey)
            .map_err(|error| self.other_log(vkey).unwrap_or_else(|| error.into()))?;
        check_inclusion(checkpoint.head(), self.index, leaf_hash(&self.entry), &self.proof)?;
        Ok(Proven { entry: Entry::parse(&self.entry)?, index: self.index, checkpoint })
    }

    /// That it says to be of another log of the same service than this key's, if it does.
    fn other_log(&self, vkey: &Vkey) -> Option<ReceiptError> {
        let (origin, name) = (self.checkpoint.lines().next()?, vkey.name());
        let is_other = origin != name.as_str() && numbered(origin).0 == numbered(name.as_str()).0;
        is_other.then(|| ReceiptError::OtherLog { origin: origin.to_owned(), name: name.clone() })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::log::proof::prove_inclusion;

    fn vectors() -> serde_json::Value {
        serde_json::from_str(include_str!("../../fixtures/log.json")).expect("JSON")
    }

    fn vkey() -> Vkey {
        vectors()["vkey"].as_str().expect("a text").parse().expect("a vkey")
    }

    fn receipt(index: u64) -> Receipt {
        let vectors = vectors();
        let entries: Vec<String> =
            serde_json::from_value(vectors["entries"].clone()).expect("texts");
        let leaves: Vec<_> = entries.iter().map(|entry| leaf_hash(entry.as_bytes())).collect();
        let place = usize::try_from(index).expect("small");
        Receipt {
            entry: entries[place].clone().into_bytes(),
            index,
            proof: prove_inclusion(&leaves, index).expect("in the tree"),
            checkpoint: vectors["checkpoint"].as_str().expect("a text").to_owned(),
        }
    }

    #[test]
    fn each_entry_is_proven_by_its_receipt() {
        for index in 0..14 {
            let receipt = receipt(index);
            let read = Receipt::parse(&receipt.to_text()).expect("it is ours");
            assert_eq!(read, receipt);
            let proven = read.check(&vkey()).expect("it proves its entry");
            assert_eq!((proven.index, proven.checkpoint.size), (index, 14));
            assert_eq!(proven.entry.to_bytes().expect("an entry"), receipt.entry);
        }
    }

    #[test]
    fn what_was_altered_proves_nothing() {
        let good = receipt(9);
        let other = receipt(10);
        let altered = [
            Receipt { entry: other.entry.clone(), ..good.clone() },
            Receipt { index: 10, ..good.clone() },
            Receipt { index: 14, ..good.clone() },
            Receipt { proof: other.proof.clone(), ..good.clone() },
            Receipt { proof: good.proof[1..].to_vec(), ..good.clone() },
            Receipt { checkpoint: good.checkpoint.replace("14", "15"), ..good.clone() },
        ];
        for altered in altered {
            assert!(altered.check(&vkey()).is_err(), "{altered:?}");
        }
        let text = good.to_text();
        for wrong in [
            text.replacen("v1", "v2", 1),
            text.replacen("extra", "extras", 1),
            text.replacen("index 9", "index 09", 1),
            text.replacen("index 9\n", "", 1),
            text.replacen("\n\n", "\n", 2),
            text.replacen("index 9\n", &format!("index 9\n{}", "A\n".repeat(3)), 1),
        ] {
            assert!(matches!(Receipt::parse(&wrong), Err(ReceiptError::Format(_))), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "c2sp.org/tlog-proof@v1\n(extra [A-Za-z0-9=]{0,9}\n)?(index [0-9]{0,21}\n)?([A-Za-z0-9+/=]{44}\n){0,3}\n\\PC{0,40}|\\PC*") {
            if let Ok(receipt) = Receipt::parse(&text) {
                prop_assert!(receipt.check(&vkey()).is_err());
                prop_assert_eq!(receipt.to_text(), text);
            }
        }
    }
}
