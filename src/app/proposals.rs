//! What takes two people: proposed by one, carried out when another approves it, in one change with the
//! approval, so that it happens once.

use jiff::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{
    Asker, CompromiseRequest, HoldRequest, IssueRequest, LiftRequest, Service, UseCaseError,
    ownership, people::AccessError,
};
use crate::{
    access::{
        AccessRecord, AccountNumber, Act, Actor, Authority, Proposal, ProposalKind, ProposalNumber,
        ProposalState, Role, Whose,
    },
    ledger::{Change, ChangeError, Outcome, Refusal},
    log::Hold,
    registry::ProducerNumber,
    stamp::KeyNumber,
};

/// The most proposals in one answer.
const PAGE: usize = 100;

/// The most of one person that wait: whoever settles them should be able to read them.
const MOST_WAITING: usize = 20;

/// The most characters of why something was dismissed.
const LONGEST_REASON: usize = 500;

/// What came of a request: it is done, or it waits for a second person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Acted<T> {
    /// It is done.
    Done(T),
    /// It waits.
    Waits(ProposalView),
}

impl<T> Acted<T> {
    /// What was done; `None` if it waits.
    pub fn done(self) -> Option<T> {
        match self {
            Self::Done(outcome) => Some(outcome),
            Self::Waits(_) => None,
        }
    }

    /// The same, said otherwise.
    pub(super) fn map<U>(self, say: impl FnOnce(T) -> U) -> Acted<U> {
        match self {
            Self::Done(outcome) => Acted::Done(say(outcome)),
            Self::Waits(proposal) => Acted::Waits(proposal),
        }
    }
}

/// A proposal as people see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProposalView {
    /// Its number.
    pub proposal: ProposalNumber,
    /// What is proposed.
    pub kind: ProposalKind,
    /// The request, as it would be sent by who may do it at once.
    pub request: serde_json::Value,
    /// The producer that it is about.
    pub producer: Option<ProducerNumber>,
    /// The province that manages what it is about; `null` for the whole country.
    pub province: Option<String>,
    /// Who proposed it.
    pub proposed_by: AccountNumber,
    /// Their name; `null` once what was kept of them is deleted.
    pub proposed_by_name: Option<String>,
    /// When.
    pub proposed_at: Timestamp,
    /// What became of it.
    #[serde(flatten)]
    pub state: ProposalState,
}

/// A key's compromise, as it is proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ProposedCompromise {
    pub(super) key: KeyNumber,
    #[serde(flatten)]
    pub(super) request: CompromiseRequest,
}

/// What is about to be proposed.
pub(super) struct Proposed<'a, R> {
    pub(super) kind: ProposalKind,
    pub(super) request: &'a R,
    /// Whose it is about; `None` for the whole country's.
    pub(super) owner: Option<ownership::Owner>,
}

impl Service {
    /// Proposes something to a second person. The same again under the same key finds the same proposal, or
    /// the positions of the entries that came of it.
    pub(super) async fn propose<R: Serialize>(
        &self,
        asker: &Asker,
        proposed: Proposed<'_, R>,
    ) -> Result<Acted<Vec<u64>>, UseCaseError> {
        let proposed_by = asker.authority.account().expect("the operator acts alone");
        let _planning = self.planning.lock().await;
        let directory = self.directory();
        let request = serde_json::to_value(proposed.request).expect("requests of ours serialise");
        if let Some(before) = self.proposed_before(asker, proposed.kind, &request)? {
            return Ok(before);
        }
        // Asked again without a key: the one that waits is told again. Two keys are two requests, however alike.
        let has_key = asker.asked_under().is_some();
        let waiting = directory.proposals().rev().filter(|_| !has_key).find(|known| {
            known.state == ProposalState::Waiting
                && (known.proposed_by, known.kind, &known.request)
                    == (proposed_by, proposed.kind, &request)
        });
        if let Some(waiting) = waiting {
            return Ok(Acted::Waits(self.proposal_view(waiting)));
        }
        let of_asker = directory.proposals().filter(|known| {
            known.state == ProposalState::Waiting && known.proposed_by == proposed_by
        });
        if of_asker.count() >= MOST_WAITING {
            return Err(AccessError::TooManyProposals.into());
        }
        let proposal = Proposal {
            proposal: directory.next_proposal(),
            kind: proposed.kind,
            request,
            producer: proposed.owner.as_ref().and_then(|owner| owner.producer),
            province_code: proposed.owner.map(|owner| owner.province_code),
            proposed_by,
            proposed_at: self.now(),
            asked_under: asker.asked_under(),
            state: ProposalState::Waiting,
        };
        let change = Change {
            target: format!("proposal {}", proposal.proposal),
            access: vec![AccessRecord::Proposal(Box::new(proposal.clone()))],
            ..self.begin(asker, "propose")
        };
        self.change(change).await?;
        Ok(Acted::Waits(self.proposal_view(&proposal)))
    }

    /// What came of what was proposed under the asker's key.
    ///
    /// # Errors
    /// If the key stands for another request.
    pub(super) fn proposed_before(
        &self,
        asker: &Asker,
        kind: ProposalKind,
        request: &serde_json::Value,
    ) -> Result<Option<Acted<Vec<u64>>>, UseCaseError> {
        let Some(key) = asker.asked_under() else { return Ok(None) };
        let directory = self.directory();
        let before = directory.proposals().find(|known| known.asked_under.as_ref() == Some(&key));
        match before {
            Some(before) if (before.kind, &before.request) == (kind, request) => {
                Ok(Some(match &before.state {
                    ProposalState::Approved { log_indexes, .. } => Acted::Done(log_indexes.clone()),
                    ProposalState::Waiting | ProposalState::Dismissed { .. } => {
                        Acted::Waits(self.proposal_view(before))
                    }
                }))
            }
            Some(_) => Err(ChangeError::from(Refusal::OtherRequest).into()),
            None => Ok(None),
        }
    }

    /// Proposals that are the asker's to see, the newest first; before one, if one is named.
    pub fn proposals(
        &self,
        asker: &Asker,
        only_waiting: bool,
        before: Option<ProposalNumber>,
    ) -> (Vec<ProposalView>, bool) {
        let directory = self.directory();
        let wanted = directory
            .proposals()
            .rev()
            .filter(|proposal| before.is_none_or(|before| proposal.proposal < before))
            .filter(|proposal| !only_waiting || proposal.state == ProposalState::Waiting)
            .filter(|proposal| sees(asker, proposal));
        let mut views: Vec<_> =
            wanted.take(PAGE + 1).map(|proposal| self.proposal_view(proposal)).collect();
        let has_more = views.len() > PAGE;
        views.truncate(PAGE);
        (views, has_more)
    }

    /// A proposal that is the asker's to see.
    ///
    /// # Errors
    /// [`AccessError::NotThere`]
    pub fn proposal(
        &self,
        asker: &Asker,
        number: ProposalNumber,
    ) -> Result<ProposalView, UseCaseError> {
        let directory = self.directory();
        let proposal = directory.proposal(number).filter(|proposal| sees(asker, proposal));
        Ok(self.proposal_view(proposal.ok_or(AccessError::NotThere("proposal"))?))
    }

    /// Carries a proposal out, in the name of who approves it; a batch with fewer stamps, if `quantity` says so.
    ///
    /// # Errors
    /// [`UseCaseError`]: as for who does it at once, [`AccessError::OnePerson`], and [`AccessError::NotFewer`].
    pub async fn approve_proposal(
        &self,
        asker: &Asker,
        number: ProposalNumber,
        quantity: Option<u64>,
    ) -> Result<ProposalView, UseCaseError> {
        if let Some(view) = self.approved_before(asker, number) {
            self.order_with(asker, &view).await;
            return Ok(view);
        }
        let proposal = self.to_settle(asker, number)?;
        if asker.authority.account() == Some(proposal.proposed_by) {
            return Err(AccessError::OnePerson.into());
        }
        if self.active(proposal.proposed_by).is_none() {
            return Err(AccessError::ProposerGone.into());
        }
        let batch: Option<IssueRequest> = match proposal.kind {
            ProposalKind::Batch => Some(request_of(&proposal)?),
            ProposalKind::Revocation | ProposalKind::Annulment | ProposalKind::KeyCompromise => {
                None
            }
        };
        let quantity = match (&batch, quantity) {
            (Some(asked), Some(cut)) if (1..asked.quantity).contains(&cut) => Some(cut),
            (Some(asked), Some(same)) if same == asked.quantity => None,
            (_, None) => None,
            (_, Some(_)) => return Err(AccessError::NotFewer.into()),
        };
        // Found again by its number, whatever the approver asked for under this key before.
        let asker = &asker.clone().under(None);
        let approved = Proposal {
            state: ProposalState::Approved {
                by: asker.authority.account(),
                at: self.now(),
                log_indexes: Vec::new(),
                quantity,
            },
            ..proposal.clone()
        };
        let settled = vec![AccessRecord::Proposal(Box::new(approved))];
        let _planning = self.planning.lock().await;
        // Whoever was quicker has settled it.
        self.to_settle(asker, number)?;
        match proposal.kind {
            ProposalKind::Batch => {
                let asked = batch.expect("it was read");
                let cut = quantity.unwrap_or(asked.quantity);
                let request = IssueRequest { quantity: cut, ..asked };
                self.enter_batch(asker, &request, true, settled).await?;
            }
            ProposalKind::Revocation => {
                let request: HoldRequest = request_of(&proposal)?;
                self.enter_hold(asker, Hold::Revoked, &request, settled).await?;
            }
            ProposalKind::Annulment => {
                let request: LiftRequest = request_of(&proposal)?;
                self.enter_lift(asker, &request, settled).await?;
            }
            ProposalKind::KeyCompromise => {
                let ProposedCompromise { key, request } = request_of(&proposal)?;
                self.enter_compromise(asker, key, &request, settled).await?;
            }
        }
        let view = self.settled_view(number)?;
        self.order_with(asker, &view).await;
        Ok(view)
    }

    /// Orders the files that an approved batch was asked for with, for whoever asked.
    async fn order_with(&self, asker: &Asker, approved: &ProposalView) {
        let request = serde_json::from_value::<IssueRequest>(approved.request.clone());
        if let (Some(batch), Ok(request)) = (self.batch_of_proposal(approved), request) {
            let by = Some(approved.proposed_by);
            self.order_requested(asker, by, batch, &request).await;
        }
    }

    /// A proposal that the asker has approved already.
    fn approved_before(&self, asker: &Asker, number: ProposalNumber) -> Option<ProposalView> {
        let directory = self.directory();
        let proposal = directory.proposal(number)?;
        let by_asker = |by: &Option<AccountNumber>| *by == asker.authority.account();
        let is_own = matches!(&proposal.state, ProposalState::Approved { by, .. } if by_asker(by));
        is_own.then(|| self.proposal_view(proposal))
    }

    /// Dismisses a proposal, and says why; whoever proposed it takes it back without a word.
    ///
    /// # Errors
    /// [`UseCaseError`]
    pub async fn dismiss_proposal(
        &self,
        asker: &Asker,
        number: ProposalNumber,
        reason: Option<&str>,
    ) -> Result<ProposalView, UseCaseError> {
        let _planning = self.planning.lock().await;
        let proposal = self.to_settle(asker, number)?;
        let by = asker.authority.account();
        let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
        if reason.is_none() && by != Some(proposal.proposed_by) {
            return Err(AccessError::ReasonNeeded.into());
        }
        let reason = reason.map(|reason| reason.chars().take(LONGEST_REASON).collect());
        let dismissed =
            Proposal { state: ProposalState::Dismissed { by, at: self.now(), reason }, ..proposal };
        let change = Change {
            target: format!("proposal {number}"),
            access: vec![AccessRecord::Proposal(Box::new(dismissed))],
            ..self.begin(asker, "dismiss proposal")
        };
        let _: Outcome = self.change(change).await?;
        self.settled_view(number)
    }

    /// A proposal that waits, and is the asker's to settle.
    fn to_settle(&self, asker: &Asker, number: ProposalNumber) -> Result<Proposal, UseCaseError> {
        let directory = self.directory();
        let proposal = directory.proposal(number).filter(|proposal| sees(asker, proposal));
        let proposal = proposal.cloned().ok_or(AccessError::NotThere("proposal"))?;
        let is_own = asker.authority.account() == Some(proposal.proposed_by);
        if !is_own {
            asker.authority.may(Act::SettleProposal).map_err(AccessError::from)?;
        }
        if proposal.state != ProposalState::Waiting {
            return Err(AccessError::SettledBefore.into());
        }
        Ok(proposal)
    }

    fn settled_view(&self, number: ProposalNumber) -> Result<ProposalView, UseCaseError> {
        let directory = self.directory();
        let proposal = directory.proposal(number).ok_or(AccessError::NotThere("proposal"))?;
        Ok(self.proposal_view(proposal))
    }

    fn proposal_view(&self, proposal: &Proposal) -> ProposalView {
        let directory = self.directory();
        let proposer = directory.account(proposal.proposed_by);
        let name =
            proposer.and_then(|known| known.person.as_ref().map(|person| person.name.clone()));
        ProposalView {
            proposal: proposal.proposal,
            kind: proposal.kind,
            request: proposal.request.clone(),
            producer: proposal.producer,
            province: proposal.province_code.clone(),
            proposed_by: proposal.proposed_by,
            proposed_by_name: name,
            proposed_at: proposal.proposed_at,
            state: proposal.state.clone(),
        }
    }
}

fn request_of<R: DeserializeOwned>(proposal: &Proposal) -> Result<R, AccessError> {
    serde_json::from_value(proposal.request.clone()).map_err(|_| AccessError::ProposalUnreadable)
}

/// Whether a proposal is the asker's to see: their own, or one about what they reach.
fn sees(asker: &Asker, proposal: &Proposal) -> bool {
    let Authority::Person(grant) = &asker.authority else { return true };
    if grant.account == proposal.proposed_by {
        return true;
    }
    match &proposal.province_code {
        None => asker.authority.reaches_the_country(),
        Some(province_code) => {
            let whose = Whose { producer: proposal.producer, province_code, commune_code: None };
            match grant.role {
                // A clerk sees their own.
                Role::Clerk { .. } | Role::Administrator => false,
                // A revocation that is about to come is not its producer's to know.
                Role::Producer { .. } => {
                    proposal.kind == ProposalKind::Batch && asker.authority.reaches(whose)
                }
                Role::Inspector { .. } | Role::Officer { .. } => asker.authority.reaches(whose),
            }
        }
    }
}

/// Whether somebody acts at once where people take two: the operator, alone, and recorded as such.
pub(super) fn acts_alone(asker: &Asker) -> bool {
    match (&asker.authority, &asker.actor) {
        (Authority::Operator, Actor::OperatingSystemUser { .. } | Actor::Demo) => true,
        (Authority::Operator | Authority::Person(_), _) => false,
    }
}
