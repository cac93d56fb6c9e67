//! A print job: its files, the links by which print houses fetch them, its delivery slip, and what can be done with it.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Form, Path},
};
use serde::Deserialize;

use super::{
    batch_path, done, elsewhere, form_page, frame, not_there, print_order::reason_in_words,
    print_sent::format_in_words, refused, to, work_page,
};
use crate::{
    access::{Act, act},
    app::{
        PrintJobNumber, PrintJobState, PrintJobView, PrintLinkRequest, PrintLinkView, UseCaseError,
    },
    ledger::IdempotencyKey,
    stamp::{BatchNumber, today},
    web::{
        account_pages::own_page,
        messages::{
            Language, Messages, file_size_in_words, print_state_in_words, work_refusal_in_words,
        },
        negotiation::Asked,
        page::{
            account::{Field, FormPage, Input},
            print::render_slip,
            work::{Block, Item, WorkPage, render_work},
        },
        problem::Problem,
        site::Site,
        who::May,
    },
};

/// The most files that are shown of a job on its batch's page.
const SHOWN_FILES: usize = 5;

/// The address of a job's page.
fn job_path(batch: BatchNumber, job: PrintJobNumber) -> String {
    format!("{}/print-jobs/{job}", batch_path(batch))
}

/// `GET /account/batches/{batch}/print-jobs/{job}`
pub(super) async fn page(
    who: Result<May<act::Look>, Problem>,
    request: HttpRequest,
    site: Data<Site>,
    path: Path<(BatchNumber, PrintJobNumber)>,
) -> HttpResponse {
    let asked = site.asked(&request);
    let who = match who {
        Ok(who) => who,
        Err(problem) => return elsewhere(&problem, &asked),
    };
    let t = asked.language.messages();
    let said = match done(&request) {
        Some("cancelled") => Some(t.work_print_cancelled()),
        Some("resumed") => Some(t.work_print_ordered()),
        Some("revoked") => Some(t.work_link_revoked_done()),
        Some(_) | None => None,
    };
    let (batch, job) = path.into_inner();
    match job_page(&site, &asked, &who, (batch, job)) {
        Ok(page) => work_page(&WorkPage { done: said, ..page }),
        Err(error) => not_there(&site, &asked, error),
    }
}

fn job_page(
    site: &Site,
    asked: &Asked<'_>,
    who: &May<act::Look>,
    (batch, number): (BatchNumber, PrintJobNumber),
) -> Result<WorkPage, UseCaseError> {
    let (t, language) = (asked.language.messages(), asked.language);
    let job = site.service.print_job(&who.asker, batch, number)?;
    let href = |below: &str| asked.stay().href(&format!("{}/{below}", job_path(batch, number)));
    let mut facts = vec![
        (t.work_print_what(), format_in_words(&job.profile, language)),
        (t.work_print_state(), print_state_in_words(&job, language)),
        (t.work_stamps(), made_in_words(&job, language)),
        (t.slip_ordered_at(), language.moment(job.ordered_at)),
    ];
    facts.extend(job.only_sheet.map(|sheet| (t.work_print_sheet(), sheet.to_string())));
    facts.extend(
        job.reason.map(|reason| (t.work_print_reason(), reason_in_words(reason, language))),
    );
    facts.extend(job.again_of.map(|again| (t.work_print_again_of(), again.to_string())));
    facts.extend(
        job.keep_until.map(|until| (t.work_print_kept_until(), language.date(today(until)))),
    );
    let may = who.asker.authority.may(Act::SignStamps).is_ok();
    let mut files = if may { files_of(&job, language) } else { Vec::new() };
    if !files.is_empty() {
        files.push((sums_path(&job), "SHA256SUMS".to_owned()));
    }
    let links = job.links.iter().map(|link| {
        let item = link_item(link, &job, site, asked);
        if may { item } else { Item { buttons: Vec::new(), ..item } }
    });
    let back = (asked.stay().href(&batch_path(batch)), t.work_back_to_batch(batch.to_string()));
    Ok(WorkPage {
        of: number.to_string(),
        blocks: vec![
            Block {
                facts,
                items: vec![Item {
                    links: files,
                    buttons: if may { buttons(&job, asked) } else { Vec::new() },
                    ..Item::default()
                }],
                links: further(&job, asked, may),
                ..Block::default()
            },
            Block {
                title: t.work_links(),
                paragraphs: if job.links.is_empty() { vec![t.work_no_links()] } else { vec![] },
                items: links.collect(),
                links: (may && job.state != PrintJobState::Cancelled)
                    .then(|| (href("link"), t.work_link()))
                    .into_iter()
                    .collect(),
                ..Block::default()
            },
        ],
        ..WorkPage::new(frame(site, asked), Messages::work_print_job_title, back)
    })
}

/// A job on its batch's page.
pub(super) fn job_item(job: &PrintJobView, asked: &Asked<'_>) -> Item {
    let (t, language) = (asked.language.messages(), asked.language);
    let mut lines = vec![
        format_in_words(&job.profile, language),
        print_state_in_words(job, language),
        made_in_words(job, language),
    ];
    lines.extend(job.only_sheet.map(|sheet| t.work_print_one_sheet(sheet.to_string())));
    let ordered = t.work_print_ordered_at(language.moment(job.ordered_at));
    let kept = job.keep_until.map(|until| t.work_print_kept(language.date(today(until))));
    let files = files_of(job, language);
    let more = files.len().saturating_sub(SHOWN_FILES);
    let mut links: Vec<_> = files.into_iter().take(SHOWN_FILES).collect();
    let words = match more {
        0 => t.work_print_open(),
        more => t.work_print_more_files(more as u64),
    };
    links.push((asked.stay().href(&job_path(job.batch, job.job)), words));
    Item {
        name: t.work_print_job(job.job.to_string()),
        lines,
        quiet: [ordered].into_iter().chain(kept).collect(),
        links,
        buttons: Vec::new(),
    }
}

fn made_in_words(job: &PrintJobView, language: Language) -> String {
    let t = language.messages();
    let stamps = language.count(job.stamps);
    match job.state {
        PrintJobState::Waiting | PrintJobState::Running | PrintJobState::Failed => {
            t.work_print_made(language.count(job.stamps_done), stamps)
        }
        PrintJobState::Done | PrintJobState::Cancelled | PrintJobState::Deleted => {
            t.work_print_stamps(stamps)
        }
    }
}

fn files_of(job: &PrintJobView, language: Language) -> Vec<(String, String)> {
    let files = job.files.iter().map(|file| {
        let size = file_size_in_words(file.bytes, language);
        (file.path.clone(), format!("{} ({size})", file.name))
    });
    files.collect()
}

fn sums_path(job: &PrintJobView) -> String {
    let (batch, number, name) = (job.batch, job.job, crate::app::SUMS_FILE);
    format!("/api/v1/batches/{batch}/print-jobs/{number}/files/{name}")
}

/// What its buttons do.
fn buttons(job: &PrintJobView, asked: &Asked<'_>) -> Vec<(String, String)> {
    let t = asked.language.messages();
    let href =
        |below: &str| asked.stay().href(&format!("{}/{below}", job_path(job.batch, job.job)));
    match job.state {
        PrintJobState::Waiting | PrintJobState::Running => {
            vec![(href("cancel"), t.work_print_cancel())]
        }
        PrintJobState::Done => vec![(href("cancel"), t.work_print_delete())],
        PrintJobState::Failed => {
            vec![(href("resume"), t.work_print_resume()), (href("cancel"), t.work_print_cancel())]
        }
        PrintJobState::Deleted => vec![(href("resume"), t.work_print_make_again())],
        PrintJobState::Cancelled => Vec::new(),
    }
}

/// Where it leads besides, those who may have stamps signed and those who may look.
fn further(job: &PrintJobView, asked: &Asked<'_>, may: bool) -> Vec<(String, String)> {
    let t = asked.language.messages();
    let href =
        |below: &str| asked.stay().href(&format!("{}/{below}", job_path(job.batch, job.job)));
    match job.state {
        PrintJobState::Done => {
            let again = may.then(|| (href("again"), t.work_print_again()));
            again.into_iter().chain([(href("slip"), t.slip_title())]).collect()
        }
        PrintJobState::Deleted if may => vec![(href("again"), t.work_print_again())],
        PrintJobState::Waiting
        | PrintJobState::Running
        | PrintJobState::Failed
        | PrintJobState::Cancelled
        | PrintJobState::Deleted => Vec::new(),
    }
}

/// A link of a job, as far as it may still be known.
fn link_item(link: &PrintLinkView, job: &PrintJobView, site: &Site, asked: &Asked<'_>) -> Item {
    let (t, language) = (asked.language.messages(), asked.language);
    let works = link.revoked_at.is_none() && site.service.now() < link.expires_at;
    let state = match link.revoked_at {
        Some(revoked_at) => t.work_link_revoked(language.moment(revoked_at)),
        None if works => t.work_link_works(language.moment(link.expires_at)),
        None => t.work_link_expired(language.moment(link.expires_at)),
    };
    let fetched = link
        .fetched
        .iter()
        .map(|fetch| t.work_link_fetched(&fetch.file, language.moment(fetch.at)));
    let fetched: Vec<String> = match link.fetched.len() {
        0 => vec![t.work_link_not_fetched()],
        _ => fetched.collect(),
    };
    let path = format!("{}/links/{}/revoke", job_path(job.batch, job.job), link.link);
    Item {
        name: t.work_link_of(link.link.to_string(), &link.name),
        lines: vec![state, t.work_link_times(link.downloads)],
        quiet: fetched,
        buttons: works
            .then(|| (asked.stay().href(&path), t.work_link_revoke()))
            .into_iter()
            .collect(),
        ..Item::default()
    }
}

/// `POST /account/batches/{batch}/print-jobs/{job}/cancel`
pub(super) async fn cancel(
    who: Result<May<act::SignStamps>, Problem>,
    looks: Result<May<act::Look>, Problem>,
    request: HttpRequest,
    site: Data<Site>,
    path: Path<(BatchNumber, PrintJobNumber)>,
) -> HttpResponse {
    let asked = site.asked(&request);
    let (who, looks) = match (who, looks) {
        (Ok(who), Ok(looks)) => (who, looks),
        (Err(problem), _) | (_, Err(problem)) => return elsewhere(&problem, &asked),
    };
    let job = path.into_inner();
    let cancelled = site.service.cancel_print(&who.asker, job.0, job.1).await;
    done_or_refused(&site, &asked, &looks, job, "cancelled", cancelled.map(drop))
}

/// `POST /account/batches/{batch}/print-jobs/{job}/resume`
pub(super) async fn resume(
    who: Result<May<act::SignStamps>, Problem>,
    looks: Result<May<act::Look>, Problem>,
    request: HttpRequest,
    site: Data<Site>,
    path: Path<(BatchNumber, PrintJobNumber)>,
) -> HttpResponse {
    let asked = site.asked(&request);
    let (who, looks) = match (who, looks) {
        (Ok(who), Ok(looks)) => (who, looks),
        (Err(problem), _) | (_, Err(problem)) => return elsewhere(&problem, &asked),
    };
    let job = path.into_inner();
    let resumed = site.service.resume_print(&who.asker, job.0, job.1).await;
    done_or_refused(&site, &asked, &looks, job, "resumed", resumed.map(drop))
}

/// `POST /account/batches/{batch}/print-jobs/{job}/links/{link}/revoke`
pub(super) async fn revoke_link(
    who: Result<May<act::SignStamps>, Problem>,
    looks: Result<May<act::Look>, Problem>,
    request: HttpRequest,
    site: Data<Site>,
    path: Path<(BatchNumber, PrintJobNumber, u32)>,
) -> HttpResponse {
    let asked = site.asked(&request);
    let (who, looks) = match (who, looks) {
        (Ok(who), Ok(looks)) => (who, looks),
        (Err(problem), _) | (_, Err(problem)) => return elsewhere(&problem, &asked),
    };
    let (batch, job, link) = path.into_inner();
    let revoked = site.service.revoke_print_link(&who.asker, (batch, job), link).await;
    done_or_refused(&site, &asked, &looks, (batch, job), "revoked", revoked.map(drop))
}

/// What came of a button: said on the job's page.
fn done_or_refused(
    site: &Site,
    asked: &Asked<'_>,
    who: &May<act::Look>,
    job: (BatchNumber, PrintJobNumber),
    word: &str,
    outcome: Result<(), UseCaseError>,
) -> HttpResponse {
    let error = match outcome {
        Ok(()) => return to(&format!("{}?done={word}", job_path(job.0, job.1)), asked),
        Err(error) => error,
    };
    match job_page(site, asked, who, job) {
        Ok(page) => {
            let wrong = Some(work_refusal_in_words(&error, asked.language));
            let status = Problem::from(error).status();
            own_page(status, render_work(&WorkPage { wrong, ..page }))
        }
        Err(error) => not_there(site, asked, error),
    }
}

/// What the form of a link sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct LinkSent {
    name: String,
    days: String,
    downloads: String,
    /// Made for this form, so that sending it twice makes one link.
    key: String,
}

/// `GET /account/batches/{batch}/print-jobs/{job}/link`
pub(super) async fn link_page(
    who: Result<May<act::SignStamps>, Problem>,
    request: HttpRequest,
    site: Data<Site>,
    path: Path<(BatchNumber, PrintJobNumber)>,
) -> HttpResponse {
    let asked = site.asked(&request);
    let who = match who {
        Ok(who) => who,
        Err(problem) => return elsewhere(&problem, &asked),
    };
    let (batch, job) = path.into_inner();
    match site.service.print_job(&who.asker, batch, job) {
        Ok(_) => form_page(&link_form(&site, &asked, (batch, job), &LinkSent::default())),
        Err(error) => not_there(&site, &asked, error),
    }
}

/// `POST /account/batches/{batch}/print-jobs/{job}/link`: makes one, and shows it this once.
pub(super) async fn link(
    who: Result<May<act::SignStamps>, Problem>,
    request: HttpRequest,
    site: Data<Site>,
    path: Path<(BatchNumber, PrintJobNumber)>,
    Form(sent): Form<LinkSent>,
) -> HttpResponse {
    let asked = site.asked(&request);
    let who = match who {
        Ok(who) => who,
        Err(problem) => return elsewhere(&problem, &asked),
    };
    let job = path.into_inner();
    let wanted = PrintLinkRequest {
        name: sent.name.clone(),
        days: sent.days.trim().parse().unwrap_or(0),
        downloads: sent.downloads.trim().parse().unwrap_or(0),
    };
    let asker = who.asker.under(IdempotencyKey::parse(&sent.key).ok());
    let (t, language) = (asked.language.messages(), asked.language);
    match site.service.make_print_link(&asker, job, &wanted).await {
        Ok(made) => {
            let base_url = &site.service.office().base_url;
            let advice = match made.path {
                Some(_) => {
                    t.work_link_made_advice(made.link.name, language.moment(made.link.expires_at))
                }
                None => t.work_link_made_before(),
            };
            let back = asked.stay().href(&job_path(job.0, job.1));
            let back = (back, t.work_back_to_print_job(job.1.to_string()));
            work_page(&WorkPage {
                advice,
                secret: made.path.map(|path| format!("{base_url}{path}")),
                ..WorkPage::new(frame(&site, &asked), Messages::work_link_made, back)
            })
        }
        Err(error @ (UseCaseError::PrintLinkTerms | UseCaseError::TooManyPrintLinks)) => {
            refused(link_form(&site, &asked, job, &sent), error)
        }
        Err(error) => not_there(&site, &asked, error),
    }
}

fn link_form(
    site: &Site,
    asked: &Asked<'_>,
    (batch, job): (BatchNumber, PrintJobNumber),
    sent: &LinkSent,
) -> FormPage {
    let t = asked.language.messages();
    let or =
        |text: &str, usual: &str| if text.is_empty() { usual.to_owned() } else { text.to_owned() };
    let key = if sent.key.is_empty() { site.service.form_key() } else { sent.key.clone() };
    let path = job_path(batch, job);
    FormPage {
        advice: t.work_link_advice(),
        action: asked.stay().href(&format!("{path}/link")),
        fields: vec![
            Field::line("name", t.work_link_name(), Input::Text).holding(&sent.name),
            Field::line("days", t.work_link_days(), Input::Number).holding(or(&sent.days, "7")),
            Field::line("downloads", t.work_link_downloads(), Input::Number)
                .holding(or(&sent.downloads, "1")),
            Field::hidden("key", key),
        ],
        submit: t.work_link(),
        back: Some((asked.stay().href(&path), t.work_back_to_print_job(job.to_string()))),
        ..FormPage::new(frame(site, asked), Messages::work_link)
    }
}

/// `GET /account/batches/{batch}/print-jobs/{job}/slip`
pub(super) async fn slip(
    who: Result<May<act::Look>, Problem>,
    request: HttpRequest,
    site: Data<Site>,
    path: Path<(BatchNumber, PrintJobNumber)>,
) -> HttpResponse {
    let asked = site.asked(&request);
    let who = match who {
        Ok(who) => who,
        Err(problem) => return elsewhere(&problem, &asked),
    };
    let (batch, job) = path.into_inner();
    match site.service.delivery_slip(&who.asker, batch, job) {
        Ok(slip) => {
            let html = render_slip(&frame(&site, &asked), &slip, site.service.now());
            own_page(StatusCode::OK, html)
        }
        Err(error) => not_there(&site, &asked, error),
    }
}
