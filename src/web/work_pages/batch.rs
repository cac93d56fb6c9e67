//! My batches, and one of them: its state, its files, and what can be done with it.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};

use super::{
    OWN_BATCHES, OWN_CERTIFICATES, PROPOSALS, acts_for, batch_path, done, elsewhere, frame,
    not_there, print_job::job_item, work_page,
};
use crate::{
    access::act,
    app::{BatchFilter, BatchView, UseCaseError},
    stamp::{BatchNumber, today},
    web::{
        account_pages::ACCOUNT,
        messages::{Language, Messages},
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
        quiet: [kind_in_words(batch, language)]
            .into_iter()
            .chain(acts_for(&site, &who.asker, batch.producer, language))
            .collect(),
        links: vec![(asked.stay().href(&batch_path(batch.batch)), t.work_open())],
        ..Item::default()
    });
    let items: Vec<_> = items.collect();
    let paragraphs = if items.is_empty() { vec![t.work_no_batches()] } else { Vec::new() };
    let back = (asked.stay().href(ACCOUNT), t.account_title());
    work_page(&WorkPage {
        advice: t.work_batches_advice(),
        done: (done(&request) == Some("voided")).then(|| t.work_voided()),
        blocks: vec![Block {
            paragraphs,
            items,
            links: vec![
                (asked.stay().href(OWN_CERTIFICATES), t.work_certificates_title()),
                (asked.stay().href(PROPOSALS), t.work_proposals_title()),
            ],
            ..Block::default()
        }],
        ..WorkPage::new(frame(&site, &asked), Messages::work_batches_title, back)
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

/// When it was issued, for which pack, whether it goes to a print house, and whether it has PINs.
fn kind_in_words(batch: &BatchView, language: Language) -> String {
    let t = language.messages();
    let issued = Some(t.work_issued_on(language.date(today(batch.issued_at))));
    let printer = match (batch.activated, batch.pin) {
        (true, _) => t.work_kind_own(),
        (false, false) => t.work_kind_house(),
        (false, true) => t.work_kind_house_pin(),
    };
    let said = issued.into_iter().chain(batch.pack.clone()).chain([printer]);
    said.collect::<Vec<_>>().join(" · ")
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
        Some("issued_files") => Some(t.work_issued_files()),
        Some("issued_alone") => Some(t.work_issued_alone()),
        Some("received") => Some(t.work_received_done()),
        Some("stamped") => Some(t.work_stamped_done()),
        Some("voided") => Some(t.work_voided()),
        Some("ordered") => Some(t.work_print_ordered()),
        Some(_) | None => None,
    };
    match batch_page(&site, &asked, &who, batch.into_inner()) {
        Ok(page) => work_page(&WorkPage { done: said, ..page }),
        Err(error) => not_there(&site, &asked, error),
    }
}

/// The page of a batch.
fn batch_page(
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
    let mut facts = vec![
        (t.work_stamps(), count(u64::from(batch.quantity))),
        (t.work_used(), count(batch.stamps.used)),
        (t.work_spoiled(), count(batch.stamps.spoiled)),
        (t.work_left(), count(batch.stamps.left)),
        (t.work_valid_until(), language.date(batch.valid_until)),
        (t.work_kind(), kind_in_words(&batch, language)),
    ];
    if batch.stamps.not_received > 0 {
        facts.push((t.work_not_received(), count(batch.stamps.not_received)));
    }
    let items = jobs.iter().map(|job| job_item(job, asked)).collect();
    let paragraphs = acts_for(site, &who.asker, batch.producer, language).into_iter().collect();
    let back = (asked.stay().href(OWN_BATCHES), t.work_batches_title());
    Ok(WorkPage {
        of: number.to_string(),
        advice: batch.product.unwrap_or_default(),
        blocks: vec![
            Block { paragraphs, facts, links, ..Block::default() },
            Block {
                title: t.work_print_jobs(),
                items,
                links: vec![(href("print"), t.work_print())],
                ..Block::default()
            },
        ],
        ..WorkPage::new(frame(site, asked), Messages::work_batch_title, back)
    })
}
