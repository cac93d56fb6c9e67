//! What waits for a second person: a producer sees what became of what it asked for; an officer approves it, cuts it, or
//! says why not.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Form, Path},
};
use serde::Deserialize;

use super::{
    PROPOSALS, batch_path,
    certificates::{digits, in_words, plan_in_words},
    done, elsewhere, form_page, frame, not_there,
    print_sent::format_in_words,
    refused, to, work_page,
};
use crate::{
    access::{Act, ProposalKind, ProposalNumber, ProposalState, act},
    app::{Asker, BatchPlan, HoldRequest, IssueRequest, ProposalView, UseCaseError},
    web::{
        account_pages::{ACCOUNT, mistaken},
        messages::{Language, Messages, target_in_words},
        negotiation::Asked,
        page::{
            account::{Field, FormPage, Input, Preview},
            work::{Block, Item, WorkPage},
        },
        problem::Problem,
        site::Site,
        who::May,
    },
};

/// The most targets that are named of a proposal.
const SHOWN_TARGETS: usize = 5;

/// `GET /account/proposals`
pub(super) async fn list(
    who: Result<May<act::Look>, Problem>,
    request: HttpRequest,
    site: Data<Site>,
) -> HttpResponse {
    let asked = site.asked(&request);
    let who = match who {
        Ok(who) => who,
        Err(problem) => return elsewhere(&problem, &asked),
    };
    let t = asked.language.messages();
    let said = match done(&request) {
        Some("proposed") => Some(t.work_proposed()),
        Some("dismissed") => Some(t.work_dismissed_done()),
        Some(_) | None => None,
    };
    let (mut proposals, _) = site.service.proposals(&who.asker, true, None);
    let (newest, _) = site.service.proposals(&who.asker, false, None);
    proposals.extend(newest.into_iter().filter(|known| known.state != ProposalState::Waiting));
    let items = proposals.iter().map(|proposal| Item {
        name: named(proposal, asked.language),
        lines: about(&site, &who.asker, proposal, asked.language)
            .into_iter()
            .chain([state_in_words(proposal, asked.language)])
            .collect(),
        quiet: vec![proposed_in_words(proposal, asked.language)],
        links: vec![(asked.stay().href(&path_of(proposal)), t.work_open())],
        ..Item::default()
    });
    let items: Vec<_> = items.collect();
    let paragraphs = if items.is_empty() { vec![t.work_no_proposals()] } else { Vec::new() };
    let back = (asked.stay().href(ACCOUNT), t.account_title());
    work_page(&WorkPage {
        advice: t.work_proposals_advice(),
        done: said,
        blocks: vec![Block { paragraphs, items, ..Block::default() }],
        ..WorkPage::new(frame(&site, &asked), Messages::work_proposals_title, back)
    })
}

/// `GET /account/proposals/{proposal}`
pub(super) async fn page(
    who: Result<May<act::Look>, Problem>,
    request: HttpRequest,
    site: Data<Site>,
    proposal: Path<ProposalNumber>,
) -> HttpResponse {
    let asked = site.asked(&request);
    let who = match who {
        Ok(who) => who,
        Err(problem) => return elsewhere(&problem, &asked),
    };
    let proposal = match site.service.proposal(&who.asker, proposal.into_inner()) {
        Ok(proposal) => proposal,
        Err(error) => return not_there(&site, &asked, error),
    };
    let (t, language) = (asked.language.messages(), asked.language);
    let href = |below: &str| asked.stay().href(&format!("{}/{below}", path_of(&proposal)));
    let is_own = who.asker.authority.account() == Some(proposal.proposed_by);
    let settles = who.asker.authority.may(Act::SettleProposal).is_ok() && !is_own;
    let mut links = Vec::new();
    if proposal.state == ProposalState::Waiting {
        if settles {
            links.push((href("approve"), t.work_approve()));
            links.push((href("dismiss"), t.work_dismiss()));
        } else if is_own {
            links.push((href("dismiss"), t.work_take_back()));
        }
    }
    if let Some(batch) = site.service.batch_of_proposal(&proposal) {
        links
            .push((asked.stay().href(&batch_path(batch)), t.work_back_to_batch(batch.to_string())));
    }
    let mut paragraphs = about(&site, &who.asker, &proposal, language);
    paragraphs.push(state_in_words(&proposal, language));
    paragraphs.push(proposed_in_words(&proposal, language));
    let back = (asked.stay().href(PROPOSALS), t.work_proposals_title());
    work_page(&WorkPage {
        of: proposal.proposal.to_string(),
        advice: named(&proposal, language),
        done: (done(&request) == Some("approved")).then(|| t.work_approved_done()),
        blocks: vec![Block { paragraphs, links, ..Block::default() }],
        ..WorkPage::new(frame(&site, &asked), Messages::work_proposal_title, back)
    })
}

/// What the two forms send.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Sent {
    quantity: String,
    reason: String,
}

/// `GET /account/proposals/{proposal}/approve`
pub(super) async fn approve_page(
    who: Result<May<act::SettleProposal>, Problem>,
    request: HttpRequest,
    site: Data<Site>,
    proposal: Path<ProposalNumber>,
) -> HttpResponse {
    let asked = site.asked(&request);
    let who = match who {
        Ok(who) => who,
        Err(problem) => return elsewhere(&problem, &asked),
    };
    match site.service.proposal(&who.asker, proposal.into_inner()) {
        Ok(proposal) => {
            form_page(&approve_form(&site, &asked, &who.asker, &proposal, &Sent::default()).await)
        }
        Err(error) => not_there(&site, &asked, error),
    }
}

/// `POST /account/proposals/{proposal}/approve`
pub(super) async fn approve(
    who: Result<May<act::SettleProposal>, Problem>,
    request: HttpRequest,
    site: Data<Site>,
    number: Path<ProposalNumber>,
    Form(sent): Form<Sent>,
) -> HttpResponse {
    let asked = site.asked(&request);
    let who = match who {
        Ok(who) => who,
        Err(problem) => return elsewhere(&problem, &asked),
    };
    let proposal = match site.service.proposal(&who.asker, number.into_inner()) {
        Ok(proposal) => proposal,
        Err(error) => return not_there(&site, &asked, error),
    };
    let form = approve_form(&site, &asked, &who.asker, &proposal, &sent).await;
    let quantity = match (proposal.kind, digits(&sent.quantity)) {
        (ProposalKind::Batch, quantity) => match quantity.parse() {
            Ok(quantity) => Some(quantity),
            Err(_) => return mistaken(form, asked.language.messages().work_quantity_wrong()),
        },
        (ProposalKind::Revocation | ProposalKind::Annulment | ProposalKind::KeyCompromise, _) => {
            None
        }
    };
    match site.service.approve_proposal(&who.asker, proposal.proposal, quantity).await {
        Ok(approved) => to(&format!("{}?done=approved", path_of(&approved)), &asked),
        Err(error) => refused(form, error),
    }
}

/// `GET /account/proposals/{proposal}/dismiss`
pub(super) async fn dismiss_page(
    who: Result<May<act::DismissProposal>, Problem>,
    request: HttpRequest,
    site: Data<Site>,
    proposal: Path<ProposalNumber>,
) -> HttpResponse {
    let asked = site.asked(&request);
    let who = match who {
        Ok(who) => who,
        Err(problem) => return elsewhere(&problem, &asked),
    };
    match site.service.proposal(&who.asker, proposal.into_inner()) {
        Ok(proposal) => {
            form_page(&dismiss_form(&site, &asked, &who.asker, &proposal, &Sent::default()))
        }
        Err(error) => not_there(&site, &asked, error),
    }
}

/// `POST /account/proposals/{proposal}/dismiss`
pub(super) async fn dismiss(
    who: Result<May<act::DismissProposal>, Problem>,
    request: HttpRequest,
    site: Data<Site>,
    number: Path<ProposalNumber>,
    Form(sent): Form<Sent>,
) -> HttpResponse {
    let asked = site.asked(&request);
    let who = match who {
        Ok(who) => who,
        Err(problem) => return elsewhere(&problem, &asked),
    };
    let proposal = match site.service.proposal(&who.asker, number.into_inner()) {
        Ok(proposal) => proposal,
        Err(error) => return not_there(&site, &asked, error),
    };
    match site.service.dismiss_proposal(&who.asker, proposal.proposal, Some(&sent.reason)).await {
        Ok(_) => to(&format!("{PROPOSALS}?done=dismissed"), &asked),
        Err(error) => refused(dismiss_form(&site, &asked, &who.asker, &proposal, &sent), error),
    }
}

async fn approve_form(
    site: &Data<Site>,
    asked: &Asked<'_>,
    asker: &Asker,
    proposal: &ProposalView,
    sent: &Sent,
) -> FormPage {
    let (t, language) = (asked.language.messages(), asked.language);
    let batch = batch_of(proposal);
    let mut lines = about(site, asker, proposal, language);
    let mut fields = Vec::new();
    if let Some(batch) = batch {
        let quantity = match sent.quantity.as_str() {
            "" => batch.quantity.to_string(),
            quantity => quantity.to_owned(),
        };
        fields.push(
            Field::line("quantity", t.work_quantity(), Input::Number)
                .hinted(t.work_approve_quantity_hint(language.count(batch.quantity)))
                .holding(quantity),
        );
        let (service, asker) = (site.service.clone(), asker.clone());
        let wants_files = batch.print.is_some();
        let plan: Result<Result<BatchPlan, _>, _> =
            actix_web::web::block(move || match service.plan_batch(&asker, &batch) {
                Err(UseCaseError::Profile(_) | UseCaseError::Artwork(_)) => {
                    let batch = IssueRequest { print: None, ..batch };
                    service.plan_batch(&asker, &batch)
                }
                plan => plan,
            })
            .await;
        if let Ok(Ok(plan)) = plan {
            if wants_files && plan.print.is_none() {
                lines.push(t.work_approve_no_files());
            }
            lines.extend(plan_in_words(&plan, language));
        }
    }
    FormPage {
        advice: format!(
            "{} · {}",
            named(proposal, language),
            proposed_in_words(proposal, language)
        ),
        action: asked.stay().href(&format!("{}/approve", path_of(proposal))),
        fields,
        preview: Some(Preview { lines, picture: None }),
        submit: t.work_approve(),
        back: Some((asked.stay().href(&path_of(proposal)), t.work_proposal_title())),
        ..FormPage::new(frame(site, asked), Messages::work_approve)
    }
}

fn dismiss_form(
    site: &Site,
    asked: &Asked<'_>,
    asker: &Asker,
    proposal: &ProposalView,
    sent: &Sent,
) -> FormPage {
    let (t, language) = (asked.language.messages(), asked.language);
    let is_own = asker.authority.account() == Some(proposal.proposed_by);
    let (title, submit): (fn(&Messages) -> String, _) = match is_own {
        true => (Messages::work_take_back, t.work_take_back()),
        false => (Messages::work_dismiss, t.work_dismiss()),
    };
    let reason = match is_own {
        true => Field::line("reason", t.work_dismiss_reason(), Input::MaybeText),
        false => Field::line("reason", t.work_dismiss_reason(), Input::Text)
            .hinted(t.work_dismiss_reason_hint()),
    };
    FormPage {
        advice: format!(
            "{} · {}",
            named(proposal, language),
            proposed_in_words(proposal, language)
        ),
        action: asked.stay().href(&format!("{}/dismiss", path_of(proposal))),
        fields: vec![reason.holding(&sent.reason)],
        submit,
        back: Some((asked.stay().href(&path_of(proposal)), t.work_proposal_title())),
        ..FormPage::new(frame(site, asked), title)
    }
}

fn path_of(proposal: &ProposalView) -> String {
    format!("{PROPOSALS}/{}", proposal.proposal)
}

/// The batch that is asked for.
fn batch_of(proposal: &ProposalView) -> Option<IssueRequest> {
    let is_batch = proposal.kind == ProposalKind::Batch;
    is_batch.then(|| serde_json::from_value(proposal.request.clone()).ok()).flatten()
}

/// What is proposed, in a line.
fn named(proposal: &ProposalView, language: Language) -> String {
    let t = language.messages();
    match proposal.kind {
        ProposalKind::Batch => {
            let quantity = batch_of(proposal).map_or(0, |batch| batch.quantity);
            t.work_proposal_batch(language.count(quantity))
        }
        ProposalKind::Revocation => t.work_proposal_revocation(),
        ProposalKind::Annulment => t.work_proposal_annulment(),
        ProposalKind::KeyCompromise => t.work_proposal_compromise(),
    }
}

/// What it is about: product and producer, or what would be held back.
fn about(site: &Site, asker: &Asker, proposal: &ProposalView, language: Language) -> Vec<String> {
    let t = language.messages();
    let mut said = Vec::new();
    if let Some(batch) = batch_of(proposal)
        && let Ok(own) = site.service.own_certificate(asker, batch.certificate)
    {
        said.push(format!("{} · {}", own.product_name, in_words(&own, language)));
        said.extend(own.variants.get(usize::from(batch.variant)).cloned());
        said.push(match (batch.activated, batch.with_pin) {
            (true, _) => t.work_kind_own(),
            (false, false) => t.work_kind_house(),
            (false, true) => t.work_kind_house_pin(),
        });
        said.extend(batch.print.map(|profile| format_in_words(&profile, language)));
    }
    if proposal.kind == ProposalKind::Revocation
        && let Ok(hold) = serde_json::from_value::<HoldRequest>(proposal.request.clone())
    {
        let targets = hold.targets.iter().take(SHOWN_TARGETS);
        said.extend(targets.map(|target| target_in_words(*target, t)));
    }
    let snapshot = site.service.snapshot();
    let producer = proposal.producer.and_then(|number| snapshot.register().producer(number));
    said.extend(producer.map(|producer| producer.name.clone()));
    said
}

/// What became of it.
fn state_in_words(proposal: &ProposalView, language: Language) -> String {
    let t = language.messages();
    match &proposal.state {
        ProposalState::Waiting => t.work_proposal_waiting(),
        ProposalState::Approved { at, quantity: Some(quantity), .. } => {
            t.work_proposal_cut(language.count(*quantity), language.moment(*at))
        }
        ProposalState::Approved { at, quantity: None, .. } => {
            t.work_proposal_approved(language.moment(*at))
        }
        ProposalState::Dismissed { by, at, reason: _ } if *by == Some(proposal.proposed_by) => {
            t.work_proposal_taken_back(language.moment(*at))
        }
        ProposalState::Dismissed { at, reason, .. } => match reason {
            Some(reason) => t.work_proposal_dismissed(language.moment(*at), reason),
            None => t.work_proposal_dismissed_bare(language.moment(*at)),
        },
    }
}

fn proposed_in_words(proposal: &ProposalView, language: Language) -> String {
    let t = language.messages();
    let name = proposal.proposed_by_name.clone().unwrap_or_default();
    t.work_proposal_by(name, language.moment(proposal.proposed_at))
}
