//! The files of a published log after C2SP tlog-tiles: the paths of tiles and entry bundles, and
//! how entries stand in a bundle.
//!
//! Which files a log of some size has is `tile_edge`'s matter.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// A full tile is 256 hashes wide, a full bundle 256 entries.
pub const FULL_WIDTH: u16 = 256;
/// tlog-tiles gives every tree 64 levels of tiles at most, though the first 8 hold 2^64 leaves.
pub(super) const MAX_LEVEL: u8 = 63;
/// The leaves under a tile at level 0 have to be countable in a `u64`.
const MAX_NUMBER: u64 = u64::MAX / FULL_WIDTH as u64;

/// What went wrong with a tile or a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TileError {
    /// The text or the numbers name no tile.
    #[error("not the path of a tile or an entry bundle")]
    NoSuchPath,
    /// The entry does not fit the two bytes of its length.
    #[error("an entry of {0} bytes is too long for a bundle")]
    EntryTooLong(usize),
    /// The bytes are not 1 to 256 entries, each after its length.
    #[error("not an entry bundle")]
    MalformedBundle,
    /// The published log lacks a file.
    #[error("{0} is missing")]
    Missing(TilePath),
    /// A published file is not what follows from the entries.
    #[error("{0} does not follow from the entries")]
    Differs(TilePath),
}

/// What a tile is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TileKind {
    /// Hashes; those of level 0 are leaf hashes, those above are the roots of full tiles one below.
    Hashes {
        /// 0 to 63.
        level: u8,
    },
    /// The entries themselves, as a bundle.
    Entries,
}

impl TileKind {
    /// How many hashes, or entries, of this kind a tree of that size has.
    fn count(self, tree_size: u64) -> u64 {
        match self {
            Self::Hashes { level } => tree_size.checked_shr(u32::from(level) * 8).unwrap_or(0),
            Self::Entries => tree_size,
        }
    }
}

/// The name of a tile or an entry bundle, which is also its path below the log's URL:
///
/// ```text
/// tile/<level>/<number>[.p/<width>]      tile/0/x001/234.p/7
/// tile/entries/<number>[.p/<width>]      tile/entries/000
/// ```
///
/// The number stands in groups of three digits, all but the last after an `x`; the width only where
/// the tile is partial. What parses is displayed as the same text again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TilePath {
    kind: TileKind,
    number: u64,
    width: u16,
}

impl TilePath {
    /// Names the tile with that number, counted from 0 at each level, and `width` of 1 to 256.
    pub fn new(kind: TileKind, number: u64, width: u16) -> Result<Self, TileError> {
        let level_exists = match kind {
            TileKind::Hashes { level } => level <= MAX_LEVEL,
            TileKind::Entries => true,
        };
        let exists = level_exists && number <= MAX_NUMBER && (1..=FULL_WIDTH).contains(&width);
        exists.then_some(Self { kind, number, width }).ok_or(TileError::NoSuchPath)
    }

    /// The rightmost tile of its kind in a tree of that size, full or partial, if there is one.
    pub fn rightmost(kind: TileKind, tree_size: u64) -> Option<Self> {
        let last = kind.count(tree_size).checked_sub(1)?;
        let place = u16::try_from(last % u64::from(FULL_WIDTH)).expect("a place is below 256");
        Some(Self { kind, number: last / u64::from(FULL_WIDTH), width: place + 1 })
    }

    /// What the tile is made of.
    pub fn kind(&self) -> TileKind {
        self.kind
    }

    /// How many tiles of its kind stand to its left.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// How many hashes or entries it has, 1 to 256.
    pub fn width(&self) -> u16 {
        self.width
    }
}

impl fmt::Display for TilePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fn write_leading_groups(formatter: &mut fmt::Formatter<'_>, number: u64) -> fmt::Result {
            if number == 0 {
                return Ok(());
            }
            write_leading_groups(formatter, number / 1000)?;
            write!(formatter, "/x{:03}", number % 1000)
        }

        match self.kind {
            TileKind::Hashes { level } => write!(formatter, "tile/{level}")?,
            TileKind::Entries => formatter.write_str("tile/entries")?,
        }
        write_leading_groups(formatter, self.number / 1000)?;
        write!(formatter, "/{:03}", self.number % 1000)?;
        if self.width == FULL_WIDTH { Ok(()) } else { write!(formatter, ".p/{}", self.width) }
    }
}

impl FromStr for TilePath {
    type Err = TileError;

    fn from_str(text: &str) -> Result<Self, TileError> {
        let read_leniently = || {
            let (kind, place) = text.strip_prefix("tile/")?.split_once('/')?;
            let kind = match kind {
                "entries" => TileKind::Entries,
                level => TileKind::Hashes { level: level.parse().ok()? },
            };
            let (groups, width) = match place.split_once(".p/") {
                Some((groups, width)) => (groups, width.parse().ok()?),
                None => (place, FULL_WIDTH),
            };
            let number = groups.split('/').try_fold(0_u64, |number, group| {
                let digits = group.strip_prefix('x').unwrap_or(group);
                number.checked_mul(1000)?.checked_add(digits.parse().ok()?)
            })?;
            Self::new(kind, number, width).ok()
        };
        // Signs, padding, a missing `x` and `.p/256` have been read, but none of them is written.
        let path = read_leniently().ok_or(TileError::NoSuchPath)?;
        if path.to_string() == text { Ok(path) } else { Err(TileError::NoSuchPath) }
    }
}

/// Adds an entry to a bundle, which is no more than its entries in a row:
///
/// ```text
/// | length, 2 bytes, big-endian | entry | length | entry | ...
/// ```
pub fn push_entry(bundle: &mut Vec<u8>, entry: &[u8]) -> Result<(), TileError> {
    let length = u16::try_from(entry.len()).map_err(|_| TileError::EntryTooLong(entry.len()))?;
    bundle.extend(length.to_be_bytes());
    bundle.extend(entry);
    Ok(())
}

/// The entries of a bundle, 1 to 256; the other half of [`push_entry`].
pub fn entries_of(bundle: &[u8]) -> Result<Vec<&[u8]>, TileError> {
    let mut entries = Vec::new();
    let mut rest = bundle;
    while let Some((length, after)) = rest.split_first_chunk() {
        let length = usize::from(u16::from_be_bytes(*length));
        let (entry, after) = after.split_at_checked(length).ok_or(TileError::MalformedBundle)?;
        entries.push(entry);
        rest = after;
    }
    let complete = rest.is_empty() && (1..=usize::from(FULL_WIDTH)).contains(&entries.len());
    complete.then_some(entries).ok_or(TileError::MalformedBundle)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn bundles_are_read_strictly() {
        let mut bundle = Vec::new();
        [b"ab".as_slice(), b"", b"c"]
            .iter()
            .for_each(|e| push_entry(&mut bundle, e).expect("short"));
        assert_eq!(bundle, b"\0\x02ab\0\0\0\x01c");
        assert_eq!(entries_of(&bundle), Ok(vec![b"ab".as_slice(), b"", b"c"]));

        for wrong in [b"".as_slice(), b"\0", b"\0\x01", b"\0\x02a", b"\0\x01ab", &[0; 2 * 257]] {
            assert_eq!(entries_of(wrong), Err(TileError::MalformedBundle), "{wrong:?}");
        }
        assert_eq!(push_entry(&mut bundle, &[0; 65_536]), Err(TileError::EntryTooLong(65_536)));
        assert_eq!(push_entry(&mut bundle, &[0; 65_535]), Ok(()));
    }

    #[test]
    fn paths_are_read_strictly() {
        let path = |kind, number, width| TilePath::new(kind, number, width);
        let (level, entries) = (|level| TileKind::Hashes { level }, TileKind::Entries);
        assert_eq!("tile/0/x001/234.p/7".parse(), path(level(0), 1234, 7));
        assert_eq!("tile/63/x001/x234/067".parse(), path(level(63), 1_234_067, 256));
        assert_eq!("tile/entries/000".parse(), path(entries, 0, 256));
        assert_eq!(
            "tile/entries/x072/x057/x594/x037/x927/935".parse(),
            path(entries, MAX_NUMBER, 256)
        );

        // Parted by white space, which no path has either.
        let wrong = "
            tile tile/0 tile/0/ /tile/0/000 tile/0/000/ tile//000 tiles/0/000 tile/data/000
            tile/64/000 tile/256/000 tile/00/000 tile/+1/000 tile/-1/000
            tile/0/0 tile/0/0000 tile/0/1234 tile/0/x000/001 tile/0/001/234 tile/0/x001
            tile/0/x001/x234 tile/0/xx01/234 tile/0/+01 tile/0/x001//234 tile/0/０００
            tile/0/000.p tile/0/000.p/ tile/0/000.p/0 tile/0/000.p/256 tile/0/000.p/07
            tile/0/000.p/+7 tile/0/000.p/7/ tile/0/000.p/7.p/7 tile/0/x001.p/234.p/7
            tile/entries/x072/x057/x594/x037/x927/936
            tile/0/x001/x000/x000/x000/x000/x000/x000/000";
        for wrong in wrong.split_whitespace().chain(["", " tile/0/000", "tile/0/000\n"]) {
            assert_eq!(wrong.parse::<TilePath>(), Err(TileError::NoSuchPath), "{wrong:?}");
        }
        for (kind, number, width) in
            [(level(64), 0, 1), (entries, MAX_NUMBER + 1, 1), (entries, 0, 0), (entries, 0, 257)]
        {
            assert_eq!(path(kind, number, width), Err(TileError::NoSuchPath));
        }
    }

    fn any_path() -> impl Strategy<Value = TilePath> {
        let level = (0..=MAX_LEVEL).prop_map(|level| TileKind::Hashes { level });
        let number = prop_oneof![0..3000_u64, 0..=MAX_NUMBER];
        (prop_oneof![level, Just(TileKind::Entries)], number, 1..=FULL_WIDTH)
            .prop_map(|(kind, number, width)| TilePath::new(kind, number, width).expect("in range"))
    }

    proptest! {
        #[test]
        fn paths_are_parsed_as_they_are_displayed(path in any_path()) {
            prop_assert_eq!(path.to_string().parse(), Ok(path));
        }

        #[test]
        fn what_parses_writes_back(
            text in "tile/([0-9]{1,2}|entries)(/x?[0-9]{2,3}){1,3}(\\.p/[0-9]{1,3})?|\\PC*",
        ) {
            if let Ok(path) = text.parse::<TilePath>() {
                prop_assert_eq!(path.to_string(), text);
            }
        }

        #[test]
        fn bundles_hold_what_was_pushed(
            entries in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 1..=256),
        ) {
            let mut bundle = Vec::new();
            entries.iter().for_each(|entry| push_entry(&mut bundle, entry).expect("short"));
            prop_assert_eq!(entries_of(&bundle).expect("well formed"), entries);
        }
    }
}
