//! Vietnamese text in an encoding of before Unicode, as .VnTime and VNI-Times have it: Latin letters and signs that only
//! those fonts show as Vietnamese. A workbook says nothing of it, so it is told by the text: words that are no
//! Vietnamese as they stand, and are when they are taken for that encoding.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::syllable::{is_syllable, is_toned_syllable};

/// An encoding of before Unicode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FontEncoding {
    /// TCVN 5712:1993 VN3, also called ABC: a sign for each letter with its marks.
    Tcvn3,
    /// VNI for Windows: most letters are followed by a sign for their marks.
    Vni,
}

/// What counts for less than this many different words is a foreign name, a brand or a slip.
const LEAST: usize = 3;

/// The encoding that most of some texts are in, all told; `None` for Unicode, and for other languages.
pub(super) fn encoding_of<'a>(texts: impl Iterator<Item = &'a str>) -> Option<FontEncoding> {
    let (mut tcvn3, mut vni, mut others) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for word in texts.flat_map(accented_words).filter(|word| !is_vietnamese(word)) {
        let [is_tcvn3, is_vni] =
            [FontEncoding::Tcvn3, FontEncoding::Vni].map(|encoding| is_in(encoding, word));
        if is_tcvn3 {
            tcvn3.insert(word);
        }
        if is_vni {
            vni.insert(word);
        }
        if !is_tcvn3 && !is_vni {
            others.insert(word);
        }
    }
    let (words, encoding) = match tcvn3.len() >= vni.len() {
        true => (tcvn3, FontEncoding::Tcvn3),
        false => (vni, FontEncoding::Vni),
    };
    let counted: usize = words.iter().map(|word| if is_none(word) { 2 } else { 1 }).sum();
    // Few words of other languages happen to be Vietnamese when they are misread.
    (counted >= LEAST && words.len() >= 2 * others.len()).then_some(encoding)
}

/// Whether a word of a text is in an encoding. That alone says little: `encoding_of` says whether it counts.
pub(super) fn has_word_in(text: &str, encoding: FontEncoding) -> bool {
    accented_words(text).any(|word| !is_vietnamese(word) && is_in(encoding, word))
}

/// Whether a text has a word that can hardly be anything but Vietnamese in such an encoding: it is in no language as it
/// stands. Most words of VNI are letters alone, and could be of some.
pub(super) fn looks_garbled(text: &str) -> bool {
    let encodings = [FontEncoding::Tcvn3, FontEncoding::Vni];
    accented_words(text).any(|word| {
        is_none(word)
            && word != MICROMETRE
            && encodings.iter().any(|encoding| is_in(*encoding, word))
    })
}

/// In TCVN3 it is "àm".
const MICROMETRE: &str = "µm";

/// A text as people read it in the encoding's font, in small letters; `None` if it has a sign that is not in it.
pub(super) fn decoded(text: &str, encoding: FontEncoding) -> Option<String> {
    match encoding {
        FontEncoding::Tcvn3 => of_tcvn3(text),
        FontEncoding::Vni => of_vni(text),
    }
}

/// The words that have letters or signs of Latin-1 beside plain ones, and no others: all that such text is made of.
fn accented_words(text: &str) -> impl Iterator<Item = &str> {
    let is_between = |c: char| {
        c.is_whitespace() || c.is_ascii_punctuation() || ('\u{2010}'..='\u{2027}').contains(&c)
    };
    text.split(is_between).filter(|word| {
        let is_latin_1 = |c: char| c.is_ascii_alphabetic() || ('\u{a1}'..='\u{ff}').contains(&c);
        let has_both = word.contains(|c: char| c.is_ascii_alphabetic()) && !word.is_ascii();
        has_both && word.chars().all(is_latin_1)
    })
}

/// Whether a word is Vietnamese as it stands.
fn is_vietnamese(word: &str) -> bool {
    !is_none(word) && is_syllable(&word.to_lowercase())
}

/// Whether it is a word in no language: with a sign or a capital within, "V¨n" or "NguyÔn".
fn is_none(word: &str) -> bool {
    let is_sign = |c: char| ('\u{a1}'..'À').contains(&c) || matches!(c, '×' | '÷');
    let has_capital_within = word.chars().skip(1).any(char::is_uppercase);
    word.contains(is_sign) || (has_capital_within && word.contains(char::is_lowercase))
}

fn is_in(encoding: FontEncoding, word: &str) -> bool {
    match encoding {
        FontEncoding::Tcvn3 => of_tcvn3(word).is_some_and(|read| {
            // Its sign for "ư" is Unicode's soft hyphen, which cleaning takes away: "rîu" was "rượu".
            is_toned_syllable(&read) || is_toned_syllable(&with_lost_letter(&read))
        }),
        FontEncoding::Vni => of_vni(word).is_some_and(|read| is_toned_syllable(&read)),
    }
}

const TCVN3: [&str; 2] = [
    "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉËÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u{ad}õøö÷ùúýûüþ®¡¢£¤¥¦§",
    "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđăâêôơưđ",
];

/// Words in small letters, as TCVN3 has them; `None` if they have a sign that is not in it.
fn of_tcvn3(word: &str) -> Option<String> {
    let [signs, letters] = TCVN3;
    let read = |c: char| match c.is_ascii() {
        true => Some(c.to_ascii_lowercase()),
        false => signs
            .chars()
            .zip(letters.chars())
            .find(|(sign, _)| *sign == c)
            .map(|(_, letter)| letter),
    };
    word.chars().map(read).collect()
}

fn with_lost_letter(word: &str) -> String {
    match word.find(['ơ', 'ờ', 'ớ', 'ở', 'ỡ', 'ợ']) {
        Some(place) => format!("{}ư{}", &word[..place], &word[place..]),
        None => word.to_owned(),
    }
}

/// Letters of VNI that stand alone.
const VNI_ALONE: [&str; 2] = ["ñöôíìæóòî", "đươíìỉĩịỵ"];

/// Signs that follow a letter, and what they make of it.
const VNI_MARKS: [(char, &str, &str); 10] = [
    // Tones by themselves.
    ('a', "ùøûõï", "áàảãạ"),
    ('e', "ùøûõï", "éèẻẽẹ"),
    ('o', "ùøûõï", "óòỏõọ"),
    ('ô', "ùøûõï", "ớờởỡợ"),
    ('u', "ùøûõï", "úùủũụ"),
    ('ö', "ùøûõï", "ứừửữự"),
    ('y', "ùøûõ", "ýỳỷỹ"),
    // With the hat, and with the bowl, which only an "a" has.
    ('a', "âáàåãäêéèúüë", "âấầẩẫậăắằẳẵặ"),
    ('e', "âáàåãä", "êếềểễệ"),
    ('o', "âáàåãä", "ôốồổỗộ"),
];

/// Words in small letters, as VNI has them; `None` if they have a sign that is not in it.
fn of_vni(word: &str) -> Option<String> {
    let lower = word.to_lowercase();
    let mut letters = lower.chars().peekable();
    let mut read = String::new();
    while let Some(letter) = letters.next() {
        let marks = VNI_MARKS.iter().filter(|(base, ..)| *base == letter);
        let marked = letters.peek().and_then(|next| {
            let mut made = marks.flat_map(|(_, signs, made)| signs.chars().zip(made.chars()));
            made.find(|(sign, _)| sign == next).map(|(_, made)| made)
        });
        if let Some(marked) = marked {
            read.push(marked);
            letters.next();
            continue;
        }
        let [signs, alone] = VNI_ALONE;
        let of_alone = || signs.chars().zip(alone.chars()).find(|(sign, _)| *sign == letter);
        read.push(match letter.is_ascii() {
            true => letter,
            false => of_alone()?.1,
        });
    }
    Some(read)
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization;

    use super::{super::text::cleaned, *};
    use crate::registry::units;

    #[track_caller]
    fn check(text: &str, expect: Option<FontEncoding>) {
        let text = cleaned(text);
        assert_eq!(encoding_of([text.as_str()].into_iter()), expect, "{text}");
    }

    #[test]
    fn the_tables_of_letters_fit() {
        let pairs = VNI_MARKS.iter().map(|(_, signs, made)| [*signs, *made]);
        for [signs, letters] in pairs.chain([TCVN3, VNI_ALONE]) {
            assert_eq!(signs.chars().count(), letters.chars().count(), "{signs}");
        }
    }

    #[test]
    fn text_of_vntime_is_tcvn3() {
        for text in [
            "Céng hoµ x· héi chñ nghÜa",
            "CéNG HOµ X· HéI CHñ NGHÜA VIÖT NAM",
            "Céng hßa x· héi chñ nghÜa ViÖt Nam",
            "§éc lËp - Tù do - H¹nh phóc",
            "ñy ban nh©n d©n tØnh Thanh Hãa",
            "Danh s¸ch s¶n phÈm OCOP ®\u{ad}îc c«ng nhËn",
            "Tªn s¶n phÈm, Tªn chñ thÓ, H¹ng sao",
            "Sè quyÕt ®Þnh, Ngµy quyÕt ®Þnh",
            "Hîp t¸c x· n«ng nghiÖp B¶n RÎo",
            "MËt ong b¹c hµ, n\u{ad}íc m¾m, r\u{ad}îu nÕp",
            "G¹o nÕp n\u{ad}¬ng, b¸nh ®a, miÕn dong",
            "Hé kinh doanh NguyÔn V¨n Tù",
            "X· Nga S¬n, huyÖn Nga S¬n, tØnh Thanh Hãa",
            "Thñ c«ng mü nghÖ, v¶i vµ may mÆc",
            "V¨n phßng §iÒu phèi n«ng th«n míi",
            "C«ng ty tr¸ch nhiÖm h÷u h¹n ChÌ T©n C\u{ad}¬ng",
        ] {
            check(text, Some(FontEncoding::Tcvn3));
        }
    }

    #[test]
    fn text_of_vni_times_is_vni() {
        for text in [
            "Coäng hoøa xaõ hoäi",
            "COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM",
            "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam",
            "Ñoäc laäp - Töï do - Haïnh phuùc",
            "UÛy ban nhaân daân tænh Thanh Hoùa",
            "Danh saùch saûn phaåm OCOP ñöôïc coâng nhaän",
            "Teân saûn phaåm, Teân chuû theå, Haïng sao",
            "Soá quyeát ñònh, Ngaøy quyeát ñònh",
            "Hôïp taùc xaõ noâng nghieäp Baûn Reûo",
            "Maät ong baïc haø, nöôùc maém, röôïu neáp",
            "Gaïo neáp nöông, baùnh ña, mieán dong",
            "Hoä kinh doanh Nguyeãn Vaên Töï",
            "Xaõ Nga Sôn, huyeän Nga Sôn, tænh Thanh Hoùa",
            "Thuû coâng myõ ngheä, vaûi vaø may maëc",
            "Vaên phoøng Ñieàu phoái noâng thoân môùi",
            "Coâng ty traùch nhieäm höõu haïn Cheø Taân Cöông",
        ] {
            check(text, Some(FontEncoding::Vni));
        }
    }

    #[test]
    fn text_in_unicode_and_in_other_languages_passes() {
        for text in [
            "Cộng hòa xã hội chủ nghĩa Việt Nam",
            "Độc lập - Tự do - Hạnh phúc",
            "Ủy ban nhân dân tỉnh Thanh Hóa",
            "Danh sách sản phẩm OCOP được công nhận",
            "Tên sản phẩm, Tên chủ thể, Hạng sao",
            "Số quyết định, Ngày quyết định",
            "Hợp tác xã nông nghiệp Bản Rẻo",
            "Mật ong bạc hà, nước mắm, rượu nếp",
            "Gạo nếp nương, bánh đa, miến dong",
            "Hộ kinh doanh Nguyễn Văn Tự",
            "Xã Nga Sơn, huyện Nga Sơn, tỉnh Thanh Hóa",
            "Thủ công mỹ nghệ, vải và may mặc",
            "Văn phòng Điều phối nông thôn mới",
            "Công ty trách nhiệm hữu hạn Chè Tân Cương",
            "Bà Hà bán cá, tôm và bánh phồng; ông Lê Tùng bán chè",
            "Hoà Bình, hòa bình; thuý, thúy; loà xoà; khoẻ, khỏe",
            "CHÈ XANH, BÁNH ĐÚC, MÌ QUẢNG, Bún bò Huế",
            "Đắk Lắk, Krông Pắc, Ê Đê, Hmông, Pà Thẻn, Kơ Tu, Gia Rai, K'Ho, Hrê, Mèo Vạc",
            "San pham OCOP cua tinh Thanh Hoa",
            "hôp sôcôla, bôt gao, cà phê rang xay, kí lô, ki-lô-gam, xà phòng",
            "Crème brûlée, pâté de campagne, café, thé vert, pâtisserie à la française",
            "Né à Châlons, un Français très âgé, déjà vêtu tôt; goûter près des forêts de chênes",
            "Maître François Noël, Zoë Müller, Gaël Saône, Loïc, Haïti, Thaï",
            "Jürgen Müller, Köln; Bärbel Schön, Süßmost, Öl, Käse, Räucherspeck, Lübeck, Fräulein",
            "Größe: 200 g; Füllmenge für zwei, überall lösbar",
            "Piña colada, jalapeño, señor, mañana, niño, año, São Paulo, pão de queijo, maçã",
            "Får i kål, smörgås på bordet, så må vi gå; blåbær og rødgrød",
            "Trà ShanTuyết®, MêKông™, 10 µm, 25 °C, ±5 %, 3 × 4, ½ kg, © 2025, «Chè», §1",
            "Na®, Thaï, tôt",
            "Lª",
            "",
        ] {
            check(text, None);
            check(&text.nfd().collect::<String>(), None);
        }
    }

    #[test]
    fn no_name_of_a_province_or_commune_is_in_an_old_encoding() {
        let names: Vec<&str> = units::communes().map(|commune| commune.name()).collect();
        assert!(names.len() > 3_000);
        assert_eq!(encoding_of(names.iter().copied()), None);
        let upper: Vec<String> = names.iter().map(|name| name.to_uppercase()).collect();
        assert_eq!(encoding_of(upper.iter().map(String::as_str)), None);
        let suspicious = |name: &&&str| {
            [FontEncoding::Tcvn3, FontEncoding::Vni].iter().any(|one| has_word_in(name, *one))
        };
        assert_eq!(names.iter().filter(suspicious).count(), 0);
    }

    #[test]
    fn single_words_are_told_where_they_are_in_no_language() {
        for garbled in
            ["G¹o", "ChÌ xanh", "Trµ", "M¾m tÐp, hòa quyện", "ViÖt", "UÛy ban", "n\u{ad}¬ng"]
        {
            assert!(looks_garbled(&cleaned(garbled)), "{garbled}");
        }
        for other in [
            "Maät ong",
            "Gạo, CHÈ, Chè ShanTuyết, MêKông",
            "Hmông, Krông, Ê Đê",
            "Müller, Crème brûlée, Piña, São Paulo, Größe",
            "Na®, OCOP®, 10 µm, 25 °C, 5 m², 3 m³, ½ kg, ±5 %, © 2025, «Chè», §1",
            "",
        ] {
            assert!(!looks_garbled(other), "{other}");
        }
        let mut communes = units::communes().map(|commune| commune.name());
        assert!(!communes.any(|name| looks_garbled(name) || looks_garbled(&name.to_uppercase())));
    }

    #[test]
    fn a_few_rows_among_many_are_found() {
        let many = ["Chè xanh", "HTX Chè Bản Rẻo", "Đồ uống", "Müller"].repeat(500);
        let few = ["ChÌ xanh", "HTX B¶n RÎo"];
        assert_eq!(encoding_of(many.iter().copied()), None);
        let texts = many.iter().chain(&few).copied();
        assert_eq!(encoding_of(texts), Some(FontEncoding::Tcvn3));
        assert!(few.iter().all(|text| has_word_in(text, FontEncoding::Tcvn3)));
        assert!(many.iter().all(|text| !has_word_in(text, FontEncoding::Tcvn3)));
    }
}
