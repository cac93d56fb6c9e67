//! What is read of a state is what was written of it, whatever its history; what is added to both stays the same.

use jiff::civil::date;
use ocop_stamp::{
    log::{
        Body, CertificateFacts, Decision, HoldFacts, LiftAs, LogState, RangeDeclared, Reason,
        Target,
        dense::{DenseReader, Malformed},
    },
    stamp::StampIndex,
};
use proptest::prelude::*;

use super::bytes_of;
use crate::{
    history::History,
    invented::{
        batch, certificate, certificate_ended, key_added, lift, number, on_batch, on_certificate,
        on_key, on_producer, on_stamps, revoked, suspended, text,
    },
};

fn any_index() -> impl Strategy<Value = (u64, u64)> {
    (0_u64..100, 0_u64..100).prop_map(|(a, b)| (a.min(b), a.max(b)))
}

fn any_target() -> impl Strategy<Value = Target> {
    prop_oneof![
        4 => (1_u64..6, any_index()).prop_map(|(batch, (from, to))| on_stamps(batch, from, to)),
        1 => (1_u64..6).prop_map(on_batch),
        1 => (1_u64..4).prop_map(on_certificate),
        1 => (1_u64..4).prop_map(on_producer),
        1 => (1_u64..3).prop_map(on_key),
    ]
}

fn any_declaration() -> impl Strategy<Value = RangeDeclared> {
    let day = || prop::option::of((1_i8..28).prop_map(|day| date(2026, 2, day)));
    (1_u64..6, any_index(), prop::option::of("[A-Z]{1,9}"), day(), day(), day()).prop_map(
        |(batch, (from, to), lot, made_from, made_to, best_before)| RangeDeclared {
            batch: number(batch),
            from: number::<StampIndex>(from),
            to: number(to),
            lot: lot.map(|lot| lot.try_into().expect("a lot")),
            made_from,
            made_to,
            best_before,
        },
    )
}

/// Anything that an entry may say; about one in three is refused where it stands.
fn any_body() -> impl Strategy<Value = Body> {
    let decided = |target| {
        let decision = Decision {
            decision: text("9/QĐ-UBND"),
            decided_on: date(2026, 3, 1),
            decided_by: text("UBND tỉnh (mẫu)"),
        };
        HoldFacts::new(target, Reason::Other, Some(decision), date(2026, 5, 1), None)
    };
    prop_oneof![
        1 => (1_u8..4).prop_map(|key| Body::KeyAdded(key_added(key))),
        1 => (1_u64..3).prop_map(|key| Body::KeyRetired { key: number(key) }),
        1 => (1_u64..3, 0_u64..30).prop_map(|(key, from_index)| Body::KeyCompromised { key: number(key), from_index }),
        2 => (1_u64..4).prop_map(|number| Body::CertificateRecorded(certificate(number))),
        1 => (2_u64..4).prop_map(|of| Body::CertificateCorrected(CertificateFacts { replaces: Some(number(1)), ..certificate(of) })),
        1 => (1_u64..4, 1_i8..28).prop_map(|(of, day)| Body::CertificateEnded(certificate_ended(of, date(2028, 1, day)))),
        4 => (1_u64..6).prop_map(|number| Body::BatchIssued(batch(number))),
        2 => (1_u64..6, any_index()).prop_map(|(batch, (from, to))| Body::RangeActivated {
            batch: number(batch),
            from: number(from),
            to: number(to),
        }),
        2 => any_declaration().prop_map(Body::RangeDeclared),
        4 => any_target().prop_map(|target| revoked(target, Reason::FoodSafety)),
        1 => any_target().prop_map(move |target| Body::Revoked(decided(target))),
        4 => any_target().prop_map(suspended),
        3 => (0_u64..60, prop::bool::ANY)
            .prop_map(|(index, is_suspension)| lift(index, if is_suspension { LiftAs::Lifted } else { LiftAs::Annulled })),
    ]
}

fn read_back(log: &LogState) -> Result<LogState, Malformed> {
    let bytes = bytes_of(log);
    let mut from = DenseReader::new(&bytes);
    let read = LogState::read(&mut from)?;
    assert!(from.is_at_end());
    Ok(read)
}

proptest! {
    #[test]
    fn a_state_that_was_saved_goes_on_like_one_that_was_not(
        before in prop::collection::vec(any_body(), 0..60),
        after in prop::collection::vec(any_body(), 0..20),
    ) {
        let mut history = History::new();
        for body in before {
            // What the rules refuse is not in the log.
            drop(history.try_to_enter(body));
        }
        let mut read = history.snapshot.log().clone();
        read = read_back(&read).expect("it was written");
        prop_assert_eq!(bytes_of(&read), bytes_of(history.snapshot.log()));
        let mut other = history.clone();
        other.snapshot = other.snapshot.with_state(read, other.snapshot.register().clone());
        for body in after {
            let (one, two) = (history.try_to_enter(body.clone()), other.try_to_enter(body));
            prop_assert_eq!(one, two);
        }
        let (one, two) = (history.snapshot.log(), other.snapshot.log());
        prop_assert_eq!(bytes_of(one), bytes_of(two));
        for batch in one.batches() {
            for index in 0..batch.issued.quantity {
                let index = number(index.into());
                let holds = |log: &LogState| -> Vec<String> {
                    log.holds_on(batch, index).map(|hold| format!("{hold:?}")).collect()
                };
                prop_assert_eq!(holds(one), holds(two));
            }
        }
        for position in 0..one.next_position() {
            prop_assert_eq!(one.target_of_hold(position), two.target_of_hold(position));
        }
    }

    /// Bytes changed anywhere: refused, or read without a panic.
    #[test]
    fn damage_is_refused_or_read_as_something_else(
        bodies in prop::collection::vec(any_body(), 0..40),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut history = History::new();
        for body in bodies {
            drop(history.try_to_enter(body));
        }
        let mut bytes = bytes_of(history.snapshot.log());
        drop(LogState::read(&mut DenseReader::new(&bytes[..cut.index(bytes.len())])));
        for (place, byte) in damage {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if let Ok(read) = LogState::read(&mut DenseReader::new(&bytes)) {
            for batch in read.batches() {
                assert!(read.holds_on(batch, number(0)).count() <= bytes.len());
                assert!(batch.declarations(number(0)).count() <= bytes.len());
            }
            for position in (0..read.next_position()).take(100) {
                let _ = read.target_of_hold(position);
            }
        }
    }
}
