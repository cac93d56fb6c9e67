//! Rules of the OCOP programme, as data with the day from which each holds. Decisions changed them in
//! 2018, 2019, 2023 and 2025, and will again: add a row, never change one.
//!
//! What does not fit is doubted, not refused: a certificate is what the issuing body wrote on it.

use jiff::{
    Span,
    civil::{Date, date},
};

use super::{Certificate, IssuerLevel, Points, ProductGroup, Stars};

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

/// The levels that exist, from a day on: districts ended with 2025-06-30 (two-tier local government).
const LEVELS: [(Date, &[IssuerLevel]); 2] = [
    (PROGRAMME_BEGAN, &[IssuerLevel::District, IssuerLevel::Province, IssuerLevel::Ministry]),
    (date(2025, 7, 1), &[IssuerLevel::Province, IssuerLevel::Ministry]),
];

/// QĐ 490/QĐ-TTg. Quảng Ninh rated products before; nothing of that is in force.
pub const PROGRAMME_BEGAN: Date = date(2018, 5, 7);

/// Months for which a certificate is valid from its decision: 36 in all decisions so far.
const VALID_FOR_MONTHS: i32 = 36;

/// Points of each band, in hundredths, the lower bound within and the upper without (QĐ 1048/QĐ-TTg, QĐ
/// 148/QĐ-TTg).
const BANDS: [(Stars, u16, u16); 3] =
    [(Stars::Three, 5_000, 7_000), (Stars::Four, 7_000, 9_000), (Stars::Five, 9_000, 10_001)];

/// What the roman numbers I to VI meant, from a day on: QĐ 490/QĐ-TTg and QĐ 1048/QĐ-TTg had fabrics and
/// garments as IV and souvenirs as V, which are both handicrafts since QĐ 148/QĐ-TTg.
const GROUPS: [(Date, [ProductGroup; 6]); 2] = [
    (
        PROGRAMME_BEGAN,
        [
            ProductGroup::Food,
            ProductGroup::Drinks,
            ProductGroup::MedicinalHerbs,
            ProductGroup::Handicrafts,
            ProductGroup::Handicrafts,
            ProductGroup::Tourism,
        ],
    ),
    (
        date(2023, 2, 24),
        [
            ProductGroup::Food,
            ProductGroup::Drinks,
            ProductGroup::MedicinalHerbs,
            ProductGroup::Handicrafts,
            ProductGroup::OrnamentalLife,
            ProductGroup::Tourism,
        ],
    ),
];

/// Something about a certificate that an officer should look at. It is recorded as it stands.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// Points outside the band of its stars.
    PointsOutsideBand,
    /// Another level grants such stars on that day.
    IssuerLevel,
    /// The body's level did not exist on that day.
    LevelWasGone,
    /// Valid for longer than the rules allow.
    ValidTooLong,
    /// Valid for less than the rules give, by more than the one day that offices differ in.
    ValidShorter,
    /// Decided before the programme began.
    BeforeTheProgramme,
    /// Decided after the day of recording.
    DecidedInTheFuture,
    /// An upgrade that gives no more stars than what it replaces.
    UpgradeWithoutMoreStars,
    /// It replaces a certificate of another product.
    ReplacesOtherProduct,
    /// It replaces a certificate that was decided on the same day or later.
    ReplacesLater,
    /// New, but it replaces a certificate; or renewed or upgraded, and it replaces none.
    KindAndReplaced,
}

/// The last valid day where the certificate names none: the same day 36 months after the decision, inclusive.
pub fn default_last_valid_day(decided_on: Date) -> Date {
    decided_on.saturating_add(Span::new().months(VALID_FOR_MONTHS))
}

/// The group that a number from 1 to 6 meant on a day.
pub fn group_of(number: usize, decided_on: Date) -> Option<ProductGroup> {
    let (_, groups) = in_force(&GROUPS, decided_on)?;
    groups.get(number.checked_sub(1)?).copied()
}

/// The level that grants these stars on a day; `None` before the programme had rules for it.
pub fn granting_level(stars: Stars, decided_on: Date) -> Option<IssuerLevel> {
    let granting = GRANTING.iter().rev().find(|granting| granting.from <= decided_on)?;
    Some(match stars {
        Stars::Three => granting.three,
        Stars::Four => granting.four,
        Stars::Five => granting.five,
    })
}

/// Who may withdraw a certificate: the body that issued it, or the province where that body is gone.
pub fn may_withdraw(certificate: &Certificate, level: IssuerLevel, decided_on: Date) -> bool {
    level == certificate.issuer_level && exists(level, decided_on)
        || level == IssuerLevel::Province && !exists(certificate.issuer_level, decided_on)
}

/// What in a certificate does not fit the rules of its day; `replaced` is the one that it replaces.
pub fn doubts(
    certificate: &Certificate,
    replaced: Option<&Certificate>,
    today: Date,
) -> Vec<Doubt> {
    let decided_on = certificate.decided_on;
    let last_day = default_last_valid_day(decided_on);
    let level = granting_level(certificate.stars, decided_on);
    let is_upgrade = certificate.kind == super::CertificateKind::Upgraded;
    let is_new = certificate.kind == super::CertificateKind::New;
    let replaced_is = |wrong: fn(&Certificate, &Certificate) -> bool| {
        replaced.is_some_and(|replaced| wrong(certificate, replaced))
    };
    let found = [
        (
            certificate.points.is_some_and(|points| !fits(certificate, points)),
            Doubt::PointsOutsideBand,
        ),
        (level.is_some_and(|level| level != certificate.issuer_level), Doubt::IssuerLevel),
        (!exists(certificate.issuer_level, decided_on), Doubt::LevelWasGone),
        (certificate.valid_until > last_day, Doubt::ValidTooLong),
        (
            certificate.valid_until < last_day.saturating_sub(Span::new().days(1)),
            Doubt::ValidShorter,
        ),
        (decided_on < PROGRAMME_BEGAN, Doubt::BeforeTheProgramme),
        (decided_on > today, Doubt::DecidedInTheFuture),
        (
            is_upgrade && replaced_is(|new, old| new.stars <= old.stars),
            Doubt::UpgradeWithoutMoreStars,
        ),
        (replaced_is(|new, old| new.product != old.product), Doubt::ReplacesOtherProduct),
        (replaced_is(|new, old| new.decided_on <= old.decided_on), Doubt::ReplacesLater),
        (is_new == certificate.replaces.is_some(), Doubt::KindAndReplaced),
    ];
    found.into_iter().filter_map(|(is_so, doubt)| is_so.then_some(doubt)).collect()
}

fn fits(certificate: &Certificate, points: Points) -> bool {
    let in_band = BANDS
        .iter()
        .any(|&(stars, from, to)| stars == certificate.stars && (from..to).contains(&points.0));
    // "Tiềm năng 5 sao": 90 points and 4 stars until the ministry decides.
    let is_proposed = certificate.proposed_5_star && certificate.stars == Stars::Four;
    in_band || (is_proposed && points.0 >= 9_000)
}

/// Whether there is such a level on a day.
pub fn exists(level: IssuerLevel, day: Date) -> bool {
    in_force(&LEVELS, day).is_none_or(|(_, levels)| levels.contains(&level))
}

/// The newest row that holds on a day.
fn in_force<T>(rows: &[(Date, T)], day: Date) -> Option<&(Date, T)> {
    rows.iter().rev().find(|(from, _)| *from <= day)
}
