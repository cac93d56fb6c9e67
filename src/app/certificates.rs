//! Certificates as anybody may see them: one by its number, and the open list of all.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::{Timestamp, civil::Date};
use sha2::{Digest, Sha256};

use super::{CertificateIndex, Service, search_text};
use crate::{
    registry::units::Province,
    stamp::{CertificateNumber, today},
    verification::{CertificateAnswer, Snapshot, Standing, decide_certificate},
};

/// The index that answers now; the first request after a change or a midnight makes the next one.
#[derive(Debug, Default)]
pub(super) struct CurrentIndex(Mutex<Option<Arc<CertificateIndex>>>);

impl Service {
    /// What a certificate is worth; `None` if the log has no such certificate.
    pub fn certificate<'s>(
        &self,
        number: CertificateNumber,
        snapshot: &'s Snapshot,
        now: Timestamp,
    ) -> Option<CertificateAnswer<'s>> {
        decide_certificate(number, snapshot, now)
    }

    /// The index of all certificates, and the snapshot that it is of. Takes milliseconds after a change and
    /// waits for who makes it: not for a thread that answers scans.
    pub fn certificate_index(&self, now: Timestamp) -> (Arc<Snapshot>, Arc<CertificateIndex>) {
        let day = today(now);
        // Whole whenever it is replaced, so what a panic left behind is good.
        let mut current = self.certificate_index.0.lock().unwrap_or_else(PoisonError::into_inner);
        let snapshot = self.snapshot();
        if let Some(index) = current.as_ref().filter(|index| index.is_of(&snapshot, day)) {
            return (snapshot, Arc::clone(index));
        }
        let index = Arc::new(CertificateIndex::of(&snapshot, day, current.as_deref()));
        *current = Some(Arc::clone(&index));
        (snapshot, index)
    }
}

/// Which certificates are listed.
#[derive(Debug, Clone, Default)]
pub struct CertificateFilter {
    /// Those that this province manages today.
    pub province: Option<&'static Province>,
    /// Those that are worth this.
    pub standing: Option<Standing>,
    pub(super) words: Vec<String>,
}

impl CertificateFilter {
    /// A filter; each word of the search has to occur in product, holder or number, without regard to case
    /// and diacritics.
    pub fn new(
        province: Option<&'static Province>,
        standing: Option<Standing>,
        search: &str,
    ) -> Self {
        Self { province, standing, words: search_text::words(search) }
    }
}

/// A part of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// How many there are by province and search, whatever they are worth.
    pub counts: Counts,
    /// In their order: newest decision first, then by number.
    pub certificates: Vec<CertificateNumber>,
    /// After which place the list goes on; `None` at its end.
    pub next: Option<Cursor>,
}

/// How many certificates are worth what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    in_force: usize,
    suspended: usize,
    ended: usize,
    withdrawn: usize,
}

impl Counts {
    pub(super) fn add(&mut self, standing: Standing) {
        *match standing {
            Standing::InForce => &mut self.in_force,
            Standing::Suspended => &mut self.suspended,
            Standing::Ended => &mut self.ended,
            Standing::Withdrawn => &mut self.withdrawn,
        } += 1;
    }

    /// How many are worth this.
    pub fn of(&self, standing: Standing) -> usize {
        match standing {
            Standing::InForce => self.in_force,
            Standing::Suspended => self.suspended,
            Standing::Ended => self.ended,
            Standing::Withdrawn => self.withdrawn,
        }
    }

    /// All of them.
    pub fn total(&self) -> usize {
        Standing::ALL.into_iter().map(|standing| self.of(standing)).sum()
    }
}

/// A place in the list: that of a certificate, whether it is still there or not. So pages neither skip nor
/// repeat a row when certificates are added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    pub(super) decided_on: Date,
    pub(super) certificate: CertificateNumber,
}

/// A text that no list gave out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this cursor was not given out by the list")]
pub struct CursorError;

impl Ord for Cursor {
    /// Newest decision first, then by number.
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let key = |cursor: &Self| (std::cmp::Reverse(cursor.decided_on), cursor.certificate);
        key(self).cmp(&key(other))
    }
}

impl PartialOrd for Cursor {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// Twelve bytes: year, month, day, number, and a checksum that notices what was cut or retyped.
const CURSOR_LENGTH: usize = 12;

const DOMAIN: &[u8] = b"ocop-stamp/v1 cursor of certificates\0";

impl Cursor {
    fn checksum(body: &[u8]) -> [u8; 4] {
        let hash = Sha256::new().chain_update(DOMAIN).chain_update(body).finalize();
        *hash.first_chunk().expect("a hash has 32 bytes")
    }

    /// Reads what [`Display`](std::fmt::Display) wrote.
    ///
    /// # Errors
    /// [`CursorError`]
    pub fn parse(text: &str) -> Result<Self, CursorError> {
        let bytes = data_encoding::BASE64URL_NOPAD.decode(text.as_bytes());
        let bytes: [u8; CURSOR_LENGTH] =
            bytes.map_err(|_| CursorError)?.try_into().map_err(|_| CursorError)?;
        let [y1, y2, month, day, n1, n2, n3, n4, checksum @ ..] = bytes;
        if Self::checksum(&bytes[..8]) != checksum {
            return Err(CursorError);
        }
        let decided_on = Date::new(i16::from_be_bytes([y1, y2]), month as i8, day as i8);
        let number = u64::from(u32::from_be_bytes([n1, n2, n3, n4]));
        Ok(Self {
            decided_on: decided_on.map_err(|_| CursorError)?,
            certificate: number.try_into().map_err(|_| CursorError)?,
        })
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [y1, y2] = self.decided_on.year().to_be_bytes();
        let [n1, n2, n3, n4] = self.certificate.get().to_be_bytes();
        let (month, day) = (self.decided_on.month() as u8, self.decided_on.day() as u8);
        let body = [y1, y2, month, day, n1, n2, n3, n4];
        let bytes = [&body[..], &Self::checksum(&body)].concat();
        f.write_str(&data_encoding::BASE64URL_NOPAD.encode(&bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn a_cursor_reads_back_and_a_changed_one_is_refused(
            year in -9_999_i16..=9_999, month in 1_i8..=12, day in 1_i8..=28, number in 0_u64..(1 << 24),
            place in 0_usize..16, other in "[A-Za-z0-9_-]",
        ) {
            let decided_on = Date::new(year, month, day).expect("a day");
            let cursor = Cursor { decided_on, certificate: number.try_into().expect("in range") };
            let text = cursor.to_string();
            proptest::prop_assert_eq!(text.len(), 16);
            proptest::prop_assert_eq!(Cursor::parse(&text), Ok(cursor));
            let mut changed = text.clone();
            changed.replace_range(place..=place, &other);
            proptest::prop_assert_eq!(Cursor::parse(&changed).is_ok(), changed == text);
        }

        #[test]
        fn no_text_panics(text in ".{0,24}") {
            if let Ok(cursor) = Cursor::parse(&text) {
                proptest::prop_assert_eq!(cursor.to_string(), text);
            }
        }
    }
}
