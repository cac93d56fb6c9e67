//! Links for print houses, which have no account: shown once, for some days, each file so many times. A fetch that broke
//! off is gone on with for an hour, from the network where it was begun. Whoever ordered the print can revoke a link, and
//! sees what was fetched by it.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    HeldFile, PrintJobNumber, PrintJobState, PrintOrder, PrintState,
    desk::{Fetch, Fetcher, Standing},
    files::held_file,
    view,
};
use crate::{
    access::{AccountNumber, Act, Actor, OneTimeSecret, SecretHash},
    app::{Asker, Service, UseCaseError, people::AccessError},
    ledger::Change,
    stamp::BatchNumber,
};

/// The most days of a link.
const MOST_DAYS: u16 = 60;

/// The most times that each file is fetched by a link.
const MOST_DOWNLOADS: u16 = 20;

/// The most links of a job.
const MOST_LINKS: usize = 50;

/// The path before a link's secret.
pub const PRINT_LINK: &str = "/print";

/// A link that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PrintLinkRequest {
    /// Who gets it, as the delivery slip names them: the print house.
    pub name: String,
    /// For how many days, 1 to 60.
    #[serde(default = "a_week")]
    pub days: u16,
    /// How often each file is fetched, 1 to 20.
    #[serde(default = "once")]
    pub downloads: u16,
}

const fn a_week() -> u16 {
    7
}

const fn once() -> u16 {
    1
}

/// A file that was fetched by a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LinkFetch {
    /// The file's name.
    pub file: String,
    /// When it was begun.
    pub at: Timestamp,
}

/// A link, as it is kept: of its secret the hash alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintLink {
    /// Its number among those of the job.
    pub link: u32,
    /// The hash of its secret.
    pub secret: SecretHash,
    /// Who gets it.
    pub name: String,
    /// Who made it; `None` for the operator.
    pub made_by: Option<AccountNumber>,
    /// When.
    pub made_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// How often each file is fetched.
    pub downloads: u16,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// What was fetched by it, in order.
    pub fetched: Vec<LinkFetch>,
    /// The hash of the idempotency key that it was made under.
    pub asked_under: Option<String>,
}

/// A link as people see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PrintLinkView {
    /// Its number among those of the job.
    pub link: u32,
    /// Who gets it.
    pub name: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// How often each file is fetched.
    pub downloads: u16,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// What was fetched by it, in order.
    pub fetched: Vec<LinkFetch>,
}

/// A link that was made, with what is shown of it this once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MadePrintLink {
    /// What is kept of it.
    pub link: PrintLinkView,
    /// The path to send; `null` if it was shown before, under the same idempotency key.
    pub path: Option<String>,
}

/// What became of a fetch.
enum Fetched {
    Begun,
    GoesOn,
    Over,
}

/// What a link opens.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenedLink {
    /// The batch.
    pub batch: BatchNumber,
    /// The product, as the labels name it.
    pub product_name: String,
    /// How far the job is.
    pub state: PrintJobState,
    /// Whether its files hold PINs.
    pub pin: bool,
    /// The link.
    pub link: PrintLinkView,
    /// The files that are there, each with how often it can still be fetched.
    pub files: Vec<(HeldFile, u16)>,
}

impl From<&PrintLink> for PrintLinkView {
    fn from(link: &PrintLink) -> Self {
        Self {
            link: link.link,
            name: link.name.clone(),
            made_at: link.made_at,
            expires_at: link.expires_at,
            downloads: link.downloads,
            revoked_at: link.revoked_at,
            fetched: link.fetched.clone(),
        }
    }
}

impl PrintLink {
    fn works_at(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }

    /// How often a file can still be fetched.
    fn left(&self, file: &str) -> u16 {
        let fetched = self.fetched.iter().filter(|fetch| fetch.file == file).count();
        self.downloads.saturating_sub(u16::try_from(fetched).unwrap_or(u16::MAX))
    }
}

impl Service {
    /// Makes a link to a job's files. Its path is shown this once.
    ///
    /// # Errors
    /// [`UseCaseError`]
    pub async fn make_print_link(
        &self,
        asker: &Asker,
        (batch, job): (BatchNumber, PrintJobNumber),
        request: &PrintLinkRequest,
    ) -> Result<MadePrintLink, UseCaseError> {
        asker.authority.may(Act::SignStamps).map_err(AccessError::from)?;
        let name = request.name.trim().to_owned();
        let has_name =
            (1..=100).contains(&name.chars().count()) && !name.contains(char::is_control);
        let is_possible = has_name
            && (1..=MOST_DAYS).contains(&request.days)
            && (1..=MOST_DOWNLOADS).contains(&request.downloads);
        if !is_possible {
            return Err(UseCaseError::PrintLinkTerms);
        }
        let _ordering = self.printing.ordering.lock().await;
        let standing = self.reached_job(asker, batch, job)?;
        let links = &standing.order.links;
        let asked_under = asker.asked_under();
        let before =
            links.iter().find(|link| asked_under.is_some() && link.asked_under == asked_under);
        if let Some(before) = before {
            return Ok(MadePrintLink { link: before.into(), path: None });
        }
        if matches!(standing.order.state, PrintState::Cancelled { .. }) {
            return Err(UseCaseError::PrintJobState(job, "was cancelled: order another"));
        }
        if links.len() >= MOST_LINKS {
            return Err(UseCaseError::TooManyPrintLinks);
        }
        let secret = OneTimeSecret::new(self.parts.random);
        let (now, days) = (self.now(), i64::from(request.days));
        let link = PrintLink {
            link: u32::try_from(links.len()).unwrap_or(u32::MAX) + 1,
            secret: secret.hash(),
            name,
            made_by: asker.authority.account(),
            made_at: now,
            expires_at: now.saturating_add(SignedDuration::from_hours(24 * days)).unwrap_or(now),
            downloads: request.downloads,
            revoked_at: None,
            fetched: Vec::new(),
            asked_under,
        };
        let what = format!("batch {batch}, print job {job}, link {}", link.link);
        self.note_handed_out(asker, "print link", what).await?;
        let made = PrintLinkView::from(&link);
        let kept = self.change_job(job, move |order| {
            order.links.push(link);
            true
        });
        kept.await?.ok_or(UseCaseError::NoPrintJob(job))?;
        Ok(MadePrintLink { link: made, path: Some(format!("{PRINT_LINK}/{}", secret.text())) })
    }

    /// Revokes a link.
    ///
    /// # Errors
    /// [`UseCaseError`]
    pub async fn revoke_print_link(
        &self,
        asker: &Asker,
        (batch, job): (BatchNumber, PrintJobNumber),
        number: u32,
    ) -> Result<PrintLinkView, UseCaseError> {
        asker.authority.may(Act::SignStamps).map_err(AccessError::from)?;
        let standing = self.reached_job(asker, batch, job)?;
        let link = standing.order.links.iter().find(|link| link.link == number);
        let link = link.ok_or(UseCaseError::NoPrintLink(number))?;
        if link.revoked_at.is_some() {
            return Ok(link.into());
        }
        let what = format!("batch {batch}, print job {job}, link {number}");
        self.note_handed_out(asker, "print link revoke", what).await?;
        let now = self.now();
        let revoked = self.change_job(job, move |order| {
            let link = order.links.iter_mut().find(|link| link.link == number);
            link.is_some_and(|link| link.revoked_at.replace(now).is_none())
        });
        revoked.await?;
        let standing = self.reached_job(asker, batch, job)?;
        let link = standing.order.links.iter().find(|link| link.link == number);
        Ok(link.ok_or(UseCaseError::NoPrintLink(number))?.into())
    }

    /// What a link opens, if it works now.
    pub fn opened_by(&self, secret: &OneTimeSecret) -> Option<OpenedLink> {
        let (standing, place) = self.link_of(secret)?;
        let link = &standing.order.links[place];
        let names = standing.prepared.files.iter().map(|file| file.name.as_str());
        let held = names.filter_map(|name| held_file(&standing, name).ok());
        let files = held.map(|held| {
            let left = link.left(&held.place.name);
            (held, left)
        });
        Some(OpenedLink {
            batch: standing.order.batch,
            product_name: standing.order.inputs.words.product_name.clone(),
            state: view(&standing).state,
            pin: standing.order.inputs.pin,
            link: link.into(),
            files: files.collect(),
        })
    }

    /// A file that is fetched by a link, from a network as far as it is known. It is counted, and told in the audit trail,
    /// before a byte is sent.
    ///
    /// # Errors
    /// [`UseCaseError::PrintLinkOver`], also for a file that was fetched as often as it may be.
    pub async fn fetch_by_link(
        &self,
        secret: &OneTimeSecret,
        name: &str,
        network: Option<String>,
    ) -> Result<HeldFile, UseCaseError> {
        let (standing, place) = self.link_of(secret).ok_or(UseCaseError::PrintLinkOver)?;
        let held = self.still_held(held_file(&standing, name)?).await?;
        let (order, now) = (&standing.order, self.now());
        let (job, number) = (order.job, order.links[place].link);
        let by = Fetcher::Link(number, network);
        let fetch = Fetch { by, job, file: name.to_owned() };
        if self.printing.goes_on(&fetch, now) {
            return Ok(held);
        }
        let counted = self.count_fetch(&fetch, number, now).await;
        match counted {
            Ok(Fetched::Begun) => {}
            Ok(Fetched::GoesOn) => return Ok(held),
            Ok(Fetched::Over) => return Err(UseCaseError::PrintLinkOver),
            Err(error) => {
                self.printing.forget(&fetch);
                return Err(error);
            }
        }
        let target = format!("batch {}, print job {job}, link {number}, {name}", order.batch);
        let actor = Actor::PrintLink { job: job.get(), link: number };
        let told = self.change(Change { target, ..Change::new(actor, "print fetch") }).await;
        told.inspect_err(|_| self.printing.forget(&fetch))?;
        Ok(held)
    }

    async fn count_fetch(
        &self,
        fetch: &Fetch,
        number: u32,
        now: Timestamp,
    ) -> Result<Fetched, UseCaseError> {
        let (desk, fetch) = (self.printing.clone(), fetch.clone());
        let told = tokio::task::spawn_blocking(move || {
            let mut counted = Fetched::Over;
            let changed = desk.change(fetch.job, |order| {
                let link = order.links.iter_mut().find(|link| link.link == number);
                let Some(link) = link.filter(|link| link.works_at(now)) else { return false };
                if desk.goes_on(&fetch, now) {
                    // Of two at once the second goes on with what the first began.
                    counted = Fetched::GoesOn;
                    return false;
                }
                if link.left(&fetch.file) == 0 {
                    return false;
                }
                link.fetched.push(LinkFetch { file: fetch.file.clone(), at: now });
                desk.begins(fetch.clone(), now);
                counted = Fetched::Begun;
                true
            });
            changed.map(|_| counted)
        });
        told.await.expect("it does not panic").map_err(UseCaseError::PrintNotKept)
    }

    /// The hashes of the files that a link opens.
    pub fn sums_by_link(&self, secret: &OneTimeSecret) -> Option<String> {
        Some(self.link_of(secret)?.0.order.sums())
    }

    /// The job of a link that works now, and the link's place among its own.
    pub(super) fn link_of(&self, secret: &OneTimeSecret) -> Option<(Standing, usize)> {
        let (hash, now) = (secret.hash(), self.now());
        let place = |order: &PrintOrder| {
            order.links.iter().position(|link| link.secret == hash && link.works_at(now))
        };
        let standing = self.printing.find(|order| place(order).is_some())?;
        let place = place(&standing.order)?;
        Some((standing, place))
    }
}
