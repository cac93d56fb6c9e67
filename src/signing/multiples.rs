//! Tables of multiples of a point, by which it is multiplied with additions alone. Everything that goes
//! in is public, so tables are indexed in variable time; never hand a secret to this file.

use std::array;

use curve25519_dalek::{EdwardsPoint, Scalar, traits::Identity};

use super::prefetch::prefetch_lines;

/// 21 additions a multiple: 7.2 MB, made with 45,056 additions.
pub(super) type WideTable = Multiples<12, 21>;

/// The digits of a scalar for a [`WideTable`].
pub(super) type WideDigits = Digits<12, 21>;

/// 32 additions a multiple: 0.64 MB, made with 3,984 additions.
pub(super) type NarrowTable = Multiples<8, 32>;

/// The group's order is 2 to this power and less than 2^125 more. So the highest digit of a scalar below it is at most
/// 2^(`TOP` − `BITS` · (`WINDOWS` − 1)): below 2^252 with the carry from below, and from 2^252 on without one, since all
/// bits between are zeros.
const TOP: usize = 252;

/// For each window `i` the multiples 1, 2, 3 … of 2^(`BITS` · `i`) times a point: as many as a digit may ask for, half of
/// 2^`BITS`, and as many as the scalar's rest may come to in the highest window.
pub(super) struct Multiples<const BITS: usize, const WINDOWS: usize>(Box<[Entry]>);

/// A multiple. Aligned so, its 160 bytes lie on three lines of the caches; else half of the entries could lie on four.
#[repr(align(32))]
struct Entry(EdwardsPoint);

/// A scalar in base 2^`BITS` with signed digits, the lowest first. The highest digit is what is left, never negative.
pub(super) struct Digits<const BITS: usize, const WINDOWS: usize>([i16; WINDOWS]);

impl<const BITS: usize, const WINDOWS: usize> Digits<BITS, WINDOWS> {
    /// The largest digit; in the negative half of a window, which is read off the positive one, there is one less.
    const LARGEST: i16 = 1 << (BITS - 1);

    /// The digits of a scalar, which is reduced, as every `Scalar` of safe code is.
    pub(super) fn of(scalar: &Scalar) -> Self {
        let mut bytes = [0; 36];
        bytes[..32].copy_from_slice(scalar.as_bytes());
        let mut carry = 0;
        Self(array::from_fn(|window| {
            let (byte, bit) = (window * BITS / 8, window * BITS % 8);
            let word = bytes[byte..].first_chunk().map(|chunk| u32::from_le_bytes(*chunk));
            let rest = word.expect("four bytes more") >> bit;
            if window == WINDOWS - 1 {
                return rest as i16 + carry;
            }
            let digit = (rest & ((1 << BITS) - 1)) as i16 + carry;
            carry = i16::from(digit > Self::LARGEST);
            digit - (carry << BITS)
        }))
    }
}

impl<const BITS: usize, const WINDOWS: usize> Multiples<BITS, WINDOWS> {
    /// The largest digit of the highest window.
    const LARGEST_AT_THE_TOP: usize = 1 << (TOP - BITS * (WINDOWS - 1));

    const ENTRIES: usize = ((WINDOWS - 1) << (BITS - 1)) + Self::LARGEST_AT_THE_TOP;

    /// What a table takes of memory, in bytes.
    pub(super) const SIZE: usize = Self::ENTRIES * size_of::<Entry>();

    /// Makes the table with an addition an entry.
    pub(super) fn of(point: &EdwardsPoint) -> Self {
        let mut entries = Vec::with_capacity(Self::ENTRIES);
        let mut unit = *point;
        for window in 0..WINDOWS {
            let is_top = window == WINDOWS - 1;
            let largest = if is_top { Self::LARGEST_AT_THE_TOP } else { 1 << (BITS - 1) };
            let mut multiple = EdwardsPoint::identity();
            for _ in 0..largest {
                multiple += &unit;
                entries.push(Entry(multiple));
            }
            unit = multiple + multiple;
        }
        Self(entries.into())
    }

    /// Asks for the entries of these digits and waits for none. Most lie outside of the nearest caches, where additions
    /// that fetched their own would each wait for it.
    pub(super) fn prefetch(&self, digits: &Digits<BITS, WINDOWS>) {
        (0..WINDOWS).filter_map(|window| self.entry(window, digits)).for_each(prefetch_lines);
    }

    /// The sum, and the multiple of the point by what these digits come to. Each entry is asked for again while the one
    /// before it is added: of many that are asked for at once, not all come (measured: BENCHMARKS.md, "Checking a signature").
    pub(super) fn add_to(
        &self,
        mut sum: EdwardsPoint,
        digits: &Digits<BITS, WINDOWS>,
    ) -> EdwardsPoint {
        for (window, digit) in digits.0.iter().enumerate() {
            if let Some(next) = self.entry(window + 1, digits) {
                prefetch_lines(next);
            }
            if let Some(Entry(multiple)) = self.entry(window, digits) {
                if *digit < 0 {
                    sum -= multiple;
                } else {
                    sum += multiple;
                }
            }
        }
        sum
    }

    /// The entry of a window's digit, sign aside; none for a zero, and beyond the last window.
    fn entry(&self, window: usize, digits: &Digits<BITS, WINDOWS>) -> Option<&Entry> {
        let multiple = usize::from(digits.0.get(window)?.unsigned_abs());
        (multiple > 0).then(|| &self.0[Self::place(window, multiple)])
    }

    const fn place(window: usize, multiple: usize) -> usize {
        (window << (BITS - 1)) + multiple - 1
    }
}

#[cfg(test)]
impl<const BITS: usize, const WINDOWS: usize> Multiples<BITS, WINDOWS> {
    /// Other points in the place of a window's entries, as flipped bits leave them.
    pub(super) fn damage(&mut self, window: usize) {
        for entry in &mut self.0[Self::place(window, 1)..Self::place(window + 1, 1)] {
            entry.0 += curve25519_dalek::constants::ED25519_BASEPOINT_POINT;
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use curve25519_dalek::constants::{ED25519_BASEPOINT_POINT, EIGHT_TORSION};

    use super::*;

    /// Scalars whose digits lie at the edges of their windows, for windows of either table: powers of 2^8 and of 2^12, and
    /// their halves, one more and one less, and the same from the order down.
    pub(in crate::signing) fn edges() -> Vec<Scalar> {
        let mut edges = vec![Scalar::ZERO];
        for (bits, windows) in [(8, 32), (12, 21)] {
            let base = Scalar::from(1_u32 << bits);
            let mut unit = Scalar::ONE;
            for _ in 0..windows {
                let half = 1_u32 << (bits - 1);
                for digit in [1, 2, 16, half - 1, half, half + 1, 2 * half - 2, 2 * half - 1] {
                    let edge = Scalar::from(digit) * unit;
                    edges.extend([edge, edge + Scalar::ONE, edge - Scalar::ONE]);
                }
                unit *= base;
            }
        }
        for byte in [0x7f, 0x80, 0x81, 0xff, 0x07, 0x08, 0xf7, 0xf8] {
            edges.push(Scalar::from_bytes_mod_order([byte; 32]));
            for top in [15, 16] {
                let mut bytes = [byte; 32];
                bytes[31] = top;
                edges.push(Scalar::from_bytes_mod_order(bytes));
            }
        }
        let negatives: Vec<_> = edges.iter().map(|scalar| -scalar).collect();
        edges.extend(negatives);
        edges
    }

    /// Digits are in range and come to the scalar, and the library agrees about the multiples of the base point and of one
    /// with a part of small order.
    fn check<const BITS: usize, const WINDOWS: usize>(
        table_of: fn(&EdwardsPoint) -> Multiples<BITS, WINDOWS>,
    ) {
        let points = [ED25519_BASEPOINT_POINT, ED25519_BASEPOINT_POINT + EIGHT_TORSION[1]];
        let tables = points.map(|point| (point, table_of(&point)));
        let base = Scalar::from(1_u32 << BITS);
        let half = 1_i16 << (BITS - 1);
        for scalar in edges() {
            let digits = Digits::<BITS, WINDOWS>::of(&scalar);
            let (top, others) = digits.0.split_last().expect("a digit");
            assert!(others.iter().all(|digit| (1 - half..=half).contains(digit)), "{:?}", digits.0);
            assert!((0..=1 << (TOP - BITS * (WINDOWS - 1))).contains(top), "{:?}", digits.0);
            let value = digits.0.iter().rev().fold(Scalar::ZERO, |value, digit| {
                let size = Scalar::from(digit.unsigned_abs());
                value * base + if *digit < 0 { -size } else { size }
            });
            assert_eq!(value, scalar);
            for (point, table) in &tables {
                table.prefetch(&digits);
                let sum = table.add_to(EdwardsPoint::identity(), &digits);
                assert_eq!(sum, point * scalar, "{scalar:?}");
            }
        }
    }

    #[test]
    fn a_wide_table_gives_the_multiples_that_the_library_computes() {
        check(WideTable::of);
    }

    #[test]
    fn a_narrow_table_gives_the_multiples_that_the_library_computes() {
        check(NarrowTable::of);
    }
}
