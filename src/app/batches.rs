//! Issuing a batch, and signing its stamps. Entry, checkpoint, then signing: no stamp is signed before
//! its batch's entry is under a published checkpoint.

use serde::{Deserialize, Serialize};

use super::{
    Acted, Asker, PrintJobNumber, PrintProfile, ProposalView, Service, UseCaseError, ownership,
    people::AccessError,
    proposals::{Proposed, acts_alone},
};
use crate::{
    access::{AccessRecord, Act, ProposalKind, ProposalState, Role, RoleKind},
    ledger::{BatchRequest, Change, ChangeError, Draft, Refusal, RequestDigest},
    registry::MintRefusal,
    signing::{SignedStamp, mint},
    stamp::{BatchNumber, CertificateNumber, StampIndex},
};

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IssueRequest {
    /// The service's number of the certificate.
    pub certificate: CertificateNumber,
    /// How many stamps.
    pub quantity: u64,
    /// Which variant of the product, from 0.
    #[serde(default)]
    pub variant: u8,
    /// Whether the stamps are in use from the start.
    #[serde(default = "yes")]
    pub activated: bool,
    /// Whether they carry a PIN under a scratch layer, for print houses that can make one.
    // Left out where it is not, so that a request reads as it did before there were PINs: idempotency keys are
    // bound to its bytes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub with_pin: bool,
    /// What they are printed as: files are ordered once the batch is issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub print: Option<PrintProfile>,
}

const fn yes() -> bool {
    true
}

/// A batch that was issued, and may be signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct IssuedBatch {
    /// Its number.
    pub batch: BatchNumber,
    /// How many stamps it has.
    pub quantity: u32,
    /// Position of its entry.
    pub log_index: u64,
    /// The job of the files that it was asked for with; `null` if none were asked for, or if they could not be ordered: then
    /// order them by themselves.
    #[serde(default)]
    pub print_job: Option<PrintJobNumber>,
}

/// Some stamps of a batch, as they are printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct BatchStamps {
    /// The printed codes' digits, from the first index asked for.
    pub digits: Vec<String>,
}

impl Service {
    /// Issues a batch and waits until its entry is under a published checkpoint, then orders the files that it is asked for
    /// with. Above the quota, or asked for by a clerk, it waits for an officer.
    ///
    /// # Errors
    /// [`UseCaseError`] with the rule that forbids it.
    pub async fn request_batch(
        &self,
        asker: &Asker,
        request: &IssueRequest,
    ) -> Result<Acted<IssuedBatch>, UseCaseError> {
        asker.authority.may(Act::RequestBatch).map_err(AccessError::from)?;
        let owner = ownership::reached_certificate(asker, &self.snapshot(), request.certificate)?;
        let as_proposed = serde_json::to_value(request).expect("requests of ours serialise");
        if let Some(before) = self.proposed_before(asker, ProposalKind::Batch, &as_proposed)? {
            let issued = self.issued_by(before)?;
            return match issued {
                Acted::Done(issued) => {
                    Ok(Acted::Done(self.with_files(asker, issued, request).await))
                }
                Acted::Waits(proposal) => Ok(Acted::Waits(proposal)),
            };
        }
        let made_before = match asker.idempotency(RequestDigest::of(request)) {
            Some((key, digest)) => self.parts.sequencer.recall(key, digest).await?,
            None => None,
        };
        if made_before.is_none() {
            // What no printer can do is said before anything is issued.
            drop(self.plan_requested(request)?);
        }
        let decides = match asker.authority.role().map(Role::kind) {
            Some(RoleKind::Clerk) => false,
            Some(
                RoleKind::Producer
                | RoleKind::Inspector
                | RoleKind::Officer
                | RoleKind::Administrator,
            )
            | None => true,
        };
        let refusal = if decides {
            match self.enter_batch(asker, request, false, Vec::new()).await {
                Err(UseCaseError::Change(ChangeError::Refused(Refusal::Mint(
                    MintRefusal::Quota { .. },
                )))) if !acts_alone(asker) => None,
                issued => Some(issued),
            }
        } else {
            None
        };
        match refusal {
            Some(issued) => Ok(Acted::Done(self.with_files(asker, issued?, request).await)),
            None => {
                let proposed = Proposed { kind: ProposalKind::Batch, request, owner: Some(owner) };
                self.issued_by(self.propose(asker, proposed).await?)
            }
        }
    }

    /// A batch with the job of the files that it was asked for with, which is ordered if it was not yet.
    async fn with_files(
        &self,
        asker: &Asker,
        issued: IssuedBatch,
        request: &IssueRequest,
    ) -> IssuedBatch {
        let by = asker.authority.account();
        let print_job = self.order_requested(asker, by, issued.batch, request).await;
        IssuedBatch { print_job, ..issued }
    }

    /// The batch that came of a proposal.
    fn issued_by(&self, acted: Acted<Vec<u64>>) -> Result<Acted<IssuedBatch>, UseCaseError> {
        let log_index = match acted {
            Acted::Done(log_indexes) => log_indexes[0],
            Acted::Waits(proposal) => return Ok(Acted::Waits(proposal)),
        };
        let issued = self.issued_at(log_index);
        Ok(Acted::Done(issued.ok_or(AccessError::NotThere("batch"))?))
    }

    /// The batch that came of a proposal, if it is approved.
    pub fn batch_of_proposal(&self, proposal: &ProposalView) -> Option<BatchNumber> {
        match (proposal.kind, &proposal.state) {
            (ProposalKind::Batch, ProposalState::Approved { log_indexes, .. }) => {
                Some(self.issued_at(*log_indexes.first()?)?.batch)
            }
            _ => None,
        }
    }

    /// The batch of an entry.
    fn issued_at(&self, log_index: u64) -> Option<IssuedBatch> {
        let snapshot = self.snapshot();
        let issued = snapshot.log().batch_of_entry(log_index)?;
        let (batch, quantity) = (issued.issued.batch, issued.issued.quantity);
        Some(IssuedBatch { batch, quantity, log_index, print_job: None })
    }

    /// Issues a batch of whoever decides at once.
    ///
    /// # Errors
    /// [`UseCaseError`] with the rule that forbids it.
    pub async fn issue_batch(
        &self,
        asker: Asker,
        request: &IssueRequest,
    ) -> Result<IssuedBatch, UseCaseError> {
        self.enter_batch(&asker, request, false, Vec::new()).await
    }

    /// Enters a batch, with records that belong to it, and waits for the checkpoint.
    pub(super) async fn enter_batch(
        &self,
        asker: &Asker,
        request: &IssueRequest,
        above_quota: bool,
        access: Vec<AccessRecord>,
    ) -> Result<IssuedBatch, UseCaseError> {
        let draft = Draft::Batch(BatchRequest {
            certificate: request.certificate,
            variant: request.variant,
            quantity: request.quantity,
            activated: request.activated,
            with_pin: request.with_pin,
            above_quota,
        });
        let outcome = self
            .change(Change {
                target: format!("certificate {}", request.certificate),
                drafts: vec![draft],
                access,
                idempotency: asker.idempotency(RequestDigest::of(request)),
                ..self.begin(asker, "mint")
            })
            .await?;
        self.until_published(outcome.log_size).await?;
        let batch = outcome.batch.expect("this draft issues a batch");
        let snapshot = self.snapshot();
        let issued = snapshot.log().batch(batch).ok_or(UseCaseError::UnknownBatch(batch))?;
        let (quantity, log_index) = (issued.issued.quantity, issued.position);
        Ok(IssuedBatch { batch, quantity, log_index, print_job: None })
    }

    /// Signs the stamps of a batch from one index to another, both within. The same again gives the same.
    ///
    /// # Errors
    /// [`UseCaseError`]
    pub async fn sign_stamps(
        &self,
        asker: &Asker,
        number: BatchNumber,
        range: (u32, u32),
    ) -> Result<Vec<SignedStamp>, UseCaseError> {
        self.sign_and_write(asker, number, range, |stamp| stamp).await
    }

    /// The same, as the printed codes' digits.
    ///
    /// # Errors
    /// [`UseCaseError`]
    pub async fn batch_stamps(
        &self,
        asker: &Asker,
        number: BatchNumber,
        range: (u32, u32),
    ) -> Result<BatchStamps, UseCaseError> {
        let digits = self.sign_and_write(asker, number, range, |stamp| stamp.digits()).await?;
        Ok(BatchStamps { digits })
    }

    /// Signs stamps and writes each in some spelling, on a thread that no scan waits for. The audit trail says for whom.
    pub(super) async fn sign_and_write<T: Send + 'static>(
        &self,
        asker: &Asker,
        number: BatchNumber,
        (from, to): (u32, u32),
        write: impl Fn(SignedStamp) -> T + Send + 'static,
    ) -> Result<Vec<T>, UseCaseError> {
        asker.authority.may(Act::SignStamps).map_err(AccessError::from)?;
        let snapshot = self.snapshot();
        ownership::reached_batch(asker, &snapshot, number)?;
        let log = snapshot.log();
        let batch = log.batch(number).ok_or(UseCaseError::UnknownBatch(number))?;
        let quantity = batch.issued.quantity;
        if from > to || to >= quantity {
            return Err(UseCaseError::Range { batch: number, from, to, quantity });
        }
        self.until_published(batch.position + 1).await?;
        let key = batch.issued.key;
        let signer = self.parts.signers.get(&key).ok_or(UseCaseError::KeyNotHeld(key))?.clone();
        let what = format!("batch {number} {from}-{to}");
        self.note_handed_out(asker, "sign", what).await?;
        let batch = batch.clone();
        let sign = move |index: u32| {
            let index = StampIndex::try_from(u64::from(index)).expect("below the quantity");
            let payload = batch.payload(index).expect("below the quantity");
            Ok(write(mint(signer.as_ref(), payload)?))
        };
        self.signing.run(move || (from..=to).map(sign).collect()).await?
    }
}
