//! What a column below a decision's heading holds of it: number, day, body or reason, or several of these in one cell,
//! as "Số, ngày, lý do".

use super::{Field, field::before_brackets, text::folded};

/// What is told of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Number,
    Day,
    Body,
    Reason,
}

/// Words that name a part below a decision's heading; most are too short to name a column alone.
const SPELLINGS: [(Part, &[&str]); 4] = [
    (
        Part::Number,
        &[
            "so",
            "so hieu",
            "ky hieu",
            "so ky hieu",
            "so va ky hieu",
            "so van ban",
            "van ban",
            "so qd",
            "so quyet dinh",
            "qd",
            "qd so",
            "quyet dinh",
            "quyet dinh so",
        ],
    ),
    (
        Part::Day,
        &[
            "ngay",
            "ngay thang",
            "ngay thang nam",
            "ngay ky",
            "ngay thang ky",
            "ngay thang nam ky",
            "ngay ky qd",
            "ngay ky quyet dinh",
            "ngay ban hanh",
            "ngay thang ban hanh",
            "ngay thang nam ban hanh",
            "ngay cap",
            "ngay qd",
            "ngay quyet dinh",
            "ngay van ban",
            "thoi gian",
            "thoi gian ban hanh",
        ],
    ),
    (
        Part::Body,
        &[
            "co quan",
            "co quan ban hanh",
            "co quan cap",
            "co quan ky",
            "co quan ky qd",
            "co quan quyet dinh",
            "co quan ra quyet dinh",
            "don vi",
            "don vi ban hanh",
            "don vi ra quyet dinh",
            "noi ban hanh",
            "noi cap",
        ],
    ),
    (Part::Reason, &["ly do", "nguyen nhan"]),
];

/// What parts are called where a heading of its own stands above each.
const FIELDS: [(Field, Part); 7] = [
    (Field::DecisionNumber, Part::Number),
    (Field::WithdrawalNumber, Part::Number),
    (Field::DecisionDate, Part::Day),
    (Field::WithdrawalDate, Part::Day),
    (Field::Issuer, Part::Body),
    (Field::WithdrawalBody, Part::Body),
    (Field::WithdrawalReason, Part::Reason),
];

/// The longest spelling, in words.
const MOST_WORDS: usize = 5;

/// The parts that a heading names, each word of it being one's; none if it says something else.
pub(super) fn parts(heading: &str) -> Vec<Part> {
    let bare = folded(before_brackets(heading));
    // "(số)" below "QĐ thu hồi" is all there is.
    let words = if bare.is_empty() { folded(heading) } else { bare };
    let listed = listed(&words.split(' ').collect::<Vec<_>>());
    listed.unwrap_or_else(|| {
        let own = Field::of_heading(heading);
        let part = FIELDS.iter().find(|(field, _)| Some(*field) == own);
        part.map(|(_, part)| *part).into_iter().collect()
    })
}

fn listed(mut words: &[&str]) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    while !words.is_empty() {
        // What was withdrawn is said by the heading above.
        let beside = [&["va"][..], &["thu", "hoi"], &["cham", "dut"]];
        if let Some(beside) = beside.into_iter().find(|beside| words.starts_with(beside)) {
            words = &words[beside.len()..];
            continue;
        }
        let longest = MOST_WORDS.min(words.len());
        let (part, length) = (1..=longest).rev().find_map(|length| {
            let phrase = words[..length].join(" ");
            let named =
                SPELLINGS.iter().find(|(_, spellings)| spellings.contains(&phrase.as_str()));
            named.map(|(part, _)| (*part, length))
        })?;
        parts.push(part);
        words = &words[length..];
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(heading: &str, expect: &[Part]) {
        assert_eq!(parts(heading), expect, "{heading}");
    }

    #[test]
    fn a_heading_names_one_part_or_lists_several() {
        use Part::{Body, Day, Number, Reason};
        check("Số", &[Number]);
        check("(số)", &[Number]);
        check("Số QĐ thu hồi", &[Number]);
        check("Ngày, tháng, năm", &[Day]);
        check("Ngày công nhận", &[Day]);
        check("Nơi cấp", &[Body]);
        check("Lý do thu hồi (nếu có)", &[Reason]);
        for number_and_day in [
            "Số, ngày",
            "Số; ngày, tháng, năm",
            "Số và ngày",
            "Số/ngày",
            "Số, ký hiệu; ngày ban hành",
            "Số QĐ, ngày QĐ",
        ] {
            let parts = parts(number_and_day);
            assert!(parts.starts_with(&[Number]) && parts.ends_with(&[Day]), "{number_and_day}");
        }
        check("Số, ngày, lý do", &[Number, Day, Reason]);
        check("Số, ngày QĐ và lý do thu hồi", &[Number, Day, Reason]);
        check("Số, ngày, cơ quan ban hành", &[Number, Day, Body]);
        check("Người ký", &[]);
        check("Số, người ký", &[]);
        check("Ghi chú", &[]);
        check("Thu hồi", &[]);
        check("", &[]);
    }

    #[test]
    fn spellings_stand_folded() {
        for spelling in SPELLINGS.iter().flat_map(|(_, spellings)| *spellings) {
            assert_eq!(folded(spelling), *spelling);
            assert!(spelling.split(' ').count() <= MOST_WORDS, "{spelling}");
        }
    }
}
