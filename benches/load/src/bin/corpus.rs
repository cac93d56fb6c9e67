//! A data folder with a million revoked stamps, and codes of every verdict: `corpus FOLDER`. Made once, and the same
//! for the service and for the plain one: `FOLDER/data`, `FOLDER/codes.tsv` (code, verdict), `FOLDER/revoked.tsv`
//! (batch, first, last), `FOLDER/key.hex`.
//!
//! A tenth of the codes is revoked. Their stamps are revoked in ranges of ten, a hundred thousand of them, scattered
//! over fifty batches of a hundred thousand stamps: what a node keeps by ranges is then as broken up as it gets.

use std::{error::Error, fmt::Write as _, fs, path::Path, sync::Arc};

use jiff::{Timestamp, ToSpan, civil::Date};
use ocop_stamp::{
    access::Actor,
    app::{Asker, HoldRequest, Languages, Office, Service},
    config::{Overrides, PassphraseSource, Settings, Source, Sourced},
    ledger::{BatchRequest, Clocks, Draft},
    log::{Body, Hold, Reason, Target},
    registry::{
        Certificate, CertificateKind, Certified, IssuerLevel, Producer, ProducerKind, Product,
        ProductGroup, Record, Variant,
    },
    signing::{Signer, key_file::Protection, mint},
    stamp::{BatchNumber, KeyNumber, Payload, ScannedStamp, StampIndex, stamp_digits, today},
    wiring::{self, NewFolder},
};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const BATCHES: u32 = 50;
const QUANTITY: u32 = 100_000;
/// Of each batch, every fiftieth run of ten stamps is one of these.
const RANGES_IN_A_BATCH: u32 = 2_000;
const RANGE: u32 = 10;
const CODES: u32 = 60_000;

fn main() -> Result<()> {
    let folder = std::env::args().nth(1).ok_or("usage: corpus FOLDER")?;
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    make(folder)
}

fn make(folder: &Path) -> Result<()> {
    let data = folder.join("data");
    let office = Office {
        base_url: "https://tem.example.vn".parse()?,
        log_origin: "tem.example.vn/log".parse()?,
        body: "Văn phòng (mẫu)".parse()?,
        name: "Văn phòng (mẫu)".parse()?,
        hotline: "1900 0000".to_owned(),
        languages: Languages::default(),
        demo: true,
    };
    let issuer_key = wiring::demo_private_key()?;
    let new = NewFolder {
        office: &office,
        protection: &Protection::Clear,
        issuer_key: Some((KeyNumber::DEMO, &issuer_key)),
    };
    wiring::create(&data, &new)?;
    let settings = Settings::read(
        Sourced { value: data, source: Source::Flag },
        PassphraseSource::Nowhere,
        Overrides {
            quota_per_year: Some(Sourced {
                value: 4_000_000_000.try_into()?,
                source: Source::Flag,
            }),
            ..Overrides::default()
        },
    )?;
    // Two months ago, so that a certificate can have ended since.
    let two_months_ago = Timestamp::now() - (60 * 24).hours();
    let clock = Arc::new(move || two_months_ago);
    let running = wiring::open(&settings, Clocks::moved_by_hand(clock.clone()))?;
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(fill(folder, &running.service, &settings, today(clock())))?;
    running.close();
    Ok(())
}

/// Keys, certificates, batches and what became of them; then the codes.
async fn fill(folder: &Path, service: &Service, settings: &Settings, day: Date) -> Result<()> {
    enter(
        service,
        Body::LogOpened {
            origin: settings.log_origin.clone(),
            vkey: service.vkey().to_string().parse()?,
            predecessor: None,
        },
    )
    .await?;
    let added = wiring::issuer_key_request(
        settings,
        KeyNumber::DEMO,
        (day, day.saturating_add(3.years())),
    )?;
    service.add_key(asker(), &added).await?;
    record(service, 1, day, day.saturating_add(3.years())).await?;
    record(service, 2, day.saturating_sub(3.years()), day.saturating_add(30.days())).await?;

    let mut batches = Vec::new();
    for _ in 0..BATCHES {
        batches.push(issue(service, 1, QUANTITY, true).await?);
    }
    let ended = issue(service, 2, QUANTITY, true).await?;
    let inactive = issue(service, 1, QUANTITY, false).await?;
    let suspended = issue(service, 1, QUANTITY, true).await?;
    let mut revoked = String::new();
    for batch in &batches {
        let ranges =
            (0..RANGES_IN_A_BATCH).map(|place| (place * (QUANTITY / RANGES_IN_A_BATCH), RANGE));
        let mut targets = Vec::new();
        for (from, length) in ranges {
            let to = from + length - 1;
            writeln!(revoked, "{batch}\t{from}\t{to}")?;
            targets.push(Target::Range { batch: *batch, from: index(from)?, to: index(to)? });
        }
        for targets in targets.chunks(1_000) {
            hold(service, Hold::Revoked, targets.to_vec()).await?;
        }
    }
    hold(service, Hold::Suspended, vec![Target::Batch { batch: suspended }]).await?;
    fs::write(folder.join("revoked.tsv"), revoked)?;

    let snapshot = service.snapshot();
    let payload = |batch: BatchNumber, place: u32| -> Result<Payload> {
        let batch = snapshot.log().batch(batch).ok_or("a batch of ours")?;
        Ok(batch.payload(index(place)?).ok_or("a stamp of it")?)
    };
    let signer = wiring::demo_signer()?;
    let mut codes = String::new();
    for number in 0..CODES {
        let batch = batches[(number % BATCHES) as usize];
        // Scattered over the batch, never twice the same.
        let place = (number / BATCHES) * 83 % QUANTITY;
        let is_revoked = place % (QUANTITY / RANGES_IN_A_BATCH) < RANGE;
        let (verdict, stamp) = match number % 100 {
            0..5 => ("certificate_expired", signed(&signer, payload(ended, number)?)?),
            5..10 => ("not_activated", signed(&signer, payload(inactive, number)?)?),
            10..15 => ("suspended", signed(&signer, payload(suspended, number)?)?),
            15..18 => {
                let mut bytes = *signed(&signer, payload(batch, place)?)?.bytes();
                bytes[40] ^= 1 << (number % 8);
                ("forged", ScannedStamp::new(bytes))
            }
            18..20 => {
                let payload = payload(batch, place)?;
                ("unknown_key", with_first_bytes(&signer, payload, |bytes| bytes[2] = 99)?)
            }
            20..22 => {
                let not_issued =
                    Payload { batch: BatchNumber::new(900_000 + number), ..payload(batch, place)? };
                ("not_issued", signed(&signer, not_issued)?)
            }
            22 => {
                let payload = payload(batch, place)?;
                ("unsupported", with_first_bytes(&signer, payload, |bytes| bytes[0] |= 0xf0)?)
            }
            23..33 => {
                let place = place - place % (QUANTITY / RANGES_IN_A_BATCH) + number % RANGE;
                ("revoked", signed(&signer, payload(batch, place)?)?)
            }
            _ if is_revoked => ("revoked", signed(&signer, payload(batch, place)?)?),
            _ => ("valid", signed(&signer, payload(batch, place)?)?),
        };
        writeln!(codes, "{}\t{verdict}", stamp_digits(&stamp))?;
    }
    fs::write(folder.join("codes.tsv"), codes)?;
    let key: String =
        signer.public_key().as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    fs::write(folder.join("key.hex"), key)?;
    Ok(())
}

fn index(place: u32) -> Result<StampIndex> {
    Ok(StampIndex::try_from(u64::from(place)).map_err(|_| "a place in a batch")?)
}

fn asker() -> Asker {
    Asker::operator(Actor::Demo)
}

async fn enter(service: &Service, body: Body) -> Result<()> {
    service.enter(asker(), "load", Draft::Ready(body)).await?;
    Ok(())
}

async fn issue(
    service: &Service,
    certificate: u64,
    quantity: u32,
    activated: bool,
) -> Result<BatchNumber> {
    let request = BatchRequest {
        certificate: number(certificate),
        variant: 0,
        quantity: u64::from(quantity),
        activated,
        with_pin: false,
        above_quota: false,
    };
    let issued = service.enter(asker(), "load", Draft::Batch(request)).await?;
    Ok(issued.batch.ok_or("a batch has a number")?)
}

async fn hold(service: &Service, hold: Hold, targets: Vec<Target>) -> Result<()> {
    let request = HoldRequest {
        targets,
        reason: Reason::StampLostOrSpoiled,
        decision: None,
        effective_from: None,
        review_on: None,
        note: None,
    };
    service.hold(&asker(), hold, &request).await?;
    Ok(())
}

fn signed(signer: &dyn Signer, payload: Payload) -> Result<ScannedStamp> {
    Ok(*mint(signer, payload)?.as_scanned())
}

/// Signed as it then stands, so that nothing but the change is wrong with it.
fn with_first_bytes(
    signer: &dyn Signer,
    payload: Payload,
    change: impl Fn(&mut [u8; 15]),
) -> Result<ScannedStamp> {
    let mut bytes = *signed(signer, payload)?.bytes();
    let mut first: [u8; 15] = bytes[..15].try_into()?;
    change(&mut first);
    bytes[..15].copy_from_slice(&first);
    Ok(ScannedStamp::new(bytes))
}

async fn record(service: &Service, place: u64, decided_on: Date, valid_until: Date) -> Result<()> {
    let producer = Producer {
        producer: number(place),
        name: "Hợp tác xã Chè Suối Mây (mẫu)".to_owned(),
        kind: ProducerKind::Cooperative,
        commune_code: None,
        province_code: "08".to_owned(),
        contact: Some("0208 000 0000".to_owned()),
    };
    let product = Product {
        product: number(place),
        producer: number(place),
        code: None,
        name: "Chè tôm nõn Suối Mây".to_owned(),
        group: ProductGroup::Drinks,
        subgroup: "Chè".to_owned(),
        variants: vec![Variant { net_content: "Gói 200 g".to_owned(), gtin: None, picture: None }],
        made_at: Some("Xã Tân Cương".to_owned()),
        made_at_code: None,
        material_area: None,
        material_area_code: None,
        papers: Vec::new(),
        storage: Some("Nơi khô, mát".to_owned()),
        warning: None,
    };
    let certificate = Certificate {
        certificate: number(place),
        number: Some(format!("{place}/GCN-OCOP")),
        product: number(place),
        producer: number(place),
        stars: 4.try_into().map_err(|_| "stars")?,
        points: None,
        proposed_5_star: false,
        kind: CertificateKind::New,
        decision: format!("{place}/QĐ-UBND"),
        decided_on,
        valid_until,
        issuer: "UBND tỉnh (mẫu)".to_owned(),
        issuer_level: IssuerLevel::Province,
        certified: Certified::as_known(&producer, &product, None),
        province_code: "08".to_owned(),
        replaces: None,
        quota_per_year: None,
        salt: "00".repeat(16),
    };
    service
        .keep_records(asker(), vec![Record::Producer(producer), Record::Product(product)])
        .await?;
    service.record_certificate(asker(), &certificate).await?;
    Ok(())
}

fn number<N: TryFrom<u64>>(value: u64) -> N {
    N::try_from(value).unwrap_or_else(|_| panic!("{value} does not fit"))
}
