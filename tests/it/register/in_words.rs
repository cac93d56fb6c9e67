//! What a clerk reads of a cell: its place, what stands there, and what to do, in words that people write.

use ocop_stamp::{
    log::{Text, TextError},
    tables::{Field, Finding, Grade, Place, TextTrouble, What},
    web::messages::{
        Language, corrections_in_words, field_in_words, finding_in_words, report_in_words,
    },
};

use super::{
    Registry, asker,
    workbooks::{C, E, HEADER, N, T, good, plain},
};

const NOW: &str = "2026-11-24T03:00:00Z";

/// Imports a row with some cells changed: what is said of one of its places.
#[track_caller]
fn check(changes: &[(usize, C<'_>)], place: &str, expect: &str) {
    let registry = Registry::at(NOW);
    let report = registry.import("t.xlsx", &plain(&[HEADER, &good(changes)]));
    let begin = format!("LỖI · Trang tính Sheet1, ô {place}: ");
    let lines = report_in_words(&report, false, usize::MAX, Language::Vietnamese);
    let said: Vec<_> = lines.iter().filter_map(|line| line.strip_prefix(&begin)).collect();
    assert_eq!(said, [expect], "{lines:#?}");
}

#[test]
fn what_stands_in_the_cell_is_quoted() {
    let years = "quá sớm hoặc quá muộn: chứng nhận trong hệ thống phải hết hạn trong các năm từ 2020 đến 2198. Hãy \
                 kiểm tra lại năm.";
    check(&[(7, T("12/05/1926"))], "H2 (Ngày QĐ)", &format!("Ngày 12/05/1926 {years}"));
    check(&[(13, T("20/02/2299"))], "N2 (Có giá trị đến)", &format!("Ngày 20/02/2299 {years}"));
    check(
        &[(7, T("31/02/2026"))],
        "H2 (Ngày QĐ)",
        "Không đọc được “31/02/2026”. Cần ghi ngày theo dạng ngày/tháng/năm, ví dụ 23/12/2025.",
    );
}

#[test]
fn what_is_asked_for_has_a_name() {
    check(
        &[(3, E)],
        "D2 (Tên chủ thể)",
        "Ô trống, nhưng bắt buộc phải có. Cần ghi tên chủ thể, không quá 200 ký tự.",
    );
    check(
        &[(8, E)],
        "I2 (Cơ quan ban hành)",
        "Ô trống, nhưng bắt buộc phải có. Cần ghi cơ quan ban hành, không quá 200 ký tự.",
    );
}

#[test]
fn the_templates_guide_says_more_than_the_heading() {
    let check = |field, vietnamese: &str, english: &str| {
        assert_eq!(field_in_words(field, Language::Vietnamese), vietnamese);
        assert_eq!(field_in_words(field, Language::English), english);
    };
    check(
        Field::ProductName,
        "Bắt buộc: văn bản không quá 200 ký tự",
        "Needed: a text of at most 200 characters",
    );
    check(
        Field::Replaces,
        "số GCN của chứng nhận được thay thế, không quá 200 ký tự",
        "the number of the certificate that is replaced, in at most 200 characters",
    );
    check(Field::Stars, "Bắt buộc: 3, 4 hoặc 5", "Needed: 3, 4 or 5");
}

/// What is said in English of the only thing that is wrong with some rows.
#[track_caller]
fn check_in_english(rows: &[&[C<'_>]], expect: &str) {
    let report = Registry::at(NOW).import("t.xlsx", &plain(rows));
    let said = report.findings.iter().find(|found| found.grade == Grade::Bad);
    let words = said.map(|found| finding_in_words(found, Language::English));
    let words = words.expect("something bad");
    assert!(words.contains(expect), "{words}");
}

#[test]
fn english_counts_rows_and_quotes_headings_as_they_stand() {
    let without_body = |row: [C<'static>; 16]| [&row[..8], &row[9..]].concat();
    let header = [&HEADER[..8], &HEADER[9..]].concat();
    let (one, other) = (without_body(good(&[])), without_body(good(&[(0, T("Gạo (mẫu)"))])));
    check_in_english(&[&header, &one], "1 row needs it (row 2)");
    check_in_english(&[&header, &one, &other], "2 rows need it (rows 2, 3)");
    check_in_english(
        &[HEADER, &good(&[(3, E)])],
        "Write what the column “Tên chủ thể” is for, in at most 200 characters.",
    );
    let garbled = good(&[(0, T("ChÌ xanh B¶n RÎo")), (3, T("HTX ChÌ B¶n RÎo"))]);
    check_in_english(&[HEADER, &garbled], "which can't be read: row 2. For example");
    check_in_english(&[HEADER, &garbled, &garbled], "2 rows have text in the encoding TCVN3 (ABC)");
    check_in_english(&[HEADER, &garbled, &garbled], "which can't be read: rows 2, 3. For example");
}

#[test]
fn a_text_that_is_too_long_is_told_its_length() {
    check(
        &[(0, T(&"chè ".repeat(60)))],
        "A2 (Tên sản phẩm)",
        "Dài 239 ký tự, tối đa 200. Hãy viết ngắn lại, hoặc chuyển nội dung sang đúng cột.",
    );
    // Within the number of letters, and beyond what the log takes.
    check(
        &[(8, T(&"ở".repeat(100)))],
        "I2 (Cơ quan ban hành)",
        "Nội dung này không ghi được vào sổ công khai: dài quá 200 byte (một chữ có dấu chiếm 2 hoặc 3 byte). Hãy viết \
         ngắn lại.",
    );
}

/// Imports a row with a mark in one column, added where the table lacks it: it is named there, and nothing else is bad.
#[track_caller]
fn check_ditto(field: Field, mark: &str) {
    // The net content's heading there is the first half of ours.
    let heading = match field.short_heading() {
        "Quy cách / Khối lượng tịnh" => "Quy cách",
        heading => heading,
    };
    let place = HEADER.iter().position(|cell| matches!(cell, T(text) if *text == heading));
    let (mut header, mut row) = (HEADER.to_vec(), good(&[]).to_vec());
    match place {
        Some(place) => row[place] = T(mark),
        None => {
            header.push(T(heading));
            row.push(T(mark));
        }
    }
    let registry = Registry::at(NOW);
    let report = registry.import("t.xlsx", &plain(&[&header, &row]));
    let bad = report.findings.iter().filter(|found| found.grade == Grade::Bad);
    let said: Vec<_> = bad.map(|found| (found.place.field, found.what.clone())).collect();
    assert_eq!(said, [(Some(field), What::Ditto)], "{mark} in {field:?}");
}

#[test]
fn ditto_marks_are_named_in_whatever_column() {
    let ditto = "Ô này ghi như hàng trên (“nt”, “như trên” hoặc dấu lặp lại ″, //), nhưng mỗi hàng được đọc riêng. Hãy ghi \
                 đầy đủ nội dung.";
    for mark in ["nt", "-nt-", "Như trên", "\"", "〃", "//"] {
        check(&[(3, T(mark))], "D2 (Tên chủ thể)", ditto);
        check(&[(6, T(mark))], "G2 (Số QĐ)", ditto);
    }
    // A row's own number says nothing, and an office's remark is its own.
    let passed_by = [Field::RowNumber, Field::Remark];
    for field in Field::all().filter(|field| !passed_by.contains(field)) {
        check_ditto(field, "nt");
    }
    for listed in [Field::NetContent, Field::QualityCertificates] {
        check_ditto(listed, "nt; Hộp 3 kg");
        check_ditto(listed, "Gói 1 kg\n″");
    }
}

#[test]
fn points_are_written_as_people_write_them() {
    for (points, vietnamese, english) in
        [(N(88.0), "88", "88"), (T("88,5"), "88,5", "88.5"), (N(71.25), "71,25", "71.25")]
    {
        let registry = Registry::at(NOW);
        registry.import("t.xlsx", &plain(&[HEADER, &good(&[])]));
        let report = registry.import("t.xlsx", &plain(&[HEADER, &good(&[(15, points)])]));
        let waiting = registry.service().waiting_corrections(&asker("minh"));
        for (language, points) in [(Language::Vietnamese, vietnamese), (Language::English, english)]
        {
            let reported = report_in_words(&report, false, usize::MAX, language).join("\n");
            let listed = corrections_in_words(&waiting, language).join("\n");
            for words in [reported, listed] {
                assert!(words.contains(&format!("“{points}”")), "{words}");
                assert!(words.contains("“80”"), "{words}");
            }
        }
    }
}

#[test]
fn one_place_in_the_log_is_no_range() {
    let registry = Registry::at(NOW);
    let said = |rows: &[&[C<'_>]]| {
        let report = registry.import("t.xlsx", &plain(rows));
        report_in_words(&report, false, 9, Language::Vietnamese).pop().expect("a line")
    };
    assert_eq!(said(&[HEADER, &good(&[])]), "Vị trí trong sổ công khai: 1.");
    let more = ["Gạo (mẫu)", "Mật ong (mẫu)"].map(|name| good(&[(0, T(name)), (10, E)]));
    let [one, other] = &more;
    assert_eq!(said(&[HEADER, one, other]), "Vị trí trong sổ công khai: từ 2 đến 3.");
}

/// A text that can't stand in the log, and what is said of it.
#[track_caller]
fn check_text(text: &str, expect: &str) {
    let error = Text::try_from(text.to_owned()).expect_err("no text of the log");
    check_trouble(&error, expect);
}

#[track_caller]
fn check_trouble(error: &TextError, expect: &str) {
    let what = What::Text { trouble: TextTrouble::from(error) };
    let column = Some("G".to_owned());
    let place =
        Place { sheet: "OCOP".to_owned(), row: 2, column, field: Some(Field::DecisionNumber) };
    let finding = Finding { place, grade: Grade::Bad, what };
    let words = finding_in_words(&finding, Language::Vietnamese);
    let begin =
        "LỖI · Trang tính OCOP, ô G2 (Số QĐ): Nội dung này không ghi được vào sổ công khai: ";
    assert_eq!(words.strip_prefix(begin), Some(expect), "{words}");
}

#[test]
fn why_a_text_cannot_stand_in_the_log() {
    let too_long = "dài quá 200 byte (một chữ có dấu chiếm 2 hoặc 3 byte). Hãy viết ngắn lại.";
    check_text(&"a".repeat(201), too_long);
    check_text(&"ở".repeat(67), too_long);
    check_text("", "ô trống. Hãy ghi nội dung.");
    let control = "có ký tự điều khiển không nhìn thấy. Hãy xóa ô rồi gõ lại.";
    check_text("77/QĐ\u{7}-UBND", control);
    check_text("77/QĐ\n-UBND", control);
    check_text("77/QĐ\u{85}-UBND", control);
    check_text(
        "UBND ti\u{309}nh",
        "chữ và dấu bị tách rời (Unicode tổ hợp). Hãy xóa ô rồi gõ lại bằng Unicode dựng sẵn.",
    );
    check_trouble(&TextError::Lot("lô 1".to_owned()), "sai dạng quy định. Hãy kiểm tra lại.");
}
