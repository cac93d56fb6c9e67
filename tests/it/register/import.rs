//! Importing: the dry run first, the same again changes nothing, a bad row stops all of it, and the log says
//! what was recorded, ended and withdrawn.

use ocop_stamp::{
    app::Asker,
    ledger::IdempotencyKey,
    log::Hold,
    registry::{IssuerLevel, ProducerKind},
    tables::Grade,
};

use super::{
    Registry, asker, found, request,
    workbooks::{
        HEADER, N, OF_A_DISTRICT_AS_CSV, T, good, of_a_district, of_a_province,
        of_a_province_saying, plain, sheets,
    },
};
use crate::writer::wait;

const NOW: &str = "2026-11-24T03:00:00Z";

#[test]
fn a_realistic_workbook_is_imported_once_its_dry_run_is_followed() {
    let registry = Registry::at(NOW);
    let bytes = of_a_province();
    let dry = registry.dry_run("bieu-01.xlsx", &bytes);
    assert_eq!(found(&dry, Grade::Bad), [""; 0]);
    assert_eq!((dry.counts.certificates, dry.counts.recorded), (4, 4));

    let report = registry.import("bieu-01.xlsx", &bytes);
    assert!(report.imported);
    assert_eq!(
        (report.counts.recorded, report.counts.producers, report.counts.products),
        (4, 2, 4)
    );
    assert_eq!(report.log_indexes, Some((1, 4)));
    let snapshot = registry.service().snapshot();
    let certificates = registry.certificates();
    for certificate in &certificates {
        let state = snapshot.log().certificate(certificate.certificate).expect("in the log");
        assert_eq!(state.facts.valid_until, certificate.valid_until);
        let product = snapshot.register().product(certificate.product).expect("recorded");
        let holder = snapshot.register().producer(certificate.producer).expect("recorded");
        assert_eq!(product.producer, holder.producer);
    }
    // Three products of one holder, whose address stands with each certificate.
    assert_eq!(certificates[0].producer, certificates[2].producer);
    assert_eq!(certificates[2].certified.address, certificates[0].certified.address);
    let holder = snapshot.register().producer(certificates[0].producer).expect("recorded");
    assert_eq!(holder.kind, ProducerKind::Cooperative);

    let again = registry.import("bieu-01.xlsx", &bytes);
    assert_eq!((again.counts.unchanged, again.has_news), (4, false));
    assert_eq!(registry.log_size(), 5);
    // After a restart, too.
    let registry = registry.reopened_at("2026-11-25T03:00:00Z");
    assert!(!registry.import("bieu-01.xlsx", &bytes).has_news);
}

#[test]
fn a_table_without_diacritics_changes_nothing_of_what_was_written_with_them() {
    let registry = Registry::at(NOW);
    let first = registry.import("huyen.xlsx", &of_a_district());
    assert_eq!((first.imported, first.counts.recorded), (true, 2));
    assert_eq!(registry.certificates()[0].issuer_level, IssuerLevel::District);
    let csv = registry.import("huyen.csv", OF_A_DISTRICT_AS_CSV.as_bytes());
    assert_eq!(csv.counts.corrections, 0, "{:#?}", csv.findings);
    assert_eq!(registry.certificates().len(), 2);
    assert!(found(&csv, Grade::Note).iter().any(|told| told.ends_with("spelled_better")));
}

#[test]
fn one_bad_row_stops_all_of_it_with_the_place_named() {
    let registry = Registry::at(NOW);
    let (good_row, bad_row) = (good(&[]), good(&[(0, T("Chè đen (mẫu)")), (5, T("hạng nhất"))]));
    let bytes = plain(&[&[T("DANH SÁCH")], HEADER, &good_row, &bad_row]);
    let report = registry.import("t.xlsx", &bytes);
    assert!(!report.imported);
    assert_eq!(found(&report, Grade::Bad), ["F4 unreadable"]);
    assert_eq!((registry.log_size(), registry.certificates().len()), (1, 0));
    assert_eq!(registry.service().snapshot().register().producers().count(), 0);
}

#[test]
fn a_report_follows_the_workbook() {
    let registry = Registry::at(NOW);
    let (first, second) = (good(&[(5, T("?"))]), good(&[(0, T("Chè đen (mẫu)")), (5, T("?"))]));
    let bytes = sheets(&[("Năm 2026", &[HEADER, &first]), ("Biểu 2", &[HEADER, &second])]);
    let report = registry.dry_run("t.xlsx", &bytes);
    let names: Vec<_> = report.findings.iter().map(|found| found.place.sheet.as_str()).collect();
    assert_eq!(names, ["Năm 2026", "Biểu 2"]);
}

#[test]
fn one_product_in_several_rows_is_one_certificate_with_variants() {
    let registry = Registry::at(NOW);
    let other = good(&[(2, T("Hộp 500 g"))]);
    let report = registry.import("t.xlsx", &plain(&[HEADER, &good(&[]), &other]));
    assert_eq!((report.imported, report.counts.recorded), (true, 1), "{:#?}", report.findings);
    let snapshot = registry.service().snapshot();
    let product = snapshot.register().products().next().expect("one");
    let contents: Vec<_> = product.variants.iter().map(|variant| &*variant.net_content).collect();
    assert_eq!(contents, ["Gói 200 g", "Hộp 500 g"]);
    // The same certificate with other stars is a mistake in the table.
    let twice = good(&[(5, T("3 sao")), (15, N(60.0))]);
    let report = registry.dry_run("t.xlsx", &plain(&[HEADER, &good(&[]), &twice]));
    assert_eq!(found(&report, Grade::Bad), ["A3 twice"]);
}

#[test]
fn a_decisions_number_comes_back_every_year() {
    let registry = Registry::at(NOW);
    let last_year = good(&[(0, T("Chè khác (mẫu)")), (7, T("20/02/2025")), (10, T("77/GCN-25"))]);
    let report = registry.import("t.xlsx", &plain(&[HEADER, &good(&[]), &last_year]));
    assert_eq!(report.counts.recorded, 2);
    // The same body, number, product and holder on another day is another certificate.
    let renewed = good(&[(7, T("20/02/2023"))]);
    let report = registry.import("t.xlsx", &plain(&[HEADER, &renewed]));
    assert_eq!((report.counts.recorded, registry.certificates().len()), (1, 3));
    assert_eq!(registry.service().snapshot().register().products().count(), 2);
}

#[test]
fn what_changed_is_written_and_what_is_recorded_is_not() {
    let registry = Registry::at(NOW);
    registry.import("t.xlsx", &plain(&[HEADER, &good(&[])]));
    // A new way of packing: written. Other stars: for a second person.
    let changed = good(&[(2, T("Gói 200 g; Hộp 1 kg")), (5, T("3 sao"))]);
    let report = registry.import("t.xlsx", &plain(&[HEADER, &changed]));
    assert_eq!((report.counts.products, report.counts.corrections), (1, 1));
    assert!(found(&report, Grade::Doubtful).contains(&"F2 correction".to_owned()));
    assert_eq!(registry.log_size(), 2, "nothing new stands in the log");
    assert_eq!(u8::from(registry.certificates()[0].stars), 4);
    assert_eq!(registry.service().waiting_corrections(&asker("minh")).len(), 1);
    // Asked again, it waits once.
    let again = registry.import("t.xlsx", &plain(&[HEADER, &changed]));
    assert_eq!((again.has_news, again.counts.corrections), (false, 1));
    // A variant that is not named any more stays, since batches name it by its place.
    let report = registry.import("t.xlsx", &plain(&[HEADER, &good(&[])]));
    assert!(found(&report, Grade::Note).contains(&"C2 variant_kept".to_owned()));
    let snapshot = registry.service().snapshot();
    assert_eq!(
        snapshot.register().products().next().map(|product| product.variants.len()),
        Some(2)
    );
}

#[test]
fn withdrawals_and_early_ends_go_into_the_log() {
    let registry = Registry::at(NOW);
    let withdrawn = good(&[
        (11, T("Thu hồi")),
        (12, T("Số 90/QĐ-UBND ngày 01/10/2026, lý do: vi phạm an toàn thực phẩm")),
    ]);
    let ended = good(&[
        (0, T("Chè hết (mẫu)")),
        (10, T("78/GCN")),
        (11, T("Chấm dứt trước hạn")),
        (12, T("Số 91/QĐ-UBND ngày 01/10/2026, lý do: ngừng sản xuất")),
        (13, T("31/10/2026")),
    ]);
    let bytes = plain(&[HEADER, &withdrawn, &ended]);
    let report = registry.import("t.xlsx", &bytes);
    assert_eq!((report.counts.withdrawn, report.counts.ended), (1, 1), "{:#?}", report.findings);
    let snapshot = registry.service().snapshot();
    let certificates = registry.certificates();
    let holds: Vec<_> =
        snapshot.log().holds_naming_certificate(certificates[0].certificate).collect();
    assert!(holds.len() == 1 && holds[0].terms.hold == Hold::Revoked);
    assert_eq!(holds[0].terms.decision.as_ref().map(|text| text.as_str()), Some("90/QĐ-UBND"));
    let state = snapshot.log().certificate(certificates[1].certificate).expect("recorded");
    assert_eq!(state.last_valid_on().to_string(), "2026-10-31");
    assert_eq!(state.facts.valid_until.to_string(), "2029-02-20");
    assert!(!registry.import("t.xlsx", &bytes).has_news);
    // "In force" does not take a revocation back.
    let report = registry.import("t.xlsx", &plain(&[HEADER, &good(&[])]));
    assert!(found(&report, Grade::Doubtful).contains(&"L2 still_withdrawn".to_owned()));
    assert!(!report.has_news);
    // "Expired" is not said of what still runs.
    let wrong = good(&[
        (0, T("Chè thứ ba (mẫu)")),
        (10, T("79/GCN")),
        (11, T("Thu hồi")),
        (12, T("Số 92/QĐ-UBND ngày 01/10/2026, lý do: hết hạn")),
    ]);
    let report = registry.dry_run("t.xlsx", &plain(&[HEADER, &wrong]));
    assert_eq!(found(&report, Grade::Bad), ["L2 expired_but_runs"]);
}

#[test]
fn a_renewal_is_linked_to_what_it_replaces_in_any_order_of_rows() {
    let registry = Registry::at(NOW);
    let renewed = good(&[(10, T("80/GCN")), (14, T("12/GCN-23"))]);
    let old = good(&[
        (7, T("19/02/2023")),
        (6, T("12/QĐ-UBND")),
        (10, T("12/GCN-23")),
        (11, T("Hết hạn")),
    ]);
    let report = registry.import("t.xlsx", &plain(&[HEADER, &renewed, &old]));
    assert_eq!((report.imported, report.counts.recorded), (true, 2), "{:#?}", report.findings);
    let certificates = registry.certificates();
    assert_eq!(certificates[1].replaces, Some(certificates[0].certificate));
    assert_eq!(certificates[1].product, certificates[0].product);
    let snapshot = registry.service().snapshot();
    let state = snapshot.log().certificate(certificates[0].certificate).expect("recorded");
    assert_eq!(state.replaced_by(), Some(certificates[1].certificate));
    // One that nobody knows is said, and the certificate is recorded all the same.
    let lost = good(&[(0, T("Chè lạc (mẫu)")), (10, T("81/GCN")), (14, T("01/GCN-19"))]);
    let report = registry.import("t.xlsx", &plain(&[HEADER, &lost]));
    assert!(found(&report, Grade::Doubtful).contains(&"O2 replaces_unknown".to_owned()));
    assert!(report.imported);
}

#[test]
fn two_imports_at_once_give_no_number_twice() {
    let registry = Registry::at(NOW);
    let tables: Vec<Vec<u8>> = (0..6)
        .map(|place| {
            let (name, paper) = (format!("Chè {place} (mẫu)"), format!("{place}/GCN"));
            plain(&[HEADER, &good(&[(0, T(&name)), (10, T(&paper))])])
        })
        .collect();
    std::thread::scope(|scope| {
        for bytes in &tables {
            scope.spawn(|| assert!(registry.import("t.xlsx", bytes).imported));
        }
    });
    let numbers: Vec<u64> =
        registry.certificates().iter().map(|known| known.certificate.into()).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6]);
    assert_eq!(registry.service().snapshot().register().producers().count(), 1);
}

/// A country's register, and its way out and back, are in `tests/long/register.rs`.
#[test]
fn a_table_of_1_500_is_imported_whole_and_is_nothing_new_when_it_comes_again() {
    let registry = Registry::at(NOW);
    let mut csv = String::from(
        "Tên sản phẩm,Nhóm,Quy cách,Tên chủ thể,Loại hình,MST,Hạng sao,Số QĐ,Ngày QĐ,Cơ quan ban hành,Cấp,Số GCN,Mã tỉnh\n",
    );
    for place in 0..1_500 {
        let holder = place / 2;
        csv.push_str(&format!("Sản phẩm {place} (mẫu),I,{} g,HTX {holder} (mẫu),HTX,28{holder:08},{} sao,{}/QĐ-UBND,20/02/2026,UBND tỉnh (mẫu),Tỉnh,{place}/GCN,38\n", 100 + place, 3 + place % 2, place / 50));
    }
    let report = registry.import("t.csv", csv.as_bytes());
    assert_eq!((report.imported, report.counts.recorded), (true, 1_500));
    assert_eq!((report.counts.producers, report.log_indexes), (750, Some((1, 1_500))));
    assert!(!registry.import("t.csv", csv.as_bytes()).has_news);
}

#[test]
fn a_workbook_is_mended_as_the_dry_run_says_and_imported() {
    let registry = Registry::at(NOW);
    // Stars that nobody can read, then points that do not fit what was mended, then all as it should be.
    let first = of_a_province_saying([T("55"), T("đạt")]);
    assert_eq!(found(&registry.dry_run("bieu-01.xlsx", &first), Grade::Bad), ["J10 unreadable"]);
    assert!(!registry.import("bieu-01.xlsx", &first).imported);
    assert_eq!((registry.log_size(), registry.certificates().len()), (1, 0), "nothing of it");

    let second = of_a_province_saying([T("55"), T("4 sao")]);
    let report = registry.dry_run("bieu-01.xlsx", &second);
    assert_eq!(found(&report, Grade::Bad), [""; 0]);
    assert!(found(&report, Grade::Doubtful).contains(&"I10 rule".to_owned()));

    let third = of_a_province_saying([T("71,25"), T("4 sao")]);
    let report = registry.dry_run("bieu-01.xlsx", &third);
    assert!(!found(&report, Grade::Doubtful).contains(&"I10 rule".to_owned()));
    let report = registry.import("bieu-01.xlsx", &third);
    assert_eq!((report.imported, report.counts.recorded), (true, 4));
    assert!(!registry.import("bieu-01.xlsx", &third).has_news);
}

#[test]
fn asked_again_under_its_key_an_import_tells_its_places_again() {
    let registry = Registry::at(NOW);
    let request = request("bang.xlsx", &plain(&[HEADER, &good(&[])]));
    let key = IdempotencyKey::parse("nhap-lan-1").expect("a key");
    let asker = Asker { idempotency_key: Some(key), ..asker("minh") };
    let import =
        || wait(registry.service().import_register(asker.clone(), &request)).expect("a table");
    let (first, again) = (import(), import());
    assert!(first.log_indexes.is_some() && first.has_news && !again.has_news);
    assert_eq!(again.log_indexes, first.log_indexes);
    // Under no key, or another one, it is another import, and does nothing.
    assert_eq!(registry.import_as("minh", &request).log_indexes, None);
}

/// Imports a row with these net contents and GTINs twice; what is doubtful of it the first time, and the variants. The
/// same again says nothing new.
#[track_caller]
fn check_packed(contents: &str, gtins: &str, doubtful: &[&str], variants: &[&str]) {
    let registry = Registry::at(NOW);
    let header: Vec<_> = [HEADER, &[T("GTIN")]].concat();
    let row: Vec<_> = [&good(&[(2, T(contents))])[..], &[T(gtins)]].concat();
    let bytes = plain(&[&header, &row]);
    for has_news in [true, false] {
        let report = registry.import("t.xlsx", &bytes);
        assert_eq!((report.imported, report.has_news), (true, has_news), "{:#?}", report.findings);
        let expect = if has_news { doubtful } else { &[] };
        assert_eq!(found(&report, Grade::Doubtful), expect, "{contents}");
        let snapshot = registry.service().snapshot();
        let product = snapshot.register().products().next().expect("one");
        let packed: Vec<_> = product.variants.iter().map(|one| &*one.net_content).collect();
        assert_eq!(packed, variants, "{contents}");
    }
}

#[test]
fn net_contents_with_commas_are_one_where_they_have_one_gtin() {
    let (one, two) = ("8930000000019", "8930000000019; 8930000000026");
    check_packed("Gói 100g, 200g", "", &["C2 contents_taken_apart"], &["Gói 100g", "Gói 200g"]);
    check_packed("Gói 100g, 200g", two, &["C2 contents_taken_apart"], &["Gói 100g", "Gói 200g"]);
    check_packed("Gói 100g, 200g", one, &["C2 perhaps_several"], &["Gói 100g, 200g"]);
    check_packed(
        "Gói 100g, 200g; Hộp 1kg",
        two,
        &["C2 perhaps_several"],
        &["Gói 100g, 200g", "Hộp 1kg"],
    );
    check_packed("Hộp 500g, túi 1kg", "", &["C2 perhaps_several"], &["Hộp 500g, túi 1kg"]);
}

#[test]
fn net_contents_with_commas_are_said_where_they_are_new() {
    let registry = Registry::at(NOW);
    let said = |contents: &str| {
        let report = registry.import("t.xlsx", &plain(&[HEADER, &good(&[(2, T(contents))])]));
        found(&report, Grade::Doubtful)
    };
    assert_eq!(said("Hộp 500g, túi 1kg"), ["C2 perhaps_several"]);
    assert_eq!(said("HỘP 500G, TÚI 1KG"), [""; 0], "the same in another spelling");
    assert_eq!(said("Hộp 500g, túi 1kg; Hộp 600g, túi 2kg"), ["C2 perhaps_several"], "the second");
    assert_eq!(said("Gói 100g, 200g"), ["C2 contents_taken_apart"]);
    assert_eq!(said("Gói 100g; Gói 200g"), [""; 0]);
    assert_eq!(said("Gói 100g, 300g"), ["C2 contents_taken_apart"], "one of them is new");
    // A dry run says it as often as it is asked.
    let other = good(&[(0, T("Gạo (mẫu)")), (2, T("Túi 5kg, bao 10kg")), (10, T("78/GCN"))]);
    for _ in 0..2 {
        let dry = registry.dry_run("t.xlsx", &plain(&[HEADER, &other]));
        assert_eq!(found(&dry, Grade::Doubtful), ["C2 perhaps_several"]);
    }
}
