//! The index behind the open list: it says what the naive way says, and works only for what changed.

use jiff::{
    Timestamp,
    civil::{Date, date},
};
use ocop_stamp::{
    app::{CertificateFilter, CertificateIndex, Listing},
    log::{BatchIssued, Body, CertificateFacts, LiftAs, Reason},
    registry::{Record, units},
    stamp::{start_of_day, today},
    verification::{Snapshot, Standing, decide_certificate},
};

use crate::{
    history::{History, time},
    invented::{
        batch, certificate, certificate_ended, certificate_record, lift, number, on_batch,
        on_certificate, on_producer, records_of, revoked, suspended, text,
    },
};

const DAY: Date = date(2026, 6, 1);

/// Certificates with all that a list tells apart, each of a product and a producer of its own.
fn history(certificates: u64) -> History {
    let mut history = History::new();
    let codes: Vec<_> = units::provinces().map(units::Province::code).collect();
    for place in 1..=certificates {
        let decided_on =
            date(2024, 1, 1).saturating_add(jiff::Span::new().days((place * 37 % 900) as i64));
        let facts = CertificateFacts {
            decided_on,
            valid_until: decided_on.saturating_add(jiff::Span::new().months(36)),
            province: text(codes[(place % 5) as usize]),
            ..certificate(place)
        };
        history.enter(Body::CertificateRecorded(facts));
        let name = ["Chè Đồi Suối", "Mật ong rừng", "CÀ PHÊ CHÈ", "Gạo nếp"][(place % 4) as usize];
        history.put(&records_of(place));
        history.put(&[named(place, &format!("{name} {place}"))]);
        match place % 11 {
            3 => drop(history.enter(revoked(on_certificate(place), Reason::ReEvaluationFailed))),
            5 => drop(history.enter(suspended(on_certificate(place)))),
            7 => {
                let ended = certificate_ended(place, decided_on);
                history.enter(Body::CertificateEnded(ended));
            }
            _ => {}
        }
    }
    history
}

/// A certificate's record with this name of its product.
fn named(place: u64, product_name: &str) -> Record {
    let mut record = certificate_record(place);
    record.certified.product_name = product_name.to_owned();
    Record::Certificate(record)
}

/// What the list must say, found by looking at everything.
fn naive(snapshot: &Snapshot, filter: &Filter, now: Timestamp) -> Vec<u64> {
    let fold = |text: &str| match text {
        "Chè Đồi Suối" => "che doi suoi".to_owned(),
        "Mật ong rừng" => "mat ong rung".to_owned(),
        "CÀ PHÊ CHÈ" => "ca phe che".to_owned(),
        "Gạo nếp" => "gao nep".to_owned(),
        other => other.to_lowercase(),
    };
    let answers = snapshot.log().certificates().map(|state| {
        decide_certificate(state.facts.certificate, snapshot, now).expect("it is recorded")
    });
    let mut found: Vec<_> = answers
        .filter(|answer| filter.standing.is_none_or(|wanted| wanted == answer.standing))
        .filter(|answer| {
            filter.province.is_none_or(|code| answer.certificate.facts.province.as_str() == code)
        })
        .filter(|answer| {
            let (name, place) = answer
                .records
                .product_words()
                .and_then(|product| product.name.rsplit_once(' '))
                .expect("a name and a number");
            let number = answer.certificate.facts.number.as_ref().expect("it has one").as_str();
            let text = format!("{} {place}|htx mau {place}|{}", fold(name), fold(number));
            filter.search.split_whitespace().all(|word| text.contains(word))
        })
        .map(|answer| (answer.certificate.facts.decided_on, answer.certificate.facts.certificate))
        .collect();
    found.sort_by_key(|(decided_on, number)| (std::cmp::Reverse(*decided_on), *number));
    found.into_iter().map(|(_, number)| number.into()).collect()
}

struct Filter {
    province: Option<&'static str>,
    standing: Option<Standing>,
    /// Folded, as the naive way compares it.
    search: &'static str,
}

/// The whole list, page by page.
fn paged(index: &CertificateIndex, filter: &CertificateFilter, limit: usize) -> Vec<u64> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let Listing { certificates, next, counts } = index.list(filter, after, limit);
        assert!(certificates.len() <= limit);
        found.extend(certificates.into_iter().map(u64::from));
        after = next;
        if next.is_none() {
            let wanted = filter.standing.map_or(counts.total(), |standing| counts.of(standing));
            assert_eq!(wanted, found.len(), "the counts are those of the list");
            return found;
        }
    }
}

#[test]
fn every_page_says_what_the_naive_way_says() {
    let history = history(200);
    let snapshot = &history.snapshot;
    for day in [DAY, date(2027, 3, 1), date(2029, 6, 1)] {
        let index = CertificateIndex::of(snapshot, day, None);
        let standings = [None].into_iter().chain(Standing::ALL.map(Some));
        for standing in standings {
            for province in [None, Some("01"), Some("04"), Some("96")] {
                for search in ["", "che", "suoi doi", "mat 7", "htx mau 3", "/gcn-ocop", "zzz"] {
                    let filter = Filter { province, standing, search };
                    let expected = naive(snapshot, &filter, start_of_day(day));
                    let province = province.and_then(units::province);
                    let filter = CertificateFilter::new(province, standing, search);
                    for limit in [1, 7, 500] {
                        assert_eq!(paged(&index, &filter, limit), expected, "{search}");
                    }
                    let all = index.all(&filter);
                    assert_eq!(all.into_iter().map(u64::from).collect::<Vec<_>>(), expected);
                }
            }
        }
    }
}

#[test]
fn texts_are_folded_once_and_again_only_where_they_changed() {
    let mut history = history(50);
    let folded = |history: &History, earlier: &CertificateIndex, day| {
        let index = CertificateIndex::of(&history.snapshot, day, Some(earlier));
        (index.texts_folded(), index)
    };
    let first = CertificateIndex::of(&history.snapshot, DAY, None);
    assert_eq!(first.texts_folded(), 50);
    assert!(first.is_of(&history.snapshot, DAY));

    // A batch and a revocation of its stamps are no news of certificates.
    let valid_until =
        history.snapshot.log().certificate(number(1)).expect("recorded").last_valid_on();
    history.enter(Body::BatchIssued(BatchIssued { valid_until, ..batch(1) }));
    history.enter(revoked(on_batch(1), Reason::FoodSafety));
    assert!(first.is_of(&history.snapshot, DAY));

    // A midnight, a withdrawal, its annulment, an early end: what certificates are worth may change, their
    // texts do not.
    let (count, mut index) = folded(&history, &first, date(2026, 6, 2));
    assert_eq!(count, 0);
    let end = Body::CertificateEnded(certificate_ended(4, date(2024, 6, 1)));
    let position = history.snapshot.log().next_position();
    let entries = [
        revoked(on_certificate(2), Reason::FoodSafety),
        lift(position, LiftAs::Annulled),
        suspended(on_producer(2)),
        end,
    ];
    for entry in entries {
        history.enter(entry);
        assert!(!index.is_of(&history.snapshot, DAY));
        let (count, next) = folded(&history, &index, DAY);
        assert_eq!(count, 0);
        index = next;
    }

    // One certificate's record, one more certificate, one correction.
    history.put(&[named(9, "Đổi tên")]);
    let (count, index) = folded(&history, &index, DAY);
    assert_eq!(count, 1);
    history.enter(Body::CertificateRecorded(certificate(51)));
    let (count, index) = folded(&history, &index, DAY);
    assert_eq!(count, 1);
    let corrected = CertificateFacts { number: Some(text("99/GCN")), ..certificate(51) };
    history.enter(Body::CertificateCorrected(corrected));
    let (count, index) = folded(&history, &index, DAY);
    assert_eq!(count, 1);
    let found =
        |search| index.list(&CertificateFilter::new(None, None, search), None, 9).certificates;
    assert_eq!(found("doi ten"), [number(9)]);
    assert_eq!(found("99/gcn"), [number(51)]);
    assert_eq!(today(time("2026-06-01T05:00:00Z")), DAY);
}
