//! Decisions, dates, reasons and papers within the text of a cell: offices write number, date and body into
//! one.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::{
    Cell,
    sheet::day_of_serial,
    text::folded,
    values::{Unreadable, has_words, line},
};
use crate::{
    log::Reason,
    registry::{Paper, PaperKind},
};

/// A decision as a cell has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct DecisionSaid {
    pub number: Option<String>,
    pub date: Option<Date>,
    pub body: Option<String>,
}

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern of ours, which a test compiles")
}

static NUMERIC_DATE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(\d{1,2})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]\s?(\d{4}|\d{2})\b"));
static ISO_DATE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b"));
static DATE_IN_WORDS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(\d{1,2})\s+th[aá]ng\s+(\d{1,2})\s+n[aă]m\s+(\d{4})\b"));
/// `5445/QĐ-UBND`, `12/2020/QĐ-UBND`, with or without blanks. After a blank only capitals are part of it, since
/// a dash may also stand before a date.
static DECISION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(\d+[A-Za-zĐđ]?)\s?(?:/\s?(\d{4})\s?)?/\s?",
        r"((?i:q[đd])[\p{L}\d]*(?:[-.]\p{L}[\p{L}\d]*|\s?-\s?\p{Lu}[\p{Lu}\d]*\b)*)",
    ))
});
static DECIDED_BY: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\bc[uủ]a\s+([^,;()]+)"));
static REASON: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\bl[yý]\s+do\s*:?\s*(.+)$"));
static PAPER_END: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)[,;(\s]+(?:có giá trị |hiệu lực |hết hạn )?(?:đến|den|hết hạn|het han)\s+(?:ngày\s+)?([\d/.\-]+)\)?\s*$",
    )
});

/// Keywords by which a reason is known, folded; the first line that fits. The text is what we write.
const REASONS: [(Reason, &str, &[&str]); 13] = [
    (Reason::FoodSafety, "An toàn thực phẩm", &["an toan thuc pham", "attp", "ve sinh thuc pham"]),
    (
        Reason::ReEvaluationFailed,
        "Đánh giá lại không đạt",
        &["danh gia lai khong dat", "khong du dieu kien cong nhan lai", "khong du diem"],
    ),
    (
        Reason::Expired,
        "Hết hạn",
        &[
            "het han",
            "qua han",
            "het hieu luc",
            "het thoi han",
            "chua danh gia lai",
            "khong danh gia lai",
            "36 thang",
        ],
    ),
    (Reason::StampCopied, "Tem bị sao chép", &["sao chep", "tem gia"]),
    (Reason::StampLostOrSpoiled, "Tem mất, hỏng", &["tem mat", "tem hong", "mat tem"]),
    (Reason::KeyCompromised, "Khóa ký bị lộ", &["khoa ky"]),
    (
        Reason::LabelNotAsCertified,
        "Sai bao bì, nhãn",
        &["bao bi", "nhan mac", "nhan hang", "tem nhan", "mau ma", "kieu dang", "sai nhan"],
    ),
    (
        Reason::NoTraceabilityRecords,
        "Không có hồ sơ truy xuất",
        &["truy xuat", "khong co ho so", "khong luu ho so"],
    ),
    (
        Reason::ProductionStopped,
        "Ngừng sản xuất",
        &[
            "ngung san xuat",
            "dung san xuat",
            "ngung hoat dong",
            "khong con san xuat",
            "khong san xuat",
            "giai the",
            "pha san",
            "ngung",
        ],
    ),
    (
        Reason::RecognitionAnnulled,
        "Hủy công nhận",
        &["huy cong nhan", "huy ket qua", "huy quyet dinh", "cong nhan sai", "huy bo"],
    ),
    (
        Reason::ProcessNotAsDeclared,
        "Sai quy trình, chất lượng công bố",
        &["quy trinh", "chat luong", "cong bo"],
    ),
    (Reason::Replaced, "Được thay thế", &["thay the", "nang hang", "cong nhan lai"]),
    (Reason::Other, "Khác", &["khac"]),
];

/// A date: of a cell so formatted, a serial number, dd/mm/yyyy, yyyy-mm-dd, or in words.
pub(super) fn date(cell: &Cell) -> Result<Date, Unreadable> {
    match cell {
        Cell::Date(date) => Ok(*date),
        Cell::Number(serial) => day_of_serial(*serial).ok_or(Unreadable),
        Cell::Text(text) => date_in(text).ok_or(Unreadable),
        Cell::Empty | Cell::Error(_) => Err(Unreadable),
    }
}

/// The first date in a text.
fn date_in(text: &str) -> Option<Date> {
    let part = |text: &str| text.parse::<i16>().ok();
    let made = |year: i16, month: i16, day: i16| {
        let year = if year < 100 { 2_000 + year } else { year };
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    };
    if let Some(found) = ISO_DATE.captures(text) {
        return made(part(&found[1])?, part(&found[2])?, part(&found[3])?);
    }
    let found = NUMERIC_DATE.captures(text).or_else(|| DATE_IN_WORDS.captures(text))?;
    made(part(&found[3])?, part(&found[2])?, part(&found[1])?)
}

/// A decision's number, and its date and body where they stand in the same cell:
/// `Số 5445/QĐ-UBND ngày 23/12/2019 của UBND tỉnh …`.
pub(super) fn decision(cell: &Cell) -> Result<DecisionSaid, Unreadable> {
    decision_in(&line(cell))
}

/// A withdrawal's cell; one that has only a reason names no decision.
pub(super) fn withdrawal(cell: &Cell) -> Result<DecisionSaid, Unreadable> {
    let text = line(cell);
    let without = REASON.replace(&text, "");
    let without = without.trim_matches([' ', ',', ';', '.', '-']);
    if without.is_empty() { Ok(DecisionSaid::default()) } else { decision_in(without) }
}

fn decision_in(text: &str) -> Result<DecisionSaid, Unreadable> {
    // Word's dashes, and the Icelandic letter that some keyboards have for Đ.
    let text = text.replace(['–', '—', '‐', '‑'], "-").replace('Ð', "Đ");
    if DECISION.find_iter(&text).count() > 1 {
        return Err(Unreadable);
    }
    if let Some(found) = DECISION.captures(&text) {
        let year = found.get(2).map_or(String::new(), |year| format!("/{}", year.as_str()));
        let symbol: String = found[3].split_whitespace().collect();
        let number = format!("{}{year}/{symbol}", &found[1]);
        let after = text.replace(&found[0], " ");
        let body = DECIDED_BY.captures(&after).map(|body| body[1].trim().to_owned());
        return Ok(DecisionSaid { number: Some(number), date: date_in(&after), body });
    }
    // A bare number, as where the column's header has the rest.
    let digits = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    let is_bare = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    match (is_bare, date_in(&text)) {
        (true, _) => {
            Ok(DecisionSaid { number: Some(digits.to_owned()), ..DecisionSaid::default() })
        }
        (false, Some(date)) => Ok(DecisionSaid { date: Some(date), ..DecisionSaid::default() }),
        (false, None) => Err(Unreadable),
    }
}

/// What a withdrawal's cell says of its reason, in the office's words.
pub(super) fn reason_text(cell: &Cell) -> Option<String> {
    let text = line(cell);
    if let Some(found) = REASON.captures(&text) {
        return Some(found[1].trim().to_owned());
    }
    let without = DECISION.replace(&text, " ");
    let without = ISO_DATE.replace(&without, " ");
    let without = NUMERIC_DATE.replace(&without, " ");
    let without = DECIDED_BY.replace(&without, " ");
    let words = folded(&without);
    let is_about_numbers = |word: &&str| !matches!(*word, "so" | "ngay" | "qd" | "quyet" | "dinh");
    let rest: Vec<&str> =
        words.split(' ').filter(|word| !word.is_empty()).filter(is_about_numbers).collect();
    (!rest.is_empty()).then(|| without.trim_matches([' ', ',', ';', '.', '-']).to_owned())
}

/// The reason that words mean, and whether they are known.
pub(super) fn reason(text: &str) -> Option<Reason> {
    let text = folded(text);
    // "không vi phạm …" names what it is not.
    if has_words(&text, "khong vi pham") {
        return None;
    }
    let line =
        REASONS.iter().find(|(_, _, keywords)| keywords.iter().any(|word| has_words(&text, word)));
    line.map(|(reason, ..)| *reason)
}

/// The words that we write for a reason.
pub(super) fn reason_in_words(reason: Reason) -> &'static str {
    let line = REASONS.iter().find(|(known, ..)| *known == reason);
    line.map(|(_, words, _)| *words).expect("each reason has a line, and a test counts them")
}

/// A paper: `VietGAP TT-059, đến 04/11/2028`.
pub(super) fn paper(kind: PaperKind, text: &str) -> Result<Paper, Unreadable> {
    match PAPER_END.captures(text) {
        Some(found) => {
            let valid_until = date_in(&found[1]).ok_or(Unreadable)?;
            let name = text[..found.get(0).map_or(0, |whole| whole.start())].trim().to_owned();
            Ok(Paper { kind, name, valid_until: Some(valid_until) })
        }
        None => Ok(Paper { kind, name: text.to_owned(), valid_until: None }),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn text(text: &str) -> Cell {
        if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
    }

    #[test]
    fn dates_in_every_spelling() {
        let day = Ok(date(2019, 12, 23));
        for spelling in [
            "23/12/2019",
            "23-12-2019",
            "23.12.2019",
            "23 / 12 / 2019",
            "23/12/19",
            "2019-12-23",
            "ngày 23 tháng 12 năm 2019",
            "ngay 23 thang 12 nam 2019",
            "Ngày 23/12/2019",
        ] {
            assert_eq!(super::date(&text(spelling)), day, "{spelling}");
        }
        assert_eq!(super::date(&Cell::Number(43_822.0)), day);
        assert_eq!(super::date(&Cell::Date(date(2019, 12, 23))), day);
        for no_date in ["12/23/2019", "31/2/2020", "2019", "tháng 12/2019", "123/12/2019x"] {
            assert_eq!(super::date(&text(no_date)), Err(Unreadable), "{no_date}");
        }
        assert_eq!(super::date(&Cell::Number(2_019.0)), Err(Unreadable));
    }

    #[track_caller]
    fn check_decision(cell: &str, number: Option<&str>, day: Option<Date>, body: Option<&str>) {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        let expect = DecisionSaid { number: owned(number), date: day, body: owned(body) };
        assert_eq!(decision(&text(cell)), Ok(expect), "{cell}");
    }

    #[test]
    fn a_decision_is_split_from_one_cell() {
        let day = Some(date(2019, 12, 23));
        let number = Some("5445/QĐ-UBND");
        check_decision("Số 5445/QĐ-UBND ngày 23/12/2019", number, day, None);
        check_decision("5445/QĐ-UBND", number, None, None);
        check_decision("QĐ số 5445 / QĐ - UBND, ngày 23 tháng 12 năm 2019", number, day, None);
        check_decision(
            "Quyết định số 5445/QĐ-UBND ngày 23/12/2019 của UBND tỉnh Thanh Hóa",
            number,
            day,
            Some("UBND tỉnh Thanh Hóa"),
        );
        check_decision("so 5445/QD-UBND ngay 23/12/2019", Some("5445/QD-UBND"), day, None);
        check_decision("12/2020/QĐ-UBND", Some("12/2020/QĐ-UBND"), None, None);
        check_decision(
            "2361/QĐ-BNNMT ngày 26/6/2025",
            Some("2361/QĐ-BNNMT"),
            Some(date(2025, 6, 26)),
            None,
        );
        check_decision("5445", Some("5445"), None, None);
        check_decision("23/12/2019", None, day, None);
        assert_eq!(decision(&text("đang chờ")), Err(Unreadable));
    }

    #[track_caller]
    fn check_reason(cell: &str, words: Option<&str>, expect: Option<Reason>) {
        let said = reason_text(&text(cell));
        assert_eq!(said.as_deref(), words, "{cell}");
        assert_eq!(said.and_then(|words| reason(&words)), expect, "{cell}");
    }

    #[test]
    fn reasons_in_the_words_of_offices() {
        check_reason(
            "Số 1234/QĐ-UBND ngày 01/02/2026, lý do: vi phạm an toàn thực phẩm",
            Some("vi phạm an toàn thực phẩm"),
            Some(Reason::FoodSafety),
        );
        check_reason(
            "1234/QĐ-UBND ngày 01/02/2026; ngừng sản xuất",
            Some("ngày  ; ngừng sản xuất"),
            Some(Reason::ProductionStopped),
        );
        check_reason("Số 1234/QĐ-UBND ngày 01/02/2026", None, None);
        check_reason("lý do: theo đề nghị", Some("theo đề nghị"), None);
        for reason in Reason::ALL {
            assert_eq!(super::reason(reason_in_words(reason)), Some(reason));
        }
    }

    #[test]
    fn papers_with_their_last_day() {
        let read = |text| paper(PaperKind::QualityCertificate, text).expect("a paper");
        assert_eq!(read("VietGAP TT-059, đến 04/11/2028").valid_until, Some(date(2028, 11, 4)));
        assert_eq!(read("VietGAP TT-059, đến 04/11/2028").name, "VietGAP TT-059");
        assert_eq!(read("HACCP 12 (hiệu lực đến ngày 1/2/2027)").name, "HACCP 12");
        assert_eq!(read("ISO 22000:2018").valid_until, None);
        assert_eq!(paper(PaperKind::QualityCertificate, "X, đến 31/02/2027"), Err(Unreadable));
    }
}
