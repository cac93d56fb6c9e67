//! A province by its code or its name, as a cell has it.

use std::{collections::HashMap, sync::LazyLock};

use super::{
    Cell,
    text::folded,
    values::{self, Unreadable},
};
use crate::registry::units::{self, Province};

/// What a cell says of a province.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ProvinceSaid {
    /// Two digits; one, where Excel has dropped the zero before it.
    Code { province: &'static Province, was_short: bool },
    /// Its name of today.
    Name(&'static Province),
    /// A name that no province has any more, and the province that it went into.
    FormerName { former: &'static str, province: &'static Province },
}

/// Names in use beside those of the lists, folded and without blanks.
const OTHERWISE: [(&str, &str); 4] =
    [("hcm", "79"), ("tphcm", "79"), ("saigon", "79"), ("daclac", "66")];

/// Every name in its shortest spelling.
static NAMES: LazyLock<HashMap<String, ProvinceSaid>> = LazyLock::new(|| {
    let former = units::former_provinces().map(|(former, province)| {
        (shortest(former), ProvinceSaid::FormerName { former, province })
    });
    let of_today = units::provinces()
        .map(|province| (shortest(province.name()), ProvinceSaid::Name(province)));
    let otherwise = OTHERWISE.iter().filter_map(|(name, code)| {
        Some(((*name).to_owned(), ProvinceSaid::Name(units::province(code)?)))
    });
    former.chain(of_today).chain(otherwise).collect()
});

/// A name without what kind of province it is, folded, and without blanks.
fn shortest(name: &str) -> String {
    let words = folded(name);
    let bare = ["tinh ", "thanh pho ", "tp "].iter().find_map(|kind| words.strip_prefix(kind));
    bare.unwrap_or(&words).replace(' ', "")
}

/// A code or a name: `38`, `Thanh Hóa`, `tỉnh Thanh Hoá`, `TP. Huế`, `38 - Thanh Hóa`.
pub(super) fn province(cell: &Cell) -> Result<ProvinceSaid, Unreadable> {
    if let Ok((code, was_short)) = values::code(cell, 2) {
        let province = units::province(&code).ok_or(Unreadable)?;
        return Ok(ProvinceSaid::Code { province, was_short });
    }
    let words = folded(&values::line(cell));
    let is_code = |word: &&str| word.bytes().all(|b| b.is_ascii_digit());
    let (codes, name): (Vec<&str>, Vec<&str>) = words.split(' ').partition(is_code);
    let said = *NAMES.get(&shortest(&name.join(" "))).ok_or(Unreadable)?;
    let (ProvinceSaid::Code { province, .. }
    | ProvinceSaid::Name(province)
    | ProvinceSaid::FormerName { province, .. }) = said;
    // A code beside the name has to be that of the same province of today.
    if codes.iter().all(|code| *code == province.code()) { Ok(said) } else { Err(Unreadable) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(said: Cell, expect: Option<(&str, Option<&str>)>) {
        let read = province(&said).ok().map(|said| match said {
            ProvinceSaid::Code { province, .. } | ProvinceSaid::Name(province) => {
                (province.code(), None)
            }
            ProvinceSaid::FormerName { former, province } => (province.code(), Some(former)),
        });
        assert_eq!(read, expect, "{said:?}");
    }

    #[test]
    fn a_province_in_every_spelling() {
        let text = |text: &str| Cell::Text(text.to_owned());
        for thanh_hoa in [
            "38",
            "Thanh Hóa",
            "Thanh Hoá",
            "tỉnh Thanh Hóa",
            "Tỉnh  THANH HÓA",
            "thanh hoa",
            "38 - Thanh Hóa",
            "Thanh Hóa (38)",
        ] {
            check(text(thanh_hoa), Some(("38", None)));
        }
        check(Cell::Number(38.0), Some(("38", None)));
        check(Cell::Number(1.0), Some(("01", None)));
        for city in
            ["Thành phố Hồ Chí Minh", "TP. Hồ Chí Minh", "TP.HCM", "TPHCM", "tp ho chi minh"]
        {
            check(text(city), Some(("79", None)));
        }
        // A city since 2026, a province to who has an older list.
        check(text("tỉnh Bắc Ninh"), Some(("24", None)));
        check(text("Đăk Lăk"), Some(("66", None)));
        check(text("Đắc Lắc"), Some(("66", None)));
        check(text("Hà Giang"), Some(("08", Some("Hà Giang"))));
        check(text("tỉnh Bà Rịa – Vũng Tàu"), Some(("79", Some("Bà Rịa - Vũng Tàu"))));
        check(text("Thừa Thiên - Huế"), Some(("46", Some("Thừa Thiên Huế"))));
        for none in ["02", "02 Hà Giang", "37 Thanh Hóa", "Nga Sơn", "tỉnh", "x", "380"] {
            check(text(none), None);
        }
    }

    #[test]
    fn each_name_of_the_lists_is_read_as_its_province() {
        for province in units::provinces() {
            check(Cell::Text(province.name().to_owned()), Some((province.code(), None)));
        }
        for (former, into) in units::former_provinces() {
            check(Cell::Text(former.to_owned()), Some((into.code(), Some(former))));
        }
    }
}
