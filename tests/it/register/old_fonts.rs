//! Tables that were typed for .VnTime or VNI-Times: refused with what to do, since their letters mean nothing without
//! the font.

use ocop_stamp::{
    tables::{FontEncoding, Grade, Table, What, read, understand},
    web::messages::{Language, finding_in_words},
};

use super::{
    Registry, found,
    workbooks::{C, E, HEADER, T, good, plain, sheets},
};

const GARBLED: [C<'static>; 16] = [
    T("ChÌ xanh B¶n RÎo (mÉu)"),
    T("II"),
    T("Gãi 200 g"),
    T("HTX ChÌ B¶n RÎo (mÉu)"),
    T("HTX"),
    T("4 sao"),
    T("77/Q§-UBND"),
    T("20/02/2026"),
    T("UBND tØnh Thanh Hãa (mÉu)"),
    T("TØnh"),
    T("77/GCN"),
    E,
    E,
    E,
    E,
    E,
];

const HEADER_OF_VNTIME: &[C<'static>] =
    &[T("STT"), T("Tªn s¶n phÈm"), T("Tªn chñ thÓ"), T("H¹ng sao"), T("Sè Q§"), T("Ngµy Q§")];

const HEADER_OF_VNI: &[C<'static>] = &[
    T("STT"),
    T("Teân saûn phaåm"),
    T("Teân chuû theå"),
    T("Haïng sao"),
    T("Soá QÑ"),
    T("Ngaøy QÑ"),
];

fn table(name: &str, bytes: &[u8]) -> Table {
    understand(&read(name, bytes).expect("a table"), Some("38"))
}

/// What is said of an encoding: how bad it is, which, and in which rows.
type Said<'a> = (Grade, FontEncoding, &'a [u32]);

#[track_caller]
fn check(table: &Table, expect: &[Said<'_>], read: usize) {
    let said = table.findings.iter().filter_map(|found| {
        let What::OtherEncoding { encoding, rows, .. } = &found.what else { return None };
        Some((found.grade, *encoding, rows.as_slice()))
    });
    assert_eq!(said.collect::<Vec<_>>(), expect, "{:#?}", table.findings);
    assert_eq!(table.rows.len(), read, "{:#?}", table.findings);
}

#[test]
fn a_header_of_an_old_font_is_no_missing_header() {
    for (header, encoding) in
        [(HEADER_OF_VNTIME, FontEncoding::Tcvn3), (HEADER_OF_VNI, FontEncoding::Vni)]
    {
        let of_workbook = table("t.xlsx", &plain(&[header, &good(&[])]));
        check(&of_workbook, &[(Grade::Bad, encoding, &[])], 0);
        let told: Vec<_> = of_workbook.findings.iter().map(super::told).collect();
        assert_eq!(told, ["0 other_encoding"]);
    }
    // In two encodings, it is told of the one that is more of it.
    let both = table("t.xlsx", &plain(&[HEADER_OF_VNI, &GARBLED, &GARBLED]));
    check(&both, &[(Grade::Bad, FontEncoding::Tcvn3, &[])], 0);
    let csv = "STT;Tªn s¶n phÈm;Tªn chñ thÓ;H¹ng sao\n1;ChÌ;HTX A;4 sao\n";
    check(&table("t.csv", csv.as_bytes()), &[(Grade::Bad, FontEncoding::Tcvn3, &[])], 0);
}

#[test]
fn rows_of_an_old_font_are_named_and_the_others_are_read() {
    let other = good(&[(0, T("Gạo (mẫu)")), (10, T("78/GCN"))]);
    let bytes = plain(&[HEADER, &good(&[]), &GARBLED, &other, &GARBLED]);
    let mixed = table("t.xlsx", &bytes);
    check(&mixed, &[(Grade::Bad, FontEncoding::Tcvn3, &[3, 5])], 2);
    assert_eq!(mixed.certificates, 4);
    // What can't be read is told once, and nothing of it twice.
    let told: Vec<_> = mixed.findings.iter().map(super::told).collect();
    assert_eq!(told, ["0 other_encoding"]);

    let registry = Registry::at("2026-11-24T03:00:00Z");
    let report = registry.import("t.xlsx", &bytes);
    assert!(!report.imported);
    assert_eq!(found(&report, Grade::Bad), ["0 other_encoding"]);
    let vni = good(&[(0, T("Cheø xanh Baûn Reûo (maãu)")), (3, T("HTX Cheø Baûn Reûo (maãu)"))]);
    check(&table("t.xlsx", &plain(&[HEADER, &vni])), &[(Grade::Bad, FontEncoding::Vni, &[2])], 0);
}

#[test]
fn rows_in_two_encodings_are_told_together() {
    let vni = good(&[(0, T("Cheø xanh Baûn Reûo (maãu)")), (3, T("HTX Cheø Baûn Reûo (maãu)"))]);
    let (tcvn3, read) = (&GARBLED, good(&[]));
    for rows in [
        &[HEADER, tcvn3, &read, &vni, tcvn3][..],
        &[HEADER, tcvn3, &read, &vni, tcvn3, tcvn3, tcvn3, tcvn3],
    ] {
        let last = u32::try_from(rows.len()).expect("a few");
        let of_tcvn3: Vec<u32> = (2..=last).filter(|row| ![3, 4].contains(row)).collect();
        let expect: [Said<'_>; 2] =
            [(Grade::Bad, FontEncoding::Tcvn3, &of_tcvn3), (Grade::Bad, FontEncoding::Vni, &[4])];
        check(&table("t.xlsx", &plain(rows)), &expect, 1);
    }
}

#[test]
fn one_row_is_found_among_words_of_other_languages() {
    let names = ["Käse", "Sôcôla", "Crème", "Brûlée", "Pâtisserie", "Jürgen", "Größe", "Hmông"];
    let foreign: Vec<_> = names.iter().map(|name| good(&[(0, T(name)), (10, E)])).collect();
    let rows = std::iter::once(HEADER).chain(foreign.iter().map(|row| &row[..]));
    let rows: Vec<&[C<'_>]> = rows.chain([&GARBLED[..]]).collect();
    let expect: Said<'_> = (Grade::Bad, FontEncoding::Tcvn3, &[10]);
    check(&table("t.xlsx", &plain(&rows)), &[expect], names.len());
}

#[test]
fn a_word_that_is_too_little_to_refuse_a_row_is_doubtful() {
    for (changes, expect) in [
        (&[(0, T("G¹o (mẫu)"))][..], &["A2 looks_garbled"][..]),
        (&[(0, T("ChÌ"))], &["A2 looks_garbled"]),
        (&[(2, T("Hộp 3 kg\nTói 1 kg")), (3, T("HTX B¶n Rẻo (mẫu)"))], &["D2 looks_garbled"]),
        // As much might be in another language.
        (&[(0, T("Maät ong (mẫu)"))], &[]),
    ] {
        let table = table("t.xlsx", &plain(&[HEADER, &good(changes)]));
        let said = table.findings.iter().map(|found| (super::told(found), found.grade));
        let expect = expect.iter().map(|told| ((*told).to_owned(), Grade::Doubtful));
        assert_eq!(said.collect::<Vec<_>>(), expect.collect::<Vec<_>>());
        assert_eq!(table.rows.len(), 1);
    }
}

#[test]
fn what_is_not_imported_may_be_in_any_font() {
    let title: &[C<'_>] = &[T("Danh s¸ch s¶n phÈm ®îc c«ng nhËn")];
    let signed: &[C<'_>] = &[T("Ng\u{ad}êi lËp biÓu, thñ tr\u{ad}ëng ®¬n vÞ")];
    let row = good(&[]);
    check(&table("t.xlsx", &plain(&[title, HEADER, &row, &[E], signed])), &[], 1);
    // A sheet of notes beside a register: passed by, and said why.
    let notes: &[&[C<'_>]] = &[title];
    let beside = table("t.xlsx", &sheets(&[("1", &[HEADER, &row]), ("2", notes)]));
    check(&beside, &[(Grade::Doubtful, FontEncoding::Tcvn3, &[])], 1);
}

#[test]
fn foreign_names_are_no_encoding() {
    let names = ["Café Müller", "Pâté de campagne (mẫu)", "Crème brûlée", "Thaï Citroën"];
    let rows: Vec<_> = names.iter().map(|name| good(&[(0, T(name)), (10, E)])).collect();
    let rows: Vec<&[C<'_>]> =
        std::iter::once(HEADER).chain(rows.iter().map(|row| &row[..])).collect();
    check(&table("t.xlsx", &plain(&rows)), &[], names.len());
}

#[test]
fn a_private_text_is_not_the_example() {
    let header = [HEADER, &[T("Người đại diện")]].concat();
    let row = [&good(&[])[..], &[T("NguyÔn V¨n B×nh")]].concat();
    let table = table("t.xlsx", &plain(&[&header, &row]));
    check(&table, &[(Grade::Bad, FontEncoding::Tcvn3, &[2])], 0);
    let words = finding_in_words(&table.findings[0], Language::Vietnamese);
    assert!(!words.contains("NguyÔn") && !words.contains("Ví dụ"), "{words}");
}

#[test]
fn where_no_header_is_known_only_a_heading_is_the_example() {
    let list: &[C<'_>] = &[T("NguyÔn V¨n B×nh – 0912 000 003"), T("ChÌ B¶n RÎo (mÉu)")];
    let example = |rows: &[&[C<'_>]]| {
        let table = table("t.xlsx", &plain(rows));
        check(&table, &[(Grade::Bad, FontEncoding::Tcvn3, &[])], 0);
        let What::OtherEncoding { text, .. } = &table.findings[0].what else { unreachable!() };
        let words = finding_in_words(&table.findings[0], Language::Vietnamese);
        assert_eq!(words.contains("Ví dụ"), !text.is_empty(), "{words}");
        text.clone()
    };
    assert_eq!(example(&[list]), "");
    assert_eq!(example(&[list, HEADER_OF_VNTIME, list]), "Tªn s¶n phÈm");
}

#[test]
fn a_clerk_is_told_which_font_and_how_to_mend_it() {
    let words = |rows: &[&[C<'_>]], language| {
        finding_in_words(&table("t.xlsx", &plain(rows)).findings[0], language)
    };
    assert_eq!(
        words(&[HEADER, &GARBLED], Language::Vietnamese),
        "LỖI · Trang tính Sheet1: 1 hàng có chữ gõ bằng bảng mã TCVN3 (ABC) (phông .VnTime, .VnArial …), không phải \
         Unicode, nên không đọc được: hàng 2. Ví dụ: “ChÌ xanh B¶n RÎo (mÉu)”. Hãy sao chép phần chữ đó, mở công cụ \
         Chuyển mã của UniKey (Ctrl+Shift+F6), chọn bảng mã nguồn TCVN3 (ABC), bảng mã đích Unicode, đánh dấu “Chuyển \
         mã clipboard”, bấm “Chuyển mã”, dán trở lại bảng, đổi sang phông Times New Roman, rồi nhập lại."
    );
    let vni = words(&[HEADER_OF_VNI], Language::Vietnamese);
    assert!(vni.contains("bảng mã VNI Windows (phông VNI-Times"), "{vni}");
    assert!(vni.contains("Ví dụ: “Teân saûn phaåm”."), "{vni}");
    let english = words(&[HEADER, &GARBLED], Language::English);
    assert!(english.contains("1 row has text in the encoding TCVN3 (ABC)"), "{english}");
}
