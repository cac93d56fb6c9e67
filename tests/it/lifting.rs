//! What is in force is the union of what was not lifted: random histories of revocations, suspensions and
//! lifts, held against a replay over plain lists that knows no ranges, no sharing and no persistent maps.

use ocop_stamp::{
    log::{BatchIssued, Body, Hold, LiftAs, Reason, Target},
    stamp::today,
};
use proptest::prelude::*;

use crate::{
    history::History,
    invented::{
        batch, certificate, hold, key_added, lift, number, on_batch, on_certificate, on_key,
        on_producer, on_stamps, suspended,
    },
};

/// Stamps in each batch: few, so that ranges meet.
const QUANTITY: u64 = 12;

/// Batches by number, each with its certificate (and producer) and its key.
const BATCHES: [(u64, u64, u64); 3] = [(1, 1, 1), (2, 1, 2), (3, 2, 1)];

/// Something that is asked for; about one in three is refused.
#[derive(Debug, Clone)]
enum Step {
    Revoke(Target, Reason),
    Suspend(Target),
    Lift(u64, LiftAs),
}

/// A revocation or suspension as the plain list keeps it.
struct Entered {
    position: u64,
    hold: Hold,
    target: Target,
    reason: Reason,
    lifted: bool,
}

#[derive(Default)]
struct Plain(Vec<Entered>);

impl Plain {
    /// Takes a step, or says that it is refused.
    fn take(&mut self, step: &Step, position: u64) -> bool {
        let (hold, target, reason) = match *step {
            Step::Lift(index, lifted_as) => return self.lift(index, lifted_as),
            Step::Revoke(target, reason) => (Hold::Revoked, target, reason),
            Step::Suspend(target) => (Hold::Suspended, target, Reason::NoTraceabilityRecords),
        };
        if !is_known(target) {
            return false;
        }
        self.0.push(Entered { position, hold, target, reason, lifted: false });
        true
    }

    fn lift(&mut self, index: u64, lifted_as: LiftAs) -> bool {
        let entered = self.0.iter_mut().find(|entered| entered.position == index);
        let Some(entered) = entered.filter(|entered| !entered.lifted) else { return false };
        entered.lifted = match (entered.hold, lifted_as) {
            (Hold::Suspended, LiftAs::Lifted) => true,
            (Hold::Revoked, LiftAs::Annulled) => {
                ![Reason::StampCopied, Reason::StampLostOrSpoiled, Reason::KeyCompromised]
                    .contains(&entered.reason)
            }
            (Hold::Suspended, LiftAs::Annulled) | (Hold::Revoked, LiftAs::Lifted) => false,
        };
        entered.lifted
    }

    /// Positions of what stands against a stamp.
    fn in_force(&self, place: (u64, u64, u64), index: u64) -> Vec<u64> {
        self.standing(place, index).map(|entered| entered.position).collect()
    }

    fn is_revoked(&self, place: (u64, u64, u64), index: u64) -> bool {
        self.standing(place, index).any(|entered| entered.hold == Hold::Revoked)
    }

    fn standing(
        &self,
        (batch, certificate, key): (u64, u64, u64),
        index: u64,
    ) -> impl Iterator<Item = &Entered> {
        let hits = move |target: Target| match target {
            Target::Certificate { certificate: hit } => u64::from(hit) == certificate,
            Target::Producer { producer: hit } => u64::from(hit) == certificate,
            Target::Key { key: hit } => u64::from(hit) == key,
            Target::Batch { batch: hit } => u64::from(hit) == batch,
            Target::Range { batch: hit, from, to } => {
                u64::from(hit) == batch && (u64::from(from)..=u64::from(to)).contains(&index)
            }
        };
        self.0.iter().filter(move |entered| !entered.lifted && hits(entered.target))
    }
}

/// Whether the log has what a target names.
fn is_known(target: Target) -> bool {
    match target {
        Target::Certificate { certificate } => u64::from(certificate) <= 2,
        Target::Producer { producer } => u64::from(producer) <= 2,
        Target::Key { key } => u64::from(key) <= 2,
        Target::Batch { batch } => u64::from(batch) <= 3,
        Target::Range { batch, to, .. } => u64::from(batch) <= 3 && u64::from(to) < QUANTITY,
    }
}

/// Two keys, two certificates, and the three batches.
fn three_batches() -> History {
    let mut history = History::new();
    history.enter(Body::KeyAdded(key_added(2)));
    history.enter(Body::CertificateRecorded(certificate(1)));
    history.enter(Body::CertificateRecorded(certificate(2)));
    for (which, certificate, key) in BATCHES {
        history.enter(Body::BatchIssued(BatchIssued {
            certificate: number(certificate),
            producer: number(certificate),
            key: number(key),
            quantity: u32::try_from(QUANTITY).expect("few"),
            ..batch(which)
        }));
    }
    history
}

fn any_target() -> impl Strategy<Value = Target> {
    let range = (1_u64..=4, 0..=QUANTITY, 0..=QUANTITY);
    prop_oneof![
        4 => range.prop_map(|(batch, a, b)| on_stamps(batch, a.min(b), a.max(b))),
        1 => (1_u64..=4).prop_map(on_batch),
        1 => (1_u64..=3).prop_map(on_certificate),
        1 => (1_u64..=3).prop_map(on_producer),
        1 => (1_u64..=3).prop_map(on_key),
    ]
}

fn any_step() -> impl Strategy<Value = Step> {
    let as_either = prop_oneof![Just(LiftAs::Lifted), Just(LiftAs::Annulled)];
    prop_oneof![
        2 => (any_target(), prop::sample::select(&Reason::ALL)).prop_map(|(target, reason)| Step::Revoke(target, reason)),
        2 => any_target().prop_map(Step::Suspend),
        // Positions from the opening to some that do not exist yet.
        3 => (0_u64..40, as_either).prop_map(|(index, lifted_as)| Step::Lift(index, lifted_as)),
    ]
}

fn body_of(step: &Step) -> Body {
    match *step {
        Step::Revoke(target, reason) => Body::Revoked(hold(target, reason)),
        Step::Suspend(target) => suspended(target),
        Step::Lift(index, lifted_as) => lift(index, lifted_as),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn what_is_in_force_is_what_was_not_lifted(steps in prop::collection::vec(any_step(), 0..45)) {
        let (mut history, mut plain) = (three_batches(), Plain::default());
        for step in &steps {
            let position = history.snapshot.log().next_position();
            let admitted = history.try_to_enter(body_of(step)).is_ok();
            prop_assert_eq!(admitted, plain.take(step, position), "{:?} at {}", step, position);
        }
        let log = history.snapshot.log();
        for entered in &plain.0 {
            prop_assert_eq!(log.target_of_hold(entered.position), Some(entered.target));
            let hold = log.hold(entered.position).expect("it was entered");
            prop_assert_eq!((hold.terms.hold, hold.terms.reason), (entered.hold, entered.reason));
            prop_assert_eq!(hold.lifted_by.is_some(), entered.lifted);
        }
        for place in BATCHES {
            let batch = log.batch(number(place.0)).expect("issued");
            for index in 0..QUANTITY {
                let mut in_force: Vec<u64> =
                    log.holds_on(batch, number(index)).map(|hold| hold.position).collect();
                in_force.sort_unstable();
                prop_assert_eq!(in_force, plain.in_force(place, index), "stamp {} of {:?}", index, place);
            }
            let revoked = (0..QUANTITY).filter(|index| plain.is_revoked(place, *index)).count();
            let all = (0, QUANTITY as u32 - 1);
            let day = today(log.last_at());
            prop_assert_eq!(log.revoked_stamps(number(place.0), all, day), revoked as u64);
        }
    }
}
