//! What single cells say, in the many ways in which offices write it.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::{Cell, Status, sheet::day_of_serial, text::folded};
use crate::{
    log::Reason,
    registry::{
        CertificateKind, IssuerLevel, Paper, PaperKind, Points, ProducerKind, ProductGroup, Stars,
    },
    stamp::Gtin,
};

/// A cell that can't be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unreadable;

/// What a cell says of stars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct StarsSaid {
    /// How many; `None` for "tiềm năng 5 sao" alone.
    pub stars: Option<Stars>,
    pub is_proposed_5_star: bool,
}

/// A group by its number in the rules of its day, or by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GroupSaid {
    Number(usize),
    Named(ProductGroup),
}

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
/// `5445/QĐ-UBND`, `12/2020/QĐ-UBND`, with or without blanks.
static DECISION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(\d+[A-Za-zĐđ]?)\s?(?:/\s?(\d{4})\s?)?/\s?(\p{L}[\p{L}\d]*(?:\s?-\s?[\p{Lu}\d]+)*)")
});
static DECIDED_BY: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\bc[uủ]a\s+([^,;()]+)"));
static REASON: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\bl[yý]\s+do\s*:?\s*(.+)$"));
static THOUSANDS: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\d{1,3}(?:[., ]\d{3})+$"));
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
        &[
            "danh gia lai khong dat",
            "khong dat",
            "khong du dieu kien cong nhan lai",
            "khong du diem",
        ],
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
        &[
            "bao bi",
            "ghi nhan",
            "nhan mac",
            "nhan hang",
            "tem nhan",
            "mau ma",
            "kieu dang",
            "sai nhan",
        ],
    ),
    (
        Reason::NoTraceabilityRecords,
        "Không có hồ sơ truy xuất",
        &["truy xuat", "khong co ho so", "khong luu ho so", "ho so"],
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

/// A cell in one line; numbers without a fraction as digits.
pub(super) fn line(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.replace('\n', " "),
        Cell::Number(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
            format!("{number:.0}")
        }
        Cell::Number(number) => number.to_string(),
        Cell::Date(date) => date.strftime("%d/%m/%Y").to_string(),
        Cell::Error(error) => error.clone(),
    }
}

/// The things that a cell lists, line by line or between `;` and `|`.
pub(super) fn listed(cell: &Cell) -> Vec<String> {
    match cell {
        Cell::Text(text) => text
            .split([';', '|', '\n'])
            .map(|part| part.trim().to_owned())
            .filter(|part| !part.is_empty())
            .collect(),
        Cell::Empty => Vec::new(),
        Cell::Number(_) | Cell::Date(_) | Cell::Error(_) => vec![line(cell)],
    }
}

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
    let text = line(cell);
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
    let line =
        REASONS.iter().find(|(_, _, keywords)| keywords.iter().any(|word| has_words(&text, word)));
    line.map(|(reason, ..)| *reason)
}

/// The words that we write for a reason.
pub(super) fn reason_in_words(reason: Reason) -> &'static str {
    let line = REASONS.iter().find(|(known, ..)| *known == reason);
    line.map(|(_, words, _)| *words).expect("each reason has a line, and a test counts them")
}

/// Stars: `3`, `3 sao`, `***`, `★★★`, `ba sao`, `4 sao (tiềm năng 5 sao)`.
pub(super) fn stars(text: &str) -> Result<StarsSaid, Unreadable> {
    let glyphs = text.chars().filter(|c| matches!(c, '*' | '★' | '⭐')).count();
    let words = folded(text);
    let is_proposed_5_star = words.contains("tiem nang");
    let rest = words
        .replace("tiem nang 5 sao", " ")
        .replace("tiem nang nam sao", " ")
        .replace("tiem nang", " ");
    let mut numbers = rest.split_whitespace().filter_map(|word| match word {
        "ba" => Some(3),
        "bon" => Some(4),
        "nam" => Some(5),
        word => word.strip_suffix("sao").unwrap_or(word).parse::<u8>().ok(),
    });
    let number = match (numbers.next(), numbers.next()) {
        (Some(number), None) => Some(number),
        (None, _) if glyphs > 0 => u8::try_from(glyphs).ok(),
        (None, _) if is_proposed_5_star => None,
        _ => return Err(Unreadable),
    };
    let stars = number.map(Stars::try_from).transpose().map_err(|_| Unreadable)?;
    Ok(StarsSaid { stars, is_proposed_5_star })
}

/// A group: `I`, `Nhóm 1`, `Thực phẩm`, `I. Nhóm thực phẩm`.
pub(super) fn group(text: &str) -> Result<GroupSaid, Unreadable> {
    const NAMES: [(&str, ProductGroup); 12] = [
        ("do uong", ProductGroup::Drinks),
        ("duoc lieu", ProductGroup::MedicinalHerbs),
        ("thao duoc", ProductGroup::MedicinalHerbs),
        ("thu cong my nghe", ProductGroup::Handicrafts),
        ("may mac", ProductGroup::Handicrafts),
        ("vai", ProductGroup::Handicrafts),
        ("luu niem", ProductGroup::Handicrafts),
        ("noi that", ProductGroup::Handicrafts),
        ("sinh vat canh", ProductGroup::OrnamentalLife),
        ("du lich", ProductGroup::Tourism),
        ("thuc pham", ProductGroup::Food),
        ("luong thuc", ProductGroup::Food),
    ];
    let words = folded(text);
    if let Some((_, group)) = NAMES.iter().find(|(name, _)| has_words(&words, name)) {
        return Ok(GroupSaid::Named(*group));
    }
    let number = words.split(' ').filter(|word| !matches!(*word, "nhom" | "nganh"));
    let mut numbers = number.map(|word| match word {
        "i" | "1" => Some(1),
        "ii" | "2" => Some(2),
        "iii" | "3" => Some(3),
        "iv" | "4" => Some(4),
        "v" | "5" => Some(5),
        "vi" | "6" => Some(6),
        _ => None,
    });
    match (numbers.next(), numbers.next()) {
        (Some(Some(number)), None) => Ok(GroupSaid::Number(number)),
        _ => Err(Unreadable),
    }
}

/// A holder's kind, as its column or its name says.
pub(super) fn producer_kind(text: &str) -> Result<ProducerKind, Unreadable> {
    const NAMES: [(&str, ProducerKind); 18] = [
        ("lien hiep htx", ProducerKind::Cooperative),
        ("hop tac xa", ProducerKind::Cooperative),
        ("htx", ProducerKind::Cooperative),
        ("to hop tac", ProducerKind::CooperativeGroup),
        ("tht", ProducerKind::CooperativeGroup),
        ("to hop", ProducerKind::CooperativeGroup),
        ("doanh nghiep", ProducerKind::Enterprise),
        ("dntn", ProducerKind::Enterprise),
        ("dn", ProducerKind::Enterprise),
        ("cong ty", ProducerKind::Enterprise),
        ("cty", ProducerKind::Enterprise),
        ("hkd", ProducerKind::HouseholdBusiness),
        ("ho kinh doanh", ProducerKind::HouseholdBusiness),
        ("ho san xuat", ProducerKind::HouseholdBusiness),
        ("ho gia dinh", ProducerKind::HouseholdBusiness),
        ("co so", ProducerKind::HouseholdBusiness),
        ("trang trai", ProducerKind::HouseholdBusiness),
        ("ho", ProducerKind::HouseholdBusiness),
    ];
    let words = folded(text);
    let line = NAMES.iter().find(|(name, _)| {
        words.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    });
    line.map(|(_, kind)| *kind).ok_or(Unreadable)
}

/// How a certificate came about.
pub(super) fn kind(text: &str) -> Result<CertificateKind, Unreadable> {
    let words = folded(text);
    let is = |names: &[&str]| names.iter().any(|name| has_words(&words, name));
    if is(&["nang hang", "nang sao", "nang cap"]) {
        Ok(CertificateKind::Upgraded)
    } else if is(&["cong nhan lai", "danh gia lai", "lai", "gia han"]) {
        Ok(CertificateKind::Renewed)
    } else if is(&["moi", "lan dau", "cong nhan lan dau"]) {
        Ok(CertificateKind::New)
    } else {
        Err(Unreadable)
    }
}

/// The level of a body, as its column says.
pub(super) fn level(text: &str) -> Result<IssuerLevel, Unreadable> {
    let words = folded(text);
    let is = |names: &[&str]| names.iter().any(|name| has_words(&words, name));
    if is(&["huyen", "quan", "thi xa"]) {
        Ok(IssuerLevel::District)
    } else if is(&["trung uong", "quoc gia", "bo", "tw"]) {
        Ok(IssuerLevel::Ministry)
    } else if is(&["tinh", "thanh pho", "tp"]) {
        Ok(IssuerLevel::Province)
    } else {
        Err(Unreadable)
    }
}

/// The level of a body by its name. "UBND thành phố …" was a district's as often as a province's: it is the
/// province's only for the cities that were one.
pub fn level_of_body(name: &str) -> Option<IssuerLevel> {
    const CITIES: [&str; 6] = ["ha noi", "hai phong", "da nang", "can tho", "ho chi minh", "hue"];
    let words = folded(name);
    let level = level(name).ok()?;
    if level != IssuerLevel::Province || has_words(&words, "tinh") {
        return Some(level);
    }
    // Huế became a city of its own on 2025-01-01; before that, its city was a district.
    let is_province = CITIES.iter().any(|city| words.ends_with(city));
    Some(if is_province { IssuerLevel::Province } else { IssuerLevel::District })
}

/// Whether a certificate is in force, as the table says.
pub(super) fn status(text: &str) -> Result<Status, Unreadable> {
    let words = folded(text);
    let is = |names: &[&str]| names.iter().any(|name| has_words(&words, name));
    if is(&["thu hoi"]) {
        Ok(Status::Withdrawn)
    } else if is(&["cham dut", "ket thuc som", "dung hieu luc"]) {
        Ok(Status::EndedEarly)
    } else if is(&["tam dung", "tam ngung"]) {
        Ok(Status::Suspended)
    } else if is(&["het han", "het hieu luc", "qua han"]) {
        Ok(Status::Expired)
    } else if is(&["con hieu luc", "con han", "dang hieu luc", "hieu luc", "con gia tri"]) {
        Ok(Status::InForce)
    } else {
        Err(Unreadable)
    }
}

/// Yes or no.
pub(super) fn yes_no(text: &str) -> Result<bool, Unreadable> {
    match folded(text).as_str() {
        "x" | "co" | "1" | "yes" | "true" | "v" | "dung" => Ok(true),
        "" if matches!(text.trim(), "✓" | "✔" | "+") => Ok(true),
        "" | "khong" | "0" | "no" | "false" | "k" => Ok(false),
        _ => Err(Unreadable),
    }
}

/// Points: `85,5`, `85.5 điểm`, in hundredths.
pub(super) fn points(cell: &Cell) -> Result<Points, Unreadable> {
    let number = match cell {
        Cell::Number(number) => *number,
        Cell::Text(text) => {
            let lower = text.to_lowercase();
            let digits = lower.trim_end_matches("điểm").trim_end_matches("/100").trim();
            digits.replace(',', ".").parse::<f64>().map_err(|_| Unreadable)?
        }
        Cell::Empty | Cell::Date(_) | Cell::Error(_) => return Err(Unreadable),
    };
    if (0.0..=100.0).contains(&number) {
        Ok(Points((number * 100.0).round() as u16))
    } else {
        Err(Unreadable)
    }
}

/// A whole number, with dots, commas or blanks between thousands.
pub(super) fn whole_number(cell: &Cell) -> Result<u64, Unreadable> {
    let text = line(cell);
    let digits: String = match THOUSANDS.is_match(text.trim()) {
        true => text.chars().filter(char::is_ascii_digit).collect(),
        false => text.trim().to_owned(),
    };
    digits.parse().map_err(|_| Unreadable)
}

/// A GTIN of 8, 12, 13 or 14 digits.
pub(super) fn gtin(text: &str) -> Result<Gtin, Unreadable> {
    let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '.')).collect();
    if !matches!(digits.len(), 8 | 12 | 13 | 14) {
        return Err(Unreadable);
    }
    Gtin::parse(&format!("{digits:0>14}")).map_err(|_| Unreadable)
}

/// A code of digits, zeros kept; the zeros that Excel took away are put back. Says whether it was so.
pub(super) fn code(cell: &Cell, length: usize) -> Result<(String, bool), Unreadable> {
    let text = line(cell);
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.is_empty() || digits.len() > length || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Unreadable);
    }
    let is_short = digits.len() < length;
    // A text that is too short was typed so; only a number can have lost its zeros.
    if is_short && !matches!(cell, Cell::Number(_)) && digits.len() + 1 < length {
        return Err(Unreadable);
    }
    Ok((format!("{digits:0>length$}"), is_short))
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

/// Whether some words stand in a folded text, as whole words.
fn has_words(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(start, _)| {
        let before = text[..start].chars().next_back();
        let after = text[start + words.len()..].chars().next();
        before.is_none_or(|c| c == ' ') && after.is_none_or(|c| c == ' ')
    })
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
    fn check_stars(said: &str, expect: Option<(Option<u8>, bool)>) {
        let read = stars(said).ok();
        let read = read.map(|said| (said.stars.map(u8::from), said.is_proposed_5_star));
        assert_eq!(read, expect, "{said}");
    }

    #[test]
    fn stars_in_every_spelling() {
        for three in ["3", "3 sao", "3sao", "***", "★★★", "Ba sao", "Hạng 3 sao", "OCOP 3 sao"]
        {
            check_stars(three, Some((Some(3), false)));
        }
        check_stars("4 sao (tiềm năng 5 sao)", Some((Some(4), true)));
        check_stars("Tiềm năng 5 sao", Some((None, true)));
        check_stars("tiem nang 5 sao", Some((None, true)));
        for none in ["2 sao", "9", "", "3 sao, 4 sao", "đạt"] {
            check_stars(none, None);
        }
    }

    #[test]
    fn groups_in_every_spelling() {
        use GroupSaid::{Named, Number};
        for (said, expect) in [
            ("I", Ok(Number(1))),
            ("Nhóm VI", Ok(Number(6))),
            ("nhóm 5", Ok(Number(5))),
            ("Thực phẩm", Ok(Named(ProductGroup::Food))),
            ("II. NHÓM ĐỒ UỐNG", Ok(Named(ProductGroup::Drinks))),
            ("vai va may mac", Ok(Named(ProductGroup::Handicrafts))),
            ("Dịch vụ du lịch nông thôn", Ok(Named(ProductGroup::Tourism))),
            ("VII", Err(Unreadable)),
            ("khác", Err(Unreadable)),
        ] {
            assert_eq!(group(said), expect, "{said}");
        }
    }

    #[test]
    fn levels_of_bodies() {
        use IssuerLevel::{District, Ministry, Province};
        for (name, level) in [
            ("UBND tỉnh Thanh Hóa", Province),
            ("Ủy ban nhân dân huyện Đồng Văn", District),
            ("UBND TP Bắc Kạn", District),
            ("UBND thành phố Hà Nội", Province),
            ("UBND thành phố Bắc Kạn", District),
            ("UBND thị xã Sa Pa", District),
            ("Bộ Nông nghiệp và Môi trường", Ministry),
        ] {
            assert_eq!(level_of_body(name), Some(level), "{name}");
        }
        assert_eq!(level_of_body("Hội đồng"), None);
    }

    #[test]
    fn numbers_as_offices_write_them() {
        assert_eq!(points(&text("85,5")), Ok(Points(8_550)));
        assert_eq!(points(&text("85.5 điểm")), Ok(Points(8_550)));
        assert_eq!(points(&Cell::Number(90.0)), Ok(Points(9_000)));
        assert_eq!(points(&text("101")), Err(Unreadable));
        assert_eq!(whole_number(&text("24.000")), Ok(24_000));
        assert_eq!(whole_number(&text("1 000 000")), Ok(1_000_000));
        assert_eq!(whole_number(&Cell::Number(500.0)), Ok(500));
        assert_eq!(whole_number(&text("24,5")), Err(Unreadable));
        assert_eq!(gtin("893 0000 00001 9").map(String::from), Ok("08930000000019".to_owned()));
        assert_eq!(gtin("8930000000018"), Err(Unreadable));
        assert_eq!(code(&Cell::Number(802.0), 5), Ok(("00802".to_owned(), true)));
        assert_eq!(code(&text("00802"), 5), Ok(("00802".to_owned(), false)));
        assert_eq!(code(&text("802"), 5), Err(Unreadable));
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
