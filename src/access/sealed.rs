//! Personal data as it lies on disk: sealed with XChaCha20-Poly1305 under a key of its own, which lies
//! apart. Destroying the key deletes what it sealed, in the journal, in sled and in every backup of either.
//!
//! A person's details have a key of their own, destroyed when the account was closed long enough ago; the
//! addresses that people asked from have one key a month.

use std::io;

use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::{AccountNumber, Origin};

/// Bytes of an XChaCha20-Poly1305 nonce: long enough to be drawn at random.
const NONCE: usize = 24;

/// Which key seals something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PersonalKeyName {
    /// The details of a person.
    Account(AccountNumber),
    /// Where people asked from, in a month of UTC.
    Traces {
        /// The year.
        year: i16,
        /// The month, 1 to 12.
        month: i8,
    },
}

impl PersonalKeyName {
    /// The key of the traces of an instant.
    pub fn traces_of(at: Timestamp) -> Self {
        let day = at.to_zoned(jiff::tz::TimeZone::UTC).date();
        Self::Traces { year: day.year(), month: day.month() }
    }

    /// The key of the traces of the month before an instant's.
    fn traces_before(at: Timestamp) -> Option<Self> {
        let month = at.to_zoned(jiff::tz::TimeZone::UTC).date().first_of_month();
        let before = month.yesterday().ok()?;
        Some(Self::Traces { year: before.year(), month: before.month() })
    }

    /// The first day after the month of traces; `None` for a person's details.
    pub fn traces_end(self) -> Option<Date> {
        match self {
            Self::Account(_) => None,
            Self::Traces { year, month } => {
                let last = Date::new(year, month, 1).ok()?.last_of_month();
                last.tomorrow().ok()
            }
        }
    }
}

impl std::fmt::Display for PersonalKeyName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Account(account) => write!(f, "account-{account}"),
            Self::Traces { year, month } => write!(f, "traces-{year:04}-{month:02}"),
        }
    }
}

impl std::str::FromStr for PersonalKeyName {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if let Some(account) = text.strip_prefix("account-") {
            return account.parse().map(Self::Account).map_err(|_| ());
        }
        let (year, month) =
            text.strip_prefix("traces-").and_then(|rest| rest.split_once('-')).ok_or(())?;
        let name = Self::Traces {
            year: year.parse().map_err(|_| ())?,
            month: month.parse().map_err(|_| ())?,
        };
        // One spelling each, and a month that there is.
        (name.to_string() == text && name.traces_end().is_some()).then_some(name).ok_or(())
    }
}

/// A key that seals personal data.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SealingKey([u8; 32]);

impl SealingKey {
    /// A key of these bytes.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes, for who keeps it.
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// Where the keys are kept. From any thread.
pub trait PersonalKeys: Send + Sync {
    /// A key; `None` if it was never made, or is destroyed.
    fn get(&self, name: PersonalKeyName) -> Option<SealingKey>;

    /// The key of this name, made if there is none. It is on disk when this returns, so nothing is ever
    /// sealed under a key that a crash could lose.
    ///
    /// # Errors
    /// If the disk does not take it.
    fn get_or_make(&self, name: PersonalKeyName) -> io::Result<SealingKey>;

    /// Destroys a key for ever. Doing it twice is no error.
    ///
    /// # Errors
    /// If the disk refuses; the key may be there still.
    fn destroy(&self, name: PersonalKeyName) -> io::Result<()>;

    /// The names of all keys that are there.
    fn names(&self) -> Vec<PersonalKeyName>;
}

/// Something personal, sealed: base64 of nonce ‖ ciphertext ‖ tag. Bound to its key's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed(String);

impl Sealed {
    /// Seals something. `random` fills a buffer with random bytes.
    pub fn seal(
        name: PersonalKeyName,
        key: &SealingKey,
        content: &impl Serialize,
        random: fn(&mut [u8]),
    ) -> Self {
        let mut nonce = [0; NONCE];
        random(&mut nonce);
        let plain = serde_json::to_vec(content).expect("what is sealed serialises");
        let name = name.to_string();
        let payload = Payload { msg: &plain, aad: name.as_bytes() };
        let sealed = cipher(key)
            .encrypt(&XNonce::from(nonce), payload)
            .expect("it is far shorter than the cipher's limit");
        Self(BASE64_STANDARD_NO_PAD.encode([nonce.as_slice(), &sealed].concat()))
    }

    /// What was sealed; `None` if the key is gone or another, or the bytes were changed.
    pub fn open<T: DeserializeOwned>(&self, name: PersonalKeyName, key: &SealingKey) -> Option<T> {
        let bytes = BASE64_STANDARD_NO_PAD.decode(&self.0).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE>()?;
        let name = name.to_string();
        let payload = Payload { msg: sealed, aad: name.as_bytes() };
        let plain = cipher(key).decrypt(&XNonce::from(*nonce), payload).ok()?;
        serde_json::from_slice(&plain).ok()
    }

    /// From where somebody asked what was recorded at an instant. It was sealed when they asked: at the end of a month
    /// that is the month before.
    pub fn open_traces(&self, recorded_at: Timestamp, keys: &dyn PersonalKeys) -> Option<Origin> {
        let names = [
            Some(PersonalKeyName::traces_of(recorded_at)),
            PersonalKeyName::traces_before(recorded_at),
        ];
        names.into_iter().flatten().find_map(|name| self.open(name, &keys.get(name)?))
    }
}

fn cipher(key: &SealingKey) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&key.0.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn random(buffer: &mut [u8]) {
        buffer.fill(7);
    }

    #[test]
    fn only_its_own_key_under_its_own_name_opens_it() {
        let name = PersonalKeyName::Account(AccountNumber::try_from(3).expect("small"));
        let other_name = PersonalKeyName::Account(AccountNumber::try_from(4).expect("small"));
        let (key, other) = (SealingKey::new([1; 32]), SealingKey::new([2; 32]));
        let sealed = Sealed::seal(name, &key, &"Nguyễn Văn Mẫu", random);
        assert_eq!(sealed.open::<String>(name, &key).as_deref(), Some("Nguyễn Văn Mẫu"));
        assert_eq!(sealed.open::<String>(name, &other), None);
        assert_eq!(sealed.open::<String>(other_name, &key), None);
        assert_eq!(Sealed("AAAA".to_owned()).open::<String>(name, &key), None);
        assert_eq!(Sealed("§".to_owned()).open::<String>(name, &key), None);
    }

    /// Each key of these names, made of its name.
    struct KeysOf(Vec<PersonalKeyName>);

    fn key_of(name: PersonalKeyName) -> SealingKey {
        let mut bytes = [0; 32];
        let name = name.to_string();
        bytes[..name.len()].copy_from_slice(name.as_bytes());
        SealingKey::new(bytes)
    }

    impl PersonalKeys for KeysOf {
        fn get(&self, name: PersonalKeyName) -> Option<SealingKey> {
            self.0.contains(&name).then(|| key_of(name))
        }

        fn get_or_make(&self, name: PersonalKeyName) -> io::Result<SealingKey> {
            Ok(key_of(name))
        }

        fn destroy(&self, _: PersonalKeyName) -> io::Result<()> {
            Ok(())
        }

        fn names(&self) -> Vec<PersonalKeyName> {
            self.0.clone()
        }
    }

    #[test]
    fn where_somebody_asked_from_is_shown_though_the_month_ended_before_it_was_recorded() {
        let at = |time: &str| time.parse::<Timestamp>().expect("a time");
        let origin = Origin::new("203.0.113.0/24", "a browser");
        for (asked, recorded, is_shown) in [
            ("2026-11-26T03:00:00Z", "2026-11-26T03:00:01Z", true),
            ("2026-11-30T23:59:59Z", "2026-12-01T00:00:00Z", true),
            ("2026-12-31T23:59:59Z", "2027-01-01T00:00:00Z", true),
            ("2026-10-31T23:59:59Z", "2026-12-01T00:00:00Z", false),
        ] {
            let name = PersonalKeyName::traces_of(at(asked));
            let sealed = Sealed::seal(name, &key_of(name), &origin, random);
            let others = KeysOf(vec![PersonalKeyName::traces_of(at("2026-11-01T00:00:00Z"))]);
            let keys = KeysOf([others.0.as_slice(), &[name]].concat());
            let shown = sealed.open_traces(at(recorded), &keys);
            assert_eq!(shown == Some(origin.clone()), is_shown, "{asked}, {recorded}");
            // Its time is over.
            assert_eq!(sealed.open_traces(at(recorded), &KeysOf(Vec::new())), None);
        }
    }

    #[test]
    fn a_name_is_read_as_it_is_written() {
        for name in ["account-12", "traces-2026-01", "traces-2026-12"] {
            assert_eq!(
                name.parse().map(|name: PersonalKeyName| name.to_string()).as_deref(),
                Ok(name)
            );
        }
        for name in
            ["account-", "account-x", "traces-2026-13", "traces-2026-1", "traces-26-01", "x"]
        {
            assert_eq!(name.parse::<PersonalKeyName>(), Err(()), "{name}");
        }
        let end = "traces-2026-12".parse().map(PersonalKeyName::traces_end);
        assert_eq!(end, Ok(Some(jiff::civil::date(2027, 1, 1))));
    }
}
