//! Texts made comparable for a search: without regard to case, diacritics and `đ`, as people type in haste.

use std::sync::LazyLock;

use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// Latin letters with all their marks, combining marks and Greek lie below this; what lies above is only
/// put in lower case.
const TABLE_END: u32 = 0x2000;

/// What each character below the end is compared as; a combining mark as nothing.
static FOLDED: LazyLock<Vec<Option<char>>> =
    LazyLock::new(|| (0..TABLE_END).map(|code| char::from_u32(code).and_then(folded)).collect());

fn folded(character: char) -> Option<char> {
    let mut base = None;
    decompose_canonical(character, |part| {
        base = base.or(Some(part).filter(|part| !is_combining_mark(*part)));
    });
    match base?.to_lowercase().next()? {
        // A letter of its own to Unicode, a d with a mark to who types.
        'đ' => Some('d'),
        lower => Some(lower),
    }
}

/// Appends a text as it is compared: NFC and NFD give the same.
pub(super) fn fold_into(text: &str, folded: &mut String) {
    let table = &*FOLDED;
    for character in text.chars() {
        match table.get(character as usize) {
            Some(Some(base)) => folded.push(*base),
            Some(None) => {}
            None => folded.extend(character.to_lowercase()),
        }
    }
}

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
