//! Where things begin: rising 16-bit places in a row of bytes, little-endian.

/// Up to so many are compared with a place in one go.
const COMPARED: usize = 64;

/// How many of them are at a place or before it.
#[inline]
pub(super) fn begun_by(starts: &[u8], place: u16) -> usize {
    let (mut before, mut starts) = (0, starts.as_chunks::<2>().0);
    let has_begun = |start: &[u8; 2]| u16::from_le_bytes(*start) <= place;
    while starts.len() > COMPARED {
        let (half, rest) = starts.split_at(starts.len() / 2);
        if has_begun(&rest[0]) {
            (before, starts) = (before + half.len(), rest);
        } else {
            starts = half;
        }
    }
    // All at once: halving on would wait for the memory of each step, one after the other.
    let begun: u16 = starts.iter().map(|start| u16::from(has_begun(start))).sum();
    before + usize::from(begun)
}

/// One of them.
#[inline]
pub(super) fn start_at(starts: &[u8], number: usize) -> u16 {
    starts
        .as_chunks::<2>()
        .0
        .get(number)
        .map(|start| u16::from_le_bytes(*start))
        .expect("it is one of them")
}
