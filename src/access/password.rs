//! Passwords: which are taken, and how they are kept (Argon2id, RFC 9106).
//!
//! Ten characters at least and no rule about their kinds (NIST SP 800-63B, 3.1.1.2); what is common, or
//! is made of the person's own name, number or address, is refused.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc},
};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use zeroize::ZeroizeOnDrop;
use zxcvbn::{Score, zxcvbn};

use crate::registry::spelling;

/// The fewest characters.
const SHORTEST: usize = 10;

/// The most bytes: more costs time and protects nobody.
const LONGEST: usize = 256;

/// The fewest characters that are neither the person's name nor their number.
const FEWEST_OF_ONES_OWN: usize = 5;

/// Words that guessers of this service try first.
const WORDS_OF_OURS: [&str; 6] = ["matkhau", "ocop", "ocopstamp", "temocop", "sanpham", "vietnam"];

/// A password that can't be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Too short.
    #[error(
        "a password has at least 10 characters: a few words that do not belong together are good"
    )]
    TooShort,
    /// Too long.
    #[error("a password has at most 256 bytes")]
    TooLong,
    /// On the lists, or made of what is known about the person.
    #[error(
        "this password is among the first that are tried: take a few words that do not belong together"
    )]
    TooCommon,
}

/// A password as somebody types it.
#[derive(Clone, ZeroizeOnDrop)]
pub struct Password(String);

impl Password {
    /// What was typed, composed: keyboards write `ế` in different ways, and it is one password (RFC 8265, 4.2.2).
    pub fn new(text: impl AsRef<str>) -> Self {
        Self(text.as_ref().nfc().collect())
    }

    /// Whether it may be chosen. `known` are texts that others know of the person.
    ///
    /// # Errors
    /// [`PasswordError`]
    pub fn check_strength(&self, known: &[&str]) -> Result<(), PasswordError> {
        if self.0.chars().count() < SHORTEST {
            return Err(PasswordError::TooShort);
        }
        if self.0.len() > LONGEST {
            return Err(PasswordError::TooLong);
        }
        if is_made_of(&self.0, known) {
            return Err(PasswordError::TooCommon);
        }
        let known: Vec<&str> = known.iter().copied().chain(WORDS_OF_OURS).collect();
        let score = zxcvbn(&self.0, &known).score();
        if score < Score::Three { Err(PasswordError::TooCommon) } else { Ok(()) }
    }

    /// Its hash. Takes some 20 ms and 19 MiB, on purpose: not on a thread that others wait for.
    pub fn hash(&self) -> PasswordHash {
        let hash = Argon2::default().hash_password(self.0.as_bytes());
        PasswordHash(
            hash.expect("the parameters are the crate's own, the salt its own").to_string(),
        )
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(password)")
    }
}

/// Whether hardly anything is left of a password without the words and numbers that others know of the person, however they
/// are spelt.
fn is_made_of(password: &str, known: &[&str]) -> bool {
    let mut left = folded(password);
    let texts = known.iter().flat_map(|text| {
        let words = text.split(|c: char| !c.is_alphanumeric()).map(folded);
        words.chain([national(&folded(text))])
    });
    let mut texts: Vec<String> = texts.filter(|word| word.len() >= 2).collect();
    texts.sort_by_key(|word| std::cmp::Reverse(word.len()));
    for word in texts {
        left = left.replace(&word, "");
    }
    left.chars().count() < FEWEST_OF_ONES_OWN
}

/// A number without the code of Viet Nam: `84912345678` is dialled as `0912345678`.
fn national(digits: &str) -> String {
    digits.strip_prefix("84").map_or_else(String::new, str::to_owned)
}

/// Letters and digits without marks, in lower case.
fn folded(text: &str) -> String {
    let mut folded = String::new();
    spelling::fold_into(text, &mut folded);
    folded.retain(char::is_alphanumeric);
    folded
}

/// A password's hash as a PHC string.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// A hash that no password has: who is unknown takes as long to be refused as who is known.
    pub fn of_nobody() -> Self {
        static NOBODY: std::sync::LazyLock<PasswordHash> =
            std::sync::LazyLock::new(|| Password::new("nobody").hash());
        NOBODY.clone()
    }

    /// Whether it is the password's. Takes as long as hashing.
    pub fn is_of(&self, password: &Password) -> bool {
        phc::PasswordHash::new(&self.0).is_ok_and(|hash| {
            Argon2::default().verify_password(password.0.as_bytes(), &hash).is_ok()
        })
    }
}

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(password hash)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(password: &str, expected: Result<(), PasswordError>) {
        let known = ["Nguyễn Văn Mẫu", "+84912345678", "mau@htx-mau.example"];
        assert_eq!(Password::new(password).check_strength(&known), expected, "{password}");
    }

    #[test]
    fn what_guessers_try_first_is_refused() {
        check("short", Err(PasswordError::TooShort));
        check(&"a1".repeat(200), Err(PasswordError::TooLong));
        check("password123", Err(PasswordError::TooCommon));
        check("1234567890", Err(PasswordError::TooCommon));
        check("matkhau123", Err(PasswordError::TooCommon));
        check("+84912345678", Err(PasswordError::TooCommon));
        check("qwertyuiop", Err(PasswordError::TooCommon));
        check("cau ca mua thu lua", Ok(()));
        check("Trâu-vàng-leo-núi", Ok(()));
    }

    #[test]
    fn a_hash_knows_its_password_and_shows_neither() {
        let password = Password::new("cau ca mua thu lua");
        let hash = password.hash();
        assert!(hash.is_of(&password));
        assert!(!hash.is_of(&Password::new("cau ca mua thu lua ")));
        assert!(!PasswordHash::of_nobody().is_of(&Password::new("")));
        assert_eq!(format!("{password:?} {hash:?}"), "(password) (password hash)");
        assert!(hash.0.starts_with("$argon2id$v=19$"));
    }
}
