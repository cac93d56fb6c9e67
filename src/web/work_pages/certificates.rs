//! My certificates, asking for a batch, and what is left of an old certificate.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Form, Path},
};
use serde::Deserialize;

use super::{
    OWN_BATCHES, OWN_CERTIFICATES, PROPOSALS, acts_for, batch_path, elsewhere, form_page, frame,
    not_there,
    print_sent::{PrintSent, Unread, formats, mistaken_in, refused_profile},
    refused, to, work_page,
};
use crate::{
    access::act,
    app::{Acted, BatchPlan, IssueRequest, OwnCertificate, UseCaseError, VoidUnusedRequest},
    ledger::IdempotencyKey,
    stamp::CertificateNumber,
    verification::Standing,
    web::{
        account_pages::{ACCOUNT, mistaken},
        messages::{Language, Messages, plan_in_words as print_in_words},
        negotiation::Asked,
        page::{
            account::{Field, FormPage, Input, Preview},
            list::standing_word,
            work::{Block, Item, WorkPage},
        },
        problem::Problem,
        site::Site,
        who::May,
    },
};

/// `GET /account/certificates`
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
    let items = site.service.own_certificates(&who.asker).into_iter().map(|own| {
        let href =
            |below| asked.stay().href(&format!("{OWN_CERTIFICATES}/{}/{below}", own.certificate));
        let in_force = own.standing == Standing::InForce && own.has_packs;
        let is_old = own.replaced_by.is_some() || own.standing == Standing::Ended;
        let request = in_force.then(|| (href("request"), t.work_request()));
        let unused = is_old.then(|| (href("unused"), t.work_unused()));
        let quiet = acts_for(&site, &who.asker, own.producer, language);
        Item {
            quiet: quiet.into_iter().collect(),
            lines: vec![in_words(&own, language)],
            name: own.product_name,
            links: request.into_iter().chain(unused).collect(),
            ..Item::default()
        }
    });
    let items: Vec<_> = items.collect();
    let paragraphs = if items.is_empty() { vec![t.work_no_certificates()] } else { Vec::new() };
    let back = (asked.stay().href(ACCOUNT), t.account_title());
    work_page(&WorkPage {
        advice: t.work_certificates_advice(),
        blocks: vec![Block {
            paragraphs,
            items,
            links: vec![
                (asked.stay().href(OWN_BATCHES), t.work_batches_title()),
                (asked.stay().href(PROPOSALS), t.work_proposals_title()),
            ],
            ..Block::default()
        }],
        ..WorkPage::new(frame(&site, &asked), Messages::work_certificates_title, back)
    })
}

/// A certificate in a line.
pub(super) fn in_words(own: &OwnCertificate, language: Language) -> String {
    let t = language.messages();
    let number = own.number.clone().unwrap_or_else(|| own.certificate.to_string());
    let standing = standing_word(own.standing, t);
    t.work_certificate(number, u8::from(own.stars), language.date(own.last_valid_on), standing)
}

/// What the form of a batch sends.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct BatchSent {
    #[serde(default)]
    quantity: String,
    #[serde(default)]
    variant: String,
    /// `own`: printed here, so in use from the start; `house`: they are received first; `house_pin`: and have PINs.
    #[serde(default)]
    printer: String,
    /// What files are made of it, as the form of a print has it; empty: none yet.
    #[serde(default)]
    what: String,
    /// For files without a size of their own.
    #[serde(default)]
    label: String,
    /// What was looked at before.
    #[serde(default)]
    seen: String,
    /// Made for this form, so that sending it twice asks for one batch.
    #[serde(default)]
    key: String,
}

impl BatchSent {
    fn looked_at(&self) -> String {
        let Self { quantity, variant, printer, what, label, .. } = self;
        [quantity, variant, printer, what, label].map(|text| text.trim()).join("|")
    }

    /// What it asks for.
    fn request(&self, certificate: CertificateNumber) -> Result<IssueRequest, Unread> {
        let print = PrintSent::of(&self.what, &self.label);
        if self.what.is_empty() && !self.label.trim().is_empty() {
            return Err("what");
        }
        Ok(IssueRequest {
            certificate,
            // What is no number is refused as too few.
            quantity: digits(&self.quantity).parse().unwrap_or(0),
            variant: self.variant.parse().unwrap_or(0),
            activated: self.printer == "own",
            with_pin: self.printer == "house_pin",
            print: (!self.what.is_empty()).then(|| print.profile()).transpose()?,
        })
    }
}

/// `GET /account/certificates/{certificate}/request`
pub(super) async fn request_page(
    who: Result<May<act::RequestBatch>, Problem>,
    request: HttpRequest,
    site: Data<Site>,
    certificate: Path<CertificateNumber>,
) -> HttpResponse {
    let asked = site.asked(&request);
    let who = match who {
        Ok(who) => who,
        Err(problem) => return elsewhere(&problem, &asked),
    };
    match site.service.own_certificate(&who.asker, certificate.into_inner()) {
        Ok(own) => form_page(&batch_form(&site, &asked, &own, &BatchSent::default(), None)),
        Err(error) => not_there(&site, &asked, error),
    }
}

/// `POST /account/certificates/{certificate}/request`: says what it would be, and does it when it is sent again.
pub(super) async fn request(
    who: Result<May<act::RequestBatch>, Problem>,
    request: HttpRequest,
    site: Data<Site>,
    certificate: Path<CertificateNumber>,
    Form(sent): Form<BatchSent>,
) -> HttpResponse {
    let asked = site.asked(&request);
    let who = match who {
        Ok(who) => who,
        Err(problem) => return elsewhere(&problem, &asked),
    };
    let number = certificate.into_inner();
    let own = match site.service.own_certificate(&who.asker, number) {
        Ok(own) => own,
        Err(error) => return not_there(&site, &asked, error),
    };
    let wanted = match sent.request(number) {
        Ok(wanted) => wanted,
        Err(unread) => return mistaken_in(batch_form(&site, &asked, &own, &sent, None), unread),
    };
    if wanted.quantity == 0 {
        let form = batch_form(&site, &asked, &own, &sent, None);
        return mistaken(form, asked.language.messages().work_quantity_wrong());
    }
    if sent.seen != sent.looked_at() {
        let (service, asker) = (site.service.clone(), who.asker.clone());
        let planned = wanted.clone();
        let plan = actix_web::web::block(move || service.plan_batch(&asker, &planned)).await;
        return match plan {
            Ok(Ok(plan)) => form_page(&batch_form(&site, &asked, &own, &sent, Some(&plan))),
            Ok(Err(error)) => refused_profile(batch_form(&site, &asked, &own, &sent, None), error),
            Err(_) => to(OWN_CERTIFICATES, &asked),
        };
    }
    let asker = who.asker.under(IdempotencyKey::parse(&sent.key).ok());
    match site.service.request_batch(&asker, &wanted).await {
        Ok(Acted::Done(issued)) => {
            let done = match (wanted.print, issued.print_job) {
                (None, _) => "issued",
                (Some(_), Some(_)) => "issued_files",
                (Some(_), None) => "issued_alone",
            };
            to(&format!("{}?done={done}", batch_path(issued.batch)), &asked)
        }
        Ok(Acted::Waits(_)) => to(&format!("{PROPOSALS}?done=proposed"), &asked),
        Err(error) => refused(batch_form(&site, &asked, &own, &sent, None), error),
    }
}

/// A number as people write it: `1.000`, `1 000`. What does not stand in threes is none: `2,5` is not 25.
pub(super) fn digits(text: &str) -> String {
    let groups: Vec<&str> = text.trim().split(['.', ',', ' ']).collect();
    let is_of_three = |group: &&str| group.len() == 3;
    match groups.split_first() {
        Some((first, rest)) if (1..=3).contains(&first.len()) && rest.iter().all(is_of_three) => {
            groups.concat()
        }
        Some(_) | None => text.trim().to_owned(),
    }
}

fn batch_form(
    site: &Site,
    asked: &Asked<'_>,
    own: &OwnCertificate,
    sent: &BatchSent,
    plan: Option<&BatchPlan>,
) -> FormPage {
    let (t, language) = (asked.language.messages(), asked.language);
    let variants = own.variants.iter().enumerate();
    let variants = variants.map(|(place, words)| (place.to_string(), words.clone())).collect();
    let printers = vec![
        ("own".to_owned(), t.work_printer_own()),
        ("house".to_owned(), t.work_printer_house()),
        ("house_pin".to_owned(), t.work_printer_house_pin()),
    ];
    // A sheet or roll of one's own is described on the form of a print.
    let is_whole =
        |(value, _): &(String, String)| !matches!(&**value, "pdf:custom" | "tspl" | "zpl");
    let mut files = vec![(String::new(), t.work_request_print_later())];
    files.extend(formats(language).into_iter().filter(is_whole));
    let key = match sent.key.as_str() {
        "" => site.service.form_key(),
        key => key.to_owned(),
    };
    FormPage {
        advice: format!("{} · {}", own.product_name, in_words(own, language)),
        action: asked.stay().href(&format!("{OWN_CERTIFICATES}/{}/request", own.certificate)),
        fields: vec![
            Field::line("quantity", t.work_quantity(), Input::Number)
                .hinted(t.work_quantity_hint())
                .holding(&sent.quantity),
            Field::select("variant", t.work_variant(), variants).holding(&sent.variant),
            Field::select("printer", t.work_printer(), printers).holding(&sent.printer),
            Field::select("what", t.work_request_print(), files).holding(&sent.what),
            Field::line("label", t.work_print_label(), Input::MaybeText)
                .hinted(t.work_print_label_hint())
                .holding(&sent.label),
            Field::hidden("seen", plan.map(|_| sent.looked_at()).unwrap_or_default()),
            Field::hidden("key", key),
        ],
        submit: if plan.is_some() { t.work_request_submit() } else { t.work_look() },
        preview: plan.map(|plan| {
            // What was looked at is not what was sent.
            let changed = (!sent.seen.is_empty()).then(|| t.work_changed_since());
            let lines = changed.into_iter().chain(plan_in_words(plan, language)).collect();
            Preview { lines, picture: None }
        }),
        back: Some((asked.stay().href(OWN_CERTIFICATES), t.work_certificates_title())),
        ..FormPage::new(frame(site, asked), Messages::work_request_title)
    }
}

/// What a batch would be, in sentences.
pub(super) fn plan_in_words(plan: &BatchPlan, language: Language) -> Vec<String> {
    let t = language.messages();
    let count = |stamps: u64| language.count(stamps);
    let mut said = vec![
        t.work_plan_days(u64::from(plan.days_left), language.date(plan.last_valid_on)),
        t.work_plan_unused(count(plan.unused)),
        match plan.left_over {
            Some(left) => t.work_plan_left_over(language.date(left.since), count(left.stamps)),
            None => t.work_plan_no_estimate(),
        },
    ];
    if plan.needs_approval {
        said.push(t.work_plan_approval(count(plan.quota_left)));
    }
    if plan.replaced_by.is_some() {
        said.push(t.work_plan_replaced());
    }
    if plan.unused_of_old > 0 {
        said.push(t.work_plan_old(count(plan.unused_of_old)));
    }
    said.extend(plan.print.iter().flat_map(|print| print_in_words(print, language)));
    said
}

/// What the form that voids sends.
#[derive(Debug, Deserialize)]
pub(super) struct VoidSent {
    #[serde(default)]
    stamps: String,
    /// How many were looked at before they are void for good.
    #[serde(default)]
    seen: String,
}

/// `GET /account/certificates/{certificate}/unused`
pub(super) async fn unused_page(
    who: Result<May<act::Revoke>, Problem>,
    request: HttpRequest,
    site: Data<Site>,
    certificate: Path<CertificateNumber>,
) -> HttpResponse {
    let asked = site.asked(&request);
    let who = match who {
        Ok(who) => who,
        Err(problem) => return elsewhere(&problem, &asked),
    };
    match unused_form(&site, &asked, &who, certificate.into_inner(), false) {
        Ok(form) => form_page(&form),
        Err(error) => not_there(&site, &asked, error),
    }
}

/// `POST /account/certificates/{certificate}/unused`
pub(super) async fn void_unused(
    who: Result<May<act::Revoke>, Problem>,
    request: HttpRequest,
    site: Data<Site>,
    certificate: Path<CertificateNumber>,
    Form(sent): Form<VoidSent>,
) -> HttpResponse {
    let asked = site.asked(&request);
    let who = match who {
        Ok(who) => who,
        Err(problem) => return elsewhere(&problem, &asked),
    };
    let certificate = certificate.into_inner();
    if sent.seen != sent.stamps {
        return match unused_form(&site, &asked, &who, certificate, true) {
            Ok(form) => form_page(&form),
            Err(error) => not_there(&site, &asked, error),
        };
    }
    let wanted = VoidUnusedRequest { certificate, stamps: sent.stamps.parse().unwrap_or(0) };
    match site.service.void_unused(&who.asker, &wanted).await {
        Ok(_) => to(&format!("{OWN_BATCHES}?done=voided"), &asked),
        Err(error) => match unused_form(&site, &asked, &who, certificate, false) {
            Ok(form) => refused(form, error),
            Err(error) => not_there(&site, &asked, error),
        },
    }
}

fn unused_form(
    site: &Site,
    asked: &Asked<'_>,
    who: &May<act::Revoke>,
    certificate: CertificateNumber,
    was_looked_at: bool,
) -> Result<FormPage, UseCaseError> {
    let (t, language) = (asked.language.messages(), asked.language);
    let unused = site.service.unused_stamps(&who.asker, certificate)?;
    let own = site.service.own_certificate(&who.asker, certificate)?;
    let ranges = unused.ranges.iter().take(20).map(|range| {
        let serial =
            |index: crate::stamp::StampIndex| format!("{}-{:08}", range.batch, index.get());
        format!("{} – {}", serial(range.from), serial(range.to))
    });
    let ranges: Vec<String> = ranges.collect();
    let count = language.count(unused.stamps);
    let mut fields = vec![Field::hidden("stamps", unused.stamps.to_string())];
    let mut lines = vec![t.work_unused_ranges(&count, ranges.join("; ")), t.work_unused_note()];
    if own.standing == Standing::InForce {
        lines.push(t.work_unused_in_force(language.date(own.last_valid_on)));
    }
    let submit = match was_looked_at {
        true => {
            fields.push(Field::hidden("seen", unused.stamps.to_string()));
            lines.push(t.work_look_again());
            t.work_unused_submit(count)
        }
        false => t.work_look(),
    };
    Ok(FormPage {
        advice: format!("{} · {}", own.product_name, in_words(&own, language)),
        action: asked.stay().href(&format!("{OWN_CERTIFICATES}/{certificate}/unused")),
        fields,
        preview: Some(Preview { lines, picture: None }),
        submit,
        back: Some((asked.stay().href(OWN_CERTIFICATES), t.work_certificates_title())),
        ..FormPage::new(frame(site, asked), Messages::work_unused)
    })
}
