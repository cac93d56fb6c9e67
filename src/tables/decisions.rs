//! Decisions, dates and papers within the text of a cell: offices write number, date and body into one, and a
//! withdrawal's reason behind them. What the reason means is left to `reasons`.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::{
    Cell,
    sheet::day_of_serial,
    text::folded,
    values::{Unreadable, has_words, line},
};
use crate::registry::{Paper, PaperKind};

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
static OF: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\bc[uủ]a\s+"));
/// Where a body's name ends. Names of places have capitals, words that go on with the sentence have none.
static BODY_END: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"[,;:()]|\s[-–]\s|\s(?i:về việc|ve viec|v/v|lý do|ly do)\b",
        r"|\s(?:ngày|ngay|về|do|vì|theo|để|nhằm|thu hồi|thu hoi|chấm dứt|cham dut)\b",
    ))
});
/// From which day a withdrawal holds, where that is not the day of its decision.
static EFFECT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)[\s,;(]*(?:có\s+)?(?:hiệu lực|hieu luc)\s+(?:kể\s+|ke\s+)?(?:từ|tu)\s+",
        r"(?:ngày\s+|ngay\s+)?(\d{1,2}\s?[/.\-]\s?\d{1,2}\s?[/.\-]\s?\d{4})\)?",
    ))
});
static REASON: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\bl[yý]\s+do\s*:?\s*(.+)$"));
static PAPER_END: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)[,;(\s]+(?:có giá trị |hiệu lực |hết hạn )?(?:đến|den|hết hạn|het han)\s+(?:ngày\s+)?([\d/.\-]+)\)?\s*$",
    )
});

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
    let text = EFFECT.replace(&text, "");
    let without = REASON.replace(&text, "");
    let without = without.trim_matches([' ', ',', ';', '.', '-']);
    if without.is_empty() { Ok(DecisionSaid::default()) } else { decision_in(without) }
}

/// The day from which a withdrawal's cell says that it holds.
pub(super) fn effect(cell: &Cell) -> Option<Date> {
    EFFECT.captures(&line(cell)).and_then(|found| date_in(&found[1]))
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
        let body = OF.find_iter(&after).find_map(|of| {
            let is_decider = !is_about_others(&after[..of.start()]);
            body_at(&after[of.end()..]).filter(|_| is_decider).map(str::to_owned)
        });
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

/// The body with whose name a text begins; `None` if that is nobody who decides. "Của chủ thể" is whose
/// application it was.
fn body_at(text: &str) -> Option<&str> {
    const BODIES: [&str; 9] = [
        "ubnd ",
        "uy ban ",
        "chu tich ",
        "van phong ",
        "vpdp ",
        "chi cuc ",
        "cuc ",
        "hoi dong ",
        "thu tuong ",
    ];
    let end = BODY_END.find(text).map_or(text.len(), |end| end.start());
    let name = text[..end].trim();
    let words = format!("{} ", folded(name));
    // Without their marks these would be many other words.
    let lower = name.to_lowercase();
    let is_department =
        (lower.starts_with("sở ") || lower.starts_with("bộ ")) && !lower.starts_with("bộ phận");
    let is_plain = name.is_ascii() && (words.starts_with("so ") || words.starts_with("bo "));
    let is_body = BODIES.iter().any(|body| words.starts_with(body)) || is_department || is_plain;
    is_body.then_some(name)
}

/// Whether what stands before a body says that it asked or found something, and so did not decide: "theo đề nghị
/// của Sở …".
fn is_about_others(before: &str) -> bool {
    const OTHERS: [&str; 11] = [
        "de nghi",
        "don",
        "to trinh",
        "kien nghi",
        "yeu cau",
        "cong van",
        "van ban",
        "bao cao",
        "ket luan",
        "thong bao",
        "bien ban",
    ];
    let clause = before.rsplit([',', ';', '(']).next().unwrap_or_default();
    let words = folded(clause);
    OTHERS.iter().any(|other| has_words(&words, other))
}

/// What a withdrawal's cell says of its reason, in the office's words as they stand.
pub(super) fn reason_text(cell: &Cell) -> Option<String> {
    let text = line(cell);
    let text = EFFECT.replace(&text, "");
    if let Some(found) = REASON.captures(&text) {
        return Some(found[1].trim().to_owned());
    }
    let (before, after) = match DECISION.find(&text) {
        Some(number) => {
            (before_bracket(&text[..number.start()]), past_date_and_body(&text[number.end()..]))
        }
        None => ("", past_date_and_body(&text)),
    };
    let trimmed =
        |part: &str| part.trim_matches([' ', ',', ';', '.', '-', ':', '(', ')']).to_owned();
    [after, before].into_iter().map(trimmed).find(|part| says_more_than_numbers(part))
}

/// A text without the bracket that opens before a decision's number: "… (QĐ số".
fn before_bracket(text: &str) -> &str {
    match text.rsplit_once('(') {
        Some((before, opened)) if !says_more_than_numbers(opened) => before,
        Some(_) | None => text,
    }
}

/// A text behind the date and the body with which it may begin.
fn past_date_and_body(text: &str) -> &str {
    static HEAD: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"(?i)^(?:[\s,;:.()\-–]+|(?:ngày|ngay|số|so|ký|ban hành)\s|\d{4}-\d{1,2}-\d{1,2}\b",
            r"|\d{1,2}\s?[/.\-]\s?\d{1,2}\s?[/.\-]\s?(?:\d{4}|\d{2})\b",
            r"|\d{1,2}\s+th[aá]ng\s+\d{1,2}\s+n[aă]m\s+\d{4}\b)",
        ))
    });
    let mut rest = text;
    loop {
        if let Some(head) = HEAD.find(rest) {
            rest = &rest[head.end()..];
            continue;
        }
        let of = OF.find(rest).filter(|of| of.start() == 0);
        match of.and_then(|of| Some((of.end(), body_at(&rest[of.end()..])?))) {
            Some((start, body)) => rest = &rest[start + body.len()..],
            None => return rest,
        }
    }
}

fn says_more_than_numbers(text: &str) -> bool {
    const ABOUT_NUMBERS: [&str; 17] = [
        "so", "ngay", "qd", "quyet", "dinh", "theo", "ve", "viec", "v", "thu", "hoi", "giay",
        "chung", "nhan", "gcn", "ocop", "san",
    ];
    folded(text).split(' ').any(|word| !word.is_empty() && !ABOUT_NUMBERS.contains(&word))
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
    fn check_reason(cell: &str, words: Option<&str>) {
        assert_eq!(reason_text(&text(cell)).as_deref(), words, "{cell}");
    }

    #[test]
    fn a_reason_is_quoted_as_it_stands() {
        let food = "vi phạm an toàn thực phẩm";
        check_reason(&format!("Số 1234/QĐ-UBND ngày 01/02/2026, lý do: {food}"), Some(food));
        check_reason("1234/QĐ-UBND ngày 01/02/2026; ngừng sản xuất", Some("ngừng sản xuất"));
        check_reason("12/QĐ-UBND ngày 01/11/2026, do nhãn sai", Some("do nhãn sai"));
        check_reason(
            "12/QĐ-UBND ngày 01/11/2026 của UBND tỉnh Lào Cai về việc thu hồi do nhãn sai",
            Some("về việc thu hồi do nhãn sai"),
        );
        check_reason(
            "12/QĐ-UBND ngày 01/11/2026 theo đơn tự nguyện của chủ thể",
            Some("theo đơn tự nguyện của chủ thể"),
        );
        check_reason("Ngừng sản xuất (QĐ số 12/QĐ-UBND ngày 01/11/2026)", Some("Ngừng sản xuất"));
        check_reason("Số 1234/QĐ-UBND ngày 01/02/2026", None);
        check_reason("Quyết định thu hồi số 12/QĐ-UBND ngày 01/02/2026 của UBND tỉnh X", None);
        check_reason("12/QĐ-UBND ngày 01/02/2026 của UBND tỉnh X về việc thu hồi GCN", None);
        check_reason("lý do: theo đề nghị", Some("theo đề nghị"));
        check_reason("ngừng sản xuất, hiệu lực từ ngày 01/12/2026", Some("ngừng sản xuất"));
    }

    #[test]
    fn a_body_is_one_that_decides() {
        let day = Some(date(2026, 11, 1));
        let whole = |rest: &str| format!("12/QĐ-UBND ngày 01/11/2026 {rest}");
        for (rest, body) in [
            ("của UBND tỉnh Lào Cai về việc thu hồi do nhãn sai", Some("UBND tỉnh Lào Cai")),
            ("CỦA UBND TỈNH LÀO CAI VỀ VIỆC THU HỒI", Some("UBND TỈNH LÀO CAI")),
            ("của Bộ Nông nghiệp và Môi trường", Some("Bộ Nông nghiệp và Môi trường")),
            ("của Sở Công Thương, ngừng sản xuất", Some("Sở Công Thương")),
            ("của Chủ tịch UBND xã Thu Cúc do hết hạn", Some("Chủ tịch UBND xã Thu Cúc")),
            ("của Văn phòng Điều phối NTM tỉnh (mẫu)", Some("Văn phòng Điều phối NTM tỉnh")),
            ("theo đơn tự nguyện của chủ thể", None),
            ("theo đề nghị của Sở Công Thương", None),
            ("theo đơn của HTX Chè", None),
            ("theo đơn của chủ thể, của UBND tỉnh Lào Cai", Some("UBND tỉnh Lào Cai")),
        ] {
            check_decision(&whole(rest), Some("12/QĐ-UBND"), day, body);
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
