//! Words from closed lists, in the many ways in which offices write them: stars, groups, kinds, levels, states.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::{
    Status,
    text::folded,
    values::{Unreadable, has_words},
};
use crate::registry::{CertificateKind, IssuerLevel, ProducerKind, ProductGroup, Stars, programme};

/// Between the things that a cell lists. A dash within a word is none.
static LISTING: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)[;,|/+&\n]|\s[-–—]\s|\svà\s").expect("a pattern of ours"));

/// What a cell says of stars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct StarsSaid {
    /// How many; `None` for "tiềm năng 5 sao" alone.
    pub stars: Option<Stars>,
    pub is_proposed_5_star: bool,
}

/// A group by its number in the rules of its day, or by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GroupSaid {
    Number(usize),
    Named(ProductGroup),
}

/// Stars: `3`, `3 sao`, `***`, `★★★`, `ba sao`, `4 sao (tiềm năng 5 sao)`.
pub(super) fn stars(text: &str) -> Result<StarsSaid, Unreadable> {
    let glyphs = text.chars().filter(|c| matches!(c, '*' | '★' | '⭐')).count();
    let words = folded(text);
    let is_proposed_5_star = words.contains("tiem nang");
    let rest = words
        .replace("tiem nang 5 sao", " ")
        .replace("tiem nang nam sao", " ")
        .replace("tiem nang", " ");
    let mut numbers = rest.split_whitespace().filter_map(|word| match word {
        "ba" => Some(3),
        "bon" => Some(4),
        "nam" => Some(5),
        word => word.strip_suffix("sao").unwrap_or(word).parse::<u8>().ok(),
    });
    let number = match (numbers.next(), numbers.next()) {
        (Some(number), None) => Some(number),
        (None, _) if glyphs > 0 => u8::try_from(glyphs).ok(),
        (None, _) if is_proposed_5_star => None,
        _ => return Err(Unreadable),
    };
    let stars = number.map(Stars::try_from).transpose().map_err(|_| Unreadable)?;
    Ok(StarsSaid { stars, is_proposed_5_star })
}

/// A group: `I`, `Nhóm 1`, `Thực phẩm`, `I. Nhóm thực phẩm`. Several of them are none.
pub(super) fn group(text: &str) -> Result<GroupSaid, Unreadable> {
    const NAMES: [(&str, ProductGroup); 13] = [
        ("do uong", ProductGroup::Drinks),
        ("duoc lieu", ProductGroup::MedicinalHerbs),
        ("thao duoc", ProductGroup::MedicinalHerbs),
        ("thu cong my nghe", ProductGroup::Handicrafts),
        ("may mac", ProductGroup::Handicrafts),
        ("vai", ProductGroup::Handicrafts),
        ("luu niem", ProductGroup::Handicrafts),
        ("noi that", ProductGroup::Handicrafts),
        ("sinh vat canh", ProductGroup::OrnamentalLife),
        ("du lich", ProductGroup::Tourism),
        // A sub-group of the third.
        ("thuc pham chuc nang", ProductGroup::MedicinalHerbs),
        ("thuc pham", ProductGroup::Food),
        ("luong thuc", ProductGroup::Food),
    ];
    let named = |part: &str| {
        let words = folded(part);
        NAMES.iter().find(|(name, _)| has_words(&words, name)).map(|(_, group)| *group)
    };
    let mut groups = LISTING.split(text).filter_map(named);
    if let Some(group) = groups.next() {
        let is_one = groups.all(|other| other == group);
        return if is_one { Ok(GroupSaid::Named(group)) } else { Err(Unreadable) };
    }
    let words = folded(text);
    let number = words.split(' ').filter(|word| !matches!(*word, "nhom" | "nganh"));
    let mut numbers = number.map(|word| match word {
        "i" | "1" => Some(1),
        "ii" | "2" => Some(2),
        "iii" | "3" => Some(3),
        "iv" | "4" => Some(4),
        "v" | "5" => Some(5),
        "vi" | "6" => Some(6),
        _ => None,
    });
    match (numbers.next(), numbers.next()) {
        (Some(Some(number)), None) => Ok(GroupSaid::Number(number)),
        _ => Err(Unreadable),
    }
}

/// A holder's kind, as its column or its name says.
pub(super) fn producer_kind(text: &str) -> Result<ProducerKind, Unreadable> {
    use ProducerKind::{
        Cooperative, CooperativeGroup, Enterprise, HouseholdBusiness as Household, Other,
    };
    const NAMES: [(&str, ProducerKind); 31] = [
        ("lien hiep htx", Cooperative),
        ("hop tac xa", Cooperative),
        ("htx", Cooperative),
        ("to hop tac", CooperativeGroup),
        ("tht", CooperativeGroup),
        ("to hop", CooperativeGroup),
        ("doanh nghiep", Enterprise),
        ("dntn", Enterprise),
        ("dn", Enterprise),
        ("cong ty", Enterprise),
        ("cty", Enterprise),
        ("hkd", Household),
        ("ho kinh doanh", Household),
        ("ho san xuat", Household),
        ("ho gia dinh", Household),
        ("co so", Household),
        ("trang trai", Household),
        ("ubnd", Other),
        ("uy ban nhan dan", Other),
        ("ban quan ly", Other),
        ("bql", Other),
        ("bao tang", Other),
        ("ca nhan", Other),
        ("ong ba", Other),
        ("nghe nhan", Other),
        ("lien doan", Other),
        ("trung tam", Other),
        ("cong dong", Other),
        ("to chuc khac", Other),
        ("loai hinh khac", Other),
        ("khac", Other),
    ];
    // Without their accents these would be surnames, bees and boards: "Hồ", "ong", "ban".
    const SPELT: [(&str, ProducerKind); 5] =
        [("hộ", Household), ("ông", Other), ("làng", Other), ("bản", Other), ("thôn", Other)];
    // With their accents, too, these begin names of people and places, "Trường Thịnh", "Hội An", "Bà Rịa": they
    // count alone, as a column has them, and before these words.
    const BEFORE: [(&str, &[&str]); 3] = [
        (
            "hội",
            &[
                "nông dân",
                "phụ nữ",
                "liên hiệp",
                "người",
                "cựu chiến binh",
                "làm vườn",
                "sinh vật cảnh",
                "làng nghề",
                "nghề",
                "sản xuất",
                "chăn nuôi",
                "nuôi",
                "trồng",
                "chế biến",
                "chữ thập đỏ",
                "khuyến học",
                "doanh nghiệp",
                "doanh nhân",
                "quán",
            ],
        ),
        (
            "trường",
            &[
                "tiểu học",
                "trung học",
                "trung cấp",
                "cao đẳng",
                "đại học",
                "mầm non",
                "học",
                "phổ thông",
                "thcs",
                "thpt",
                "nghề",
                "dạy nghề",
            ],
        ),
        ("viện", &["nghiên cứu", "khoa học", "công nghệ", "kinh tế", "dược liệu", "nông nghiệp"]),
    ];
    // Places that begin as a woman is addressed.
    const NO_WOMEN: [&str; 6] = ["rịa", "nà", "đen", "chúa", "triệu", "điểm"];
    let (words, lower) = (folded(text), text.trim().to_lowercase());
    let begins = |text: &str, name: &str| {
        text.strip_prefix(name).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    };
    let known = NAMES.iter().find(|(name, _)| begins(&words, name));
    let spelt = || SPELT.iter().find(|(name, _)| begins(&lower, name));
    let after = |name: &str| begins(&lower, name).then(|| lower[name.len()..].trim_start());
    let is_alone = |rest: &str| !rest.starts_with(char::is_alphanumeric);
    let before = || {
        BEFORE.iter().any(|(name, follow)| {
            let spelt = after(name)
                .is_some_and(|rest| is_alone(rest) || follow.iter().any(|next| begins(rest, next)));
            // Two words in capitals without accents are as clear.
            let bare = words.strip_prefix(&folded(name)).filter(|_| lower.is_ascii());
            let mut follow = follow.iter().map(|next| format!(" {}", folded(next)));
            spelt || bare.is_some_and(|rest| follow.any(|next| begins(rest, &next)))
        })
    };
    let is_woman =
        || after("bà").is_some_and(|rest| !NO_WOMEN.iter().any(|place| begins(rest, place)));
    let more = || (before() || is_woman()).then_some(Other);
    let bare = || (lower.is_ascii() && begins(&words, "ho")).then_some(Household);
    let kind = known.or_else(spelt).map(|(_, kind)| *kind);
    kind.or_else(more).or_else(bare).ok_or(Unreadable)
}

/// How a certificate came about.
pub(super) fn kind(text: &str) -> Result<CertificateKind, Unreadable> {
    let words = folded(text);
    let is = |names: &[&str]| names.iter().any(|name| has_words(&words, name));
    if is(&["nang hang", "nang sao", "nang cap"]) {
        Ok(CertificateKind::Upgraded)
    } else if is(&["cong nhan lai", "danh gia lai", "lai", "gia han"]) {
        Ok(CertificateKind::Renewed)
    } else if is(&["moi", "lan dau", "cong nhan lan dau"]) {
        Ok(CertificateKind::New)
    } else {
        Err(Unreadable)
    }
}

/// The level of a body, as its column says.
pub(super) fn level(text: &str) -> Result<IssuerLevel, Unreadable> {
    let words = folded(text);
    let is = |names: &[&str]| names.iter().any(|name| has_words(&words, name));
    if is(&["huyen", "quan", "thi xa"]) {
        Ok(IssuerLevel::District)
    } else if is(&["trung uong", "quoc gia", "bo", "tw"]) {
        Ok(IssuerLevel::Ministry)
    } else if is(&["tinh", "thanh pho", "tp"]) {
        Ok(IssuerLevel::Province)
    } else {
        Err(Unreadable)
    }
}

/// The level of a body by its name on the day of its decision. "UBND thành phố …" was a district's as often as a
/// province's: while there were districts, it is the province's only for the cities that were one.
pub fn level_of_body(name: &str, decided_on: Date) -> Option<IssuerLevel> {
    const CITIES: [&str; 6] = ["ha noi", "hai phong", "da nang", "can tho", "ho chi minh", "hue"];
    let words = folded(name);
    let level = level(name).ok()?;
    if level != IssuerLevel::Province || has_words(&words, "tinh") {
        return Some(level);
    }
    // Huế became a city of its own on 2025-01-01; before that, its city was a district.
    let is_province = CITIES.iter().any(|city| words.ends_with(city))
        || !programme::exists(IssuerLevel::District, decided_on);
    Some(if is_province { IssuerLevel::Province } else { IssuerLevel::District })
}

/// Whether a certificate is in force, as the table says.
pub(super) fn status(text: &str) -> Result<Status, Unreadable> {
    let words = folded(text);
    let is = |names: &[&str]| names.iter().any(|name| has_words(&words, name));
    if is(&["thu hoi"]) {
        Ok(Status::Withdrawn)
    } else if is(&["cham dut", "ket thuc som", "dung hieu luc"]) {
        Ok(Status::EndedEarly)
    } else if is(&["tam dung", "tam ngung"]) {
        Ok(Status::Suspended)
    } else if is(&["khong con", "het han", "het hieu luc", "qua han"]) {
        Ok(Status::Expired)
    } else if is(&["con hieu luc", "con han", "dang hieu luc", "hieu luc", "con gia tri"]) {
        Ok(Status::InForce)
    } else {
        Err(Unreadable)
    }
}

/// Yes or no.
pub(super) fn yes_no(text: &str) -> Result<bool, Unreadable> {
    match folded(text).as_str() {
        "x" | "co" | "1" | "yes" | "true" | "v" | "dung" => Ok(true),
        "" if matches!(text.trim(), "✓" | "✔" | "+") => Ok(true),
        "" | "khong" | "0" | "no" | "false" | "k" => Ok(false),
        _ => Err(Unreadable),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[track_caller]
    fn check_stars(said: &str, expect: Option<(Option<u8>, bool)>) {
        let read = stars(said).ok();
        let read = read.map(|said| (said.stars.map(u8::from), said.is_proposed_5_star));
        assert_eq!(read, expect, "{said}");
    }

    #[test]
    fn stars_in_every_spelling() {
        for three in ["3", "3 sao", "3sao", "***", "★★★", "Ba sao", "Hạng 3 sao", "OCOP 3 sao"]
        {
            check_stars(three, Some((Some(3), false)));
        }
        check_stars("4 sao (tiềm năng 5 sao)", Some((Some(4), true)));
        check_stars("Tiềm năng 5 sao", Some((None, true)));
        check_stars("tiem nang 5 sao", Some((None, true)));
        for none in ["2 sao", "9", "", "3 sao, 4 sao", "đạt"] {
            check_stars(none, None);
        }
    }

    #[test]
    fn groups_in_every_spelling() {
        use GroupSaid::{Named, Number};
        for (said, expect) in [
            ("I", Ok(Number(1))),
            ("Nhóm VI", Ok(Number(6))),
            ("nhóm 5", Ok(Number(5))),
            ("Thực phẩm", Ok(Named(ProductGroup::Food))),
            ("II. NHÓM ĐỒ UỐNG", Ok(Named(ProductGroup::Drinks))),
            ("vai va may mac", Ok(Named(ProductGroup::Handicrafts))),
            ("Dịch vụ du lịch nông thôn", Ok(Named(ProductGroup::Tourism))),
            ("VII", Err(Unreadable)),
            ("khác", Err(Unreadable)),
            ("Dược liệu và sản phẩm từ dược liệu", Ok(Named(ProductGroup::MedicinalHerbs))),
            ("Thực phẩm chức năng, thuốc từ dược liệu", Ok(Named(ProductGroup::MedicinalHerbs))),
            ("Lưu niệm - nội thất - trang trí", Ok(Named(ProductGroup::Handicrafts))),
            ("Đồ uống có cồn, không cồn", Ok(Named(ProductGroup::Drinks))),
            ("Đồ uống; Thực phẩm", Err(Unreadable)),
            ("Thực phẩm và đồ uống", Err(Unreadable)),
            ("Thực phẩm\nĐồ uống", Err(Unreadable)),
            ("Nhóm 1, 2", Err(Unreadable)),
            ("I, II", Err(Unreadable)),
        ] {
            assert_eq!(group(said), expect, "{said}");
        }
    }

    #[test]
    fn kinds_of_holders() {
        use ProducerKind::{Cooperative, Enterprise, HouseholdBusiness, Other};
        for (said, expect) in [
            ("HTX", Ok(Cooperative)),
            ("Công ty TNHH Chè (mẫu)", Ok(Enterprise)),
            ("Hộ", Ok(HouseholdBusiness)),
            ("ho Nguyen Van A", Ok(HouseholdBusiness)),
            ("Hộ kinh doanh, cơ sở", Ok(HouseholdBusiness)),
            ("Khác", Ok(Other)),
            ("UBND xã Nậm Đăm", Ok(Other)),
            ("Ban quản lý khu du lịch (mẫu)", Ok(Other)),
            ("Cá nhân", Ok(Other)),
            ("Ông/bà", Ok(Other)),
            ("Bà Lò Thị A (mẫu)", Ok(Other)),
            ("Hội Nông dân xã", Ok(Other)),
            ("Trung tâm Văn hóa", Ok(Other)),
            ("Cộng đồng thôn Nậm Đăm", Ok(Other)),
            ("Bản du lịch Sin Suối", Ok(Other)),
            ("HOI NONG DAN XA", Ok(Other)),
            ("Hội", Ok(Other)),
            ("Hội quán Nông dân", Ok(Other)),
            ("Hội người mù huyện", Ok(Other)),
            ("Trường Tiểu học Nậm Đăm", Ok(Other)),
            ("Trường THPT Nậm Đăm", Ok(Other)),
            ("Trường Đại học Nông Lâm", Ok(Other)),
            ("Viện nghiên cứu Chè", Ok(Other)),
            ("Hồ Văn A (mẫu)", Err(Unreadable)),
            ("Trương Văn A", Err(Unreadable)),
            ("TRUONG VAN A", Err(Unreadable)),
            ("Trường Thịnh", Err(Unreadable)),
            ("Trường Sinh", Err(Unreadable)),
            ("Hội An Foods", Err(Unreadable)),
            ("Viên Minh", Err(Unreadable)),
            ("Bà Rịa Foods", Err(Unreadable)),
            ("Bàn tay vàng", Err(Unreadable)),
            ("Ong Bản A", Err(Unreadable)),
            ("Ban Mai", Err(Unreadable)),
            ("Hợp", Err(Unreadable)),
        ] {
            assert_eq!(producer_kind(said), expect, "{said}");
        }
    }

    #[test]
    fn levels_of_bodies() {
        use IssuerLevel::{District, Ministry, Province};
        let (before, after) = (date(2025, 6, 30), date(2025, 7, 1));
        for (name, level, level_after) in [
            ("UBND tỉnh Thanh Hóa", Province, Province),
            ("Ủy ban nhân dân huyện Đồng Văn", District, District),
            ("UBND TP Bắc Kạn", District, Province),
            ("UBND thành phố Hà Nội", Province, Province),
            ("UBND thành phố Bắc Ninh", District, Province),
            ("UBND TP. Đồng Nai", District, Province),
            ("UBND thị xã Sa Pa", District, District),
            ("Bộ Nông nghiệp và Môi trường", Ministry, Ministry),
        ] {
            assert_eq!(level_of_body(name, before), Some(level), "{name}");
            assert_eq!(level_of_body(name, after), Some(level_after), "{name}");
        }
        assert_eq!(level_of_body("Hội đồng", before), None);
    }
}
