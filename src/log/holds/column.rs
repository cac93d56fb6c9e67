//! Columns of numbers that never change, as small as they get: packed, or only where another one begins.

use std::sync::Arc;

use super::{
    packed::Packing,
    starts::{begun_by, start_at},
};
use crate::log::dense::{DenseReader, DenseWriter, Malformed};

const HEAD: usize = 16;

/// Some columns of numbers by place, of which there are fewer than 2^16. They stand in one row of bytes, so that
/// reading a place of each takes few looks at memory.
///
/// ```text
/// 0          16                                                                  all little-endian
/// +----------+-----+--------+-----+      head: smallest (u64), width (u8), 0 (u8), steps (u16), where its
/// | a head a column | a column … |            numbers begin (u32)
/// +-----------------+------------+      a column: where each step begins (u16 each, none if every number stands
///                                                by itself), then the numbers, packed
/// ```
#[derive(Debug, Clone)]
pub(super) struct Columns(Arc<[u8]>);

impl Columns {
    pub(super) fn of<const COUNT: usize>(columns: [&[u64]; COUNT]) -> Self {
        let mut heads = Vec::new();
        let mut numbers = Vec::new();
        for column in columns {
            let packing = Packing::of(column.iter().copied());
            let steps = steps(column);
            let is_stepped = steps.len() * (2 + packing.width) < column.len() * packing.width;
            let begin = u32::try_from(COUNT * HEAD + numbers.len()).expect("columns are short");
            heads.extend(packing.smallest.to_le_bytes());
            heads.extend([packing.width as u8, 0]);
            heads.extend(if is_stepped { steps.len() as u16 } else { 0 }.to_le_bytes());
            heads.extend(begin.to_le_bytes());
            if is_stepped {
                steps.iter().for_each(|(place, _)| numbers.extend(place.to_le_bytes()));
                steps.iter().for_each(|(_, number)| packing.push(&mut numbers, *number));
            } else {
                column.iter().for_each(|number| packing.push(&mut numbers, *number));
            }
        }
        Self([heads, numbers].concat().into())
    }

    /// The number at a place of a column.
    #[inline]
    pub(super) fn get(&self, column: usize, place: usize) -> u64 {
        let head = &self.0.as_chunks::<HEAD>().0[column];
        let (smallest, rest) = head.split_first_chunk().expect("a head is longer");
        let [width, _, s0, s1, b0, b1, b2, b3] = *rest.first_chunk().expect("a head is as long");
        let packing =
            Packing { smallest: u64::from_le_bytes(*smallest), width: usize::from(width) };
        let steps = usize::from(u16::from_le_bytes([s0, s1]));
        let column = &self.0[u32::from_le_bytes([b0, b1, b2, b3]) as usize..];
        if steps == 0 {
            return packing.get(column, place);
        }
        let (begins, numbers) = column.split_at(2 * steps);
        packing.get(numbers, begun_by(begins, place as u16) - 1)
    }

    /// The row of bytes, as it is.
    pub(super) fn write(&self, to: &mut DenseWriter<'_>) {
        to.block(&self.0);
    }

    /// Reads columns of so many numbers, each of which has to be what is asked of its column.
    pub(super) fn read<const COUNT: usize>(
        from: &mut DenseReader<'_>,
        count: usize,
        is_right: [&dyn Fn(u64) -> bool; COUNT],
    ) -> Result<Self, Malformed> {
        const WRONG: Malformed = Malformed("columns");
        let bytes = from.block()?;
        let mut heads = DenseReader::new(bytes);
        let mut begins_at = COUNT * HEAD;
        for is_right in is_right {
            let smallest = u64::from_le_bytes(heads.array()?);
            let [width, nothing] = heads.array()?;
            let steps = usize::from(u16::from_le_bytes(heads.array()?));
            let begin = u32::from_le_bytes(heads.array()?) as usize;
            let packing = Packing::read(smallest, width)?;
            let numbers = if steps == 0 { count } else { steps };
            let length = 2 * steps + packing.width * numbers;
            let column = bytes.get(begin..begin + length).ok_or(WRONG)?;
            if nothing != 0 || begin != begins_at || steps > count {
                return Err(WRONG);
            }
            begins_at += length;
            let (begins, packed) = column.split_at(2 * steps);
            let rises = |place: usize| start_at(begins, place - 1) < start_at(begins, place);
            let follows = |place: usize| match place {
                0 => start_at(begins, 0) == 0,
                _ => rises(place) && usize::from(start_at(begins, place)) < count,
            };
            // Equal ones take no bytes, and are all looked at in one.
            let looked_at = if packing.width == 0 { numbers.min(1) } else { numbers };
            let are_right = (0..steps).all(follows)
                && (0..looked_at).all(|place| is_right(packing.get(packed, place)));
            if !are_right {
                return Err(WRONG);
            }
        }
        if begins_at == bytes.len() { Ok(Self(bytes.into())) } else { Err(WRONG) }
    }
}

/// From which place on each number stands.
fn steps(numbers: &[u64]) -> Vec<(u16, u64)> {
    let mut steps: Vec<(u16, u64)> = Vec::new();
    for (place, number) in numbers.iter().enumerate() {
        if steps.last().is_none_or(|(_, before)| before != number) {
            steps.push((u16::try_from(place).expect("a column is short"), *number));
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_that_were_put() {
        let columns: [Vec<u64>; 5] = [
            vec![7; 1_024],
            [vec![7; 900], vec![8; 124]].concat(),
            (0..1_024).collect(),
            (0..1_024).map(|place| place / 300).collect(),
            std::iter::repeat_n(u64::MAX, 1_000).chain(0..24).collect(),
        ];
        let packed = Columns::of(columns.each_ref().map(Vec::as_slice));
        for (column, numbers) in columns.iter().enumerate() {
            for (place, number) in numbers.iter().enumerate() {
                assert_eq!(packed.get(column, place), *number);
            }
        }
    }
}
