//! Ordering files of a batch: as what they are printed, and an earlier job again, all of it or one sheet. What would come
//! of it is said before it is ordered, with a label drawn.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Form, Path, Query, block},
};
use serde::Deserialize;

use super::{
    batch_path, elsewhere, form_page, frame, not_there,
    print_sent::{
        PrintSent, format_in_words, formats, mistaken_in, number, reason, refused_profile,
    },
    refused, to,
};
use crate::{
    access::act,
    app::{
        Asker, PrintFormat, PrintJobNumber, PrintJobView, PrintRequest, ReprintReason, UseCaseError,
    },
    ledger::IdempotencyKey,
    stamp::BatchNumber,
    web::{
        api::pdf,
        messages::{Language, Messages, calibration_in_words, plan_in_words},
        negotiation::Asked,
        page::account::{Field, FormPage, Input, Preview},
        problem::Problem,
        site::Site,
        who::May,
    },
};

/// What the form of a print that is made again sends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct AgainSent {
    sheet: String,
    reason: String,
    seen: String,
    key: String,
}

/// What leads to the form of a print.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ArtworkQuery {
    /// A picture that was just given.
    #[serde(default)]
    artwork: String,
}

/// `GET /account/batches/{batch}/print`
pub(super) async fn print_page(
    who: Result<May<act::SignStamps>, Problem>,
    request: HttpRequest,
    site: Data<Site>,
    batch: Path<BatchNumber>,
    artwork: Query<ArtworkQuery>,
) -> HttpResponse {
    let asked = site.asked(&request);
    let who = match who {
        Ok(who) => who,
        Err(problem) => return elsewhere(&problem, &asked),
    };
    let sent = PrintSent { artwork: artwork.into_inner().artwork, ..PrintSent::default() };
    match print_form(&site, &asked, &who.asker, batch.into_inner(), &sent) {
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
    let batch = batch.into_inner();
    let form = match print_form(&site, &asked, &who.asker, batch, &sent) {
        Ok(form) => form,
        Err(error) => return not_there(&site, &asked, error),
    };
    let wanted = match sent.request() {
        Ok(wanted) => wanted,
        Err(unread) => return mistaken_in(form, unread),
    };
    let ordered =
        Ordered { batch, wanted, looked_at: sent.looked_at(), seen: sent.seen, key: sent.key };
    look_or_order(&site, &asked, &who.asker, ordered, form).await
}

/// `GET /account/batches/{batch}/print-jobs/{job}/again`
pub(super) async fn again_page(
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
        Ok(job) => form_page(&again_form(&site, &asked, &job, &AgainSent::default())),
        Err(error) => not_there(&site, &asked, error),
    }
}

/// `POST /account/batches/{batch}/print-jobs/{job}/again`: the same.
pub(super) async fn again(
    who: Result<May<act::SignStamps>, Problem>,
    request: HttpRequest,
    site: Data<Site>,
    path: Path<(BatchNumber, PrintJobNumber)>,
    Form(sent): Form<AgainSent>,
) -> HttpResponse {
    let asked = site.asked(&request);
    let who = match who {
        Ok(who) => who,
        Err(problem) => return elsewhere(&problem, &asked),
    };
    let (batch, number_of_job) = path.into_inner();
    let form = match site.service.print_job(&who.asker, batch, number_of_job) {
        Ok(job) => again_form(&site, &asked, &job, &sent),
        Err(error) => return not_there(&site, &asked, error),
    };
    let (only_sheet, reason) = match (number("sheet", &sent.sheet), reason(&sent.reason)) {
        (Ok(sheet), Ok(reason)) => (sheet, reason),
        (Err(unread), _) | (_, Err(unread)) => return mistaken_in(form, unread),
    };
    let again_of = Some(number_of_job);
    let wanted = PrintRequest { profile: None, only_sheet, again_of, reason };
    let looked_at = format!("{}|", sent.sheet.trim());
    let ordered = Ordered { batch, wanted, looked_at, seen: sent.seen, key: sent.key };
    look_or_order(&site, &asked, &who.asker, ordered, form).await
}

/// What was sent by one of the two forms.
struct Ordered {
    batch: BatchNumber,
    wanted: PrintRequest,
    looked_at: String,
    seen: String,
    key: String,
}

/// Says what a print would be, and orders it once that was seen.
async fn look_or_order(
    site: &Site,
    asked: &Asked<'_>,
    asker: &Asker,
    ordered: Ordered,
    form: FormPage,
) -> HttpResponse {
    let Ordered { batch, wanted, looked_at, seen, key } = ordered;
    if seen != looked_at {
        let (service, asker, wanted) = (site.service.clone(), asker.clone(), wanted.clone());
        let planned = block(move || {
            let plan = service.plan_print(&asker, batch, &wanted)?;
            Ok((plan, service.print_sample(&asker, batch, &wanted)?))
        });
        let (plan, picture) = match planned.await {
            Ok(Ok(planned)) => planned,
            Ok(Err(error)) => return refused_profile(form, error),
            Err(_) => return to(&batch_path(batch), asked),
        };
        let t = asked.language.messages();
        // What was looked at is not what was sent.
        let changed = (!seen.is_empty()).then(|| t.work_changed_since());
        let mut lines: Vec<_> = changed.into_iter().collect();
        lines.extend(plan_in_words(&plan, asked.language));
        if picture.is_some() {
            lines.push(t.work_print_sample());
        }
        let preview = Some(Preview { lines, picture });
        let mut form = FormPage { preview, submit: t.work_print_submit(), ..form };
        form.fields.push(Field::hidden("seen", looked_at));
        return form_page(&form);
    }
    let asker = asker.clone().under(IdempotencyKey::parse(&key).ok());
    match site.service.order_print(&asker, batch, &wanted).await {
        Ok(_) => to(&format!("{}?done=ordered", batch_path(batch)), asked),
        Err(error) => refused(form, error),
    }
}

fn print_form(
    site: &Site,
    asked: &Asked<'_>,
    asker: &Asker,
    batch: BatchNumber,
    sent: &PrintSent,
) -> Result<FormPage, UseCaseError> {
    let (t, language) = (asked.language.messages(), asked.language);
    let jobs = site.service.print_jobs(asker, batch)?;
    let label = site.service.batch_label(asker, batch)?;
    let line = |name, label, value: &str| Field::line(name, label, Input::MaybeText).holding(value);
    let mut fields = vec![
        Field::select("what", t.work_print_what(), formats(language)).holding(&sent.what),
        line("label", t.work_print_label(), &sent.label).hinted(t.work_print_label_hint()),
        line("dpi", t.work_print_dpi(), &sent.dpi).hinted(t.work_print_dpi_hint()),
        line("begin_at", t.work_print_begin_at(), &sent.begin_at)
            .hinted(t.work_print_begin_at_hint()),
    ];
    if label.pin {
        let choices = [
            (String::new(), t.work_print_pin_usual()),
            ("print".to_owned(), t.work_print_pin_print()),
            ("leave_out".to_owned(), t.work_print_pin_leave_out()),
        ];
        fields.push(Field::select("pin", t.work_print_pin(), choices.into()).holding(&sent.pin));
    }
    if !jobs.is_empty() {
        fields.push(reasons(language).holding(&sent.reason));
    }
    let pictures = site.service.known_artwork(asker, batch)?;
    if !pictures.is_empty() || !sent.artwork.is_empty() {
        let known = pictures.into_iter().map(|(name, job)| {
            (name.as_str().to_owned(), t.work_print_artwork_of(job.to_string()))
        });
        let mut choices = vec![(String::new(), t.work_print_no_artwork())];
        choices.extend(known);
        if !choices.iter().any(|(name, _)| *name == sent.artwork) {
            choices.push((sent.artwork.clone(), t.work_print_new_artwork()));
        }
        fields.extend([
            Field::select("artwork", t.work_print_artwork(), choices)
                .hinted(t.work_print_artwork_hint())
                .holding(&sent.artwork),
            line("artwork_size", t.work_print_artwork_size(), &sent.artwork_size)
                .hinted(t.work_print_artwork_size_hint()),
        ]);
    }
    fields.push(Field::hidden("key", form_key(site, &sent.key)));
    let folded = vec![
        line("offset_x", t.work_print_offset_x(), &sent.offset_x)
            .hinted(t.work_print_offset_hint()),
        line("offset_y", t.work_print_offset_y(), &sent.offset_y),
        line("columns", t.work_print_columns(), &sent.columns).hinted(t.work_print_custom_hint()),
        line("rows", t.work_print_rows(), &sent.rows),
        line("first", t.work_print_first(), &sent.first).hinted(t.work_print_first_hint()),
        line("pitch", t.work_print_pitch(), &sent.pitch).hinted(t.work_print_pitch_hint()),
        line("paper", t.work_print_paper(), &sent.paper).hinted(t.work_print_paper_hint()),
        line("across", t.work_print_across(), &sent.across).hinted(t.work_print_roll_hint()),
        line("gap", t.work_print_gap(), &sent.gap),
    ];
    Ok(FormPage {
        advice: t.work_of_batch(batch.to_string(), label.product_name),
        action: asked.stay().href(&format!("{}/print", batch_path(batch))),
        fields,
        folded: Some((t.work_print_more(), folded)),
        submit: t.work_look(),
        other_submit: Some((
            asked.stay().href(&format!("{}/calibration", batch_path(batch))),
            t.work_print_calibration(),
        )),
        link: Some((
            asked.stay().href(&format!("{}/artwork", batch_path(batch))),
            t.work_artwork(),
        )),
        back: Some((
            asked.stay().href(&batch_path(batch)),
            t.work_back_to_batch(batch.to_string()),
        )),
        ..FormPage::new(frame(site, asked), Messages::work_print)
    })
}

fn again_form(site: &Site, asked: &Asked<'_>, job: &PrintJobView, sent: &AgainSent) -> FormPage {
    let (t, language) = (asked.language.messages(), asked.language);
    let batch = job.batch;
    let mut fields = Vec::new();
    if job.profile.format == PrintFormat::Pdf && job.only_sheet.is_none() {
        fields.push(
            Field::line("sheet", t.work_print_only_sheet(), Input::MaybeText)
                .hinted(t.work_print_only_sheet_hint())
                .holding(&sent.sheet),
        );
    }
    fields.push(reasons(language).holding(&sent.reason));
    fields.push(Field::hidden("key", form_key(site, &sent.key)));
    FormPage {
        advice: t
            .work_print_again_advice(job.job.to_string(), format_in_words(&job.profile, language)),
        action: asked.stay().href(&format!("{}/print-jobs/{}/again", batch_path(batch), job.job)),
        fields,
        submit: t.work_look(),
        back: Some((
            asked.stay().href(&batch_path(batch)),
            t.work_back_to_batch(batch.to_string()),
        )),
        ..FormPage::new(frame(site, asked), Messages::work_print_again)
    }
}

/// Made for this form, so that sending it twice orders once.
fn form_key(site: &Site, sent: &str) -> String {
    if sent.is_empty() { site.service.form_key() } else { sent.to_owned() }
}

fn reasons(language: Language) -> Field {
    let t = language.messages();
    let reasons = [
        (String::new(), String::new()),
        (ReprintReason::Spoiled.word().to_owned(), t.reprint_spoiled()),
        (ReprintReason::NotPrinted.word().to_owned(), t.reprint_not_printed()),
        (ReprintReason::OtherFormat.word().to_owned(), t.reprint_other_format()),
    ];
    Field::select("reason", t.work_print_reason(), reasons.to_vec())
}

/// Why an order is one again, in words.
pub(super) fn reason_in_words(reason: ReprintReason, language: Language) -> String {
    let t = language.messages();
    match reason {
        ReprintReason::Spoiled => t.reprint_spoiled(),
        ReprintReason::NotPrinted => t.reprint_not_printed(),
        ReprintReason::OtherFormat => t.reprint_other_format(),
    }
}

/// `POST /account/batches/{batch}/calibration`: a page to adjust the printer by, for the sheet of the form.
pub(super) async fn calibration(
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
    let form = match print_form(&site, &asked, &who.asker, batch.into_inner(), &sent) {
        Ok(form) => form,
        Err(error) => return not_there(&site, &asked, error),
    };
    let profile = match sent.profile() {
        Ok(profile) => profile,
        Err(unread) => return mistaken_in(form, unread),
    };
    match profile.calibration_page(&calibration_in_words(asked.language)) {
        Ok(page) => pdf(page),
        Err(error) => refused(form, error.into()),
    }
}
