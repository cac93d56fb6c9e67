//! Texts in any spelling: without regard to case, diacritics and `đ`, as people type in haste and as old tables
//! are. One look into a table a character, since whole registers are folded at a start.

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
pub fn fold_into(text: &str, folded: &mut String) {
    let table = &*FOLDED;
    for character in text.chars() {
        match table.get(character as usize) {
            Some(Some(base)) => folded.push(*base),
            Some(None) => {}
            None => folded.extend(character.to_lowercase()),
        }
    }
}
