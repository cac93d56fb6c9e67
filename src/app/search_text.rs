//! Searches in the open list of certificates: words in any spelling, all of which have to occur.

pub(super) use crate::registry::spelling::fold_into;

/// The words of a search; all of them have to occur.
pub(super) fn words(search: &str) -> Vec<String> {
    let mut folded = String::with_capacity(search.len());
    fold_into(search, &mut folded);
    folded.split_whitespace().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(search: &str, expect: &[&str]) {
        assert_eq!(words(search), expect, "{search}");
    }

    #[test]
    fn case_diacritics_and_the_barred_d_make_no_difference() {
        check("Chè tôm nõn", &["che", "tom", "non"]);
        check("  ĐẶC SẢN\tĐắk Lắk ", &["dac", "san", "dak", "lak"]);
        // The same in NFD.
        check("Che\u{300} đa\u{323}\u{306}c", &["che", "dac"]);
        check("Ư ơ Ự ỡ", &["u", "o", "u", "o"]);
        check("07/GCN-OCOP", &["07/gcn-ocop"]);
        check("Ａ漢 Ω", &["ａ漢", "ω"]);
        check(" \u{301} ", &[]);
    }
}
