//! Stamps that their key signed, but that the log does not have as they say: who steals a key alone can
//! only copy what was issued. And stamps that no key of the log signed.

use jiff::civil::date;
use ocop_stamp::{
    log::{BatchIssued, Body},
    stamp::{Code, Flags, Payload, ScannedStamp, ValidUntil},
    verification::Knowledge,
};

use super::{NOW, check};
use crate::{
    history::{History, signed, signed_stamp},
    invented::{QUANTITY, batch, certificate, key_added, number},
};

/// Two keys, two certificates, and a batch of each.
fn two_batches() -> History {
    let mut history = History::with_a_batch();
    history.enter(Body::KeyAdded(key_added(2)));
    history.enter(Body::CertificateRecorded(certificate(2)));
    let other =
        BatchIssued { certificate: number(2), producer: number(2), key: number(2), ..batch(2) };
    history.enter(Body::BatchIssued(other));
    history
}

#[test]
fn each_field_that_differs_from_the_entry_makes_it_not_issued() {
    let history = two_batches();
    let issued = history.payload(1, 3);
    let day_before = ValidUntil::try_from(date(2029, 2, 19)).expect("in range");
    for (what, payload, expected) in [
        ("nothing", issued, "valid"),
        ("key", Payload { key: number(2), ..issued }, "not_issued"),
        ("certificate", Payload { certificate: number(2), ..issued }, "not_issued"),
        ("unknown certificate", Payload { certificate: number(9), ..issued }, "not_issued"),
        ("flags", Payload { flags: Flags { pin: true }, ..issued }, "not_issued"),
        ("valid until", Payload { valid_until: day_before, ..issued }, "not_issued"),
        ("last index", Payload { index: number(u64::from(QUANTITY) - 1), ..issued }, "valid"),
        ("index", Payload { index: number(QUANTITY.into()), ..issued }, "not_issued"),
        ("another's batch", Payload { batch: number(2), ..issued }, "not_issued"),
        ("unknown batch", Payload { batch: number(3), ..issued }, "not_issued"),
        ("unknown key", Payload { key: number(3), ..issued }, "unknown_key"),
    ] {
        let answer = history.scan(&signed(payload), NOW);
        assert_eq!(answer.verdict.word(), expected, "{what}");
        // What was read is shown, and nothing is known of a stamp that was not issued.
        assert_eq!(answer.stamp, Some(payload), "{what}");
        assert_eq!(answer.issued.is_some(), expected == "valid", "{what}");
    }
}

#[test]
fn one_flipped_bit_anywhere_is_never_valid() {
    let history = two_batches();
    let good = *signed_stamp(history.payload(1, 3)).bytes();
    for bit in 0..good.len() * 8 {
        let mut bytes = good;
        bytes[bit / 8] ^= 1 << (bit % 8);
        let expected = match bit / 8 {
            // The version, and the flags that version 1 does not have; the PIN flag is only signed.
            0 if bit > 0 => "unsupported",
            1 | 2 => "unknown_key",
            _ => "forged",
        };
        let answer = history.scan(&Code::Printed(ScannedStamp::new(bytes)), NOW);
        // Key 3 and key 5 differ from key 1 in one bit, but only keys 1 and 2 are known.
        assert_eq!(answer.verdict.word(), expected, "bit {bit}");
    }
}

#[test]
fn a_node_that_may_be_behind_cannot_say_that_something_is_not_there() {
    let history = two_batches();
    let issued = history.payload(1, 3);
    for (what, payload, expected) in [
        ("known", issued, Some("valid")),
        ("unknown batch", Payload { batch: number(3), ..issued }, None),
        ("unknown key", Payload { key: number(3), ..issued }, None),
    ] {
        let secrets = Default::default();
        let answer = history.scan_on_a_node(&signed(payload), &secrets, Knowledge::Old, NOW);
        assert_eq!(answer.ok().map(|answer| answer.verdict.word()), expected, "{what}");
    }
}

#[test]
fn a_missing_record_of_the_register_never_looks_like_a_forgery() {
    let history = two_batches();
    check(&history, &history.stamp(1, 0), NOW, "valid");
    check(&history, &history.stamp(2, 0), NOW, "valid register_record_missing");
}
