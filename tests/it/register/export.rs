//! Exporting: the same columns, and importing them changes nothing; in an empty register it makes the same.

use ocop_stamp::{
    registry::{Certificate, Product, Record, Variant},
    tables::{Field, Grade, template, write_csv, write_workbook},
    web::messages::{Language, field_in_words, guide_titles},
};

use super::{
    Registry, asker, found,
    workbooks::{E, HEADER, T, good, of_a_district, of_a_province, plain},
};
use crate::writer::wait;

const NOW: &str = "2026-11-24T03:00:00Z";

/// A register with everything that a column can hold.
fn full() -> Registry {
    let registry = Registry::at(NOW);
    for (name, bytes) in [("a.xlsx", of_a_province()), ("b.xlsx", of_a_district())] {
        assert!(registry.import(name, &bytes).imported);
    }
    let more: Vec<_> = [
        HEADER,
        &[T("Mã sản phẩm"), T("GTIN"), T("Liên hệ công khai"), T("Mã xã"), T("Định mức tem/năm")],
        &[T("Nơi sản xuất"), T("Mã nơi sản xuất"), T("Vùng nguyên liệu"), T("Mã vùng nguyên liệu")],
        &[T("Chứng nhận chất lượng"), T("Chỉ dẫn địa lý"), T("Cảnh báo an toàn"), T("Bảo quản")],
        &[T("Người đại diện"), T("Ghi chú"), T("Mới / Công nhận lại / Nâng hạng")],
    ]
    .concat();
    let whole = |code, gtin, row: [super::workbooks::C<'static>; 16]| -> Vec<_> {
        [
            &row[..],
            &[T(code), T(gtin), T("=chebanreo.example.vn"), T("14812"), T("24.000")],
            &[T("Bản Rẻo"), T("8930000000019"), T("Đồi chè Bản Rẻo"), T("14812")],
            &[T("VietGAP TT-059, đến 04/11/2028; HACCP 12"), T("Chè Bản Rẻo, số 00014")],
            &[T("Không dùng cho trẻ em"), T("Nơi khô ráo"), T("Bà A (mẫu)"), T("@ghi chú")],
            &[T("Mới")],
        ]
        .concat()
    };
    let in_force = whole("TH-01", "8930000000033", good(&[]));
    let tourism = good(&[
        (0, T("Du lịch cộng đồng Bản Rẻo (mẫu)")),
        (1, T("VI")),
        (2, E),
        (3, T("UBND xã Bản Rẻo (mẫu)")),
        (4, T("Khác")),
        (10, T("80/GCN")),
    ]);
    let withdrawn = whole(
        "TH-02",
        "8930000000040",
        good(&[
            (0, T("Chè thu hồi (mẫu)")),
            (10, T("78/GCN")),
            (11, T("Thu hồi")),
            (12, T("Số 90/QĐ-UBND ngày 01/10/2026, lý do: vi phạm an toàn thực phẩm")),
        ]),
    );
    let ended = whole(
        "TH-03",
        "8930000000057",
        good(&[
            (0, T("Chè hết (mẫu)")),
            (10, T("79/GCN")),
            (11, T("Chấm dứt trước hạn")),
            (12, T("Số 91/QĐ-UBND ngày 01/10/2026, lý do: ngừng sản xuất")),
            (13, T("31/10/2026")),
        ]),
    );
    let report =
        registry.import("c.xlsx", &plain(&[&more, &in_force, &withdrawn, &ended, &tourism]));
    assert!(report.imported, "{:#?}", report.findings);
    // A reading of food safety is always to be looked at.
    assert_eq!(found(&report, Grade::Doubtful), ["M3 withdrawal_understood"]);
    registry
}

#[test]
fn importing_what_was_exported_changes_nothing() {
    let registry = full();
    let rows = registry.service().export_register(&asker("minh")).expect("the operator's");
    assert_eq!(rows.len(), registry.certificates().len());
    for (name, bytes) in
        [("e.xlsx", write_workbook(&rows).expect("written")), ("e.csv", write_csv(&rows))]
    {
        let report = registry.import(name, &bytes);
        assert_eq!(found(&report, Grade::Bad), [""; 0], "{name}");
        assert_eq!((report.has_news, report.counts.corrections), (false, 0), "{name}: {report:#?}");
        assert_eq!(report.counts.unchanged, rows.len());
    }
}

/// What differs between two registers with the same content: salts, and numbers given in another order.
fn bare(certificate: &Certificate) -> Certificate {
    Certificate { salt: String::new(), ..certificate.clone() }
}

#[test]
fn an_empty_register_becomes_the_same_from_an_export() {
    let registry = full();
    let mut bytes =
        write_csv(&registry.service().export_register(&asker("minh")).expect("the operator's"));
    // Another service gives its own numbers.
    let text = String::from_utf8(std::mem::take(&mut bytes)).expect("UTF-8");
    let text = text.replacen("Số trong hệ thống", "Số ở nơi cũ", 1);
    let other = Registry::at(NOW);
    let report = other.import("e.csv", text.as_bytes());
    assert!(report.imported, "{:#?}", report.findings);
    let (ours, theirs) = (
        registry.service().export_register(&asker("minh")).expect("the operator's"),
        other.service().export_register(&asker("minh")).expect("the operator's"),
    );
    let told = |rows: &[ocop_stamp::tables::WrittenRow]| {
        let csv = String::from_utf8(write_csv(rows)).expect("UTF-8");
        let mut lines: Vec<String> = csv
            .lines()
            // Without running number and the service's number.
            .map(|line| line.splitn(3, ',').last().unwrap_or_default().to_owned())
            .collect();
        lines.sort();
        lines
    };
    assert_eq!(told(&ours), told(&theirs));
    assert_eq!(registry.certificates().len(), other.certificates().len());
    assert!(registry.certificates().iter().all(|known| {
        other.certificates().iter().any(|same| {
            (&bare(same).decision, bare(same).valid_until) == (&known.decision, known.valid_until)
        })
    }));
}

#[test]
fn a_cell_that_a_spreadsheet_would_take_for_a_formula_is_guarded_in_csv() {
    let csv = String::from_utf8(write_csv(
        &full().service().export_register(&asker("minh")).expect("the operator's"),
    ))
    .expect("UTF-8");
    assert!(csv.starts_with('\u{feff}'));
    assert!(csv.contains(",'=chebanreo.example.vn,") && csv.contains(",'@ghi chú,"), "{csv}");
    assert!(!csv.contains(",=") && !csv.contains(",@"));
}

#[test]
fn the_template_has_a_header_that_is_understood_and_a_guide_that_is_none() {
    for language in [Language::Vietnamese, Language::English] {
        let titles = guide_titles(language);
        let bytes = template([&titles[0], &titles[1]], |field| field_in_words(field, language));
        let registry = Registry::at(NOW);
        let report = registry.dry_run("mau.xlsx", &bytes.expect("written"));
        assert_eq!(found(&report, Grade::Bad), ["0 no_rows"]);
        assert_eq!(found(&report, Grade::Note), [""; 0]);
    }
}

#[test]
fn the_documentation_names_every_column() {
    let page = include_str!("../../../docs/register.md");
    for field in Field::all() {
        let name = serde_json::to_value(field).expect("a word");
        let name = name.as_str().expect("a word");
        // The four parts of a withdrawal stand in one row there.
        if !name.starts_with("withdrawal_") {
            assert!(page.contains(field.heading()), "{}", field.heading());
            assert!(page.contains(&format!("`{name}`")), "{name}");
        }
    }
}

#[test]
fn pictures_stand_by_their_names_and_stay() {
    let registry = full();
    let snapshot = registry.service().snapshot();
    let product = snapshot.register().products().next().expect("one").clone();
    let mut variants = product.variants.clone();
    variants[0].picture =
        ocop_stamp::registry::PictureId::parse(&format!("{}.jpg", "a".repeat(64)));
    let pictured = Product { variants, ..product };
    let kept = vec![Record::Product(pictured.clone())];
    wait(registry.service().keep_records(asker("minh"), kept)).expect("kept");
    let bytes =
        write_csv(&registry.service().export_register(&asker("minh")).expect("the operator's"));
    assert!(String::from_utf8_lossy(&bytes).contains(&format!("{}.jpg", "a".repeat(64))));
    assert!(!registry.import("e.csv", &bytes).has_news);
    let snapshot = registry.service().snapshot();
    assert_eq!(snapshot.register().product(pictured.product), Some(&pictured));
    // A name of that form that no product has is a picture that is missing.
    let other = String::from_utf8_lossy(&bytes).replace(&"a".repeat(64), &"b".repeat(64));
    let refused = registry.import("e.csv", other.as_bytes());
    assert_eq!(found(&refused, Grade::Bad).len(), 1);
}

#[test]
fn a_variant_with_commas_stays_one() {
    let registry = Registry::at(NOW);
    assert!(registry.import("t.xlsx", &plain(&[HEADER, &good(&[])])).imported);
    let snapshot = registry.service().snapshot();
    let product = snapshot.register().products().next().expect("one").clone();
    // As it was recorded before commas were looked at.
    let variant =
        |content: &str| Variant { net_content: content.to_owned(), gtin: None, picture: None };
    let variants = vec![variant("Gói 100g, 200g"), variant("Hộp 1 kg")];
    let kept = Product { variants, ..product };
    let records = vec![Record::Product(kept.clone())];
    wait(registry.service().keep_records(asker("minh"), records)).expect("kept");
    let bytes =
        write_csv(&registry.service().export_register(&asker("minh")).expect("the operator's"));
    let report = registry.import("e.csv", &bytes);
    assert_eq!((report.has_news, report.counts.unchanged), (false, 1), "{:#?}", report.findings);
    let cell = good(&[(2, T("GÓI 100G, 200G; Hộp 1 kg"))]);
    let report = registry.import("t.xlsx", &plain(&[HEADER, &cell]));
    assert!(!report.has_news, "{:#?}", report.findings);
    // That it is one is known, and is no news.
    assert_eq!(found(&report, Grade::Doubtful), [""; 0]);
}
