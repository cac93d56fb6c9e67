//! Texts as clerks type them: cleaned for the register, and folded where two spellings are to be compared.

use unicode_normalization::UnicodeNormalization;

use crate::registry::spelling::fold_into;

/// A text as the register keeps it: NFC, one blank between words, nothing invisible.
pub fn cleaned(text: &str) -> String {
    let visible = text.chars().filter(|c| !is_invisible(*c)).map(|c| match c {
        '\u{a0}' | '\u{2007}' | '\u{202f}' => ' ',
        c if c.is_control() => ' ',
        c => c,
    });
    let text: String = visible.nfc().collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The same with the line breaks of a cell kept, since offices list things in it line by line.
pub(super) fn cleaned_lines(text: &str) -> String {
    let lines = text.lines().map(cleaned).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

/// The same text in any spelling: without case, diacritics and punctuation, `đ` as `d`, one blank between
/// words. "Hoà Bình" and "HÒA  BÌNH" fold alike, and so do tables that were typed without diacritics.
pub fn folded(text: &str) -> String {
    let visible: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    let mut plain = String::with_capacity(text.len());
    fold_into(&visible, &mut plain);
    let words = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cleaned() {
        assert_eq!(
            cleaned("  Che\u{300} \u{a0}shan\n tuye\u{302}\u{301}t\u{200b} "),
            "Chè shan tuyết"
        );
        assert_eq!(cleaned(" \n\u{feff}"), "");
    }

    #[track_caller]
    fn check(one: &str, other: &str) {
        assert_eq!(folded(one), folded(other));
    }

    #[test]
    fn spellings_fold_alike() {
        check("Hoà Bình", "HÒA  BÌNH");
        check("Số 12/QĐ-UBND", "so 12 qd ubnd");
        check("Đường Thốt Nốt", "duong thot not");
        check("Mật ong (bạc hà)", "mat ong – bac ha");
        assert_eq!(folded(" - "), "");
    }
}
