//! How a Vietnamese syllable is spelt: an onset, a rhyme, and one tone at most. Enough to tell text in Vietnamese from
//! text that only looks so because it is shown in the wrong encoding; it knows no words.

use std::{collections::HashSet, sync::LazyLock};

use unicode_normalization::UnicodeNormalization;

/// Longer ones stand before those with which they begin, but each is tried.
const ONSETS: [&str; 28] = [
    "ngh", "ng", "nh", "n", "gh", "gi", "g", "ch", "c", "kh", "k", "ph", "p", "qu", "q", "th",
    "tr", "t", "b", "d", "đ", "h", "l", "m", "r", "s", "v", "x",
];

/// Without their tones.
static RHYMES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây \
     e ec em en eng eo ep et ê êch êm ên ênh êp êt êu êng \
     i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu \
     o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet \
     oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt \
     u ua uân uâng uât uây uc uê uêch uênh ui um un ung uơ uôc uôi uôm uôn uông uôt up ut uy uya \
     uych uyên uyêt uynh uyt uyp uyu ư ưa ưc ưi ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu \
     y yêm yên yêng yêt yêu yt"
        .split_whitespace()
        .collect()
});

/// Whether a word in small letters can be a syllable.
pub(super) fn is_syllable(word: &str) -> bool {
    let (bare, tones) = apart(word);
    tones.len() <= 1 && rhyme_of(&bare).is_some()
}

/// Whether it can be one with this very tone: one that ends in c, ch, p or t has the sharp or the heavy one.
pub(super) fn is_toned_syllable(word: &str) -> bool {
    let (bare, tones) = apart(word);
    let Some(rhyme) = rhyme_of(&bare) else { return false };
    let is_stopped = rhyme.ends_with(['c', 'p', 't']) || rhyme.ends_with("ch");
    match tones.as_slice() {
        [] => !is_stopped,
        [tone] => !is_stopped || matches!(*tone, SHARP | HEAVY),
        _ => false,
    }
}

const SHARP: char = '\u{301}';
const HEAVY: char = '\u{323}';

/// A word without its tones, and these.
fn apart(word: &str) -> (String, Vec<char>) {
    let is_tone = |c: &char| matches!(*c, '\u{300}' | SHARP | '\u{303}' | '\u{309}' | HEAVY);
    let tones = word.nfd().filter(is_tone).collect();
    (word.nfd().filter(|c| !is_tone(c)).nfc().collect(), tones)
}

/// Its rhyme, if onset and rhyme can stand together.
fn rhyme_of(bare: &str) -> Option<&str> {
    let onsets = ONSETS.iter().copied().chain([""]);
    let mut read = onsets.filter_map(|onset| Some((onset, bare.strip_prefix(onset)?)));
    let fits = |(onset, rhyme): &(&str, &str)| {
        let is_front = rhyme.starts_with(['e', 'ê', 'i', 'y']);
        let is_spelt_so = match *onset {
            "k" | "gh" | "ngh" => is_front,
            "c" | "ng" => !is_front,
            // "gì" and "giếng" are g and i.
            "g" => !is_front || rhyme.starts_with('i'),
            "q" => rhyme.starts_with('u'),
            _ => true,
        };
        is_spelt_so && RHYMES.contains(rhyme)
    };
    read.find(fits).map(|(_, rhyme)| rhyme)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_of_vietnamese_and_of_others() {
        let good = "cộng hòa hoà xã hội chủ nghĩa việt nam giếng gì quốc quyết quả khuỷu nghề ngõ ghẹ kẻ \
                    rượu thoại ủy uỷ yến ý ế ô gạo nếp đường phèn xoong thuyền nguyễn giỏ quýt";
        for word in good.split_whitespace() {
            assert!(is_toned_syllable(word), "{word}");
        }
        for word in ["müller", "crème", "céng", "kộ", "nghà", "gế", "bàá", "x", "", "hmông"]
        {
            assert!(!is_syllable(word), "{word}");
        }
        // Left without its tone, as some type.
        assert!(is_syllable("hôp") && !is_toned_syllable("hôp") && !is_toned_syllable("hỏp"));
    }
}
