//! Telephone numbers and e-mail addresses: what a person signs in with. Read once at the edge, in one
//! spelling, so that two spellings of one number are one person.

use serde::{Deserialize, Serialize};

/// A text by which nobody can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ContactError {
    /// Not a telephone number.
    #[error("a telephone number has 9 to 15 digits: 0912 345 678, or +84 912 345 678")]
    Phone,
    /// Not an e-mail address.
    #[error("an e-mail address has a name, an @ and a domain, and no blanks")]
    Email,
}

/// A telephone number in the form of E.164: `+84912345678`. A number that begins with one 0 is of Viet Nam.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PhoneNumber(String);

/// An e-mail address, in lower case.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

/// Either of the two: what somebody types to sign in.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Identifier {
    /// A telephone number.
    Phone(PhoneNumber),
    /// An e-mail address.
    Email(Email),
}

/// The longest address of RFC 5321.
const LONGEST_EMAIL: usize = 254;

impl PhoneNumber {
    /// As it is dialled: `+84912345678`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for PhoneNumber {
    type Error = ContactError;

    fn try_from(text: String) -> Result<Self, ContactError> {
        let between = |c: char| c.is_whitespace() || matches!(c, '.' | '-' | '(' | ')');
        let bare: String = text.chars().filter(|c| !between(*c)).collect();
        let digits = match (bare.strip_prefix('+'), bare.strip_prefix("00"), bare.strip_prefix('0'))
        {
            (Some(international), _, _) | (None, Some(international), _) => {
                international.to_owned()
            }
            (None, None, Some(national)) => format!("84{national}"),
            (None, None, None) => return Err(ContactError::Phone),
        };
        let good = (9..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|digit| digit.is_ascii_digit());
        if good { Ok(Self(format!("+{digits}"))) } else { Err(ContactError::Phone) }
    }
}

impl Email {
    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Email {
    type Error = ContactError;

    fn try_from(text: String) -> Result<Self, ContactError> {
        let address = text.trim().to_lowercase();
        let odd =
            |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',' | ';');
        let parts = address.split_once('@');
        let good = parts.is_some_and(|(name, domain)| {
            !name.is_empty() && !domain.contains('@') && domain.contains('.') && domain.len() > 3
        });
        if good && address.len() <= LONGEST_EMAIL && !address.contains(odd) {
            Ok(Self(address))
        } else {
            Err(ContactError::Email)
        }
    }
}

impl From<PhoneNumber> for String {
    fn from(number: PhoneNumber) -> String {
        number.0
    }
}

impl From<Email> for String {
    fn from(address: Email) -> String {
        address.0
    }
}

impl Identifier {
    /// What was typed: an address if it holds an @, else a number.
    ///
    /// # Errors
    /// [`ContactError`]
    pub fn parse(text: &str) -> Result<Self, ContactError> {
        if text.contains('@') {
            Email::try_from(text.to_owned()).map(Self::Email)
        } else {
            PhoneNumber::try_from(text.to_owned()).map(Self::Phone)
        }
    }
}

/// Personal data stays out of logs, which print what is debugged.
impl std::fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(a telephone number)")
    }
}

impl std::fmt::Debug for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(an e-mail address)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let read = Identifier::parse(text).ok().map(|identifier| match identifier {
            Identifier::Phone(number) => String::from(number),
            Identifier::Email(address) => String::from(address),
        });
        assert_eq!(read.as_deref(), expected, "{text}");
    }

    #[test]
    fn one_number_has_one_spelling() {
        for text in ["0912 345 678", "+84 912.345.678", "0084-912-345-678", "(091) 2345678"] {
            check(text, Some("+84912345678"));
        }
        check("+66 812 345 678", Some("+66812345678"));
        check(" An@HTX-Mau.example ", Some("an@htx-mau.example"));
    }

    #[test]
    fn what_reaches_nobody_is_refused() {
        for text in ["", "912345678", "0912", "+0912345678", "0912x45678", "@x.vn", "an@", "an@vn"]
        {
            check(text, None);
        }
        check("an b@x.vn", None);
        check("an@b@x.vn", None);
        check(&format!("{}@x.vn", "a".repeat(260)), None);
    }

    #[test]
    fn neither_is_printed_by_accident() {
        let phone = Identifier::parse("0912345678").expect("a number");
        assert!(!format!("{phone:?}").contains("912"));
    }
}
