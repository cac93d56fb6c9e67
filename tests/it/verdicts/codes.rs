//! Short codes, which only a holder of the secret can check, and GS1 links, which make claims of their own.

use std::collections::BTreeMap;

use ocop_stamp::{
    log::{BatchIssued, Body},
    stamp::{Code, Gtin, Payload, ShortCode, ShortSecret, Spelling, gs1_path},
    verification::{CannotTell, CheckedBy, Knowledge},
};

use super::{NOW, check};
use crate::{
    history::{History, signed_stamp},
    invented::{QUANTITY, batch, gtin, number, on_batch, short_secret, suspended},
};

fn typed(payload: &Payload) -> ShortCode {
    ShortCode::typed(&short_secret(), payload)
}

fn symbol(payload: &Payload) -> ShortCode {
    ShortCode::symbol(&short_secret(), payload)
}

/// A short code with another tag.
fn tampered(code: ShortCode) -> ShortCode {
    let spelling = match code.spelling {
        Spelling::Typed([first, rest @ ..]) => Spelling::Typed([first ^ 1, rest[0], rest[1]]),
        Spelling::Symbol(mut tag) => {
            tag[4] ^= 1;
            Spelling::Symbol(tag)
        }
    };
    ShortCode { spelling, ..code }
}

#[test]
fn a_typed_code_that_matches_nothing_was_not_found_and_a_scanned_one_is_told_apart() {
    let history = History::with_a_batch();
    let issued = history.payload(1, 3);
    let past_the_end = Payload { index: number(QUANTITY.into()), ..issued };
    let unknown_batch = Payload { batch: number(2), ..issued };
    for (code, expected) in [
        (typed(&issued), "valid"),
        (tampered(typed(&issued)), "code_not_found"),
        (typed(&past_the_end), "code_not_found"),
        (typed(&unknown_batch), "code_not_found"),
        (symbol(&issued), "valid"),
        (tampered(symbol(&issued)), "forged"),
        (symbol(&past_the_end), "not_issued"),
        (symbol(&unknown_batch), "not_issued"),
    ] {
        check(&history, &Code::Short(code), NOW, expected);
        let answer = history.scan(&Code::Short(code), NOW);
        assert_eq!(answer.checked_by, CheckedBy::ShortCode);
    }
}

#[test]
fn a_short_code_is_answered_as_its_stamp_is() {
    let mut history = History::with_a_batch();
    history.enter(suspended(on_batch(1)));
    check(&history, &Code::Short(typed(&history.payload(1, 3))), NOW, "suspended");
}

#[test]
fn who_lacks_the_secret_cannot_tell() {
    let mut history = History::with_a_batch();
    history.enter(Body::BatchIssued(BatchIssued { short_generation: Some(2), ..batch(2) }));
    history.enter(Body::BatchIssued(BatchIssued { short_generation: None, ..batch(3) }));
    let unknown = Payload { batch: number(9), ..history.payload(1, 0) };
    let first_only = BTreeMap::from([(1, short_secret())]);
    let second_too = BTreeMap::from([(1, short_secret()), (2, ShortSecret::new([8; 32]))]);
    let other_secret = |payload| ShortCode::typed(&ShortSecret::new([8; 32]), payload);
    use CannotTell::{KnowledgeTooOld, SecretNotHeld};
    use Knowledge::{Fresh, Old};
    for (code, secrets, knowledge, expected) in [
        (typed(&history.payload(1, 0)), &BTreeMap::new(), Fresh, Err(SecretNotHeld(1))),
        (tampered(typed(&history.payload(1, 0))), &BTreeMap::new(), Fresh, Err(SecretNotHeld(1))),
        (other_secret(&history.payload(2, 0)), &first_only, Fresh, Err(SecretNotHeld(2))),
        (other_secret(&history.payload(2, 0)), &second_too, Fresh, Ok("valid")),
        // A batch has the secret of its generation only, and this one has none.
        (typed(&history.payload(2, 0)), &second_too, Fresh, Ok("code_not_found")),
        (typed(&history.payload(3, 0)), &second_too, Fresh, Ok("code_not_found")),
        (typed(&history.payload(1, 0)), &first_only, Old, Ok("valid")),
        (typed(&unknown), &first_only, Old, Err(KnowledgeTooOld)),
        (symbol(&unknown), &first_only, Old, Err(KnowledgeTooOld)),
        (typed(&unknown), &first_only, Fresh, Ok("code_not_found")),
    ] {
        let answer = history.scan_on_a_node(&Code::Short(code), secrets, knowledge, NOW);
        assert_eq!(answer.map(|answer| answer.verdict.word()), expected, "{code}");
    }
}

#[test]
fn a_gs1_link_that_names_another_stamp_or_product_is_forged() {
    let mut history = History::with_a_batch();
    history.enter(Body::BatchIssued(BatchIssued { gtin: None, ..batch(2) }));
    let other_gtin = Gtin::parse("08930000000026").expect("a right check digit");
    let link = |of: &Payload, gtin: Gtin, serial_of: &Payload| {
        let path = gs1_path(gtin, serial_of, &signed_stamp(*of));
        Code::from_text(&path).expect("well spelt")
    };
    let (first, second, without_gtin) =
        (history.payload(1, 0), history.payload(1, 1), history.payload(2, 0));
    let unknown_batch = Payload { batch: number(3), ..first };
    for (code, expected) in [
        (link(&first, gtin(), &first), "valid"),
        (link(&first, other_gtin, &first), "forged"),
        (link(&first, gtin(), &second), "forged"),
        // No GTIN in the entry: not compared.
        (link(&without_gtin, other_gtin, &without_gtin), "valid"),
        (link(&without_gtin, other_gtin, &first), "forged"),
        (link(&unknown_batch, gtin(), &unknown_batch), "not_issued"),
        (link(&unknown_batch, gtin(), &first), "forged"),
    ] {
        let answer = history.scan(&code, NOW);
        assert_eq!(answer.verdict.word(), expected);
        assert_eq!(answer.checked_by, CheckedBy::Signature);
    }
}
