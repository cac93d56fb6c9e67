//! `account`: people who may use the service. The first administrator is invited here; whoever they invite then can
//! be invited over the interface.

use std::process::ExitCode;

use anyhow::{Result, anyhow};
use clap::{Args, Subcommand};
use serde_json::json;

use super::{
    DataArgs,
    desk::{Desk, own},
    exit_status::Status,
    invocation::Invocation,
};
use crate::{
    access::{AccountNumber, Email, PhoneNumber, Role},
    app::people::{AccountFilter, AccountView, InviteRequest, Invited},
};

#[derive(Subcommand)]
pub(super) enum AccountCommand {
    /// Invite somebody; prints a link that works once, within seven days
    Invite(InviteArgs),
    /// Show all accounts
    List(ListArgs),
    /// Make a new link for somebody who lost the way in
    #[command(after_help = INVITE_AGAIN_EXAMPLES)]
    InviteAgain(NumberArgs),
    /// Close an account: nobody signs in with it any more
    #[command(after_help = CLOSE_EXAMPLES)]
    Close(NumberArgs),
}

#[derive(Args)]
#[command(after_help = INVITE_EXAMPLES)]
pub(super) struct InviteArgs {
    #[command(flatten)]
    data: DataArgs,
    /// administrator; officer:22, inspector:22 or officer:country (province); clerk:00802 (commune); producer:7
    #[arg(long, value_parser = parse_role)]
    role: Role,
    /// The person's name
    #[arg(long)]
    name: String,
    /// The telephone number that they sign in with
    #[arg(long, value_parser = parse_phone, required_unless_present = "email")]
    phone: Option<PhoneNumber>,
    /// The e-mail address that they sign in with
    #[arg(long, value_parser = parse_email)]
    email: Option<Email>,
}

#[derive(Args)]
#[command(after_help = LIST_EXAMPLES)]
pub(super) struct ListArgs {
    #[command(flatten)]
    data: DataArgs,
}

#[derive(Args)]
pub(super) struct NumberArgs {
    #[command(flatten)]
    data: DataArgs,
    /// The account's number
    account: AccountNumber,
}

pub(super) const EXAMPLES: &str = "\
Examples:
  ocop-stamp account invite --data /var/lib/ocop-stamp/data --role administrator --name 'Nguyễn Văn Mẫu' --email mau@example.vn
  ocop-stamp account list --data /var/lib/ocop-stamp/data";

const INVITE_EXAMPLES: &str = "\
Examples:
  ocop-stamp account invite --data /var/lib/ocop-stamp/data --role administrator --name 'Nguyễn Văn Mẫu' --email mau@example.vn
  ocop-stamp account invite --data /var/lib/ocop-stamp/data --role officer:22 --name 'Trần Thị Mẫu' --phone '0912 345 678'";

const LIST_EXAMPLES: &str = "\
Examples:
  ocop-stamp account list --data /var/lib/ocop-stamp/data
  ocop-stamp account list --data /var/lib/ocop-stamp/data --json";

const INVITE_AGAIN_EXAMPLES: &str = "\
Examples:
  ocop-stamp account invite-again --data /var/lib/ocop-stamp/data 7
  ocop-stamp account invite-again --data /var/lib/ocop-stamp/data 7 --json";

const CLOSE_EXAMPLES: &str = "\
Examples:
  ocop-stamp account close --data /var/lib/ocop-stamp/data 7
  ocop-stamp account close --data /var/lib/ocop-stamp/data 7 --json";

fn parse_role(text: &str) -> Result<Role, String> {
    let (kind, place) = text.split_once(':').unwrap_or((text, ""));
    let role = match kind {
        "producer" => json!({ "kind": kind, "producer": place.parse::<u32>().unwrap_or(u32::MAX) }),
        "clerk" => json!({ "kind": kind, "commune": place }),
        "inspector" | "officer" => json!({ "kind": kind, "territory": place }),
        _ => json!({ "kind": text }),
    };
    serde_json::from_value(role).map_err(|error| error.to_string())
}

fn parse_phone(text: &str) -> Result<PhoneNumber, String> {
    text.to_owned().try_into().map_err(|error: crate::access::ContactError| error.to_string())
}

fn parse_email(text: &str) -> Result<Email, String> {
    text.to_owned().try_into().map_err(|error: crate::access::ContactError| error.to_string())
}

pub(super) fn run(command: &AccountCommand, run: &Invocation) -> Result<ExitCode> {
    let data = match command {
        AccountCommand::Invite(args) => &args.data,
        AccountCommand::List(args) => &args.data,
        AccountCommand::InviteAgain(args) | AccountCommand::Close(args) => &args.data,
    };
    let desk = Desk::open(data)?;
    let done = run_at(command, &desk, run);
    desk.close();
    done?;
    Ok(Status::Done.into())
}

fn run_at(command: &AccountCommand, desk: &Desk, run: &Invocation) -> Result<()> {
    match command {
        AccountCommand::Invite(InviteArgs { data: _, role, name, phone, email }) => {
            let request = InviteRequest {
                role: role.clone(),
                name: name.clone(),
                phone: phone.clone(),
                email: email.clone(),
            };
            print_link(&desk.invite(&request)?, desk, run)
        }
        AccountCommand::InviteAgain(args) => {
            print_link(&desk.invite_again(args.account)?, desk, run)
        }
        AccountCommand::List(_) => {
            desk.accounts()?.iter().try_for_each(|account| run.print(account, line(account)))
        }
        AccountCommand::Close(args) => {
            let closed = desk.close_account(args.account)?;
            run.print(&closed, line(&closed))
        }
    }
}

/// The link goes to the person by whatever messenger they use; whoever has it gets in, once.
fn print_link(invited: &Invited, desk: &Desk, run: &Invocation) -> Result<()> {
    let base_url = desk.office()?.base_url;
    let link = format!("{}{}", base_url.as_str(), invited.path);
    eprintln!(
        "Account {}. Send this link to its person alone; it works once:",
        invited.account.account
    );
    run.print(invited, link)
}

fn line(account: &AccountView) -> String {
    let name = account.person.as_ref().map_or("(deleted)", |person| person.name.as_str());
    let role = serde_json::to_value(&account.role).unwrap_or_default();
    let place = ["producer", "commune", "territory"].iter().find_map(|place| {
        let value = role.get(place)?;
        Some(format!(":{}", value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
    });
    let kind = role["kind"].as_str().unwrap_or_default();
    let state = serde_json::to_value(account.state).unwrap_or_default();
    format!(
        "{} {kind}{} {} {name}",
        account.account,
        place.unwrap_or_default(),
        state.as_str().unwrap_or_default()
    )
}

impl Desk {
    fn invite(&self, request: &InviteRequest) -> Result<Invited> {
        match self {
            Self::There(client) => Ok(client.post("/api/v1/accounts", request, None)?),
            Self::Here(running, runtime) => {
                Ok(runtime.block_on(running.service.invite(&own(), request))?)
            }
        }
    }

    fn invite_again(&self, account: AccountNumber) -> Result<Invited> {
        match self {
            Self::There(client) => {
                let path = format!("/api/v1/accounts/{account}/invitation");
                Ok(client.post(&path, &json!({}), None)?)
            }
            Self::Here(running, runtime) => {
                Ok(runtime.block_on(running.service.invite_again(&own(), account))?)
            }
        }
    }

    fn close_account(&self, account: AccountNumber) -> Result<AccountView> {
        match self {
            Self::There(client) => {
                let path = format!("/api/v1/accounts/{account}/close");
                Ok(client.post(&path, &json!({}), None)?)
            }
            Self::Here(running, runtime) => {
                Ok(runtime.block_on(running.service.close_account(&own(), account))?)
            }
        }
    }

    /// All accounts, page by page.
    fn accounts(&self) -> Result<Vec<AccountView>> {
        let mut all = Vec::new();
        let mut after: Option<AccountNumber> = None;
        loop {
            let (page, has_more) = match self {
                Self::There(client) => {
                    let cursor = after.map(|after| format!("?cursor={after}")).unwrap_or_default();
                    let mut page: serde_json::Value =
                        client.get(&format!("/api/v1/accounts{cursor}"))?;
                    let items: Vec<AccountView> = serde_json::from_value(page["items"].take())?;
                    (items, !page["next"].is_null())
                }
                Self::Here(running, _) => {
                    let filter = AccountFilter { after, ..AccountFilter::default() };
                    running.service.accounts(&own(), &filter)
                }
            };
            all.extend(page);
            if !has_more {
                return Ok(all);
            }
            let last = all.last().ok_or_else(|| anyhow!("a page without accounts"))?;
            after = Some(last.account);
        }
    }
}
