//! What all symbols of a version and level have in common, asked of `qrcode` once: the eight masks with
//! all patterns that are no data, and where each bit of the codewords lies. A symbol is then its data
//! bits XORed with the mask of the lowest penalty, module for module what `qrcode` draws.

use std::sync::OnceLock;

use qrcode::canvas::{Canvas, MaskPattern};
use qrcode::{Color, EcLevel, Version};

use super::penalty;

/// The largest version whose rows fit 64 bits with room for the penalty's shifts: 57 modules.
pub(super) const LARGEST_VERSION: u8 = 10;

const MASKS: [MaskPattern; 8] = [
    MaskPattern::Checkerboard,
    MaskPattern::HorizontalLines,
    MaskPattern::VerticalLines,
    MaskPattern::DiagonalLines,
    MaskPattern::LargeCheckerboard,
    MaskPattern::Fields,
    MaskPattern::Diamonds,
    MaskPattern::Meadow,
];

const LEVELS: usize = 4;

static FRAMES: [[OnceLock<Frame>; LEVELS]; LARGEST_VERSION as usize] =
    [const { [const { OnceLock::new() }; LEVELS] }; LARGEST_VERSION as usize];

/// A symbol of zeros under one mask. Rows from the top, the leftmost module in the lowest bit; columns
/// from the left, the topmost in the lowest.
struct Masked {
    rows: Vec<u64>,
    columns: Vec<u64>,
}

/// A version and level.
pub(super) struct Frame {
    masks: [Masked; MASKS.len()],
    /// Row and column of each bit of the codewords, the highest of each byte first.
    places: Vec<[(u8, u8); 8]>,
}

impl Frame {
    /// The frame of a version of at most [`LARGEST_VERSION`], made when it is first asked for.
    pub(super) fn of(version: u8, level: EcLevel) -> &'static Self {
        FRAMES[usize::from(version) - 1][level as usize].get_or_init(|| Self::ask(version, level))
    }

    fn ask(version: u8, level: EcLevel) -> Self {
        let version = Version::Normal(version.into());
        let mut plain = Canvas::new(version, level);
        plain.draw_all_functional_patterns();
        let width = usize::try_from(version.width()).expect("a width is positive");
        let drawn = |codewords: &[u8], mask: MaskPattern| {
            let mut canvas = plain.clone();
            canvas.draw_data(codewords, &[]);
            canvas.apply_mask(mask);
            rows(&canvas.into_colors(), width)
        };
        let masks = MASKS.map(|mask| {
            let rows = drawn(&[], mask);
            Masked { columns: transposed(&rows), rows }
        });
        // Where the nth bit lies is read off drawings of codewords whose nth bit is the kth bit of n.
        let codewords = codewords_of(version, level);
        let bit_of = |number: usize, k: u32| (number >> k & 1) as u8;
        let byte_of = |byte: usize, k| {
            (0..8).fold(0, |value, bit| value << 1 | bit_of(8 * byte + bit + 1, k))
        };
        let mut numbers = vec![0; width * width];
        for k in 0..usize::BITS - (8 * codewords).leading_zeros() {
            let bytes: Vec<u8> = (0..codewords).map(|byte| byte_of(byte, k)).collect();
            let toggled = drawn(&bytes, MASKS[0]).into_iter().zip(&masks[0].rows);
            for (y, (row, zeros)) in toggled.enumerate() {
                for x in 0..width {
                    numbers[y * width + x] |= ((row ^ zeros) >> x & 1) << k;
                }
            }
        }
        let mut places = vec![[(0, 0); 8]; codewords];
        for (at, &number) in numbers.iter().enumerate().filter(|(_, number)| **number > 0) {
            let bit = usize::try_from(number).expect("fewer bits than modules") - 1;
            let side = |side: usize| u8::try_from(side).expect("at most 57");
            places[bit / 8][bit % 8] = (side(at / width), side(at % width));
        }
        Self { masks, places }
    }

    /// The rows of the symbol of these codewords, under the mask that `qrcode` would choose.
    pub(super) fn draw(&self, codewords: &[u8]) -> Vec<u64> {
        let mut data = vec![0_u64; self.masks[0].rows.len()];
        for (&byte, places) in codewords.iter().zip(&self.places) {
            for (at, &(y, x)) in places.iter().enumerate() {
                data[usize::from(y)] |= u64::from(byte >> (7 - at) & 1) << x;
            }
        }
        let columns = transposed(&data);
        let mut lowest = u32::MAX;
        let mut chosen = Vec::new();
        let mut masked_columns = data.clone();
        let mut masked_rows = data.clone();
        for mask in &self.masks {
            for (at, row) in masked_rows.iter_mut().enumerate() {
                *row = data[at] ^ mask.rows[at];
                masked_columns[at] = columns[at] ^ mask.columns[at];
            }
            // Of two masks with the same penalty the first is taken, as `qrcode` does.
            if let Some(score) = penalty::below(&masked_rows, &masked_columns, lowest) {
                lowest = score;
                chosen.clone_from(&masked_rows);
            }
        }
        chosen
    }
}

/// How many codewords a symbol has, error correction included.
fn codewords_of(version: Version, level: EcLevel) -> usize {
    let bits =
        qrcode::bits::Bits::new(version).max_len(level).expect("every version has four levels");
    let codewords = qrcode::ec::construct_codewords(&vec![0; bits / 8], version, level);
    let (data, correction) = codewords.expect("as many bytes as the version holds");
    data.len() + correction.len()
}

fn rows(colours: &[Color], width: usize) -> Vec<u64> {
    let row = |row: &[Color]| {
        row.iter().rev().fold(0, |bits, colour| bits << 1 | u64::from(*colour == Color::Dark))
    };
    colours.chunks_exact(width).map(row).collect()
}

/// Columns for rows (Warren, Hacker's Delight, 7-3): halves of blocks change places, in ever smaller
/// blocks.
fn transposed(rows: &[u64]) -> Vec<u64> {
    let mut matrix = [0_u64; 64];
    matrix[..rows.len()].copy_from_slice(rows);
    let mut half = 32;
    let mut low_halves = u64::MAX >> 32;
    while half > 0 {
        for from in (0..64).step_by(2 * half) {
            for at in from..from + half {
                let change = (matrix[at] >> half ^ matrix[at + half]) & low_halves;
                matrix[at] ^= change << half;
                matrix[at + half] ^= change;
            }
        }
        half /= 2;
        low_halves ^= low_halves << half;
    }
    matrix[..rows.len()].to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_what_rows_are_across() {
        let mut random = 88_172_645_463_325_252_u64;
        for width in [21, 41, 57] {
            let rows: Vec<u64> = (0..width)
                .map(|_| {
                    random ^= random << 13;
                    random ^= random >> 7;
                    random ^= random << 17;
                    random >> (64 - width)
                })
                .collect();
            let columns = transposed(&rows);
            for (y, row) in rows.iter().enumerate() {
                for (x, column) in columns.iter().enumerate() {
                    assert_eq!(row >> x & 1, column >> y & 1, "{x}, {y}");
                }
            }
        }
    }
}
