//! The second factor: codes of an authenticator (TOTP, RFC 6238: SHA-1, six digits, thirty seconds, which is
//! all that many authenticators know).

use data_encoding::BASE32_NOPAD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use totp_rs::{Builder, Totp};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// What a person's authenticator holds: 160 random bits.
#[derive(Clone, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub struct SecondFactor([u8; 20]);

/// A code as somebody types it.
#[derive(Clone, ZeroizeOnDrop)]
pub struct SecondFactorCode(String);

impl SecondFactorCode {
    /// What was typed; blanks between the digits are none of it.
    pub fn new(text: &str) -> Self {
        Self(text.chars().filter(|c| !c.is_whitespace()).collect())
    }
}

impl SecondFactor {
    /// A new one. `random` fills a buffer with random bytes.
    pub fn new(random: fn(&mut [u8])) -> Self {
        let mut secret = [0; 20];
        random(&mut secret);
        Self(secret)
    }

    /// Reads one that was shown as text.
    pub fn from_base32(text: &str) -> Option<Self> {
        let secret = BASE32_NOPAD.decode(text.to_uppercase().as_bytes()).ok()?;
        secret.try_into().ok().map(Self)
    }

    /// As a person types it into an authenticator that has no camera.
    pub fn base32(&self) -> String {
        BASE32_NOPAD.encode(&self.0)
    }

    /// The link that authenticators read: `otpauth://totp/…`.
    pub fn link(&self, issuer: &str, account: &str) -> String {
        // A colon parts issuer and account.
        let (issuer, account) = (issuer.replace(':', " "), account.replace(':', " "));
        let totp = self.totp(&account, Some(issuer));
        totp.to_url().expect("neither holds a colon")
    }

    /// Counts the half minute of a code, if it is one of now or of a half minute before or after; `None` if it
    /// is not, or if that half minute is not after `last_used`: a code is taken once (RFC 6238, 5.2).
    pub fn check(
        &self,
        code: &SecondFactorCode,
        now: Timestamp,
        last_used: Option<u64>,
    ) -> Option<u64> {
        let now = u64::try_from(now.as_second()).ok()?;
        let step = self.totp("", None).check(&code.0, now)?;
        (last_used < Some(step)).then_some(step)
    }

    /// The code of an instant, as the authenticator shows it.
    pub fn code(&self, at: Timestamp) -> String {
        let seconds = u64::try_from(at.as_second()).unwrap_or(0);
        self.totp("", None).generate(seconds).to_string()
    }

    fn totp(&self, account: &str, issuer: Option<String>) -> Totp {
        Builder::new()
            .with_secret(self.0)
            .with_account_name(account)
            .with_issuer(issuer)
            .build_noncompliant()
    }
}

impl std::fmt::Debug for SecondFactorCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(code)")
    }
}

impl std::fmt::Debug for SecondFactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(second factor)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a time")
    }

    #[test]
    fn codes_are_those_of_the_rfc() {
        // RFC 6238, appendix B, last six of eight digits.
        let factor = SecondFactor(*b"12345678901234567890");
        for (second, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")]
        {
            assert_eq!(factor.code(at(second)), code);
        }
    }

    #[test]
    fn a_code_is_taken_once_and_for_a_minute_and_a_half() {
        let factor = SecondFactor::new(|bytes| bytes.fill(9));
        let check = |at_second, last_used| {
            let code = SecondFactorCode::new(&format!(" {} ", factor.code(at(3_000))));
            factor.check(&code, at(at_second), last_used)
        };
        assert_eq!(check(3_000, None), Some(100));
        assert_eq!(check(3_059, Some(99)), Some(100));
        assert_eq!(check(2_970, None), Some(100));
        assert_eq!(check(3_060, None), None, "too late");
        assert_eq!(check(2_969, None), None, "too early");
        assert_eq!(check(3_000, Some(100)), None, "taken before");
        for nonsense in ["", "12345", "1234567", "abcdef", "+12345"] {
            assert_eq!(factor.check(&SecondFactorCode::new(nonsense), at(3_000), None), None);
        }
    }

    #[test]
    fn it_is_shown_as_text_and_as_a_link() {
        let factor = SecondFactor::new(|bytes| bytes.fill(0x5A));
        let read = SecondFactor::from_base32(&factor.base32()).expect("it was just written");
        assert_eq!(read.0, factor.0);
        assert!(SecondFactor::from_base32("ABC").is_none());
        let link = factor.link("OCOP: mẫu", "an@htx.example");
        assert!(link.starts_with("otpauth://totp/OCOP"), "{link}");
        assert!(link.contains(&format!("secret={}", factor.base32())), "{link}");
    }
}
