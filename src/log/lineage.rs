//! A log's tree, and the trees of those that it continues, as their entries come one after the other.
//!
//! A successor's entry 0 binds origin, root and size of the log before it. So the last root of the last log stands for
//! every entry of all of them, and who follows the entries by their positions needs no word on where a log ends.

use super::{
    Body, Entry, Predecessor, Text,
    tree::{Frontier, Hash, TreeHead, leaf_hash},
};

/// Where `kind` stands in an entry's bytes if no field comes between it and the time: in those that open a log.
const KIND_AT: usize =
    r#"{"actor":"0123456789abcdef0123456789abcdef","at":"2026-03-01T08:00:00Z","#.len();

/// The trees of logs of which each continues the one before.
#[derive(Debug, Clone, Default)]
pub struct Lineage {
    first_position: u64,
    tree: Frontier,
}

impl Lineage {
    /// A log that begins at a position, with the tree that it has.
    pub fn new(first_position: u64, tree: Frontier) -> Self {
        Self { first_position, tree }
    }

    /// Adds the entry at the next position. One that opens a successor begins a new tree; if it does not bind the tree so
    /// far, it is a leaf like others, and leads to no root that anybody signed.
    pub fn append(&mut self, entry: &[u8]) {
        let head = self.tree.head();
        let before = opened_by(entry).and_then(|(_, before)| before);
        if before.is_some_and(|before| is_head(&before, head)) {
            self.first_position += head.size;
            self.tree = Frontier::default();
        }
        self.tree.append(leaf_hash(entry));
    }

    /// How many entries there are in all logs: the position of the next one.
    pub fn position(&self) -> u64 {
        self.first_position + self.tree.size()
    }

    /// The tree of the last log.
    pub fn tree(&self) -> &Frontier {
        &self.tree
    }
}

/// Whether this is what a successor binds of a tree.
pub fn is_head(before: &Predecessor, head: TreeHead) -> bool {
    before.size == head.size && Hash::from_bytes(before.root.0) == head.root
}

/// The key of the log that an entry opens, and the log that it says is continued; `None` if it opens none, which one look
/// tells.
pub fn opened_by(entry: &[u8]) -> Option<(Text, Option<Predecessor>)> {
    let kind = entry.get(KIND_AT..)?;
    if !kind.starts_with(br#""kind":"log_opened""#) {
        return None;
    }
    let Body::LogOpened { vkey, predecessor, .. } = Entry::parse(entry).ok()?.body else {
        return None;
    };
    Some((vkey, predecessor))
}

/// More logs than a service has: keys are not changed that often. Whoever shows more sets a trap.
pub const MOST_LOGS: u32 = 100;

/// The way from the first log of a service to the one of a number.
pub fn way_to(number: u32) -> String {
    if number > 1 { format!("{number}/") } else { String::new() }
}

/// The origin of a service's log of a number, by the first one's, which has no number at its end.
pub fn origin_of(number: u32, first: &str) -> String {
    if number > 1 { format!("{first}/{number}") } else { first.to_owned() }
}

/// The first log's origin, and the number of the log that an origin is of.
pub fn numbered(origin: &str) -> (&str, u32) {
    let numbered = origin.rsplit_once('/').and_then(|(first, number)| {
        let parsed: u32 = number.parse().ok()?;
        (parsed > 1 && number == parsed.to_string()).then_some((first, parsed))
    });
    numbered.unwrap_or((origin, 1))
}

/// Whether an origin is that of a log which continues another one, at once or through others.
pub fn is_later(origin: &str, than: &str) -> bool {
    let ((first, number), (others, other)) = (numbered(origin), numbered(than));
    first == others && number > other
}

/// The way from one log to another whose files lie beside it, by their origins: `2/`, `../`, `../3/`. `None` if an origin
/// holds what is no plain name, or they don't begin with the same one, that of the host.
pub fn way_between(from: &str, to: &str) -> Option<String> {
    let names = |origin: &'_ str| -> Vec<String> { origin.split('/').map(str::to_owned).collect() };
    let (from, to) = (names(from), names(to));
    let is_plain = |name: &String| !matches!(name.as_str(), "" | "." | "..");
    if !from.iter().chain(&to).all(is_plain) {
        return None;
    }
    let common = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    if common == 0 {
        return None;
    }
    let up = "../".repeat(from.len() - common);
    let down = to[common..].iter().map(|name| format!("{name}/"));
    Some(down.fold(up, |way, name| way + &name))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::log::{ActorId, Commitment};

    fn text(text: &str) -> Text {
        text.to_owned().try_into().expect("a text")
    }

    fn opening(predecessor: Option<Predecessor>) -> Vec<u8> {
        let body = Body::LogOpened { origin: text("h/log/2"), vkey: text("a key"), predecessor };
        let at = Timestamp::UNIX_EPOCH;
        Entry { at, actor: ActorId([7; 16]), body }.to_bytes().expect("short")
    }

    fn before(head: TreeHead) -> Predecessor {
        let root = Commitment(*head.root.as_bytes());
        Predecessor { origin: text("h/log"), root, size: head.size }
    }

    #[test]
    fn a_successor_begins_a_tree_if_it_binds_the_one_before() {
        let mut lineage = Lineage::default();
        let first = opening(None);
        assert_eq!(opened_by(&first), Some((text("a key"), None)));
        assert_eq!(opened_by(&first[1..]), None);
        lineage.append(&first);
        lineage.append(b"an entry");
        let head = lineage.tree().head();
        for wrong in
            [TreeHead { size: 1, ..head }, TreeHead { root: Hash::from_bytes([1; 32]), ..head }]
        {
            let mut other = lineage.clone();
            other.append(&opening(Some(before(wrong))));
            assert_eq!((other.position(), other.tree().size()), (3, 3));
        }
        let opened = opening(Some(before(head)));
        assert_eq!(opened_by(&opened), Some((text("a key"), Some(before(head)))));
        lineage.append(&opened);
        assert_eq!((lineage.position(), lineage.tree().size()), (3, 1));
        lineage.append(b"another");
        assert_eq!((lineage.position(), lineage.tree().size()), (4, 2));
    }

    #[test]
    fn ways_lead_from_log_to_log() {
        let ways = [
            ("h/log", "h/log/2", "2/"),
            ("h/log/2", "h/log", "../"),
            ("h/log/3", "h/log/2", "../2/"),
            ("h/log", "h/log", ""),
        ];
        for (from, to, way) in ways {
            assert_eq!(way_between(from, to).as_deref(), Some(way), "{from} {to}");
        }
        for wrong in ["h/../log", "h//log", "/h", "h/"] {
            assert_eq!((way_between("h/log", wrong), way_between(wrong, "h")), (None, None));
        }
        assert_eq!(way_between("h/log", "other/log"), None);
    }
}
