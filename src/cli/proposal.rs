//! `proposal`: what waits for a second person. An officer who is signed in approves it, or the operator here; no token is
//! enough for that.

use std::process::ExitCode;

use anyhow::{Result, anyhow};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::{
    DataArgs,
    desk::{Desk, own},
    exit_status::Status,
    invocation::Invocation,
    place::PlaceArgs,
    terminal::Consent,
};
use crate::{
    access::{ProposalNumber, ProposalState},
    app::{Language, ProposalView},
};

/// In which state a proposal is settled.
const WAITING: &str = "waiting";

#[derive(Subcommand)]
pub(super) enum ProposalCommand {
    /// Show the proposals that wait for a second person
    List(ListArgs),
    /// Approve a proposal: it is carried out
    Approve(ApproveArgs),
    /// Dismiss a proposal; nothing changes
    Dismiss(DismissArgs),
}

#[derive(Args)]
#[command(after_help = LIST_EXAMPLES)]
pub(super) struct ListArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// Show those that are settled, too
    #[arg(long)]
    all: bool,
}

#[derive(Args)]
#[command(after_help = APPROVE_EXAMPLES)]
pub(super) struct ApproveArgs {
    #[command(flatten)]
    data: DataArgs,
    /// The proposal's number
    proposal: ProposalNumber,
    /// Of a batch: how many stamps, if fewer than were asked for
    #[arg(long, value_name = "N")]
    quantity: Option<u64>,
    #[command(flatten)]
    consent: Consent,
}

#[derive(Args)]
#[command(after_help = DISMISS_EXAMPLES)]
pub(super) struct DismissArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// The proposal's number
    proposal: ProposalNumber,
    /// Why, for who proposed it; needed, but for what one proposed oneself
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

pub(super) const EXAMPLES: &str = "\
Examples:
  ocop-stamp proposal list --url https://tem.example.vn --token-file token
  ocop-stamp proposal approve --data /var/lib/ocop-stamp/data 7
  ocop-stamp proposal dismiss --url https://tem.example.vn --token-file token 7 --note 'gấp đôi số cần'";

const LIST_EXAMPLES: &str = "\
Examples:
  ocop-stamp proposal list --url https://tem.example.vn --token-file token
  ocop-stamp proposal list --data /var/lib/ocop-stamp/data --all --json";

const APPROVE_EXAMPLES: &str = "\
No token approves: who does not work on the machine of the service signs in.

Examples:
  ocop-stamp proposal approve --data /var/lib/ocop-stamp/data 7
  ocop-stamp proposal approve --data /var/lib/ocop-stamp/data 7 --quantity 3000 --yes";

const DISMISS_EXAMPLES: &str = "\
With a token, one's own; on the machine of the service, any.

Examples:
  ocop-stamp proposal dismiss --url https://tem.example.vn --token-file token 7 --note 'gấp đôi số cần'
  ocop-stamp proposal dismiss --data /var/lib/ocop-stamp/data 7 --note 'trùng đề nghị 6' --json";

pub(super) fn run(command: &ProposalCommand, run: &Invocation) -> Result<ExitCode> {
    match command {
        ProposalCommand::List(args) => list(args, run)?,
        ProposalCommand::Approve(args) => approve(args, run)?,
        ProposalCommand::Dismiss(args) => dismiss(args, run)?,
    }
    Ok(Status::Done.into())
}

fn list(args: &ListArgs, run: &Invocation) -> Result<()> {
    let desk = Desk::at(&args.place.find()?, Language::English)?;
    let proposals = desk.proposals(!args.all);
    desk.close();
    proposals?.iter().try_for_each(|proposal| run.print(proposal, line(proposal)))
}

fn approve(args: &ApproveArgs, run: &Invocation) -> Result<()> {
    args.consent.require(Language::English)?;
    let desk = Desk::open(&args.data)?;
    let done = desk.proposal(args.proposal).and_then(|proposal| {
        let cut = args.quantity.map(|quantity| format!(", cut to {quantity} stamps"));
        eprintln!("Carries out: {}{}", line(&proposal), cut.unwrap_or_default());
        args.consent.ask(Language::English)?;
        desk.approve_proposal(args.proposal, args.quantity)
    });
    desk.close();
    let done = done?;
    run.print(&done, line(&done))
}

fn dismiss(args: &DismissArgs, run: &Invocation) -> Result<()> {
    let desk = Desk::at(&args.place.find()?, Language::English)?;
    let done = desk.dismiss_proposal(args.proposal, args.note.as_deref());
    desk.close();
    let done = done?;
    run.print(&done, line(&done))
}

/// `7 batch waiting 2026-11-26 Lê Thị Mẫu {"certificate":231,…}`, with the entries that came of it.
fn line(view: &ProposalView) -> String {
    let (state, came_of_it) = match &view.state {
        ProposalState::Waiting => (WAITING, String::new()),
        ProposalState::Approved { log_indexes, quantity, .. } => {
            let indexes: Vec<String> = log_indexes.iter().map(u64::to_string).collect();
            let cut = quantity.map(|quantity| format!(", cut to {quantity} stamps"));
            let cut = cut.unwrap_or_default();
            ("approved", format!("{cut}, entries {}", indexes.join(" ")))
        }
        ProposalState::Dismissed { reason, .. } => {
            let reason = reason.as_deref().map(|reason| format!(": {reason}"));
            ("dismissed", reason.unwrap_or_default())
        }
    };
    let kind = serde_json::to_value(view.kind).unwrap_or_default();
    let name = view.proposed_by_name.as_deref().unwrap_or("(deleted)");
    format!(
        "{} {} {state} {} {name} {}{came_of_it}",
        view.proposal,
        kind.as_str().unwrap_or_default(),
        crate::stamp::today(view.proposed_at),
        view.request
    )
}

impl Desk {
    /// Proposals that the asker sees, the newest first, page by page.
    fn proposals(&self, only_waiting: bool) -> Result<Vec<ProposalView>> {
        let mut all: Vec<ProposalView> = Vec::new();
        let mut before: Option<ProposalNumber> = None;
        loop {
            let (page, has_more) = match self {
                Self::There(client) => {
                    let cursor = before.map(|before| format!("&cursor={before}"));
                    let cursor = cursor.unwrap_or_default();
                    let mut page: Value =
                        client.get(&format!("/api/v1/proposals?waiting={only_waiting}{cursor}"))?;
                    let items: Vec<ProposalView> = serde_json::from_value(page["items"].take())?;
                    (items, !page["next"].is_null())
                }
                Self::Here(running, _) => running.service.proposals(&own(), only_waiting, before),
            };
            all.extend(page);
            if !has_more {
                return Ok(all);
            }
            let last = all.last().ok_or_else(|| anyhow!("a page without proposals"))?;
            before = Some(last.proposal);
        }
    }

    fn proposal(&self, number: ProposalNumber) -> Result<ProposalView> {
        match self {
            Self::There(client) => Ok(client.get(&format!("/api/v1/proposals/{number}"))?),
            Self::Here(running, _) => Ok(running.service.proposal(&own(), number)?),
        }
    }

    fn approve_proposal(
        &self,
        number: ProposalNumber,
        quantity: Option<u64>,
    ) -> Result<ProposalView> {
        match self {
            Self::There(client) => {
                let path = format!("/api/v1/proposals/{number}/approve");
                Ok(client.post_if(&path, &json!({ "quantity": quantity }), WAITING)?)
            }
            Self::Here(running, runtime) => {
                let own = own();
                let approved = running.service.approve_proposal(&own, number, quantity);
                Ok(runtime.block_on(approved)?)
            }
        }
    }

    fn dismiss_proposal(
        &self,
        number: ProposalNumber,
        reason: Option<&str>,
    ) -> Result<ProposalView> {
        match self {
            Self::There(client) => {
                let path = format!("/api/v1/proposals/{number}/dismiss");
                Ok(client.post_if(&path, &json!({ "reason": reason }), WAITING)?)
            }
            Self::Here(running, runtime) => {
                Ok(runtime.block_on(running.service.dismiss_proposal(&own(), number, reason))?)
            }
        }
    }
}
