//! Whether a batch may be minted. Pure: what the log and the register say is handed in.

use jiff::civil::Date;

use super::{Certificate, Policy, Product, ProductGroup};
use crate::stamp::{CertificateNumber, MAX_QUANTITY};

/// What the log says about a certificate on the day of the request.
#[derive(Debug, Clone, Copy)]
pub struct CertificateStanding {
    /// Last valid day, as recorded, corrected or ended.
    pub last_valid_on: Date,
    /// Suspended or revoked: itself, or its producer.
    pub held: bool,
    /// Stamps issued for it within the last year.
    pub issued_in_a_year: u64,
}

/// Why a batch is not minted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MintRefusal {
    /// No such certificate in the log.
    #[error("certificate {0} is not recorded")]
    UnknownCertificate(CertificateNumber),
    /// The log has it, the register does not.
    #[error(
        "certificate {0} has no complete record in the register (certificate, product and producer are needed)"
    )]
    RecordMissing(CertificateNumber),
    /// No stamps, or more than a batch can hold.
    #[error("quantity {0}: a batch holds 1 to {MAX_QUANTITY} stamps")]
    Quantity(u64),
    /// The certificate's time is over.
    #[error("certificate {0} ended on {1}: stamps are minted only while it is in force")]
    Ended(CertificateNumber, Date),
    /// The certificate, or its producer, is suspended or revoked.
    #[error("certificate {0}, or its producer, is suspended or revoked")]
    Held(CertificateNumber),
    /// Group VI.
    #[error("certificate {0} is for a tourism service (group VI), which has no pack to stamp")]
    Tourism(CertificateNumber),
    /// The product has no such variant.
    #[error("the product of certificate {certificate} has no variant {variant}")]
    Variant {
        /// The certificate.
        certificate: CertificateNumber,
        /// Counted from 0.
        variant: u8,
    },
    /// More than the quota leaves.
    #[error(
        "certificate {certificate} has {left} stamps left of its quota for twelve months, {asked} were asked for"
    )]
    Quota {
        /// The certificate.
        certificate: CertificateNumber,
        /// Stamps left.
        left: u64,
        /// Stamps asked for.
        asked: u64,
    },
    /// No key that may sign today is held here.
    #[error("no issuer key that may sign today is held here")]
    NoKey,
    /// PINs are asked for, and the secret that makes them is not here.
    #[error(
        "no batch with PINs can be issued, since keys/pin-secret-1.pem is missing here; put it back from your copy of the folder `keys`, or ask for stamps without PINs"
    )]
    NoPinSecret,
}

/// Decides by the rules: 3, 4 or 5 stars (the type holds no others), in force, neither suspended nor
/// revoked, a pack to stamp, quota left: the certificate's own, or its province's.
///
/// # Errors
/// [`MintRefusal`]: the first rule that forbids it.
pub fn may_mint(
    certificate: &Certificate,
    product: &Product,
    variant: u8,
    quantity: u64,
    standing: &CertificateStanding,
    policy: &Policy,
    today: Date,
) -> Result<(), MintRefusal> {
    let number = certificate.certificate;
    if quantity == 0 || quantity > u64::from(MAX_QUANTITY) {
        return Err(MintRefusal::Quantity(quantity));
    }
    if product.group == ProductGroup::Tourism {
        return Err(MintRefusal::Tourism(number));
    }
    if standing.last_valid_on < today {
        return Err(MintRefusal::Ended(number, standing.last_valid_on));
    }
    if standing.held {
        return Err(MintRefusal::Held(number));
    }
    if usize::from(variant) >= product.variants.len() {
        return Err(MintRefusal::Variant { certificate: number, variant });
    }
    let quota = certificate.quota_per_year;
    let quota = quota.unwrap_or_else(|| policy.quota_per_year(&certificate.province_code));
    let left = quota.saturating_sub(standing.issued_in_a_year);
    if quantity > left {
        return Err(MintRefusal::Quota { certificate: number, left, asked: quantity });
    }
    Ok(())
}
