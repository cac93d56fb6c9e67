//! What happened in the invented register, replayed in the order of time with a clock that is set by
//! hand: certificates recorded, ended, renewed, batches issued, used, revoked.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use anyhow::{Context, Result};
use jiff::{Span, Timestamp, civil::Date};

use super::{
    register::{Fate, SampleCertificate, SampleRegister},
    samples::{self, Picks, Samples},
};
use crate::{
    access::Actor,
    app::{Asker, Service},
    cli::{
        init::{StagedFolder, open_log},
        invocation::Invocation,
    },
    ledger::{BatchRequest, Clock, Clocks, Draft, Outcome},
    log::{Body, CertificateEnded, Decision, HoldFacts, Lot, RangeDeclared, Reason, Target, Text},
    registry::{Certificate, IssuerLevel, Record, units},
    stamp::{BatchNumber, CertificateNumber, KeyNumber, StampIndex, today},
    wiring::Running,
};

/// Days before the start on which the log is opened: before the oldest certificate.
const OPENED: i64 = 1_900;

/// Certificates that the samples are taken from, and the size of their batches.
const VALID: u64 = 235;
const EXPIRED: u64 = 90;
const NOT_ACTIVATED: u64 = 245;
const SUSPENDED: u64 = 258;
const REVOKED: u64 = 198;

/// Seconds after midnight in Viet Nam at which an office works.
const OFFICE_HOUR: i64 = 9 * 3_600;

/// Something that happens on a day.
struct Event {
    days_ago: i64,
    /// Several things on one day happen in the order in which they were put.
    order: usize,
    what: Happening,
}

enum Happening {
    Recorded(Box<SampleCertificate>),
    Batch { certificate: CertificateNumber, quantity: u64, activated: bool },
    Declared { certificate: CertificateNumber, made_days_ago: (i64, i64), shelf_life_days: i64 },
    Entered(Body),
}

/// Replays the history into a new folder, and picks a stamp for each verdict.
pub(super) fn replay(staged: &StagedFolder, run: &Invocation) -> Result<Samples> {
    let start = Timestamp::now();
    let seconds = Arc::new(AtomicI64::new(0));
    let set = |days_ago: i64| {
        let day = today(start).saturating_sub(Span::new().days(days_ago));
        let at = crate::stamp::start_of_day(day).as_second() + OFFICE_HOUR;
        seconds.store(at.min(start.as_second()), Ordering::SeqCst);
    };
    set(OPENED);
    let read = Arc::clone(&seconds);
    let clock: Clock = Arc::new(move || {
        Timestamp::from_second(read.load(Ordering::SeqCst)).expect("a day within the calendar")
    });
    let running = staged.open(Clocks::moved_by_hand(clock))?;
    let register = SampleRegister::read(today(start), &running.folder)?;
    let key_days = (
        today(start).saturating_sub(Span::new().days(OPENED)),
        today(start).saturating_add(Span::new().years(3)),
    );
    open_log(&running, staged.settings(), KeyNumber::DEMO, key_days)?;

    let events = events(&register, today(start));
    let mut replay =
        Replay { running: &running, register: &register, today: today(start), batches: Vec::new() };
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(async {
        replay.record_register().await?;
        let progress = run.progress("Inventing a history", events.len() as u64);
        for event in events {
            set(event.days_ago);
            replay.happen(event.what).await?;
            progress.advance(1);
        }
        Ok::<_, anyhow::Error>(())
    })?;
    seconds.store(start.as_second(), Ordering::SeqCst);
    let picks = Picks {
        valid: replay.batch_of(VALID)?,
        certificate_expired: replay.batch_of(EXPIRED)?,
        not_activated: replay.batch_of(NOT_ACTIVATED)?,
        suspended: replay.batch_of(SUSPENDED)?,
        revoked: replay.batch_of(REVOKED)?,
    };
    let samples = runtime.block_on(samples::write(&running.service, &picks, staged.staging()))?;
    drop(replay);
    running.close();
    Ok(samples)
}

/// All that happens, in the order of time.
fn events(register: &SampleRegister, today: Date) -> Vec<Event> {
    let mut events = Vec::new();
    let mut put = |days_ago: i64, what| {
        let order = events.len();
        events.push(Event { days_ago: days_ago.max(0), order, what });
    };
    for sample in &register.certificates {
        let number = sample.certificate.certificate;
        let decided = sample.decided_days_ago;
        let recorded = decided - 2;
        put(
            recorded,
            Happening::Recorded(Box::new(SampleCertificate {
                certificate: sample.certificate.clone(),
                ..*sample
            })),
        );
        let is_pick = |pick: u64| u64::from(number) == pick;
        let quantity =
            if is_pick(VALID) { 100_000 } else { (sample.quota_per_year / 4).clamp(1, 20_000) };
        let batch =
            Happening::Batch { certificate: number, quantity, activated: !is_pick(NOT_ACTIVATED) };
        // A batch soon after the certificate, or lately where the sample should look fresh.
        let issued =
            if is_pick(VALID) || is_pick(NOT_ACTIVATED) { 40 } else { (recorded - 20).max(3) };
        put(issued, batch);
        if !is_pick(NOT_ACTIVATED) {
            let made = if is_pick(EXPIRED) { (110, 105) } else { (issued - 1, issued - 2) };
            let declared = Happening::Declared {
                certificate: number,
                made_days_ago: made,
                shelf_life_days: 365,
            };
            put(made.1 - 1, declared);
        }
        if let Some(what) = fate(sample, register, today) {
            let days_ago = what.0;
            put(days_ago, Happening::Entered(what.1));
        }
    }
    events.sort_by_key(|event| (std::cmp::Reverse(event.days_ago), event.order));
    events
}

/// What becomes of a certificate, and when.
fn fate(sample: &SampleCertificate, register: &SampleRegister, today: Date) -> Option<(i64, Body)> {
    let certificate = &sample.certificate;
    let day = |days_ago: i64| today.saturating_sub(Span::new().days(days_ago));
    let decision = |days_ago: i64| Decision {
        decision: text(&format!("{}/QĐ-UBND", 100 + u64::from(certificate.certificate))),
        decided_on: day(days_ago),
        decided_by: text(&body_of_today(certificate)),
    };
    let revoked = |reason, days_ago| {
        let target = Target::Certificate { certificate: certificate.certificate };
        Body::Revoked(HoldFacts::new(target, reason, Some(decision(days_ago)), day(days_ago), None))
    };
    match sample.fate {
        Fate::InForce => None,
        // Offices record some of what the clock has ended long before, months later.
        Fate::Expired => {
            let late = sample.decided_days_ago - 1_096 - 120;
            (u64::from(certificate.certificate) % 4 == 0 && late > 0)
                .then(|| (late, revoked(Reason::Expired, late)))
        }
        Fate::EndedEarly => {
            let successor = register
                .certificates
                .iter()
                .find(|other| other.certificate.replaces == Some(certificate.certificate));
            // The day after the successor was recorded.
            let ended =
                successor.map_or(sample.decided_days_ago / 2, |other| other.decided_days_ago - 3);
            let (decision, decided_on, decided_by) = Decision::split(Some(decision(ended)));
            Some((
                ended,
                Body::CertificateEnded(CertificateEnded {
                    certificate: certificate.certificate,
                    last_valid_on: day(ended + 2),
                    reason: if successor.is_some() {
                        Reason::Replaced
                    } else {
                        Reason::ProductionStopped
                    },
                    decision,
                    decided_on,
                    decided_by,
                    replaced_by: successor.map(|other| other.certificate.certificate),
                }),
            ))
        }
        Fate::WithdrawnForFoodSafety => Some((12, revoked(Reason::FoodSafety, 12))),
        Fate::Withdrawn => Some((30, revoked(Reason::ProcessNotAsDeclared, 30))),
        Fate::Suspended => {
            let target = Target::Certificate { certificate: certificate.certificate };
            let facts = HoldFacts::new(
                target,
                Reason::NoTraceabilityRecords,
                Some(decision(8)),
                day(8),
                None,
            );
            let review_on = Some(today.saturating_add(Span::new().days(22)));
            Some((8, Body::Suspended { facts, review_on }))
        }
    }
}

/// Who decides today about a certificate: districts are gone, and their provinces took over.
fn body_of_today(certificate: &Certificate) -> String {
    let province =
        units::province(&certificate.province_code).map_or("", |province| province.name());
    match certificate.issuer_level {
        IssuerLevel::Ministry => certificate.issuer.clone(),
        IssuerLevel::District | IssuerLevel::Province => {
            let (first, rest) =
                province.split_at(province.chars().next().map_or(0, char::len_utf8));
            format!("UBND {}{rest} (mẫu)", first.to_lowercase())
        }
    }
}

fn text(text: &str) -> Text {
    Text::try_from(text.to_owned()).expect("sample texts are short and in NFC")
}

struct Replay<'a> {
    running: &'a Running,
    register: &'a SampleRegister,
    today: Date,
    batches: Vec<(CertificateNumber, BatchNumber, u32)>,
}

impl Replay<'_> {
    async fn record_register(&self) -> Result<()> {
        let producers = self.register.producers.iter().flat_map(|sample| {
            let details = sample.details.clone();
            [Record::Producer(sample.producer.clone()), Record::ProducerDetails(details)]
        });
        let products = self.register.products.iter().cloned().map(Record::Product);
        self.service().keep_records(asker(), producers.chain(products).collect()).await?;
        Ok(())
    }

    async fn happen(&mut self, what: Happening) -> Result<()> {
        match what {
            Happening::Recorded(sample) => {
                self.service().record_certificate(asker(), &sample.certificate).await?;
            }
            Happening::Batch { certificate, quantity, activated } => {
                let request = BatchRequest {
                    certificate,
                    variant: 0,
                    quantity,
                    activated,
                    with_pin: false,
                    above_quota: false,
                };
                let outcome = self.enter("mint", Draft::Batch(request)).await;
                let outcome =
                    outcome.with_context(|| format!("a batch of certificate {certificate}"))?;
                let batch = outcome.batch.context("a batch was issued")?;
                self.batches.push((certificate, batch, u32::try_from(quantity)?));
            }
            Happening::Declared { certificate, made_days_ago: (from, to), shelf_life_days } => {
                let day = |days_ago: i64| self.today.saturating_sub(Span::new().days(days_ago));
                let (_, batch, quantity) = self.find(certificate)?;
                let declared = RangeDeclared {
                    batch,
                    from: StampIndex::try_from(0)?,
                    to: StampIndex::try_from(u64::from(quantity / 2))?,
                    lot: Some(Lot::try_from(format!("L-{}", day(to).strftime("%y%m%d")))?),
                    made_from: Some(day(from)),
                    made_to: Some(day(to)),
                    best_before: Some(day(to).saturating_add(Span::new().days(shelf_life_days))),
                };
                self.enter("declare", Draft::Ready(Body::RangeDeclared(declared))).await?;
            }
            Happening::Entered(body) => {
                self.enter("decide", Draft::Ready(body)).await?;
            }
        }
        Ok(())
    }

    async fn enter(&self, action: &'static str, draft: Draft) -> Result<Outcome> {
        Ok(self.service().enter(asker(), action, draft).await?)
    }

    fn service(&self) -> &Service {
        &self.running.service
    }

    fn find(
        &self,
        certificate: CertificateNumber,
    ) -> Result<(CertificateNumber, BatchNumber, u32)> {
        let batch = self.batches.iter().find(|(number, ..)| *number == certificate);
        batch.copied().with_context(|| format!("certificate {certificate} has no batch"))
    }

    fn batch_of(&self, certificate: u64) -> Result<BatchNumber> {
        self.find(certificate.try_into()?).map(|(_, batch, _)| batch)
    }
}

pub(super) fn asker() -> Asker {
    Asker::operator(Actor::Demo)
}
