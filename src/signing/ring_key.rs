//! An issuer key with what makes its checks fast: a table of multiples, made once it is often asked for, and second
//! checks of what the table refuses, so that a bit that flips in memory condemns no good stamp.

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering},
};

use curve25519_dalek::{EdwardsPoint, edwards::CompressedEdwardsY};

use super::{
    IssuerKey,
    rechecks::Rechecks,
    tabled_key::{TabledKey, Width, is_r},
};
use crate::stamp::SIGNATURE_LENGTH;

/// What all tables together take of memory, in bytes, at the most: narrow ones of 300 keys, and the base point's. Keys that
/// come when it is used up are checked by `verify_strict`. Wide tables are kept when the ring grows: beside eight of them there
/// is room for 211 narrow ones, until the next start.
const MOST_MEMORY: usize = 200_000_000;

/// With more keys than these, new tables are narrow.
const FEW_KEYS: usize = 8;

/// So many checks of a key are made without a table: who checks a few stamps and goes, as a command does, never makes one.
const CHECKS_BEFORE_A_TABLE: u32 = 64;

/// A key as all snapshots share it.
pub(super) struct RingKey {
    key: IssuerKey,
    checked: AtomicU32,
    /// Nothing in it: there was no memory left for a table.
    table: OnceLock<Option<TabledKey>>,
    rechecks: Rechecks,
    is_damaged: AtomicBool,
    is_told: AtomicBool,
    tables: Arc<Tables>,
}

/// What the keys of a ring share.
#[derive(Debug)]
pub(super) struct Tables {
    /// How many keys the ring has.
    key_count: AtomicUsize,
    /// The memory that is left for tables, in bytes.
    left: AtomicUsize,
    /// There is a damaged table of which nobody was told.
    has_news: AtomicBool,
}

/// A message, and the signature on it that is said to be the key's.
pub(super) struct Question<'a, M> {
    pub(super) key: &'a RingKey,
    pub(super) message: M,
    pub(super) signature: &'a [u8; SIGNATURE_LENGTH],
}

/// A question on its way to an answer.
enum Begun {
    Answered(bool),
    /// This point has to be compared with the signature's R.
    Open(EdwardsPoint),
}

impl Default for Tables {
    fn default() -> Self {
        let left = MOST_MEMORY - Width::Wide.bytes();
        Self {
            key_count: AtomicUsize::new(0),
            left: AtomicUsize::new(left),
            has_news: AtomicBool::new(false),
        }
    }
}

impl Tables {
    /// Whether a table was found damaged since this was last asked.
    pub(super) fn take_news(&self) -> bool {
        self.has_news.load(Ordering::Relaxed) && self.has_news.swap(false, Ordering::AcqRel)
    }

    /// How many keys the ring has now.
    pub(super) fn set_key_count(&self, keys: usize) {
        self.key_count.store(keys, Ordering::Relaxed);
    }

    /// Takes memory for a table. `None` if none is left.
    pub(super) fn take(&self) -> Option<Width> {
        let is_wide = self.key_count.load(Ordering::Relaxed) <= FEW_KEYS;
        let width = if is_wide { Width::Wide } else { Width::Narrow };
        let less = |left: usize| left.checked_sub(width.bytes());
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).ok().map(|_| width)
    }
}

impl RingKey {
    pub(super) fn new(key: IssuerKey, tables: Arc<Tables>) -> Self {
        Self {
            key,
            checked: AtomicU32::new(0),
            table: OnceLock::new(),
            rechecks: Rechecks::default(),
            is_damaged: AtomicBool::new(false),
            is_told: AtomicBool::new(false),
            tables,
        }
    }

    pub(super) fn key(&self) -> &IssuerKey {
        &self.key
    }

    /// Whether the signature is this key's, as [`IssuerKey::signed`] says.
    pub(super) fn signed(&self, message: &[u8], signature: &[u8; SIGNATURE_LENGTH]) -> bool {
        match self.begin(message, signature) {
            Begun::Answered(answer) => answer,
            Begun::Open(expected) => self.end(&expected.compress(), message, signature),
        }
    }

    /// Whether its table was found damaged; says so once.
    pub(super) fn tell_damage(&self) -> bool {
        self.is_damaged.load(Ordering::Acquire) && !self.is_told.swap(true, Ordering::Relaxed)
    }

    fn begin(&self, message: &[u8], signature: &[u8; SIGNATURE_LENGTH]) -> Begun {
        let Some(table) = self.table() else {
            return Begun::Answered(self.key.signed(message, signature));
        };
        match table.expected_r(message, signature) {
            Some(expected) => Begun::Open(expected),
            None => Begun::Answered(false),
        }
    }

    /// A table that refuses may be damaged, so it is not believed as long as there is something to pay a
    /// second check with. One that accepts is believed: for a forgery, damage would have to lead to the very
    /// R that was hashed into k.
    fn end(
        &self,
        expected: &CompressedEdwardsY,
        message: &[u8],
        signature: &[u8; SIGNATURE_LENGTH],
    ) -> bool {
        if is_r(expected, signature) {
            self.rechecks.earn();
            return true;
        }
        let is_good = self.rechecks.spend() && self.key.signed(message, signature);
        if is_good {
            self.is_damaged.store(true, Ordering::Release);
            self.tables.has_news.store(true, Ordering::Release);
        }
        is_good
    }

    /// The table, unless it is damaged, not made yet, or there was no memory for it. One check makes it; others go on
    /// without it meanwhile.
    fn table(&self) -> Option<&TabledKey> {
        if self.is_damaged.load(Ordering::Relaxed) {
            return None;
        }
        if let Some(table) = self.table.get() {
            return table.as_ref();
        }
        let checked = self.checked.fetch_add(1, Ordering::Relaxed);
        (checked == CHECKS_BEFORE_A_TABLE).then(|| self.make_table()).flatten()
    }

    fn make_table(&self) -> Option<&TabledKey> {
        let make = || self.tables.take().and_then(|width| self.key.tabled(width));
        self.table.get_or_init(make).as_ref()
    }
}

/// Answers questions in their order; one inversion does for all of them, which saves about a quarter of the time.
pub(super) fn signed_many<M: AsRef<[u8]>>(questions: &[Question<'_, M>]) -> Vec<bool> {
    let begin = |question: &Question<'_, M>| {
        question.key.begin(question.message.as_ref(), question.signature)
    };
    let begun: Vec<Begun> = questions.iter().map(begin).collect();
    let open = begun.iter().filter_map(|begun| match begun {
        Begun::Answered(_) => None,
        Begun::Open(expected) => Some(*expected),
    });
    let open: Vec<EdwardsPoint> = open.collect();
    let mut compressed = EdwardsPoint::compress_batch_alloc(&open).into_iter();
    let end = |(question, begun): (&Question<'_, M>, Begun)| match begun {
        Begun::Answered(answer) => answer,
        Begun::Open(_) => {
            let expected = compressed.next().expect("one for each open question");
            question.key.end(&expected, question.message.as_ref(), question.signature)
        }
    };
    questions.iter().zip(begun).map(end).collect()
}

#[cfg(test)]
mod tests;
