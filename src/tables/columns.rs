//! What a column is by the one or two headings above it. Offices merge a heading over several columns and say below it
//! what each is: "Quyết định công nhận" over "Số", "Ngày", "Cơ quan".

use super::{
    Field,
    decision_parts::{Part, parts},
    field::before_brackets,
    text::folded,
    values::has_words,
    vocabulary,
};

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
        if self.is_of_a_withdrawal() {
            return self.of_a_withdrawal();
        }
        if self.is_shared && Field::of_heading(top) == Some(Field::DecisionNumber) {
            return self.of_a_decision();
        }
        read_together(top, below)
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

    /// Whether the upper heading is that of a withdrawal, and no list of states.
    fn is_of_a_withdrawal(&self) -> bool {
        is_about_a_withdrawal(&self.top) && Field::of_heading(&self.top) != Some(Field::Status)
    }

    /// What stands below a decision's heading, over several columns. "Quyết định" may have that of a withdrawal among
    /// them, which then says so.
    fn of_a_decision(&self) -> Option<Reading> {
        let (top, below) = (self.top.as_str(), self.below.as_str());
        let as_it_stands = || {
            read_together(top, below).or_else(|| read_together(below, top)).or_else(|| read(below))
        };
        if is_about_a_withdrawal(below) {
            return as_it_stands();
        }
        let field = match parts(below).as_slice() {
            [] => return as_it_stands(),
            [Part::Day] => Field::DecisionDate,
            [Part::Body] => Field::Issuer,
            // The number's cell may have day and body, too. Why something was granted has no column.
            parts if parts.contains(&Part::Number) && !parts.contains(&Part::Reason) => {
                Field::DecisionNumber
            }
            _ => return None,
        };
        Some(Reading { field, words: folded(below) })
    }

    /// What stands below a withdrawal's heading, which is never the certificate's own, but for the office's remark.
    fn of_a_withdrawal(&self) -> Option<Reading> {
        let (top, below) = (self.top.as_str(), self.below.as_str());
        // "Số QĐ thu hồi" over "ngày tháng", both over one column, is one heading in two lines.
        let of_top = || read(top).filter(|_| !self.is_shared);
        if let Some(whole) = of_top().filter(|read| read.field != Field::Withdrawal) {
            return Some(whole);
        }
        let field = match parts(below).as_slice() {
            [] => {
                let own = read_together(top, below)
                    .or_else(|| read_together(below, top))
                    .or_else(|| read(below));
                return match own {
                    Some(own) => Some(own).filter(|own| may_stand_below_a_withdrawal(own.field)),
                    None => of_top(),
                };
            }
            [Part::Number] => Field::WithdrawalNumber,
            [Part::Day] => Field::WithdrawalDate,
            [Part::Body] => Field::WithdrawalBody,
            [Part::Reason] => Field::WithdrawalReason,
            // The cell for all of it may have what it likes.
            parts if parts.contains(&Part::Number) || parts.contains(&Part::Day) => {
                Field::Withdrawal
            }
            _ => return None,
        };
        Some(Reading { field, words: folded(below) })
    }
}

fn is_about_a_withdrawal(heading: &str) -> bool {
    let words = folded(heading);
    has_words(&words, "thu hoi") || has_words(&words, "cham dut")
}

const fn may_stand_below_a_withdrawal(field: Field) -> bool {
    matches!(
        field,
        Field::Withdrawal
            | Field::WithdrawalNumber
            | Field::WithdrawalDate
            | Field::WithdrawalReason
            | Field::WithdrawalBody
            | Field::Remark
    )
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
            check(decision, "Số, ngày", Some(Field::DecisionNumber));
            check(decision, "Số, ngày, tháng, năm", Some(Field::DecisionNumber));
            check(decision, "Số và ngày ký", Some(Field::DecisionNumber));
            check(decision, "Số, ngày, cơ quan ban hành", Some(Field::DecisionNumber));
            check(decision, "Ngày, nơi ban hành", None);
            check(decision, "Lý do", None);
            check(decision, "Nguyên nhân", None);
            check(decision, "Số, ngày, lý do", None);
            check(decision, "Lý do thu hồi", Some(Field::WithdrawalReason));
            check(decision, "Số QĐ thu hồi", Some(Field::WithdrawalNumber));
        }
        check("Quyết định phê duyệt", "Số, ngày", Some(Field::DecisionNumber));
        check("Quyết định", "Thu hồi", Some(Field::Withdrawal));
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
            check(withdrawal, "Số, ngày", Some(Field::Withdrawal));
            check(withdrawal, "Số, ngày, lý do", Some(Field::Withdrawal));
            check(withdrawal, "(số, ngày, lý do)", Some(Field::Withdrawal));
            check(withdrawal, "Số QĐ, ngày tháng năm và lý do thu hồi", Some(Field::Withdrawal));
            check(withdrawal, "Lý do, cơ quan", None);
            check(withdrawal, "Ghi chú", Some(Field::Remark));
            for of_the_certificate in ["Cấp", "Trạng thái", "Có giá trị đến", "Tên", "Số GCN"]
            {
                check(withdrawal, of_the_certificate, None);
            }
        }
        check("Trạng thái (còn hiệu lực, thu hồi)", "Ghi chú", Some(Field::Remark));
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
        check("Thu hồi", "(số, ngày, lý do)", Some(Field::Withdrawal));
        check("Thu hồi", "Ngày ký", Some(Field::WithdrawalDate));
        check("Thu hồi", "nếu có", Some(Field::Withdrawal));
        check("Quyết định thu hồi", "Cơ quan ban hành", Some(Field::WithdrawalBody));
        check("Quyết định thu hồi", "Cấp", None);
        check("Số QĐ thu hồi", "ngày tháng", Some(Field::WithdrawalNumber));
        check("Lý do thu hồi", "Ghi chú", Some(Field::WithdrawalReason));
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
