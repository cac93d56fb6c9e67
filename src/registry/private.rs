//! What the register keeps and nobody outside of the office may see: tax codes, representatives, telephone
//! numbers, remarks (Luật Bảo vệ dữ liệu cá nhân, in force since 2026-01-01).
//!
//! A [`Private`] text has no `Display` and no `Serialize`, so a page, a log line or an answer that would
//! show it does not compile. Only a [`super::Record`] writes it, for the store.
//!
//! ```compile_fail,E0277
//! let phone = ocop_stamp::registry::Private::new("0900 000 001");
//! println!("{phone}");
//! ```
//! ```compile_fail,E0277
//! let phone = ocop_stamp::registry::Private::new("0900 000 001");
//! serde_json::to_string(&phone);
//! ```
//! ```compile_fail,E0277
//! fn leak(details: &ocop_stamp::registry::ProducerDetails) {
//!     serde_json::to_string(details);
//! }
//! ```

use super::ProducerNumber;
use crate::stamp::CertificateNumber;

/// A text for the office's eyes.
#[derive(Clone, PartialEq, Eq)]
pub struct Private(String);

impl Private {
    /// Keeps a text private from here on.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text. `tests/it/architecture.rs` lists the files that may ask for it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Private {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(private)")
    }
}

/// What is private about a producer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProducerDetails {
    /// Whose.
    pub producer: ProducerNumber,
    /// Mã số thuế, or the number of its business registration.
    pub tax_code: Option<Private>,
    /// Who represents it.
    pub representative: Option<Private>,
    /// The number under which the office reaches it.
    pub phone: Option<Private>,
}

impl ProducerDetails {
    /// A producer of which nothing private is known.
    pub const fn none(producer: ProducerNumber) -> Self {
        Self { producer, tax_code: None, representative: None, phone: None }
    }
}

/// The office's remark on a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateRemark {
    /// On which.
    pub certificate: CertificateNumber,
    /// What it says; `None` takes an earlier one back.
    pub text: Option<Private>,
}

/// How a [`super::Record`] writes private details for the store, and reads them back.
pub(super) mod stored {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{CertificateRemark, Private, ProducerDetails, ProducerNumber};
    use crate::stamp::CertificateNumber;

    #[derive(Serialize, Deserialize)]
    struct Details {
        producer: ProducerNumber,
        tax_code: Option<String>,
        representative: Option<String>,
        phone: Option<String>,
    }

    #[derive(Serialize, Deserialize)]
    struct Remark {
        certificate: CertificateNumber,
        text: Option<String>,
    }

    fn revealed(text: Option<&Private>) -> Option<String> {
        text.map(|text| text.reveal().to_owned())
    }

    pub(in crate::registry) mod producer_details {
        use super::*;

        pub(in crate::registry) fn serialize<S: Serializer>(
            details: &ProducerDetails,
            serializer: S,
        ) -> Result<S::Ok, S::Error> {
            let details = Details {
                producer: details.producer,
                tax_code: revealed(details.tax_code.as_ref()),
                representative: revealed(details.representative.as_ref()),
                phone: revealed(details.phone.as_ref()),
            };
            details.serialize(serializer)
        }

        pub(in crate::registry) fn deserialize<'de, D: Deserializer<'de>>(
            deserializer: D,
        ) -> Result<ProducerDetails, D::Error> {
            let details = Details::deserialize(deserializer)?;
            Ok(ProducerDetails {
                producer: details.producer,
                tax_code: details.tax_code.map(Private),
                representative: details.representative.map(Private),
                phone: details.phone.map(Private),
            })
        }
    }

    pub(in crate::registry) mod remark {
        use super::*;

        pub(in crate::registry) fn serialize<S: Serializer>(
            remark: &CertificateRemark,
            serializer: S,
        ) -> Result<S::Ok, S::Error> {
            let text = revealed(remark.text.as_ref());
            Remark { certificate: remark.certificate, text }.serialize(serializer)
        }

        pub(in crate::registry) fn deserialize<'de, D: Deserializer<'de>>(
            deserializer: D,
        ) -> Result<CertificateRemark, D::Error> {
            let Remark { certificate, text } = Remark::deserialize(deserializer)?;
            Ok(CertificateRemark { certificate, text: text.map(Private) })
        }
    }
}
