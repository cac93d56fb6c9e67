//! Ordering files of a batch: as what they are printed, and an earlier job again, all of it or one sheet. What would come
//! of it is said before it is ordered, with a label drawn.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Form, Path, Query, block},
};
use serde::Deserialize;

use super::{batch_path, elsewhere, form_page, frame, not_there, refused, to};
use crate::{
    access::act,
    app::{
        ArtworkName, Asker, LabelGrid, PlaceInMm, PrintArtwork, PrintFormat, PrintJobNumber,
        PrintJobView, PrintPin, PrintProfile, PrintRequest, ProfileError, ReprintReason, SizeInMm,
        UseCaseError,
    },
    ledger::IdempotencyKey,
    printing::{Preset, RollPreset},
    stamp::BatchNumber,
    web::{
        account_pages::mistaken,
        api::pdf,
        messages::{Language, Messages, calibration_in_words, plan_in_words},
        negotiation::Asked,
        page::account::{Field, FormPage, Input, Preview},
        problem::Problem,
        site::Site,
        who::May,
    },
};

/// What the form of a print sends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct PrintSent {
    /// A format, with a sheet or roll behind a colon: `pdf:a4-65`.
    what: String,
    /// `40x25`, for formats that have no size of their own.
    label: String,
    dpi: String,
    begin_at: String,
    pin: String,
    offset_x: String,
    offset_y: String,
    columns: String,
    rows: String,
    first: String,
    pitch: String,
    paper: String,
    across: String,
    gap: String,
    /// The name of the producer's own picture.
    artwork: String,
    artwork_size: String,
    reason: String,
    /// What was looked at before.
    seen: String,
    key: String,
}

/// What the form of a print that is made again sends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct AgainSent {
    sheet: String,
    reason: String,
    seen: String,
    key: String,
}

/// The name of a field that can't be read.
pub(super) type Unread = &'static str;

impl PrintSent {
    /// What the form of a batch says of its files.
    pub(super) fn of(what: &str, label: &str) -> Self {
        Self { what: what.to_owned(), label: label.to_owned(), ..Self::default() }
    }

    /// All that changes what comes of it, by the names of the fields.
    fn settings(&self) -> [(&'static str, &str); 16] {
        [
            ("what", &self.what),
            ("label", &self.label),
            ("dpi", &self.dpi),
            ("begin_at", &self.begin_at),
            ("pin", &self.pin),
            ("offset_x", &self.offset_x),
            ("offset_y", &self.offset_y),
            ("columns", &self.columns),
            ("rows", &self.rows),
            ("first", &self.first),
            ("pitch", &self.pitch),
            ("paper", &self.paper),
            ("across", &self.across),
            ("gap", &self.gap),
            ("artwork", &self.artwork),
            ("artwork_size", &self.artwork_size),
        ]
    }

    fn looked_at(&self) -> String {
        self.settings().map(|(_, text)| text.trim()).join("|")
    }

    /// What it asks for.
    pub(super) fn profile(&self) -> Result<PrintProfile, Unread> {
        let (format, of) = self.what.split_once(':').unwrap_or((&self.what, ""));
        let format: PrintFormat = serde_json::from_value(format.into()).map_err(|_| "what")?;
        let named = (!of.is_empty()).then(|| of.to_owned());
        let is_sheet = format == PrintFormat::Pdf;
        let size = |name: Unread, text: &str| {
            pair(name, text)
                .map(|pair| pair.map(|(width_mm, height_mm)| SizeInMm { width_mm, height_mm }))
        };
        let first = pair("first", &self.first)?.map(|(x_mm, y_mm)| PlaceInMm { x_mm, y_mm });
        let (columns, rows) = (number("columns", &self.columns)?, number("rows", &self.rows)?);
        let pitch = size("pitch", &self.pitch)?;
        let grid = match of {
            "custom" => Some(LabelGrid {
                columns: columns.ok_or("columns")?,
                rows: rows.ok_or("rows")?,
                first: first.ok_or("first")?,
                pitch: pitch.ok_or("pitch")?,
                paper: size("paper", &self.paper)?,
            }),
            _ => None,
        };
        let (x_mm, y_mm) =
            (decimal("offset_x", &self.offset_x)?, decimal("offset_y", &self.offset_y)?);
        let is_moved = x_mm.is_some() || y_mm.is_some();
        let offset = PlaceInMm { x_mm: x_mm.unwrap_or(0.0), y_mm: y_mm.unwrap_or(0.0) };
        Ok(PrintProfile {
            format,
            sheet: named.clone().filter(|_| is_sheet),
            label: size("label", &self.label)?,
            grid,
            roll: named.filter(|_| !is_sheet),
            across: number("across", &self.across)?,
            gap_mm: decimal("gap", &self.gap)?,
            speed: None,
            dpi: number("dpi", &self.dpi)?,
            module_mm: None,
            symbol: None,
            pin: match self.pin.as_str() {
                "" => None,
                word => {
                    serde_json::from_value::<PrintPin>(word.into()).map(Some).map_err(|_| "pin")?
                }
            },
            begin_at: number("begin_at", &self.begin_at)?,
            offset: is_moved.then_some(offset),
            artwork: match self.artwork.trim() {
                "" => None,
                name => Some(PrintArtwork {
                    name: ArtworkName::try_from(name.to_owned()).map_err(|_| "artwork")?,
                    within: size("artwork_size", &self.artwork_size)?,
                }),
            },
        })
    }

    fn request(&self) -> Result<PrintRequest, Unread> {
        Ok(PrintRequest {
            profile: Some(self.profile()?),
            only_sheet: None,
            again_of: None,
            reason: reason(&self.reason)?,
        })
    }
}

fn reason(text: &str) -> Result<Option<ReprintReason>, Unread> {
    match text {
        "" => Ok(None),
        word => serde_json::from_value(word.into()).map(Some).map_err(|_| "reason"),
    }
}

/// A number that may be left out.
fn number<N: std::str::FromStr>(name: Unread, text: &str) -> Result<Option<N>, Unread> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| name),
    }
}

/// A number that may have a comma or a point.
fn decimal(name: Unread, text: &str) -> Result<Option<f64>, Unread> {
    number(name, &text.replace(',', ".").replace('−', "-"))
}

/// Two of them: `40x25`, `40 × 25`.
fn pair(name: Unread, text: &str) -> Result<Option<(f64, f64)>, Unread> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let (one, other) =
        text.trim().trim_end_matches("mm").split_once(['x', 'X', '×', '*']).ok_or(name)?;
    let number = |text| decimal(name, text)?.ok_or(name);
    Ok(Some((number(one)?, number(other)?)))
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

/// The form once more, naming the field that can't be read.
pub(super) fn mistaken_in(form: FormPage, unread: Unread) -> HttpResponse {
    let t = form.frame.language.messages();
    let wrong = t.work_print_wrong(label_of(&form, unread).unwrap_or_default());
    mistaken(form, wrong)
}

/// The form once more, saying why no printer can do it, and naming the field that has no effect.
pub(super) fn refused_profile(form: FormPage, error: UseCaseError) -> HttpResponse {
    let UseCaseError::Profile(ProfileError::Idle(field)) = error else {
        return refused(form, error);
    };
    let name = match field {
        "grid" => "columns",
        "gap_mm" => "gap",
        "offset" => "offset_x",
        same => same,
    };
    match label_of(&form, name) {
        Some(label) => {
            let wrong = form.frame.language.messages().work_refused_idle_field(label);
            mistaken(form, wrong)
        }
        None => refused(form, error),
    }
}

/// What stands over a field.
fn label_of<'f>(form: &'f FormPage, name: &str) -> Option<&'f str> {
    let folded = form.folded.iter().flat_map(|(_, fields)| fields);
    let field = form.fields.iter().chain(folded).find(|field| field.name == name);
    field.map(|field| field.label.as_str())
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

/// What can be chosen, in words.
pub(super) fn formats(language: Language) -> Vec<(String, String)> {
    let t = language.messages();
    let sheets = Preset::ALL.into_iter().map(|preset| {
        let labels = u64::from(preset.sheet().labels());
        let words = t.work_print_on_sheets(labels, preset.product);
        (format!("pdf:{}", preset.name), words)
    });
    let rolls = |format: &'static str, maker: &'static str| {
        let presets = RollPreset::ALL.into_iter().map(move |preset| {
            let size = preset.roll.label;
            let mm = |side: crate::printing::Length| side.to_string();
            let words =
                t.work_print_on_roll(maker, mm(size.width), mm(size.height), preset.roll.across);
            (format!("{format}:{}", preset.name), words)
        });
        presets.chain([(format.to_owned(), t.work_print_on_own_roll(maker))])
    };
    let others = [
        ("pdf:single", t.work_print_single()),
        ("pdf:press", t.work_print_press()),
        ("pdf:custom", t.work_print_custom()),
        ("svg", t.work_print_svg()),
        ("png", t.work_print_png()),
        ("csv", t.work_print_csv()),
        ("jsonl", t.work_print_jsonl()),
    ];
    sheets
        .chain(rolls("tspl", "TSPL (TSC, Xprinter, Godex)"))
        .chain(rolls("zpl", "ZPL (Zebra)"))
        .chain(others.into_iter().map(|(value, words)| (value.to_owned(), words)))
        .collect()
}

/// What a profile is printed as.
pub(super) fn format_in_words(profile: &PrintProfile, language: Language) -> String {
    let format = serde_json::to_value(profile.format).expect("a word");
    let format = format.as_str().expect("a word");
    let of = profile.sheet.as_ref().or(profile.roll.as_ref());
    let value = of.map_or_else(|| format.to_owned(), |of| format!("{format}:{of}"));
    let known = formats(language).into_iter().find(|(known, _)| *known == value);
    known.map_or(value, |(_, words)| words)
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
