//! What a scan answers (`verdicts.md`): over histories that differ in one thing, and over many at once.

use ocop_stamp::{
    stamp::Code,
    verification::{Answer, Warning},
};

use crate::history::History;

// A stamp that is signed, but not issued as it says.
mod not_issued;

// Of all that is known of a stamp, which thing speaks.
mod order;

// Days and instants: from when on, until when.
mod dates;

// Keys that were compromised, and the demo's.
mod keys;

// Corrections, ends and successors of certificates.
mod certificates;

// Certificates themselves, without a stamp.
mod standing;

// Short codes and GS1 links.
mod codes;

/// An instant at which every certificate that a test does not end is in force.
const NOW: &str = "2026-06-01T05:00:00Z";

/// Scans a code, and compares the answer with words: the verdict, the family of a revocation, warnings.
#[track_caller]
fn check(history: &History, code: &Code, now: &str, expected: &str) {
    assert_eq!(said(&history.scan(code, now)), expected);
}

fn said(answer: &Answer<'_>) -> String {
    let mut words = vec![answer.verdict.word().to_owned()];
    if words[0] == "revoked" {
        let revocation = answer.issued.as_ref().and_then(|issued| issued.revocation.as_ref());
        let family = revocation.expect("the revocation that speaks").family;
        words.push(serde_json::to_value(family).expect("a word").as_str().expect("a word").into());
    }
    words.extend(answer.warnings.iter().map(|warning| match warning {
        Warning::KeyCompromisedLater => "key_compromised_later".to_owned(),
        Warning::RegisterRecordMissing => "register_record_missing".to_owned(),
    }));
    words.join(" ")
}
