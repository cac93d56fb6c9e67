//! What becomes of a batch's stamps: received from the print house, put on goods today, spoiled or lost. Each form asks for
//! a first and a last stamp, as they are printed.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Form, Path},
};
use jiff::civil::Date;
use serde::Deserialize;

use super::{
    batch_path, elsewhere, form_page, frame, not_there,
    print_sent::{Unread, mistaken_in},
    refused, to,
};
use crate::{
    access::act,
    app::{
        ActivateRequest, Asker, BatchView, DeclareRequest, HoldRequest, StampCount, UseCaseError,
    },
    log::{Hold, Lot, Reason, Target},
    stamp::{BatchNumber, StampIndex, today},
    web::{
        account_pages::mistaken,
        messages::{Language, Messages},
        negotiation::Asked,
        page::account::{Field, FormPage, Input, Preview},
        problem::Problem,
        site::Site,
        who::May,
    },
};

/// What the forms send.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Sent {
    #[serde(default)]
    first: String,
    #[serde(default)]
    last: String,
    #[serde(default)]
    lot: String,
    #[serde(default)]
    made_on: String,
    #[serde(default)]
    best_before: String,
    /// What was looked at before.
    #[serde(default)]
    seen: String,
}

impl Sent {
    fn range(&self) -> String {
        format!("{} {}", self.first.trim(), self.last.trim())
    }
}

/// Which of the forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Received,
    Stamped,
    Void,
}

impl Kind {
    const fn path(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Stamped => "stamped",
            Self::Void => "void",
        }
    }

    /// What its button says.
    fn submit(self, t: &Messages) -> String {
        match self {
            Self::Received => t.work_received_submit(),
            Self::Stamped => t.work_stamped_submit(),
            Self::Void => t.work_void_submit(),
        }
    }
}

macro_rules! pages {
    ($($page:ident $handler:ident $act:ident $kind:ident;)*) => {$(
        #[doc = concat!("`GET /account/batches/{batch}/`", stringify!($handler))]
        pub(super) async fn $page(
            who: Result<May<act::$act>, Problem>,
            request: HttpRequest,
            site: Data<Site>,
            batch: Path<BatchNumber>,
        ) -> HttpResponse {
            let asked = site.asked(&request);
            match who {
                Ok(who) => page(Kind::$kind, &site, &asked, &who.asker, batch.into_inner()),
                Err(problem) => elsewhere(&problem, &asked),
            }
        }

        #[doc = concat!("`POST /account/batches/{batch}/`", stringify!($handler))]
        pub(super) async fn $handler(
            who: Result<May<act::$act>, Problem>,
            request: HttpRequest,
            site: Data<Site>,
            batch: Path<BatchNumber>,
            Form(sent): Form<Sent>,
        ) -> HttpResponse {
            let asked = site.asked(&request);
            match who {
                Ok(who) => {
                    sent_form(Kind::$kind, &site, &asked, &who.asker, batch.into_inner(), &sent).await
                }
                Err(problem) => elsewhere(&problem, &asked),
            }
        }
    )*};
}

pages! {
    received_page received DeclareRange Received;
    stamped_page stamped DeclareRange Stamped;
    void_page void Revoke Void;
}

fn page(
    kind: Kind,
    site: &Site,
    asked: &Asked<'_>,
    asker: &Asker,
    number: BatchNumber,
) -> HttpResponse {
    let batch = match site.service.batch(asker, number) {
        Ok(batch) => batch,
        Err(error) => return not_there(site, asked, error),
    };
    let mut sent = Sent::default();
    match kind {
        // Mostly all of them came.
        Kind::Received => {
            sent.first = serial(number, 0);
            sent.last = serial(number, batch.quantity - 1);
        }
        Kind::Stamped => sent.made_on = today(site.service.now()).to_string(),
        Kind::Void => {}
    }
    form_page(&stamps_form(kind, site, asked, &batch, &sent))
}

async fn sent_form(
    kind: Kind,
    site: &Site,
    asked: &Asked<'_>,
    asker: &Asker,
    number: BatchNumber,
    sent: &Sent,
) -> HttpResponse {
    let batch = match site.service.batch(asker, number) {
        Ok(batch) => batch,
        Err(error) => return not_there(site, asked, error),
    };
    let again = stamps_form(kind, site, asked, &batch, sent);
    let t = asked.language.messages();
    let range = site.service.stamp_named(number, &sent.first);
    let range = range.and_then(|from| {
        // One stamp has the same first and last.
        let last = if sent.last.trim().is_empty() { &sent.first } else { &sent.last };
        Ok((from, site.service.stamp_named(number, last)?))
    });
    let (from, to_index) = match range {
        Ok((from, to)) if from <= to => (from, to),
        Ok(_) => return mistaken(again, t.work_range_backwards()),
        Err(error) => return refused(again, error),
    };
    let count = match site.service.count_stamps(asker, number, (from, to_index)) {
        Ok(count) => count,
        Err(error) => return refused(again, error),
    };
    // Every day's work is not asked twice, unless something about it is odd.
    let is_odd = count.used > 0 || count.spoiled > 0;
    if sent.seen != sent.range() && (kind != Kind::Stamped || is_odd && count.not_received == 0) {
        let lines = looked_at(kind, (number, from, to_index), count, asked.language);
        let preview = Some(Preview { lines, picture: None });
        let mut form = FormPage { submit: kind.submit(t), preview, ..again };
        form.fields.push(Field::hidden("seen", sent.range()));
        return form_page(&form);
    }
    let done = match kind {
        Kind::Received => {
            let request = ActivateRequest { from, to: to_index };
            site.service.activate_range(asker, number, &request).await.map(drop)
        }
        Kind::Stamped => match declared(sent, from, to_index) {
            Ok(request) => site.service.declare_range(asker, number, &request).await.map(drop),
            Err(unread) => return mistaken_in(again, unread),
        },
        Kind::Void => void_range(site, asker, number, (from, to_index)).await,
    };
    let word = match kind {
        Kind::Received => "received",
        Kind::Stamped => "stamped",
        Kind::Void => "voided",
    };
    match done {
        Ok(()) => to(&format!("{}?done={word}", batch_path(number)), asked),
        Err(error) => refused(again, error),
    }
}

/// What was stamped.
fn declared(sent: &Sent, from: StampIndex, to: StampIndex) -> Result<DeclareRequest, Unread> {
    let day = |name: Unread, text: &str| match text.trim() {
        "" => Ok(None),
        text => text.parse::<Date>().map(Some).map_err(|_| name),
    };
    let lot = match sent.lot.trim() {
        "" => None,
        lot => Some(Lot::try_from(lot.to_owned()).map_err(|_| "lot")?),
    };
    let made = day("made_on", &sent.made_on)?;
    let best_before = day("best_before", &sent.best_before)?;
    Ok(DeclareRequest { from, to, lot, made_from: made, made_to: made, best_before })
}

async fn void_range(
    site: &Site,
    asker: &Asker,
    batch: BatchNumber,
    (from, to): (StampIndex, StampIndex),
) -> Result<(), UseCaseError> {
    let request = HoldRequest {
        targets: vec![Target::Range { batch, from, to }],
        reason: Reason::StampLostOrSpoiled,
        decision: None,
        effective_from: None,
        review_on: None,
        note: None,
    };
    site.service.hold(asker, Hold::Revoked, &request).await.map(drop)
}

/// What is said of the stamps before they are entered: what can't be taken back, and what was not meant, perhaps.
fn looked_at(
    kind: Kind,
    (batch, from, to): (BatchNumber, StampIndex, StampIndex),
    count: StampCount,
    language: Language,
) -> Vec<String> {
    let t = language.messages();
    let all = language.count(u64::from(to.get() - from.get()) + 1);
    let (first, last) = (serial(batch, from.get()), serial(batch, to.get()));
    let said = match kind {
        Kind::Received => t.work_received_seen(all, first, last),
        Kind::Stamped => t.work_stamped_seen(all, first, last),
        Kind::Void => t.work_void_seen(all, first, last),
    };
    let used = (count.used > 0 && kind != Kind::Received).then(|| {
        let used = language.count(count.used);
        if kind == Kind::Void { t.work_void_used(used) } else { t.work_stamped_before(used) }
    });
    let void = (count.spoiled > 0).then(|| t.work_some_void(language.count(count.spoiled)));
    [said].into_iter().chain(used).chain(void).collect()
}

fn serial(batch: BatchNumber, index: u32) -> String {
    format!("{batch}-{index:08}")
}

fn stamps_form(
    kind: Kind,
    site: &Site,
    asked: &Asked<'_>,
    batch: &BatchView,
    sent: &Sent,
) -> FormPage {
    let t = asked.language.messages();
    let number = batch.batch;
    let (title, advice): (fn(&Messages) -> String, _) = match kind {
        Kind::Received => (Messages::work_received, t.work_received_advice()),
        Kind::Stamped => (Messages::work_stamped, t.work_stamped_advice()),
        Kind::Void => (Messages::work_void, t.work_void_advice()),
    };
    let submit = if kind == Kind::Stamped { kind.submit(t) } else { t.work_look() };
    let mut fields = vec![
        Field::line("first", t.work_first(), Input::Text)
            .hinted(t.work_stamp_hint(serial(number, 0)))
            .holding(&sent.first),
        Field::line("last", t.work_last(), Input::MaybeText)
            .hinted(t.work_last_hint())
            .holding(&sent.last),
    ];
    if kind == Kind::Stamped {
        fields.extend([
            Field::line("lot", t.work_lot(), Input::MaybeText)
                .hinted(t.work_lot_hint())
                .holding(&sent.lot),
            Field::line("made_on", t.work_made_on(), Input::MaybeDay).holding(&sent.made_on),
            Field::line("best_before", t.work_best_before(), Input::MaybeDay)
                .holding(&sent.best_before),
        ]);
    }
    let product = batch.product.clone().unwrap_or_default();
    FormPage {
        advice: format!("{}. {advice}", t.work_of_batch(number.to_string(), product)),
        action: asked.stay().href(&format!("{}/{}", batch_path(number), kind.path())),
        fields,
        submit,
        back: Some((
            asked.stay().href(&batch_path(number)),
            t.work_back_to_batch(number.to_string()),
        )),
        ..FormPage::new(frame(site, asked), title)
    }
}
