//! My batches, and one of them: its state, its files, and what can be done with it.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};

use super::{
    OWN_BATCHES, OWN_CERTIFICATES, batch_path, done, elsewhere, frame, not_there, work_page,
};
use crate::{
    access::act,
    app::{BatchFilter, BatchView, PrintJobState, PrintJobView, UseCaseError},
    stamp::{BatchNumber, today},
    web::{
        account_pages::ACCOUNT,
        messages::{Language, Messages, file_size_in_words, print_state_in_words},
        negotiation::Asked,
        page::work::{Block, Item, WorkPage},
        problem::Problem,
        site::Site,
        who::May,
    },
};

/// `GET /account/batches`
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
    let (t, language) = (asked.language.messages(), asked.language);
    let page = site.service.batches(&who.asker, &BatchFilter::default());
    let items = page.batches.iter().map(|batch| Item {
        name: t.work_batch_name(batch.batch.to_string(), batch.product.clone().unwrap_or_default()),
        lines: vec![counted(batch, language)],
        quiet: vec![t.work_issued_on(language.date(today(batch.issued_at)))],
        links: vec![(asked.stay().href(&batch_path(batch.batch)), t.work_open())],
        ..Item::default()
    });
    let items: Vec<_> = items.collect();
    let paragraphs = if items.is_empty() { vec![t.work_no_batches()] } else { Vec::new() };
    work_page(&WorkPage {
        frame: frame(&site, &asked),
        title: Messages::work_batches_title,
        of: String::new(),
        advice: t.work_batches_advice(),
        done: (done(&request) == Some("voided")).then(|| t.work_voided()),
        wrong: None,
        blocks: vec![Block {
            paragraphs,
            items,
            links: vec![(asked.stay().href(OWN_CERTIFICATES), t.work_certificates_title())],
            ..Block::default()
        }],
        secret: None,
        back: (asked.stay().href(ACCOUNT), t.account_title()),
    })
}

fn counted(batch: &BatchView, language: Language) -> String {
    let t = language.messages();
    let count = |stamps: u64| language.count(stamps);
    let stamps = &batch.stamps;
    t.work_counts(
        count(u64::from(batch.quantity)),
        count(stamps.used),
        count(stamps.spoiled),
        count(stamps.left),
    )
}

/// `GET /account/batches/{batch}`
pub(super) async fn page(
    who: Result<May<act::Look>, Problem>,
    request: HttpRequest,
    site: Data<Site>,
    batch: Path<BatchNumber>,
) -> HttpResponse {
    let asked = site.asked(&request);
    let who = match who {
        Ok(who) => who,
        Err(problem) => return elsewhere(&problem, &asked),
    };
    let t = asked.language.messages();
    let said = match done(&request) {
        Some("issued") => Some(t.work_issued()),
        Some("received") => Some(t.work_received_done()),
        Some("stamped") => Some(t.work_stamped_done()),
        Some("voided") => Some(t.work_voided()),
        Some("ordered") => Some(t.work_print_ordered()),
        Some("cancelled") => Some(t.work_print_cancelled()),
        Some(_) | None => None,
    };
    match batch_page(&site, &asked, &who, batch.into_inner()) {
        Ok(page) => work_page(&WorkPage { done: said, ..page }),
        Err(error) => not_there(&site, &asked, error),
    }
}

/// The page of a batch.
pub(super) fn batch_page(
    site: &Site,
    asked: &Asked<'_>,
    who: &May<act::Look>,
    number: BatchNumber,
) -> Result<WorkPage, UseCaseError> {
    let (t, language) = (asked.language.messages(), asked.language);
    let batch = site.service.batch(&who.asker, number)?;
    let jobs = site.service.print_jobs(&who.asker, number)?;
    let href = |below: &str| asked.stay().href(&format!("{}/{below}", batch_path(number)));
    let mut links = vec![(href("stamped"), t.work_stamped())];
    if batch.stamps.not_received > 0 {
        links.insert(0, (href("received"), t.work_received()));
    }
    links.push((href("void"), t.work_void()));
    let count = |stamps: u64| language.count(stamps);
    let facts = vec![
        (t.work_stamps(), count(u64::from(batch.quantity))),
        (t.work_used(), count(batch.stamps.used)),
        (t.work_spoiled(), count(batch.stamps.spoiled)),
        (t.work_left(), count(batch.stamps.left)),
        (t.work_not_received(), count(batch.stamps.not_received)),
        (t.work_valid_until(), language.date(batch.valid_until)),
    ];
    let items = jobs.iter().map(|job| job_item(job, asked)).collect();
    Ok(WorkPage {
        frame: frame(site, asked),
        title: Messages::work_batch_title,
        of: number.to_string(),
        advice: batch.product.unwrap_or_default(),
        done: None,
        wrong: None,
        blocks: vec![
            Block { facts, links, ..Block::default() },
            Block {
                title: t.work_print_jobs(),
                items,
                links: vec![(href("print"), t.work_print())],
                ..Block::default()
            },
        ],
        secret: None,
        back: (asked.stay().href(OWN_BATCHES), t.work_batches_title()),
    })
}

fn job_item(job: &PrintJobView, asked: &Asked<'_>) -> Item {
    let (t, language) = (asked.language.messages(), asked.language);
    let href = |below: &str| {
        asked.stay().href(&format!("{}/print-jobs/{}/{below}", batch_path(job.batch), job.job))
    };
    let state = print_state_in_words(job, language);
    let made = t.work_print_made(language.count(job.stamps_done), language.count(job.stamps));
    let kept = job.keep_until.map(|until| t.work_print_kept(language.date(today(until))));
    let mut links: Vec<(String, String)> = job
        .files
        .iter()
        .map(|file| {
            let size = file_size_in_words(file.bytes, language);
            (file.path.clone(), format!("{} ({size})", file.name))
        })
        .collect();
    let mut buttons = Vec::new();
    match job.state {
        PrintJobState::Waiting | PrintJobState::Running => {
            buttons.push((href("cancel"), t.work_print_cancel()));
        }
        PrintJobState::Done => {
            links.push((href("link"), t.work_link()));
            links.push((href("slip"), t.slip_title()));
            buttons.push((href("cancel"), t.work_print_delete()));
        }
        PrintJobState::Failed | PrintJobState::Deleted => {
            buttons.push((href("resume"), t.work_print_resume()));
        }
        PrintJobState::Cancelled => {}
    }
    Item {
        name: t.work_print_job(job.job.to_string()),
        lines: vec![state, made],
        quiet: kept.into_iter().collect(),
        links,
        buttons,
    }
}
