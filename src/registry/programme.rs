//! Rules of the OCOP programme, as data with the day from which each holds. Decisions changed them in
//! 2019, 2023 and 2025, and will again: add a row, never change one.

use jiff::{
    Span,
    civil::{Date, date},
};

use super::{Certificate, IssuerLevel, Points, Stars};

/// Who grants which stars, from a day on.
struct Granting {
    from: Date,
    three: IssuerLevel,
    four: IssuerLevel,
    five: IssuerLevel,
}

/// QĐ 1048/QĐ-TTg (2019), QĐ 148/QĐ-TTg (2023), QĐ 1489/QĐ-TTg (2025, two-tier local government).
const GRANTING: [Granting; 3] = [
    Granting {
        from: date(2019, 8, 21),
        three: IssuerLevel::Province,
        four: IssuerLevel::Province,
        five: IssuerLevel::Ministry,
    },
    Granting {
        from: date(2023, 2, 24),
        three: IssuerLevel::District,
        four: IssuerLevel::Province,
        five: IssuerLevel::Ministry,
    },
    Granting {
        from: date(2025, 7, 6),
        three: IssuerLevel::Province,
        four: IssuerLevel::Province,
        five: IssuerLevel::Ministry,
    },
];

/// Months for which a certificate is valid from its decision: 36 in all decisions so far.
const VALID_FOR_MONTHS: i32 = 36;

/// Points of each band, in hundredths, the lower bound within and the upper without (QĐ 148/QĐ-TTg).
const BANDS: [(Stars, u16, u16); 3] =
    [(Stars::Three, 5_000, 7_000), (Stars::Four, 7_000, 9_000), (Stars::Five, 9_000, 10_001)];

/// Something about a certificate that an officer should look at. It is recorded as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Doubt {
    /// Points outside the band of its stars.
    #[error("the points do not fit the stars")]
    PointsOutsideBand,
    /// Another level grants such stars on that day.
    #[error("another level grants these stars on the day of the decision")]
    IssuerLevel,
    /// Valid for longer than the rules allow.
    #[error("the last valid day is later than 36 months after the decision")]
    ValidTooLong,
}

/// The last valid day where the certificate names none: the same day 36 months after the decision, inclusive.
pub fn default_last_valid_day(decided_on: Date) -> Date {
    decided_on.saturating_add(Span::new().months(VALID_FOR_MONTHS))
}

/// What in a certificate does not fit the rules of its day.
pub fn doubts(certificate: &Certificate) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    let fits = |points: Points| {
        let in_band = BANDS
            .iter()
            .any(|&(stars, from, to)| stars == certificate.stars && (from..to).contains(&points.0));
        // "Tiềm năng 5 sao": 90 points and 4 stars until the ministry decides.
        in_band
            || (certificate.proposed_5_star
                && certificate.stars == Stars::Four
                && points.0 >= 9_000)
    };
    if certificate.points.is_some_and(|points| !fits(points)) {
        doubts.push(Doubt::PointsOutsideBand);
    }
    let granting = GRANTING.iter().rev().find(|granting| granting.from <= certificate.decided_on);
    let level = granting.map(|granting| match certificate.stars {
        Stars::Three => granting.three,
        Stars::Four => granting.four,
        Stars::Five => granting.five,
    });
    if level.is_some_and(|level| level != certificate.issuer_level) {
        doubts.push(Doubt::IssuerLevel);
    }
    if certificate.valid_until > default_last_valid_day(certificate.decided_on) {
        doubts.push(Doubt::ValidTooLong);
    }
    doubts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::CertificateKind;

    #[test]
    fn a_certificate_runs_to_the_same_day_36_months_later() {
        assert_eq!(default_last_valid_day(date(2026, 2, 20)), date(2029, 2, 20));
        assert_eq!(default_last_valid_day(date(2024, 2, 29)), date(2027, 2, 28));
    }

    #[track_caller]
    fn check(
        stars: u8,
        points: u16,
        proposed: bool,
        level: IssuerLevel,
        decided_on: Date,
        expect: &[Doubt],
    ) {
        let certificate = Certificate {
            certificate: 1.try_into().expect("small"),
            number: None,
            product: 1.try_into().expect("small"),
            producer: 1.try_into().expect("small"),
            stars: stars.try_into().expect("certified"),
            points: Some(Points(points)),
            proposed_5_star: proposed,
            kind: CertificateKind::New,
            decision: "1/QĐ-UBND".to_owned(),
            decided_on,
            valid_until: default_last_valid_day(decided_on),
            issuer: "UBND (mẫu)".to_owned(),
            issuer_level: level,
            province_code: "22".to_owned(),
            replaces: None,
            quota_per_year: 0,
            salt: String::new(),
        };
        assert_eq!(doubts(&certificate), expect);
    }

    #[test]
    fn what_does_not_fit_its_day_is_doubted() {
        use IssuerLevel::{District, Province};
        check(3, 6_999, false, District, date(2025, 6, 30), &[]);
        check(3, 6_999, false, District, date(2025, 7, 6), &[Doubt::IssuerLevel]);
        check(3, 7_000, false, District, date(2024, 1, 1), &[Doubt::PointsOutsideBand]);
        check(4, 9_150, true, Province, date(2024, 1, 1), &[]);
        check(4, 9_150, false, Province, date(2024, 1, 1), &[Doubt::PointsOutsideBand]);
        check(3, 5_000, false, Province, date(2020, 1, 1), &[]);
    }
}
