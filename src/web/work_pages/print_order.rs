//! Files of a batch: ordered, cancelled, made again, handed to a print house by a link with its delivery slip.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Form, Path},
};
use serde::Deserialize;

use super::{
    batch::batch_page, batch_path, elsewhere, form_page, frame, not_there, refused, to, work_page,
};
use crate::{
    access::act,
    app::{
        Asker, PrintFormat, PrintJobNumber, PrintJobView, PrintLinkRequest, PrintPlan,
        PrintProfile, PrintRequest, ReprintReason, SizeInMm, UseCaseError,
    },
    ledger::IdempotencyKey,
    printing::{Preset, RollPreset},
    stamp::BatchNumber,
    web::{
        account_pages::{mistaken, own_page},
        api::print_words,
        messages::{Language, Messages, plan_in_words, work_refusal_in_words},
        negotiation::Asked,
        page::{
            account::{Field, FormPage, Input},
            print::render_slip,
            work::{Block, WorkPage, render_work},
        },
        problem::Problem,
        site::Site,
        who::May,
    },
};

/// What the form of a print sends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub(super) struct PrintSent {
    /// A format, with a sheet or roll behind a colon: `pdf:a4-65`.
    #[serde(default)]
    what: String,
    /// `40x25`, for formats that have no size of their own.
    #[serde(default)]
    label: String,
    #[serde(default)]
    dpi: String,
    #[serde(default)]
    begin_at: String,
    #[serde(default)]
    only_sheet: String,
    #[serde(default)]
    reason: String,
    /// What was looked at before.
    #[serde(default)]
    seen: String,
    #[serde(default)]
    key: String,
}

impl PrintSent {
    /// All that changes what comes of it.
    fn looked_at(&self) -> String {
        let Self { what, label, dpi, begin_at, only_sheet, .. } = self;
        [what, label, dpi, begin_at, only_sheet].map(|text| text.trim()).join("|")
    }

    /// What it asks for; `None` if something in it is no number.
    fn profile(&self) -> Option<PrintProfile> {
        let (format, of) = self.what.split_once(':').unwrap_or((&self.what, ""));
        let format: PrintFormat = serde_json::from_value(format.into()).ok()?;
        let named = (!of.is_empty()).then(|| of.to_owned());
        let is_sheet = format == PrintFormat::Pdf;
        let label = match self.label.trim() {
            "" => None,
            label => {
                let (width, height) = label.split_once(['x', '×'])?;
                let mm = |text: &str| text.trim().replace(',', ".").parse::<f64>().ok();
                Some(SizeInMm { width_mm: mm(width)?, height_mm: mm(height)? })
            }
        };
        Some(PrintProfile {
            format,
            sheet: named.clone().filter(|_| is_sheet),
            label,
            grid: None,
            roll: named.filter(|_| !is_sheet),
            across: None,
            gap_mm: None,
            speed: None,
            dpi: number(&self.dpi)?,
            module_mm: None,
            symbol: None,
            pin: None,
            begin_at: number(&self.begin_at)?,
            offset: None,
        })
    }

    fn request(&self) -> Option<PrintRequest> {
        let reason = match self.reason.as_str() {
            "" => None,
            word => Some(serde_json::from_value::<ReprintReason>(word.into()).ok()?),
        };
        let only_sheet = number(&self.only_sheet)?;
        Some(PrintRequest { profile: Some(self.profile()?), only_sheet, again_of: None, reason })
    }
}

/// A number that may be left out.
fn number<N: std::str::FromStr>(text: &str) -> Option<Option<N>> {
    match text.trim() {
        "" => Some(None),
        text => text.parse().ok().map(Some),
    }
}

/// `GET /account/batches/{batch}/print`
pub(super) async fn print_page(
    who: Result<May<act::SignStamps>, Problem>,
    request: HttpRequest,
    site: Data<Site>,
    batch: Path<BatchNumber>,
) -> HttpResponse {
    let asked = site.asked(&request);
    let who = match who {
        Ok(who) => who,
        Err(problem) => return elsewhere(&problem, &asked),
    };
    match print_form(&site, &asked, &who.asker, batch.into_inner(), &PrintSent::default(), None) {
        Ok(form) => form_page(&form),
        Err(error) => not_there(&site, &asked, error),
    }
}

/// `POST /account/batches/{batch}/print`: says what it would be, and orders it when it is sent again.
pub(super) async fn print(
    who: Result<May<act::SignStamps>, Problem>,
    request: HttpRequest,
    site: Data<Site>,
    batch: Path<BatchNumber>,
    Form(sent): Form<PrintSent>,
) -> HttpResponse {
    let asked = site.asked(&request);
    let who = match who {
        Ok(who) => who,
        Err(problem) => return elsewhere(&problem, &asked),
    };
    let (batch, t) = (batch.into_inner(), asked.language.messages());
    let again = match print_form(&site, &asked, &who.asker, batch, &sent, None) {
        Ok(form) => form,
        Err(error) => return not_there(&site, &asked, error),
    };
    let Some(wanted) = sent.request() else { return mistaken(again, t.work_print_wrong()) };
    let words = print_words(site.service.office());
    if sent.seen != sent.looked_at() {
        let profile = wanted.profile.as_ref().expect("it was read");
        return match site.service.plan_print(&who.asker, batch, profile, words) {
            Ok(plan) => {
                let form = print_form(&site, &asked, &who.asker, batch, &sent, Some(&plan));
                form.map_or_else(|error| not_there(&site, &asked, error), |form| form_page(&form))
            }
            Err(error) => refused(again, error),
        };
    }
    let asker = who.asker.clone().under(IdempotencyKey::parse(&sent.key).ok());
    match site.service.order_print(&asker, batch, &wanted, words).await {
        Ok(_) => to(&format!("{}?done=ordered", batch_path(batch)), &asked),
        Err(error) => refused(again, error),
    }
}

fn print_form(
    site: &Site,
    asked: &Asked<'_>,
    asker: &Asker,
    batch: BatchNumber,
    sent: &PrintSent,
    plan: Option<&PrintPlan>,
) -> Result<FormPage, UseCaseError> {
    let (t, language) = (asked.language.messages(), asked.language);
    let jobs = site.service.print_jobs(asker, batch)?;
    let key = match sent.key.as_str() {
        "" => site.service.form_key(),
        key => key.to_owned(),
    };
    let mut fields = vec![
        Field::select("what", t.work_print_what(), formats(language)).holding(&sent.what),
        Field::line("label", t.work_print_label(), Input::MaybeText)
            .hinted(t.work_print_label_hint())
            .holding(&sent.label),
        Field::line("dpi", t.work_print_dpi(), Input::MaybeText)
            .hinted(t.work_print_dpi_hint())
            .holding(&sent.dpi),
        Field::line("begin_at", t.work_print_begin_at(), Input::MaybeText)
            .hinted(t.work_print_begin_at_hint())
            .holding(&sent.begin_at),
    ];
    if !jobs.is_empty() {
        let reasons = [
            (String::new(), String::new()),
            (ReprintReason::Spoiled.word().to_owned(), t.reprint_spoiled()),
            (ReprintReason::NotPrinted.word().to_owned(), t.reprint_not_printed()),
            (ReprintReason::OtherFormat.word().to_owned(), t.reprint_other_format()),
        ];
        fields.push(
            Field::line("only_sheet", t.work_print_only_sheet(), Input::MaybeText)
                .hinted(t.work_print_only_sheet_hint())
                .holding(&sent.only_sheet),
        );
        fields.push(
            Field::select("reason", t.work_print_reason(), reasons.to_vec()).holding(&sent.reason),
        );
    }
    fields.push(Field::hidden("seen", plan.map(|_| sent.looked_at()).unwrap_or_default()));
    fields.push(Field::hidden("key", key));
    let said = plan.map(|plan| {
        let sheets =
            plan.sheets.map(|sheets| t.work_print_sheets(language.count(u64::from(sheets))));
        let files = t.work_print_files(language.count(plan.file_count));
        let notes = plan_in_words(plan, language);
        notes.into_iter().chain(sheets).chain([files]).collect::<Vec<_>>().join(" ")
    });
    Ok(FormPage {
        frame: frame(site, asked),
        title: Messages::work_print,
        advice: t.work_of_batch(batch.to_string(), String::new()),
        wrong: None,
        set_up: None,
        action: asked.stay().href(&format!("{}/print", batch_path(batch))),
        fields,
        submit: if plan.is_some() { t.work_print_submit() } else { t.work_look() },
        note: said,
        back: Some((asked.stay().href(&batch_path(batch)), t.work_batch_title())),
    })
}

/// What can be chosen, in words.
fn formats(language: Language) -> Vec<(String, String)> {
    let t = language.messages();
    let sheets = Preset::ALL.into_iter().map(|preset| {
        let labels = u64::from(preset.sheet().labels());
        let words = t.work_print_on_sheets(labels, preset.product);
        (format!("pdf:{}", preset.name), words)
    });
    let rolls = |format: &'static str, maker: &'static str| {
        RollPreset::ALL.into_iter().map(move |preset| {
            (format!("{format}:{}", preset.name), format!("{maker}, {} mm", preset.name))
        })
    };
    let others = [
        ("pdf:single", t.work_print_single()),
        ("pdf:press", t.work_print_press()),
        ("svg", t.work_print_svg()),
        ("png", t.work_print_png()),
        ("csv", t.work_print_csv()),
    ];
    sheets
        .chain(rolls("tspl", "TSPL (TSC, Xprinter, Godex)"))
        .chain(rolls("zpl", "ZPL (Zebra)"))
        .chain(others.into_iter().map(|(value, words)| (value.to_owned(), words)))
        .collect()
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
    let (batch, job) = path.into_inner();
    let cancelled = site.service.cancel_print(&who.asker, batch, job).await;
    done_or_refused(&site, &asked, &looks, batch, "cancelled", cancelled)
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
    let (batch, job) = path.into_inner();
    let resumed = site.service.resume_print(&who.asker, batch, job).await;
    done_or_refused(&site, &asked, &looks, batch, "ordered", resumed)
}

/// What came of a button of a batch's page: said on it.
fn done_or_refused(
    site: &Site,
    asked: &Asked<'_>,
    who: &May<act::Look>,
    batch: BatchNumber,
    word: &str,
    outcome: Result<PrintJobView, UseCaseError>,
) -> HttpResponse {
    let error = match outcome {
        Ok(_) => return to(&format!("{}?done={word}", batch_path(batch)), asked),
        Err(error) => error,
    };
    match batch_page(site, asked, who, batch) {
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
pub(super) struct LinkSent {
    #[serde(default)]
    name: String,
    #[serde(default)]
    days: String,
    #[serde(default)]
    downloads: String,
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
    let (t, language) = (asked.language.messages(), asked.language);
    match site.service.make_print_link(&who.asker, job, &wanted).await {
        Ok(made) => {
            let base_url = &site.service.office().base_url;
            let until = language.date(crate::stamp::today(made.link.expires_at));
            work_page(&WorkPage {
                frame: frame(&site, &asked),
                title: Messages::work_link_made,
                of: String::new(),
                advice: t.work_link_made_advice(made.link.name, until),
                done: None,
                wrong: None,
                secret: made.path.map(|path| format!("{base_url}{path}")),
                blocks: vec![Block {
                    links: vec![(asked.stay().href(&batch_path(job.0)), t.work_batch_title())],
                    ..Block::default()
                }],
                back: (asked.stay().href(&batch_path(job.0)), t.work_batch_title()),
            })
        }
        Err(error @ UseCaseError::PrintLinkTerms) => {
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
    FormPage {
        frame: frame(site, asked),
        title: Messages::work_link,
        advice: t.work_link_advice(),
        wrong: None,
        set_up: None,
        action: asked.stay().href(&format!("{}/print-jobs/{job}/link", batch_path(batch))),
        fields: vec![
            Field::line("name", t.work_link_name(), Input::Text).holding(&sent.name),
            Field::line("days", t.work_link_days(), Input::Number).holding(or(&sent.days, "7")),
            Field::line("downloads", t.work_link_downloads(), Input::Number)
                .holding(or(&sent.downloads, "1")),
        ],
        submit: t.work_link(),
        note: None,
        back: Some((asked.stay().href(&batch_path(batch)), t.work_batch_title())),
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
