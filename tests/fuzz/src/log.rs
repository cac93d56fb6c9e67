//! The public log as a stranger may hand it over: entries, checkpoints, notes, tiles, receipts.

use ocop_stamp::log::{
    Entry, canonical_json,
    checkpoint::Checkpoint,
    cosignature::{Cosigner, CosignerVkey},
    note::Vkey,
    proof::prove_inclusion,
    receipt::Receipt,
    tile::{TilePath, entries_of, push_entry},
    tree::{Hash, leaf_hash},
};
use serde_json::Value;

use super::{Bounds, Target};

/// An entry.
pub const ENTRY: Target = Target {
    name: "log_entry",
    seeds: || entries().into_iter().chain(refused_entries()).collect(),
    words: &[
        "\"at\":",
        "\"actor\":",
        "\"kind\":",
        "\"v\":1",
        "null",
        "1e3",
        "-0",
        "\\u0000",
        "0.0",
        "{}",
        "[]",
        "16777215",
        "4294967295",
        "2026-11-26",
        "9999-12-31",
    ],
    read: entry,
    bounds: Bounds::of_thread(2),
};

/// A checkpoint with its signatures.
pub const CHECKPOINT: Target = Target {
    name: "checkpoint",
    seeds: || {
        let note = text("checkpoint");
        let time = "2026-11-26T03:00:00Z".parse().expect("a time");
        let cosigned = cosigner().cosign(&note, time).expect("a good note");
        vec![note.clone().into(), format!("{note}{cosigned}").into(), cosigned.into()]
    },
    words: &["— ", "\n", "\n\n", "0", "+", "=", "tem.example.vn/log"],
    read: checkpoint,
    bounds: Bounds::of_thread(1),
};

/// The verifier keys of notes.
pub const NOTE: Target = Target {
    name: "verifier_key",
    seeds: || vec![text("vkey").into(), cosigner().vkey().to_string().into()],
    words: &["+", "=", "AQ", "\u{2003}"],
    read: verifier_key,
    bounds: Bounds::of_thread(1),
};

/// The path of a tile, or a bundle of entries.
pub const TILE: Target = Target {
    name: "tile",
    seeds: || {
        let mut bundle = Vec::new();
        entries().iter().for_each(|entry| push_entry(&mut bundle, entry).expect("short"));
        let paths = ["tile/0/000", "tile/entries/x001/234.p/7", "tile/3/x999/x999/999.p/255"];
        paths.map(Vec::from).into_iter().chain([bundle]).collect()
    },
    words: &["tile/", "entries/", "x", "/", ".p/", "256", "000"],
    read: tile,
    bounds: Bounds::of_thread(2),
};

/// A receipt.
pub const RECEIPT: Target = Target {
    name: "receipt",
    seeds: || [0, 9, 13].map(|index| receipt_of(index).to_text().into()).into(),
    words: &["c2sp.org/tlog-proof@v1\n", "extra ", "index ", "\n\n", "=", "18446744073709551615"],
    read: receipt,
    bounds: Bounds::of_thread(2),
};

fn fixtures() -> Value {
    serde_json::from_str(include_str!("../../../fixtures/log.json")).expect("JSON")
}

pub(super) fn text(field: &str) -> String {
    fixtures()[field].as_str().expect("a text").to_owned()
}

pub(super) fn entries() -> Vec<Vec<u8>> {
    let entries: Vec<String> =
        serde_json::from_value(fixtures()["entries"].clone()).expect("texts");
    entries.into_iter().map(String::into_bytes).collect()
}

fn refused_entries() -> Vec<Vec<u8>> {
    let rejected = fixtures()["rejected"].as_array().cloned().unwrap_or_default();
    let texts = rejected.iter().flat_map(|case| case.as_object().into_iter().flatten());
    texts.filter_map(|(_, value)| value.as_str().map(|text| text.into())).collect()
}

fn vkey() -> Vkey {
    text("vkey").parse().expect("a vkey")
}

fn cosigner() -> Cosigner {
    Cosigner::new("tem.example.vn/log/cosigner".parse().expect("a name"), &[4; 32])
}

fn entry(case: &[u8]) {
    let Ok(entry) = Entry::parse(case) else { return };
    assert_eq!(entry.to_bytes().ok().as_deref(), Some(case), "an entry has one spelling");
    let value: Value = serde_json::from_slice(case).expect("an entry is JSON");
    assert_eq!(canonical_json(&value).map(String::into_bytes).ok().as_deref(), Some(case));
}

fn checkpoint(case: &[u8]) {
    let genuine = text("checkpoint");
    if let Ok(opened) = Checkpoint::open(case, &vkey()) {
        let known = Checkpoint::open(genuine.as_bytes(), &vkey()).expect("genuine");
        assert_eq!(opened, known, "nothing opens that the key has not signed");
    }
    if let Ok(Some(time)) = cosigner().vkey().cosigned_at(case) {
        assert_eq!(time.to_string(), "2026-11-26T03:00:00Z", "nor that the cosigner has not");
    }
}

fn verifier_key(case: &[u8]) {
    let Ok(text) = std::str::from_utf8(case) else { return };
    if let Ok(vkey) = text.parse::<Vkey>() {
        assert_eq!(vkey.to_string(), text, "a verifier key has one spelling");
    }
    if let Ok(vkey) = text.parse::<CosignerVkey>() {
        assert_eq!(vkey.to_string(), text, "a cosigner's key has one spelling");
    }
}

fn tile(case: &[u8]) {
    if let Ok(path) = std::str::from_utf8(case).unwrap_or_default().parse::<TilePath>() {
        assert_eq!(path.to_string().as_bytes(), case, "a tile has one path");
        assert_eq!(TilePath::new(path.kind(), path.number(), path.width()), Ok(path));
    }
    if let Ok(entries) = entries_of(case) {
        let mut bundle = Vec::new();
        entries.iter().for_each(|entry| push_entry(&mut bundle, entry).expect("it was read"));
        assert_eq!(bundle, case, "a bundle is its entries in a row");
    }
    if let Ok(hash) = std::str::from_utf8(case).map(Hash::from_base64)
        && let Ok(hash) = hash
    {
        assert_eq!(hash.to_base64().as_bytes(), case, "a hash has one spelling");
    }
}

fn receipt_of(index: u64) -> Receipt {
    let entries = entries();
    let leaves: Vec<_> = entries.iter().map(|entry| leaf_hash(entry)).collect();
    let proof = prove_inclusion(&leaves, index).expect("in the tree");
    let entry = entries[usize::try_from(index).expect("small")].clone();
    Receipt { entry, index, proof, checkpoint: text("checkpoint") }
}

fn receipt(case: &[u8]) {
    let Ok(text) = std::str::from_utf8(case) else { return };
    let Ok(receipt) = Receipt::parse(text) else { return };
    assert_eq!(receipt.to_text(), text, "a receipt has one spelling");
    if let Ok(proven) = receipt.check(&vkey()) {
        let entries = entries();
        let place = usize::try_from(proven.index).expect("small");
        assert_eq!(receipt.entry, entries[place], "nothing is proven that is not in the log");
    }
}
