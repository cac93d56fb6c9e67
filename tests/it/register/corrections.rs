//! Corrections of record: proposed by an import, approved by somebody else, and only then in the log.

use ocop_stamp::{
    access::Actor,
    app::{Approval, Asker, UseCaseError},
    registry::Settled,
};

use super::{
    Registry, asker,
    workbooks::{HEADER, N, T, good, plain},
};
use crate::writer::wait;

const NOW: &str = "2026-11-24T03:00:00Z";

/// A register with one certificate, of which a correction by `minh` waits: other stars, another name.
fn with_a_correction() -> Registry {
    let registry = Registry::at(NOW);
    registry.import("t.xlsx", &plain(&[HEADER, &good(&[])]));
    let mistaken = good(&[(5, T("3 sao")), (15, N(60.0)), (3, T("HTX Chè Bản Rẻo Mới (mẫu)"))]);
    // By the service's number, so that another holder's name is a correction and not another holder.
    let header: Vec<_> = [&[T("Số trong hệ thống")], HEADER].concat();
    let row: Vec<_> = [&[N(1.0)], &mistaken[..]].concat();
    let report = registry.import("t.xlsx", &plain(&[&header, &row]));
    assert_eq!((report.imported, report.counts.corrections), (true, 1), "{:#?}", report.findings);
    registry
}

fn settle(
    registry: &Registry,
    who: &str,
    settled: Settled,
    alone: bool,
) -> Result<Option<u64>, UseCaseError> {
    let certificate = registry.certificates()[0].certificate;
    let waiting = registry.service().waiting_corrections(&asker("minh"));
    let proposed_at = waiting.first().map_or(NOW.parse().expect("a time"), |one| one.proposed_at);
    let approval = Approval { certificate, proposed_at, settled, alone };
    let outcome = wait(registry.service().settle_correction(asker(who), &approval));
    outcome.map(|outcome| outcome.log_index)
}

#[test]
fn what_waits_says_what_would_change_and_who_proposed_it() {
    let registry = with_a_correction();
    let waiting = registry.service().waiting_corrections(&asker("minh"));
    assert_eq!((waiting.len(), waiting[0].proposed_by.as_str()), (1, "minh"));
    let changes: Vec<String> =
        waiting[0].changes.iter().map(|(_, from, to)| format!("{from} -> {to}")).collect();
    assert_eq!(
        changes,
        ["HTX Chè Bản Rẻo (mẫu) -> HTX Chè Bản Rẻo Mới (mẫu)", "80 -> 60", "4 -> 3"]
    );
}

#[test]
fn a_correction_takes_two_people() {
    let registry = with_a_correction();
    let refused = settle(&registry, "minh", Settled::Approved, false);
    assert!(matches!(refused, Err(UseCaseError::OnePerson(_))), "{refused:?}");
    assert_eq!(registry.log_size(), 2);

    // Under another name, the same user of the machine is the same person.
    let waiting = registry.service().waiting_corrections(&asker("minh"));
    let (certificate, proposed_at) = (waiting[0].certificate, waiting[0].proposed_at);
    let settled = Settled::Approved;
    let approval = Approval { certificate, proposed_at, settled, alone: false };
    let Actor::OperatingSystemUser { uid, .. } = asker("minh").actor else { panic!("a user") };
    let actor = Actor::OperatingSystemUser { name: format!("uid {uid}"), uid };
    let renamed = Asker::operator(actor);
    let refused = wait(registry.service().settle_correction(renamed, &approval));
    assert!(matches!(refused, Err(UseCaseError::OnePerson(_))), "{refused:?}");

    let index = settle(&registry, "hoa", Settled::Approved, false).expect("two people");
    assert_eq!(index, Some(2));
    let snapshot = registry.service().snapshot();
    let certificate = &registry.certificates()[0];
    assert_eq!(u8::from(certificate.stars), 3);
    let facts = &snapshot.log().certificate(certificate.certificate).expect("recorded").facts;
    assert_eq!((u8::from(facts.stars), facts.valid_until), (3, certificate.valid_until));
    let holder = snapshot.register().producer(certificate.producer).expect("recorded");
    assert_eq!(holder.name, "HTX Chè Bản Rẻo Mới (mẫu)");
    let committed = ocop_stamp::app::certificate_facts(certificate).expect("good");
    assert_eq!(committed.record, facts.record, "the log commits to what the register holds");
    assert!(registry.service().waiting_corrections(&asker("minh")).is_empty());
}

#[test]
fn the_operator_may_do_it_alone_and_says_so() {
    let registry = with_a_correction();
    assert_eq!(settle(&registry, "minh", Settled::Approved, true).expect("alone"), Some(2));
}

#[test]
fn a_mistaken_correction_is_dismissed_by_anybody_and_leaves_no_trace_in_the_log() {
    let registry = with_a_correction();
    assert_eq!(settle(&registry, "minh", Settled::Dismissed, false).expect("dismissed"), None);
    assert_eq!((registry.log_size(), u8::from(registry.certificates()[0].stars)), (2, 4));
    let again = settle(&registry, "hoa", Settled::Approved, false);
    assert!(matches!(again, Err(UseCaseError::NoCorrection(_))), "{again:?}");
}

#[test]
fn an_approval_that_is_asked_again_under_its_key_finds_what_became_of_it() {
    let registry = with_a_correction();
    let certificate = registry.certificates()[0].certificate;
    let proposed_at = registry.service().waiting_corrections(&asker("minh"))[0].proposed_at;
    let approval = Approval { certificate, proposed_at, settled: Settled::Approved, alone: false };
    let mut asker = asker("hoa");
    asker.idempotency_key =
        Some(ocop_stamp::ledger::IdempotencyKey::parse("once").expect("printable"));
    let settle = || wait(registry.service().settle_correction(asker.clone(), &approval));
    assert_eq!(settle().expect("two people"), settle().expect("found"));
    assert_eq!(registry.log_size(), 3);
}

#[test]
fn corrections_wait_across_a_restart() {
    let registry = with_a_correction().reopened_at("2026-11-25T03:00:00Z");
    assert_eq!(registry.service().waiting_corrections(&asker("minh")).len(), 1);
    settle(&registry, "hoa", Settled::Approved, false).expect("two people");
    let registry = registry.reopened_at("2026-11-26T03:00:00Z");
    assert!(registry.service().waiting_corrections(&asker("minh")).is_empty());
    assert_eq!(u8::from(registry.certificates()[0].stars), 3);
}

#[test]
fn a_correction_may_make_a_certificate_longer_which_nothing_else_can() {
    let registry = Registry::at(NOW);
    registry.import("t.xlsx", &plain(&[HEADER, &good(&[(13, T("20/02/2028"))])]));
    registry.import("t.xlsx", &plain(&[HEADER, &good(&[(13, T("20/02/2029"))])]));
    settle(&registry, "hoa", Settled::Approved, false).expect("two people");
    let snapshot = registry.service().snapshot();
    let state = snapshot.log().certificate(registry.certificates()[0].certificate);
    assert_eq!(state.expect("recorded").last_valid_on().to_string(), "2029-02-20");
}

#[test]
fn a_certificate_that_was_ended_stays_so_when_something_else_is_corrected() {
    let registry = Registry::at(NOW);
    let ended = [(11, T("Chấm dứt trước hạn")), (13, T("20/10/2026"))];
    registry.import("t.xlsx", &plain(&[HEADER, &good(&ended)]));
    let corrected = [&ended[..], &[(5, T("3 sao")), (15, N(60.0))]].concat();
    let report = registry.import("t.xlsx", &plain(&[HEADER, &good(&corrected)]));
    assert_eq!(report.counts.corrections, 1, "{:#?}", report.findings);
    settle(&registry, "hoa", Settled::Approved, false).expect("two people");
    let snapshot = registry.service().snapshot();
    let state = snapshot.log().certificate(registry.certificates()[0].certificate);
    let state = state.expect("recorded");
    assert_eq!(
        (u8::from(state.facts.stars), state.last_valid_on().to_string().as_str()),
        (3, "2026-10-20")
    );
}

#[test]
fn a_proposal_that_was_made_anew_has_to_be_looked_at_anew() {
    let registry = with_a_correction();
    let certificate = registry.certificates()[0].certificate;
    let proposed_at = "2026-11-01T03:00:00Z".parse().expect("a time");
    let approval = Approval { certificate, proposed_at, settled: Settled::Approved, alone: false };
    let refused = wait(registry.service().settle_correction(asker("hoa"), &approval));
    assert!(matches!(refused, Err(UseCaseError::OtherCorrection(_))), "{refused:?}");
}
