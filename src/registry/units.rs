//! Administrative units of Viet Nam: provinces and communes of today, looked up by their codes.
//!
//! The codes follow QĐ 19/2025/QĐ-TTg, in force since 2025-07-01: two digits for a province, five for a commune, no district
//! between them. The names are those of October 2026, after Đồng Nai, Quảng Ninh and Bắc Ninh became cities and 22 communes
//! became wards: such a change renames a unit and leaves its code alone. Codes are text, since leading zeros belong to them.
//!
//! Only today's units are here, and the names of provinces that are none any more. Seven province codes meant another province before 2025-07-01 (15, 24, 44, 52, 80, 82, 91), so
//! the name that stands on an older certificate is stored with the certificate and never derived from a code.
//! `units/NOTICE.md` names the source of the tables and its licence.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A province, or a city of the same rank.
#[derive(Debug, PartialEq, Eq)]
pub struct Province {
    code: &'static str,
    name: &'static str,
}

impl Province {
    /// Two digits, zeros kept.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The name with its kind, as the list of units writes it: "Tỉnh Cao Bằng", "Thành phố Huế". In NFC.
    pub fn name(&self) -> &'static str {
        self.name
    }
}

/// A commune (xã), ward (phường) or special zone (đặc khu).
#[derive(Debug, PartialEq, Eq)]
pub struct Commune {
    code: &'static str,
    province: &'static Province,
    name: &'static str,
}

impl Commune {
    /// Five digits, zeros kept. They say nothing about the province.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The province that it belongs to today.
    pub fn province(&self) -> &'static Province {
        self.province
    }

    /// The name with its kind: "Xã Khâu Vai", "Phường Ba Đình". In NFC. 246 names stand in more than one province, so a name
    /// alone identifies nothing.
    pub fn name(&self) -> &'static str {
        self.name
    }
}

/// The province with this code.
pub fn province(code: &str) -> Option<&'static Province> {
    PROVINCES.get(code)
}

/// The commune with this code.
pub fn commune(code: &str) -> Option<&'static Commune> {
    COMMUNES.get(code)
}

/// All provinces, in the order of their codes.
pub fn provinces() -> impl Iterator<Item = &'static Province> {
    PROVINCES.values()
}

/// The names that provinces had before 2025-07-01 and none has today, each with the province that it went into: whole ones
/// were merged, so a name alone says where it lies now. Their codes are not here, since some mean another province today.
pub fn former_provinces() -> impl Iterator<Item = (&'static str, &'static Province)> {
    FORMER_PROVINCES.iter().copied()
}

/// All communes, in the order of their codes.
pub fn communes() -> impl Iterator<Item = &'static Commune> {
    COMMUNES.values()
}

static PROVINCES: LazyLock<BTreeMap<&'static str, Province>> = LazyLock::new(|| {
    rows(include_str!("units/provinces.tsv"))
        .map(|[code, name]| (code, Province { code, name }))
        .collect()
});

static FORMER_PROVINCES: LazyLock<Vec<(&'static str, &'static Province)>> = LazyLock::new(|| {
    rows(include_str!("units/former_provinces.tsv"))
        .map(|[name, code]| {
            let province =
                province(code).expect("the table is built in, and the tests check its provinces");
            (name, province)
        })
        .collect()
});

static COMMUNES: LazyLock<BTreeMap<&'static str, Commune>> = LazyLock::new(|| {
    rows(include_str!("units/communes.tsv"))
        .map(|[code, province_code, name]| {
            let province = province(province_code)
                .expect("the table is built in, and the tests check its provinces");
            (code, Commune { code, province, name })
        })
        .collect()
});

/// The rows below the header line, each cut at its tabs.
fn rows<const COLUMNS: usize>(
    table: &'static str,
) -> impl Iterator<Item = [&'static str; COLUMNS]> {
    table.lines().skip(1).map(|line| {
        let columns: Vec<&str> = line.split('\t').collect();
        columns.try_into().expect("the table is built in, and the tests read all of it")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_normalization::is_nfc;

    #[test]
    fn the_list_is_complete() {
        assert_eq!(provinces().count(), 34);
        assert_eq!(communes().count(), 3_321);
        // 63 provinces became 34; and one was renamed.
        assert_eq!(former_provinces().count(), 63 - 34 + 1);
    }

    #[test]
    fn a_former_name_is_no_name_of_today() {
        for (name, into) in former_provinces() {
            assert!(provinces().all(|province| !province.name().ends_with(name)), "{name}");
            assert!(is_nfc(name) && provinces().any(|province| province == into), "{name}");
        }
        let hoa_binh = former_provinces().find(|(name, _)| *name == "Hòa Bình");
        assert_eq!(hoa_binh.map(|(_, province)| province.code()), Some("25"));
    }

    #[test]
    fn codes_are_digits_of_their_length() {
        for province in provinces() {
            check_code(province.code(), 2);
        }
        for commune in communes() {
            check_code(commune.code(), 5);
        }
    }

    fn check_code(code: &str, length: usize) {
        assert_eq!(code.len(), length, "{code}");
        assert!(code.bytes().all(|byte| byte.is_ascii_digit()), "{code}");
    }

    #[test]
    fn every_province_has_communes() {
        for province in provinces() {
            assert!(
                communes().any(|commune| commune.province() == province),
                "{}",
                province.name()
            );
        }
    }

    #[test]
    fn names_are_nfc_without_stray_blanks() {
        let names = provinces().map(Province::name).chain(communes().map(Commune::name));
        for name in names {
            assert!(is_nfc(name), "{name}");
            assert_eq!(name.split_whitespace().collect::<Vec<_>>().join(" "), name);
        }
    }

    #[test]
    fn a_code_that_changed_its_meaning_is_read_as_of_today() {
        check_province("24", Some("Thành phố Bắc Ninh"));
        check_province("91", Some("Tỉnh An Giang"));
    }

    #[test]
    fn what_is_not_a_code_of_today_is_not_found() {
        check_province("02", None);
        check_province("1", None);
        check_province("", None);
        assert_eq!(commune("4"), None);
        assert_eq!(commune("00000"), None);
    }

    fn check_province(code: &str, name: Option<&str>) {
        assert_eq!(province(code).map(Province::name), name, "{code}");
    }

    #[test]
    fn a_commune_knows_its_province() {
        let khau_vai = commune("00802").expect("a code of the list");
        assert_eq!(khau_vai.name(), "Xã Khâu Vai");
        assert_eq!(khau_vai.province().code(), "08");
        assert_eq!(khau_vai.province().name(), "Tỉnh Tuyên Quang");
    }
}
