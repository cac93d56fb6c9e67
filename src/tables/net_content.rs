//! Net contents with commas between them. A comma may also stand within a number ("1,5 kg") or within the words of
//! one pack ("Hộp 200 g, 10 gói x 20 g"), and what is once a variant stays one: so only a list that can be nothing
//! else is taken apart.

use std::sync::LazyLock;

use regex::Regex;

/// What the commas of a net content mean.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Commas {
    /// Nothing: it is one.
    Within,
    /// They list several of one kind of pack, here each with the words before the first.
    Between(Vec<String>),
    /// It may be one or several.
    Unclear,
}

const UNITS: &str = "(?:(?P<mass>kg|gram|gam|gr|g|mg)|(?P<volume>ml|cl|lít|lit|l))";

static PART: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(r"(?i)^(?P<words>\D*)(?P<number>\d+(?:[.,]\d+)?)\s?{UNITS}$"))
        .expect("a pattern of ours")
});

static AMOUNT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&format!(r"(?i)\d\s?{UNITS}\b")).expect("a pattern of ours"));

/// Commas that no number of ours has: twice in one run of digits, or between an amount's own.
static LISTED_DIGITS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(r"(?i)\d,\d+,\d|\d{{2,}},\d{{2,}}\s?{UNITS}\b")).expect("a pattern of ours")
});

/// Reads one thing that a cell of net contents lists.
pub(super) fn commas(content: &str) -> Commas {
    if LISTED_DIGITS.is_match(content) {
        return Commas::Unclear;
    }
    let parts = parts(content);
    if parts.len() < 2 {
        return Commas::Within;
    }
    if let Some(contents) = one_kind_of_pack(&parts) {
        return Commas::Between(contents);
    }
    let has_amount = |part: &&&str| AMOUNT.is_match(part);
    let ends_in_a_digit = |part: &&str| part.ends_with(|c: char| c.is_ascii_digit());
    let (last, others) = parts.split_last().expect("there are two");
    let shares_its_unit = has_amount(&last) && others.iter().all(ends_in_a_digit);
    if parts.iter().filter(has_amount).count() > 1 || shares_its_unit {
        Commas::Unclear
    } else {
        Commas::Within
    }
}

/// Cut at commas, but for those between two digits.
fn parts(content: &str) -> Vec<&str> {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let cuts = content.match_indices(',').map(|(place, _)| place).filter(|place| {
        let (before, after) = (&content[..*place], &content[place + 1..]);
        !(digit(before.chars().next_back()) && digit(after.chars().next()))
    });
    let ends = cuts.chain([content.len()]);
    let mut begin = 0;
    let parts = ends.map(|end| {
        let part = &content[begin..end];
        begin = end + 1;
        part.trim()
    });
    parts.filter(|part| !part.is_empty()).collect()
}

/// "Gói 100 g, 200 g": different amounts of one measure, words before the first only. No pack holds all of them.
fn one_kind_of_pack(parts: &[&str]) -> Option<Vec<String>> {
    let read: Option<Vec<_>> = parts.iter().map(|part| PART.captures(part)).collect();
    let read = read?;
    let (first, others) = read.split_first()?;
    let is_mass = first.name("mass").is_some();
    let words = first.name("words").map_or("", |words| words.as_str());
    let is_list = others
        .iter()
        .all(|other| other["words"].is_empty() && other.name("mass").is_some() == is_mass);
    if !is_list {
        return None;
    }
    let mut contents = Vec::new();
    for part in parts {
        let content = format!("{words}{}", part.strip_prefix(words).unwrap_or(part));
        if contents.contains(&content) {
            return None;
        }
        contents.push(content);
    }
    Some(contents)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(content: &str, expect: &Commas) {
        assert_eq!(&commas(content), expect, "{content}");
    }

    fn between(contents: &[&str]) -> Commas {
        Commas::Between(contents.iter().map(|content| (*content).to_owned()).collect())
    }

    #[test]
    fn commas_within_one_net_content() {
        for one in [
            "1,5 kg",
            "1,25 kg",
            "Chai 12,5 ml",
            "Gói 200 g",
            "Hộp 10 gói, mỗi gói 20 g",
            "Lọ 250 g, hộp giấy",
            "Chai thủy tinh, 500 ml",
            "",
            ",",
        ] {
            check(one, &Commas::Within);
        }
    }

    #[test]
    fn commas_between_net_contents_of_one_pack() {
        check("Gói 100g, 200g, 500g", &between(&["Gói 100g", "Gói 200g", "Gói 500g"]));
        check("100g,200g", &between(&["100g", "200g"]));
        check("Chai 0,5 lít, 1 lít", &between(&["Chai 0,5 lít", "Chai 1 lít"]));
        check("Túi 500 gam, 1,5 KG", &between(&["Túi 500 gam", "Túi 1,5 KG"]));
    }

    #[test]
    fn commas_that_may_mean_either() {
        for unclear in [
            "Hộp 500 g, túi 1 kg",
            "Hộp 200 g, 10 gói x 20 g",
            "Gói 100, 200, 500 g",
            "Gói 100,200,500g",
            "Gói 100,200 g",
            "Gói 100,200 g, 500 g",
            "Chai 500 ml, 300 g",
            "100 g, 100 g",
            "250 g/hộp, 500 g/hộp",
        ] {
            check(unclear, &Commas::Unclear);
        }
    }
}
