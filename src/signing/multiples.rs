//! Tables of multiples of a point, by which it is multiplied with additions alone. Everything that goes
//! in is public, so tables are indexed in variable time; never hand a secret to this file.

use curve25519_dalek::{EdwardsPoint, Scalar, traits::Identity};

/// A scalar below the group's order has so many digits in base 256.
const WINDOWS: usize = 32;

/// Digits run from −127 to 128, so the negative half of a window is read off the positive one.
const LARGEST_DIGIT: usize = 128;

/// For each window `i` the multiples 1 to 128 of 256^`i` times a point.
pub(super) struct Multiples(Box<[[EdwardsPoint; LARGEST_DIGIT]; WINDOWS]>);

/// A scalar in base 256 with signed digits, the lowest first.
pub(super) struct Digits([i16; WINDOWS]);

impl Digits {
    /// The digits of a scalar, which is reduced, as every `Scalar` of safe code is: its highest byte is at
    /// most 16, so the highest digit has no carry to pass on.
    pub(super) fn of(scalar: &Scalar) -> Self {
        let mut digits = scalar.as_bytes().map(i16::from);
        let mut carry = 0;
        for digit in &mut digits {
            *digit += carry;
            carry = i16::from(*digit > 128);
            *digit -= carry << 8;
        }
        Self(digits)
    }
}

impl Multiples {
    /// Makes the table with 4,096 additions.
    pub(super) fn of(point: &EdwardsPoint) -> Self {
        let identity = [EdwardsPoint::identity(); LARGEST_DIGIT];
        let mut windows: Box<[_; WINDOWS]> =
            vec![identity; WINDOWS].try_into().expect("as many windows");
        let mut unit = *point;
        for window in windows.iter_mut() {
            let mut multiple = EdwardsPoint::identity();
            for entry in window.iter_mut() {
                multiple += &unit;
                *entry = multiple;
            }
            unit = multiple + multiple;
        }
        Self(windows)
    }

    /// Copies the entry of each digit, sign aside; the identity stands for a zero. Where many tables take turns,
    /// most entries lie outside the caches: these loads do not wait for each other, while additions that
    /// fetched their own would each wait for theirs.
    pub(super) fn entries(&self, digits: &Digits) -> [EdwardsPoint; WINDOWS] {
        let mut entries = [EdwardsPoint::identity(); WINDOWS];
        for ((entry, window), digit) in entries.iter_mut().zip(self.0.iter()).zip(digits.0) {
            if digit != 0 {
                *entry = window[usize::from(digit.unsigned_abs()) - 1];
            }
        }
        entries
    }

    /// The sum, and the multiple of this table's point by these digits. For a table that is in the cache.
    pub(super) fn add_to(&self, mut sum: EdwardsPoint, digits: &Digits) -> EdwardsPoint {
        for (window, digit) in self.0.iter().zip(digits.0) {
            if digit != 0 {
                add(&mut sum, &window[usize::from(digit.unsigned_abs()) - 1], digit);
            }
        }
        sum
    }
}

/// The sum, and what the [`entries`](Multiples::entries) of these digits come to.
pub(super) fn add_entries(
    mut sum: EdwardsPoint,
    entries: &[EdwardsPoint; WINDOWS],
    digits: &Digits,
) -> EdwardsPoint {
    for (entry, digit) in entries.iter().zip(digits.0) {
        add(&mut sum, entry, digit);
    }
    sum
}

fn add(sum: &mut EdwardsPoint, entry: &EdwardsPoint, sign: i16) {
    if sign < 0 {
        *sum -= entry;
    } else {
        *sum += entry;
    }
}

#[cfg(test)]
impl Multiples {
    /// What a table takes of memory, in bytes.
    pub(super) const SIZE: usize = size_of::<[[EdwardsPoint; LARGEST_DIGIT]; WINDOWS]>();

    /// Another point in the place of one entry, as a flipped bit leaves it.
    pub(super) fn damage(&mut self, window: usize, multiple: usize) {
        self.0[window][multiple - 1] += curve25519_dalek::constants::ED25519_BASEPOINT_POINT;
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::LazyLock;

    use curve25519_dalek::constants::{ED25519_BASEPOINT_POINT, EIGHT_TORSION};

    use super::*;

    /// Scalars whose digits lie at the edges of their windows: powers of 256 and halves of them, one more and
    /// one less, all below the order; their negatives are those near the order.
    pub(in crate::signing) fn edges() -> Vec<Scalar> {
        let mut edges = vec![Scalar::ZERO];
        for window in 0..WINDOWS {
            for digit in [1, 2, 16, 127, 128, 129, 254, 255] {
                let mut bytes = [0; 32];
                bytes[window] = digit;
                let scalar = Option::<Scalar>::from(Scalar::from_canonical_bytes(bytes));
                let Some(scalar) = scalar else { continue };
                edges.extend([scalar, scalar + Scalar::ONE, scalar - Scalar::ONE]);
            }
        }
        for byte in [127, 128, 129, 255] {
            edges.push(Scalar::from_bytes_mod_order([byte; 32]));
            let mut below_the_top = [byte; 32];
            below_the_top[31] = 15;
            edges.push(Scalar::from_bytes_mod_order(below_the_top));
        }
        let negatives: Vec<_> = edges.iter().map(|scalar| -scalar).collect();
        edges.extend(negatives);
        edges
    }

    /// What the digits come to in base 256.
    fn value(digits: &Digits) -> Scalar {
        let base = Scalar::from(256_u16);
        digits.0.iter().rev().fold(Scalar::ZERO, |value, digit| {
            let size = Scalar::from(digit.unsigned_abs());
            value * base + if *digit < 0 { -size } else { size }
        })
    }

    #[test]
    fn digits_are_within_their_windows_and_come_to_the_scalar() {
        for scalar in edges() {
            let digits = Digits::of(&scalar);
            assert!(digits.0.iter().all(|digit| (-127..=128).contains(digit)), "{:?}", digits.0);
            assert!((0..=16).contains(&digits.0[WINDOWS - 1]), "{:?}", digits.0);
            assert_eq!(value(&digits), scalar);
        }
    }

    /// Both ways of adding, for the base point and for one with a part of small order.
    #[test]
    fn a_multiple_is_what_the_library_computes() {
        static TABLES: LazyLock<[(EdwardsPoint, Multiples); 2]> = LazyLock::new(|| {
            [ED25519_BASEPOINT_POINT, ED25519_BASEPOINT_POINT + EIGHT_TORSION[1]]
                .map(|point| (point, Multiples::of(&point)))
        });
        for scalar in edges() {
            for (point, table) in TABLES.iter() {
                let digits = Digits::of(&scalar);
                let expected = point * scalar;
                let zero = EdwardsPoint::identity();
                assert_eq!(table.add_to(zero, &digits), expected, "{scalar:?}");
                let entries = table.entries(&digits);
                assert_eq!(add_entries(zero, &entries, &digits), expected, "{scalar:?}");
            }
        }
    }
}
