//! What a column is by the one or two headings above it. Offices merge a heading over several columns and say below it
//! what each is: "Quyết định công nhận" over "Số", "Ngày", "Cơ quan".

use super::{Field, field::before_brackets, text::folded, values::has_words, vocabulary};

/// The headings above a column, each in one line.
pub(super) struct Headings {
    top: String,
    /// Empty where there is none, and where one heading is merged over both rows.
    below: String,
    /// Whether the upper one stands over columns beside this one, too.
    is_shared: bool,
}

/// What a column was read as.
pub(super) struct Reading {
    pub field: Field,
    /// The words that said so, folded.
    pub words: String,
}

impl Headings {
    pub(super) fn new(top: String, below: String, is_shared: bool) -> Self {
        let below = if folded(&below) == folded(&top) { String::new() } else { below };
        Self { top, below, is_shared }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.top.is_empty() && self.below.is_empty()
    }

    /// The lower heading, or the only one.
    pub(super) fn last(&self) -> &str {
        if self.below.is_empty() { &self.top } else { &self.below }
    }

    /// Both as a report quotes them.
    pub(super) fn quoted(&self) -> String {
        match (self.top.as_str(), self.below.as_str()) {
            (one, "") | ("", one) => one.to_owned(),
            (top, below) => format!("{top} – {below}"),
        }
    }

    /// The field that they name; what they say together counts for more than what each says alone.
    pub(super) fn field(&self) -> Option<Reading> {
        let (top, below) = (self.top.as_str(), self.below.as_str());
        if below.is_empty() {
            return read(top).or_else(|| self.stars());
        }
        read_together(top, below)
            .or_else(|| self.part_of_a_decision())
            .or_else(|| read_together(below, top))
            .or_else(|| read(below))
            // A heading over several columns says what they have in common, and not which of it this one is.
            .or_else(|| read(top).filter(|read| !self.is_shared || self.counts_stars(read)))
    }

    /// What a cross in the column means, where it is one of a number of stars.
    pub(super) fn crossed_means(&self) -> Option<&str> {
        let meaning = self.last();
        vocabulary::stars(meaning).is_ok().then_some(meaning)
    }

    /// "3 sao" as a column's whole heading.
    fn stars(&self) -> Option<Reading> {
        let words = folded(&self.top);
        let is_stars = words.contains("sao") && vocabulary::stars(&self.top).is_ok();
        is_stars.then_some(Reading { field: Field::Stars, words })
    }

    /// Whether a lower heading is a number of stars below a heading of stars.
    fn counts_stars(&self, top: &Reading) -> bool {
        top.field == Field::Stars && self.crossed_means().is_some()
    }

    /// Number, day, body and reason of a decision below its heading. What of a withdrawal stands so is not the
    /// certificate's own.
    fn part_of_a_decision(&self) -> Option<Reading> {
        let top = folded(&self.top);
        let is_withdrawal = has_words(&top, "thu hoi") || has_words(&top, "cham dut");
        let is_decision =
            is_withdrawal || Field::of_heading(&self.top) == Some(Field::DecisionNumber);
        if !self.is_shared || !is_decision {
            return None;
        }
        let words = folded(before_brackets(&self.below));
        let short = PARTS.iter().find(|(_, spellings)| spellings.contains(&words.as_str()));
        let own =
            || FIELDS.iter().find(|(field, _)| Field::of_heading(&self.below) == Some(*field));
        let part = short.map(|(part, _)| part).or_else(|| own().map(|(_, part)| part))?;
        let field = match (part, is_withdrawal) {
            (Part::Number, false) => Field::DecisionNumber,
            (Part::Day, false) => Field::DecisionDate,
            (Part::Body, false) => Field::Issuer,
            (Part::Number, true) => Field::WithdrawalNumber,
            (Part::Day, true) => Field::WithdrawalDate,
            (Part::Body, true) => Field::WithdrawalBody,
            (Part::Reason, _) => Field::WithdrawalReason,
        };
        Some(Reading { field, words })
    }
}

fn read(heading: &str) -> Option<Reading> {
    Some(Reading { field: Field::of_heading(heading)?, words: folded(heading) })
}

/// Two headings as one, with and without what they say in brackets.
fn read_together(first: &str, second: &str) -> Option<Reading> {
    let together = |first: &str, second: &str| read(&folded(&format!("{first} {second}")));
    let bare = || together(before_brackets(first), before_brackets(second));
    together(first, second).or_else(bare)
}

/// What is told of a decision in columns of their own.
#[derive(Clone, Copy)]
enum Part {
    Number,
    Day,
    Body,
    Reason,
}

/// What they are called where a heading of its own stands above each.
const FIELDS: [(Field, Part); 7] = [
    (Field::DecisionNumber, Part::Number),
    (Field::WithdrawalNumber, Part::Number),
    (Field::DecisionDate, Part::Day),
    (Field::WithdrawalDate, Part::Day),
    (Field::Issuer, Part::Body),
    (Field::WithdrawalBody, Part::Body),
    (Field::WithdrawalReason, Part::Reason),
];

/// Words that name a part below a decision's heading, and would be too short to name a column alone.
const PARTS: [(Part, &[&str]); 4] = [
    (Part::Number, &["so", "so hieu", "so ky hieu", "so van ban"]),
    (Part::Day, &["ngay", "ngay thang", "ngay ky qd", "thoi gian", "ngay van ban"]),
    (
        Part::Body,
        &[
            "co quan",
            "don vi",
            "noi ban hanh",
            "co quan quyet dinh",
            "co quan ky qd",
            "co quan ra quyet dinh",
            "don vi ra quyet dinh",
        ],
    ),
    (Part::Reason, &["ly do", "nguyen nhan"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(top: &str, below: &str, expect: Option<Field>) {
        let shared = Headings::new(top.to_owned(), below.to_owned(), true);
        assert_eq!(shared.field().map(|read| read.field), expect, "{top} / {below}");
    }

    #[test]
    fn below_a_heading_of_several_columns() {
        for decision in ["Quyết định công nhận", "QĐ công nhận (số, ngày)", "Quyết định"]
        {
            check(decision, "Số", Some(Field::DecisionNumber));
            check(decision, "Số hiệu", Some(Field::DecisionNumber));
            check(decision, "Ngày", Some(Field::DecisionDate));
            check(decision, "Ngày ký", Some(Field::DecisionDate));
            check(decision, "Cơ quan", Some(Field::Issuer));
            check(decision, "Cơ quan ban hành", Some(Field::Issuer));
            check(decision, "Cấp", Some(Field::IssuerLevel));
            check(decision, "Người ký", None);
        }
        for withdrawal in ["QĐ thu hồi", "Thu hồi", "Quyết định thu hồi (nếu có)", "Chấm dứt"]
        {
            check(withdrawal, "Số", Some(Field::WithdrawalNumber));
            check(withdrawal, "Số QĐ", Some(Field::WithdrawalNumber));
            check(withdrawal, "Ngày QĐ", Some(Field::WithdrawalDate));
            check(withdrawal, "Ngày ban hành", Some(Field::WithdrawalDate));
            check(withdrawal, "Cơ quan", Some(Field::WithdrawalBody));
            check(withdrawal, "Cơ quan ban hành", Some(Field::WithdrawalBody));
            check(withdrawal, "Lý do", Some(Field::WithdrawalReason));
            check(withdrawal, "Người ký", None);
        }
        check("Quyết định cũ", "Số", None);
        check("Chủ thể", "Tên", Some(Field::ProducerName));
        check("Chủ thể", "Năm sinh", None);
        check("Sản phẩm", "Tên", Some(Field::ProductName));
        check("Sản phẩm", "Mã", Some(Field::ProductCode));
        check("Sản phẩm", "Đặc điểm", None);
        check("Giấy chứng nhận", "Số", Some(Field::CertificateNumber));
        check("Địa chỉ", "Thôn", None);
        check("Xếp hạng", "4 sao", Some(Field::Stars));
        check("Xếp hạng", "Ghi nhận", None);
    }

    #[test]
    fn below_a_heading_of_its_own() {
        let check = |top: &str, below: &str, expect| {
            let own = Headings::new(top.to_owned(), below.to_owned(), false);
            assert_eq!(own.field().map(|read| read.field), expect, "{top} / {below}");
        };
        check("Khối lượng", "(gam)", Some(Field::NetContent));
        check("Số QĐ", "ngày tháng", Some(Field::DecisionNumber));
        check("Tên sản phẩm", "Tên sản phẩm", Some(Field::ProductName));
        check("Doanh thu", "", None);
        check("", "Điểm", Some(Field::Points));
    }

    #[test]
    fn a_heading_over_both_rows_is_quoted_once() {
        let check = |top: &str, below: &str, expect: &str| {
            let headings = Headings::new(top.to_owned(), below.to_owned(), false);
            assert_eq!(headings.quoted(), expect);
        };
        check("Doanh thu", "Doanh thu", "Doanh thu");
        check("Doanh thu", "", "Doanh thu");
        check("", "Doanh thu", "Doanh thu");
        check("Doanh thu", "Năm 2025", "Doanh thu – Năm 2025");
    }
}
