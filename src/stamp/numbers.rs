//! The numbers that identify things in a payload, each a type of its own so that none can stand in
//! for another. Their widths are those of the payload's fields.

/// The most stamps that one batch can hold: indexes are three bytes wide.
pub const MAX_QUANTITY: u32 = 1 << 24;

/// A number does not fit the field of the payload that it is meant for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{what} {value} is past the largest possible, {largest}")]
pub struct NumberTooLarge {
    /// What kind of number.
    pub what: &'static str,
    /// The number.
    pub value: u64,
    /// The largest that the field holds.
    pub largest: u64,
}

/// Declares one number: its field's integer type, its largest value, and what to call it in an error.
macro_rules! number {
    ($(#[$doc:meta])* $name:ident, $inner:ty, $largest:expr, $what:literal) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize,
        )]
        #[serde(try_from = "u64", into = "u64")]
        pub struct $name($inner);

        impl $name {
            /// The largest value that the payload's field holds.
            pub const LARGEST: $inner = $largest;

            /// The plain number.
            pub const fn get(self) -> $inner {
                self.0
            }
        }

        impl TryFrom<u64> for $name {
            type Error = $crate::stamp::NumberTooLarge;

            fn try_from(value: u64) -> Result<Self, Self::Error> {
                match <$inner>::try_from(value) {
                    Ok(inner) if inner <= Self::LARGEST => Ok(Self(inner)),
                    Ok(_) | Err(_) => Err($crate::stamp::NumberTooLarge {
                        what: $what,
                        value,
                        largest: u64::from(Self::LARGEST),
                    }),
                }
            }
        }

        impl From<$name> for u64 {
            fn from(number: $name) -> u64 {
                u64::from(number.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                let value: u64 =
                    text.parse().map_err(|_| format!("{text:?} is not a {} number", $what))?;
                Self::try_from(value).map_err(|error| error.to_string())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

pub(crate) use number;

number!(
    /// The number of an issuer key, two bytes wide. 0 is the demo key.
    KeyNumber, u16, u16::MAX, "key"
);

number!(
    /// The service's own number of an OCOP certificate, three bytes wide.
    CertificateNumber, u32, (1 << 24) - 1, "certificate"
);

number!(
    /// The number of a batch, four bytes wide.
    BatchNumber, u32, u32::MAX, "batch"
);

number!(
    /// A stamp's place in its batch, from 0, three bytes wide.
    StampIndex, u32, MAX_QUANTITY - 1, "index"
);

impl KeyNumber {
    /// The demo key, whose private half is public: refused everywhere outside the demo.
    pub const DEMO: Self = Self(0);

    /// Every two bytes are a key's number.
    pub const fn new(number: u16) -> Self {
        Self(number)
    }
}

impl BatchNumber {
    /// Every four bytes are a batch's number.
    pub const fn new(number: u32) -> Self {
        Self(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_past_its_field_is_refused() {
        assert!(CertificateNumber::try_from((1 << 24) - 1).is_ok());
        assert!(CertificateNumber::try_from(1 << 24).is_err());
        assert!(StampIndex::try_from(u64::from(MAX_QUANTITY)).is_err());
        assert!(KeyNumber::try_from(65_536).is_err());
        assert!(BatchNumber::try_from(1 << 32).is_err());
    }

    #[test]
    fn json_is_the_plain_number_within_its_range() {
        assert_eq!(serde_json::to_string(&BatchNumber::new(7)).expect("a number"), "7");
        assert!(serde_json::from_str::<KeyNumber>("65536").is_err());
    }
}
