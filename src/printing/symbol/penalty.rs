//! How bad a symbol looks to a reader (ISO/IEC 18004, 7.8.3), with the same numbers as `qrcode`: the
//! mask with the lowest is chosen. Over rows and columns held as bits, the first module in the lowest:
//! a question that `qrcode` asks module by module is one operation a row here.

/// The score of five modules of one colour in a row; each more adds one.
const RUN_OF_FIVE: u32 = 3;

/// The score of a 2 × 2 block of one colour.
const BLOCK: u32 = 3;

/// The score of what looks like a finder pattern with four light modules before or after it.
const FINDER: u32 = 40;

/// What the three finder patterns themselves score: three rows and three columns each, counted for
/// neither.
const OWN_FINDERS: u32 = 2 * 9 * FINDER;

/// The penalty of a symbol, or `None` as soon as it is known to reach `limit`.
pub(super) fn below(rows: &[u64], columns: &[u64], limit: u32) -> Option<u32> {
    // The scores of finder patterns have a constant too many until both halves are in.
    let limit = limit.saturating_add(OWN_FINDERS);
    let mut score = balance(rows) + lines(rows);
    for pair in rows.windows(2) {
        score += BLOCK * blocks(pair[0], pair[1], rows.len()).count_ones();
    }
    if score >= limit {
        return None;
    }
    score += lines(columns);
    (score < limit).then(|| score - OWN_FINDERS)
}

/// Runs and false finder patterns, of all rows or of all columns.
fn lines(lines: &[u64]) -> u32 {
    let width = lines.len();
    let mut score = 0;
    for &line in lines {
        let fives = fives(line, width);
        // A run of n modules has n - 4 fives: one for its begin and those after it, which add one each.
        let begins = fives & !(fives << 1);
        score += fives.count_ones() + (RUN_OF_FIVE - 1) * begins.count_ones();
        let finders = finders(line);
        if finders != 0 {
            score += FINDER * finders.count_ones();
        }
    }
    score
}

/// Modules that have the colour of the next one.
fn same_as_next(line: u64, width: usize) -> u64 {
    !(line ^ line >> 1) & ((1 << (width - 1)) - 1)
}

/// Modules with which five of one colour begin.
fn fives(line: u64, width: usize) -> u64 {
    let twos = same_as_next(line, width);
    let threes = twos & twos >> 1;
    threes & threes >> 2
}

/// Upper left corners of blocks of one colour, of two rows.
fn blocks(upper: u64, lower: u64, width: usize) -> u64 {
    same_as_next(upper, width) & same_as_next(lower, width) & !(upper ^ lower)
}

/// Modules with which `#.###.#` begins, four light ones before or after it. All is light around.
fn finders(line: u64) -> u64 {
    let pattern =
        line & !(line >> 1) & line >> 2 & line >> 3 & line >> 4 & !(line >> 5) & line >> 6;
    let dark_before = line << 1 | line << 2 | line << 3 | line << 4;
    let dark_after = line >> 7 | line >> 8 | line >> 9 | line >> 10;
    pattern & !(dark_before & dark_after)
}

/// How far the part of dark modules is from a half, in half percents.
fn balance(rows: &[u64]) -> u32 {
    let dark: u32 = rows.iter().map(|row| row.count_ones()).sum();
    let modules = u32::try_from(rows.len() * rows.len()).expect("at most 57 rows");
    (dark * 200 / modules).abs_diff(100)
}
