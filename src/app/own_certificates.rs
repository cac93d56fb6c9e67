//! What a producer's pages begin with: the certificates that are theirs, and a stamp by what is printed on it.

use jiff::civil::Date;

use super::{Asker, Service, UseCaseError, ownership};
use crate::{
    registry::{ProducerNumber, ProductGroup, Stars},
    stamp::{BatchNumber, CertificateNumber, Code, StampIndex},
    verification::{Standing, decide_certificate},
};

/// The most certificates in one answer: more than any producer has.
const MOST: usize = 500;

/// A certificate as who holds it sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnCertificate {
    /// The service's number of it.
    pub certificate: CertificateNumber,
    /// Whose it is.
    pub producer: ProducerNumber,
    /// The number on its paper.
    pub number: Option<String>,
    /// The product as it names it.
    pub product_name: String,
    /// Its stars.
    pub stars: Stars,
    /// Its last valid day.
    pub last_valid_on: Date,
    /// What it is worth.
    pub standing: Standing,
    /// The certificate that took its place.
    pub replaced_by: Option<CertificateNumber>,
    /// The packs of the product, by net content: what stamps are asked for.
    pub variants: Vec<String>,
    /// Whether there is a pack to stamp.
    pub has_packs: bool,
}

impl Service {
    /// The certificates that the asker reaches, the longest valid first.
    pub fn own_certificates(&self, asker: &Asker) -> Vec<OwnCertificate> {
        let snapshot = self.snapshot();
        let mut own: Vec<OwnCertificate> = snapshot
            .log()
            .certificates()
            .map(|known| known.facts.certificate)
            .filter(|number| {
                ownership::of_certificate(&snapshot, *number)
                    .is_some_and(|owner| owner.is_reached_by(&asker.authority))
            })
            .filter_map(|number| self.own(&snapshot, number))
            .take(MOST)
            .collect();
        own.sort_by_key(|certificate| std::cmp::Reverse(certificate.last_valid_on));
        own
    }

    /// A certificate that the asker reaches.
    ///
    /// # Errors
    /// As for one that is not there.
    pub fn own_certificate(
        &self,
        asker: &Asker,
        number: CertificateNumber,
    ) -> Result<OwnCertificate, UseCaseError> {
        let snapshot = self.snapshot();
        ownership::reached_certificate(asker, &snapshot, number)?;
        self.own(&snapshot, number).ok_or(UseCaseError::RecordMissing(number))
    }

    fn own(
        &self,
        snapshot: &crate::verification::Snapshot,
        number: CertificateNumber,
    ) -> Option<OwnCertificate> {
        let record = snapshot.register().certificate(number)?;
        let product = snapshot.register().product(record.product)?;
        let answer = decide_certificate(number, snapshot, self.now())?;
        Some(OwnCertificate {
            certificate: number,
            producer: product.producer,
            number: record.number.clone(),
            product_name: record.certified.product_name.clone(),
            stars: record.stars,
            last_valid_on: answer.certificate.last_valid_on(),
            standing: answer.standing,
            replaced_by: answer.certificate.replaced_by(),
            variants: product.variants.iter().map(|variant| variant.net_content.clone()).collect(),
            has_packs: product.group != ProductGroup::Tourism,
        })
    }

    /// A stamp of a batch by what is printed on it: its serial number (`7-00000123`), its short code, or its link.
    ///
    /// # Errors
    /// [`UseCaseError::NoSuchStamp`]
    pub fn stamp_named(&self, batch: BatchNumber, text: &str) -> Result<StampIndex, UseCaseError> {
        let text = text.trim();
        let nobody = || UseCaseError::NoSuchStamp(batch);
        if let Some((of, index)) = text.split_once('-')
            && let (Ok(of), Ok(index)) = (of.parse::<BatchNumber>(), index.parse::<StampIndex>())
        {
            return if of == batch { Ok(index) } else { Err(nobody()) };
        }
        let code = Code::from_text(text).map_err(|_| nobody())?;
        let snapshot = self.snapshot();
        let answer = self.scan(&code, &snapshot, self.now()).map_err(|_| nobody())?;
        let stamp = answer.issued.as_ref().and(answer.stamp.as_ref());
        stamp.filter(|stamp| stamp.batch == batch).map(|stamp| stamp.index).ok_or_else(nobody)
    }
}
