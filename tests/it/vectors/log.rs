//! `fixtures/log.json`: an entry of each kind, leaf hashes, the root at every size, a checkpoint, and
//! entries that must be refused.

use ed25519_dalek::SigningKey;
use ocop_stamp::log::{
    Entry, LogState,
    checkpoint::Checkpoint,
    note::Vkey,
    tree::{Frontier, leaf_hash, root_of},
};
use serde::Deserialize;

use super::bytes;

#[derive(Deserialize)]
struct Vectors {
    log_key_seed_hex: String,
    origin: String,
    vkey: String,
    entries: Vec<String>,
    leaf_hashes_hex: Vec<String>,
    roots_hex: Vec<String>,
    checkpoint: String,
    rejected: Vec<Rejected>,
}

#[derive(Deserialize)]
struct Rejected {
    why: String,
    entry: String,
}

impl Vectors {
    fn read() -> Self {
        serde_json::from_str(include_str!("../../../fixtures/log.json")).expect("the fixture")
    }
}

#[test]
fn entries_write_back_to_the_same_bytes() {
    for text in Vectors::read().entries {
        let entry = Entry::parse(text.as_bytes()).expect(&text);
        assert_eq!(entry.to_bytes().expect(&text), text.as_bytes());
    }
}

#[test]
fn the_whole_history_is_admitted_and_nothing_of_it_elsewhere() {
    let entries: Vec<Entry> = Vectors::read()
        .entries
        .iter()
        .map(|text| Entry::parse(text.as_bytes()).expect(text))
        .collect();
    let mut state = LogState::default();
    for entry in &entries {
        state.apply(entry).expect("the history follows the rules");
    }
    assert_eq!(state.size(), 14);
    // The opening, the key and the certificate stand once; without the one before, none may stand.
    for entry in &entries[..3] {
        assert!(state.admits(entry).is_err(), "{entry:?} a second time");
    }
    for entry in &entries[1..] {
        assert!(LogState::default().admits(entry).is_err(), "{entry:?} in an empty log");
    }
}

#[test]
fn leaves_and_roots_are_those_of_the_vectors() {
    let vectors = Vectors::read();
    let leaves: Vec<_> = vectors.entries.iter().map(|entry| leaf_hash(entry.as_bytes())).collect();
    assert_eq!(leaves.iter().map(ToString::to_string).collect::<Vec<_>>(), vectors.leaf_hashes_hex);
    assert_eq!(vectors.roots_hex.len(), leaves.len() + 1);
    let mut frontier = Frontier::default();
    for (size, root) in vectors.roots_hex.iter().enumerate() {
        assert_eq!(root_of(&leaves[..size]).to_string(), *root, "size {size}");
        assert_eq!(frontier.root().to_string(), *root, "size {size}");
        if let Some(leaf) = leaves.get(size) {
            frontier.append(*leaf);
        }
    }
}

#[test]
fn the_checkpoint_opens_and_is_signed_again_to_the_same_bytes() {
    let vectors = Vectors::read();
    let vkey: Vkey = vectors.vkey.parse().expect("a vkey");
    assert_eq!(vkey.to_string(), vectors.vkey);
    let checkpoint = Checkpoint::open(vectors.checkpoint.as_bytes(), &vkey).expect("it opens");
    assert_eq!(checkpoint.origin.as_str(), vectors.origin);
    assert_eq!(checkpoint.size, 14);
    assert_eq!(checkpoint.root.to_string(), vectors.roots_hex[14]);

    let key = SigningKey::from_bytes(&bytes(&vectors.log_key_seed_hex));
    assert_eq!(checkpoint.to_note(&key), vectors.checkpoint);
}

#[test]
fn what_must_be_refused_is_no_entry() {
    let rejected = Vectors::read().rejected;
    assert_eq!(rejected.len(), 11);
    for Rejected { why, entry } in rejected {
        assert!(Entry::parse(entry.as_bytes()).is_err(), "{why}: {entry}");
    }
}
