//! The programme's rules, a row each. Where they come from stands beside them in `registry::programme`.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use ocop_stamp::{
    registry::{
        Certificate, CertificateKind, CertificateStanding, IssuerLevel, LocationCode, MintRefusal,
        Points, Policy, Product, ProductGroup, Stars, may_mint,
        policy::{IssuerName, ProvinceCode, Quota},
        programme::{self, Doubt},
        units,
    },
    stamp::Gtin,
};

use crate::invented::{certificate_record, number, product};

const TODAY: Date = date(2026, 11, 24);

fn stars(stars: u8) -> Stars {
    stars.try_into().expect("certified")
}

/// Who grants: stars, day of the decision, level.
#[test]
fn who_grants() {
    use IssuerLevel::{District, Ministry, Province};
    for (number, day, level) in [
        (3, date(2019, 8, 20), None),
        (3, date(2019, 8, 21), Some(Province)),
        (4, date(2020, 1, 1), Some(Province)),
        (5, date(2020, 12, 1), Some(Ministry)),
        (3, date(2023, 2, 23), Some(Province)),
        (3, date(2023, 2, 24), Some(District)),
        (4, date(2023, 2, 24), Some(Province)),
        (5, date(2024, 6, 1), Some(Ministry)),
        (3, date(2025, 7, 5), Some(District)),
        (3, date(2025, 7, 6), Some(Province)),
        (4, date(2026, 1, 1), Some(Province)),
        (5, date(2026, 1, 1), Some(Ministry)),
    ] {
        assert_eq!(programme::granting_level(stars(number), day), level, "{number} on {day}");
    }
}

/// Stars, points in hundredths, "tiềm năng 5 sao", and whether they fit.
#[test]
fn stars_and_points() {
    for (number, points, proposed, fits) in [
        (3, Some(4_999), false, false),
        (3, Some(5_000), false, true),
        (3, Some(6_999), false, true),
        (3, Some(7_000), false, false),
        (4, Some(7_000), false, true),
        (4, Some(8_999), false, true),
        (4, Some(9_000), false, false),
        (4, Some(9_000), true, true),
        (3, Some(9_000), true, false),
        (5, Some(9_000), false, true),
        (5, Some(10_000), false, true),
        (5, Some(8_999), false, false),
        (4, None, false, true),
    ] {
        let certificate = Certificate {
            stars: stars(number),
            points: points.map(Points),
            proposed_5_star: proposed,
            ..certificate_record(1)
        };
        let doubts = programme::doubts(&certificate, None, TODAY);
        assert_eq!(!doubts.contains(&Doubt::PointsOutsideBand), fits, "{number} with {points:?}");
    }
    assert!(Stars::try_from(2).is_err(), "two stars are no recognition");
}

/// Issuer, day of the decision, last valid day: the same day 36 months on, inclusive; one day less where an
/// office counts so.
#[test]
fn last_valid_day() {
    let body = IssuerName::try_from("UBND tỉnh Thanh Hóa (mẫu)".to_owned()).expect("a name");
    let policy = Policy::new(Policy::DEFAULT_QUOTA, BTreeMap::new(), vec![body]);
    for (issuer, decided_on, last) in [
        ("UBND tỉnh Nghệ An (mẫu)", date(2020, 2, 4), date(2023, 2, 4)),
        ("UBND tỉnh Nghệ An (mẫu)", date(2024, 2, 29), date(2027, 2, 28)),
        ("UBND tỉnh Thanh Hóa (mẫu)", date(2019, 12, 24), date(2022, 12, 23)),
        ("ubnd  tỉnh thanh hóa (MẪU)", date(2019, 12, 24), date(2022, 12, 23)),
        ("UBND tỉnh Thanh Hóa (mẫu)", date(2025, 3, 1), date(2028, 2, 29)),
    ] {
        assert_eq!(policy.last_valid_day(issuer, decided_on), last, "{issuer} {decided_on}");
    }
}

/// What is changed of a good certificate, and what is doubted of it then.
#[test]
fn what_is_doubted() {
    #[track_caller]
    fn check(certificate: Certificate, replaced: Option<Certificate>, expect: &[Doubt]) {
        assert_eq!(programme::doubts(&certificate, replaced.as_ref(), TODAY), expect);
    }
    let good = || certificate_record(1);
    let old = || Certificate {
        certificate: number(2),
        decided_on: date(2023, 3, 1),
        stars: stars(3),
        ..certificate_record(1)
    };
    let renewing = |kind| Certificate { kind, replaces: Some(number(2)), ..good() };
    check(good(), None, &[]);
    check(
        Certificate { issuer_level: IssuerLevel::Ministry, ..good() },
        None,
        &[Doubt::IssuerLevel],
    );
    check(
        Certificate { issuer_level: IssuerLevel::District, ..good() },
        None,
        &[Doubt::IssuerLevel, Doubt::LevelWasGone],
    );
    check(Certificate { valid_until: date(2029, 2, 21), ..good() }, None, &[Doubt::ValidTooLong]);
    check(Certificate { valid_until: date(2029, 2, 19), ..good() }, None, &[]);
    check(Certificate { valid_until: date(2029, 2, 18), ..good() }, None, &[Doubt::ValidShorter]);
    let early = date(2018, 5, 6);
    check(
        Certificate { decided_on: early, valid_until: date(2021, 5, 6), ..good() },
        None,
        &[Doubt::BeforeTheProgramme],
    );
    let late = date(2026, 12, 1);
    check(
        Certificate { decided_on: late, valid_until: date(2029, 12, 1), ..good() },
        None,
        &[Doubt::DecidedInTheFuture],
    );
    // Renewal, upgrade, lowering.
    check(renewing(CertificateKind::Renewed), Some(old()), &[]);
    check(renewing(CertificateKind::Upgraded), Some(old()), &[]);
    let before = Certificate { stars: stars(4), ..old() };
    check(renewing(CertificateKind::Upgraded), Some(before), &[Doubt::UpgradeWithoutMoreStars]);
    let before = Certificate { stars: stars(5), ..old() };
    check(renewing(CertificateKind::Renewed), Some(before), &[]);
    let other = Certificate { product: number(9), ..old() };
    check(renewing(CertificateKind::Renewed), Some(other), &[Doubt::ReplacesOtherProduct]);
    let later = Certificate { decided_on: date(2026, 2, 20), ..old() };
    check(renewing(CertificateKind::Renewed), Some(later), &[Doubt::ReplacesLater]);
    check(renewing(CertificateKind::New), Some(old()), &[Doubt::KindAndReplaced]);
    let renewed = Certificate { kind: CertificateKind::Renewed, ..good() };
    check(renewed, None, &[Doubt::KindAndReplaced]);
}

/// What a roman number meant on a day.
#[test]
fn groups_of_their_day() {
    use ProductGroup::{Food, Handicrafts, OrnamentalLife, Tourism};
    for (number, day, group) in [
        (1, date(2018, 5, 6), None),
        (1, date(2019, 1, 1), Some(Food)),
        (4, date(2019, 1, 1), Some(Handicrafts)),
        (5, date(2022, 12, 31), Some(Handicrafts)),
        (5, date(2023, 2, 24), Some(OrnamentalLife)),
        (6, date(2023, 2, 24), Some(Tourism)),
        (7, date(2023, 2, 24), None),
        (0, date(2023, 2, 24), None),
    ] {
        assert_eq!(programme::group_of(number, day), group, "{number} on {day}");
    }
}

/// Who issued it, who would withdraw it, when, and whether they may.
#[test]
fn who_may_withdraw() {
    use IssuerLevel::{District, Ministry, Province};
    for (issuer, level, day, may) in [
        (District, District, date(2025, 6, 30), true),
        (District, Province, date(2025, 6, 30), false),
        (District, Province, date(2025, 7, 1), true),
        (District, District, date(2025, 7, 1), false),
        (Province, Province, date(2026, 1, 1), true),
        (Province, Ministry, date(2026, 1, 1), false),
        (Ministry, Ministry, date(2026, 1, 1), true),
        (Ministry, Province, date(2026, 1, 1), false),
    ] {
        let certificate = Certificate { issuer_level: issuer, ..certificate_record(1) };
        assert_eq!(programme::may_withdraw(&certificate, level, day), may, "{issuer:?} {level:?}");
    }
}

/// What is asked for, and the rule that forbids it.
#[test]
fn what_may_be_minted() {
    #[track_caller]
    fn check(
        certificate: &Certificate,
        product: &Product,
        (variant, quantity): (u8, u64),
        standing: CertificateStanding,
        expect: Result<(), MintRefusal>,
    ) {
        let province = ProvinceCode::try_from("38".to_owned()).expect("Thanh Hóa");
        let quota = |stamps: u64| Quota::try_from(stamps).expect("not 0");
        let policy = Policy::new(quota(500), BTreeMap::from([(province, quota(700))]), Vec::new());
        let found = may_mint(certificate, product, variant, quantity, &standing, &policy, TODAY);
        assert_eq!(found, expect);
    }
    let (good, tea) = (certificate_record(1), product(1));
    let standing =
        CertificateStanding { last_valid_on: date(2029, 2, 20), held: false, issued_in_a_year: 0 };
    let number = good.certificate;
    let quota = |left, asked| Err(MintRefusal::Quota { certificate: number, left, asked });
    check(&good, &tea, (0, 1_000), standing, Ok(()));
    check(&good, &tea, (0, 1_001), standing, quota(1_000, 1_001));
    let used = CertificateStanding { issued_in_a_year: 400, ..standing };
    check(&good, &tea, (0, 601), used, quota(600, 601));
    let provinces = Certificate { quota_per_year: None, ..certificate_record(1) };
    check(&provinces, &tea, (0, 501), standing, quota(500, 501));
    let thanh_hoa = Certificate { province_code: "38".to_owned(), ..provinces };
    check(&thanh_hoa, &tea, (0, 700), standing, Ok(()));
    check(&thanh_hoa, &tea, (0, 701), standing, quota(700, 701));
    check(&good, &tea, (0, 0), standing, Err(MintRefusal::Quantity(0)));
    let last_day = CertificateStanding { last_valid_on: TODAY, ..standing };
    check(&good, &tea, (0, 1), last_day, Ok(()));
    let ended = CertificateStanding { last_valid_on: date(2026, 11, 23), ..standing };
    check(&good, &tea, (0, 1), ended, Err(MintRefusal::Ended(number, date(2026, 11, 23))));
    let held = CertificateStanding { held: true, ..standing };
    check(&good, &tea, (0, 1), held, Err(MintRefusal::Held(number)));
    let no_such = Err(MintRefusal::Variant { certificate: number, variant: 1 });
    check(&good, &tea, (1, 1), standing, no_such);
    let tour = Product { group: ProductGroup::Tourism, ..product(1) };
    check(&good, &tour, (0, 1), standing, Err(MintRefusal::Tourism(number)));
}

/// GTINs and codes of places, and whether their check digits are right.
#[test]
fn codes() {
    for (gtin, good) in
        [("08930000000019", true), ("08930000000018", false), ("8930000000019", false), ("", false)]
    {
        assert_eq!(Gtin::parse(gtin).is_ok(), good, "{gtin}");
    }
    for (code, good) in [
        ("8930000000019", true),
        ("8930000000018", false),
        ("14812", true),
        ("99999", false),
        ("38", false),
    ] {
        assert_eq!(LocationCode::parse(code).is_ok(), good, "{code}");
    }
}

/// Units by their code of today, whatever the name that a certificate has.
#[test]
fn units_by_code() {
    for (code, name) in [
        ("24", Some("Thành phố Bắc Ninh")),
        ("22", Some("Thành phố Quảng Ninh")),
        ("80", Some("Tỉnh Tây Ninh")),
        ("02", None),
        ("62", None),
    ] {
        assert_eq!(units::province(code).map(|province| province.name()), name, "{code}");
    }
}
