//! The delivery slip: what a print house takes over, to be printed and signed by both. It names the files by their
//! hashes, so that nobody can say later that others were given.

use jiff::Timestamp;

use super::{PrintFileView, PrintJobNumber, PrintLink, desk::Standing, view};
use crate::{
    access::OneTimeSecret,
    app::{Asker, Service, UseCaseError},
    registry::Stars,
    stamp::BatchNumber,
};

/// What is delivered.
#[derive(Debug, Clone, PartialEq)]
pub struct DeliverySlip {
    /// The batch.
    pub batch: BatchNumber,
    /// The job whose files they are.
    pub job: PrintJobNumber,
    /// The product, as the labels name it.
    pub product_name: String,
    /// The number on its certificate's paper.
    pub certificate_number: Option<String>,
    /// Its stars.
    pub stars: Option<Stars>,
    /// Who holds it.
    pub holder: Option<String>,
    /// First and last stamp in the files.
    pub range: (u32, u32),
    /// How many stamps.
    pub stamps: u64,
    /// Who ordered the files, where that is theirs to see who asks.
    pub ordered_by: Option<String>,
    /// When.
    pub ordered_at: Timestamp,
    /// Who takes the files over, and when the first of them was fetched.
    pub takers: Vec<(String, Option<Timestamp>)>,
    /// The files that are there.
    pub files: Vec<PrintFileView>,
}

impl Service {
    /// The slip of a job that is the asker's to see.
    ///
    /// # Errors
    /// As for one that is not there.
    pub fn delivery_slip(
        &self,
        asker: &Asker,
        batch: BatchNumber,
        job: PrintJobNumber,
    ) -> Result<DeliverySlip, UseCaseError> {
        let standing = self.reached_job(asker, batch, job)?;
        let links = standing.order.links.iter().filter(|link| link.revoked_at.is_none());
        let mut slip = self.slip_of(&standing, links);
        let directory = self.directory();
        let account = standing.order.ordered_by.and_then(|number| directory.account(number));
        slip.ordered_by =
            account.and_then(|known| known.person.as_ref().map(|person| person.name.clone()));
        Ok(slip)
    }

    /// The slip for who has a link that works now.
    pub fn slip_by_link(&self, secret: &OneTimeSecret) -> Option<DeliverySlip> {
        let (standing, place) = self.link_of(secret)?;
        Some(self.slip_of(&standing, standing.order.links.get(place)))
    }

    fn slip_of<'l>(
        &self,
        standing: &Standing,
        links: impl IntoIterator<Item = &'l PrintLink>,
    ) -> DeliverySlip {
        let order = &standing.order;
        let snapshot = self.snapshot();
        let issued = snapshot.log().batch(order.batch).map(|batch| &batch.issued);
        let certificate = issued.and_then(|of| snapshot.register().certificate(of.certificate));
        let producer = issued.and_then(|of| snapshot.register().producer(of.producer));
        let view = view(standing);
        DeliverySlip {
            batch: order.batch,
            job: order.job,
            product_name: order.inputs.words.product_name.clone(),
            certificate_number: certificate.and_then(|certificate| certificate.number.clone()),
            stars: certificate.map(|certificate| certificate.stars),
            holder: producer.map(|producer| producer.name.clone()),
            range: standing.prepared.range(),
            stamps: view.stamps,
            ordered_by: None,
            ordered_at: order.ordered_at,
            takers: links
                .into_iter()
                .map(|link| (link.name.clone(), link.fetched.first().map(|fetch| fetch.at)))
                .collect(),
            files: view.files,
        }
    }
}
