//! One stamp for each verdict that a picture can show, as PNG, SVG and text, each named for it.

use std::{fs, path::Path};

use anyhow::{Context, Result};

use super::history::asker;
use crate::{
    app::Service,
    printing::{
        Symbol,
        png::{self, Dpi, PixelsPerModule},
        svg::{self, ModuleSize},
    },
    signing::mint,
    stamp::{BatchNumber, Payload, ScannedStamp, StampIndex, stamp_digits},
    store::folder,
    wiring,
};

/// The place in its batch that each sample has.
const INDEX: u32 = 7;

/// The batches that the samples are taken from.
pub(super) struct Picks {
    pub valid: BatchNumber,
    pub certificate_expired: BatchNumber,
    pub not_activated: BatchNumber,
    pub suspended: BatchNumber,
    pub revoked: BatchNumber,
}

/// One sample.
pub(super) struct Sample {
    pub name: &'static str,
    pub link: String,
}

/// All of them, and the characters that are printed under the valid one.
pub(super) struct Samples {
    pub stamps: Vec<Sample>,
    pub short_code: String,
}

/// Writes the samples into the folder.
pub(super) async fn write(service: &Service, picks: &Picks, data: &Path) -> Result<Samples> {
    let folder = folder::samples(data);
    fs::create_dir(&folder)?;
    let mut stamps = Vec::new();
    let issued = [
        ("valid", picks.valid),
        ("certificate_expired", picks.certificate_expired),
        ("not_activated", picks.not_activated),
        ("suspended", picks.suspended),
        ("revoked", picks.revoked),
    ];
    for (name, batch) in issued {
        let stamp = service.sign_stamps(&asker(), batch, (INDEX, INDEX)).await?;
        stamps.push((name, *stamp.first().context("a stamp was signed")?.as_scanned()));
    }
    stamps.push(("not_issued", not_issued(service, picks.valid)?));
    stamps.push(("forged", forged(&stamps[0].1)));

    let mut samples = Vec::new();
    for (name, stamp) in stamps {
        let link = service.office().base_url.link(&stamp_digits(&stamp));
        let symbol = Symbol::of_link(&link)?;
        let picture = png::draw(&symbol, PixelsPerModule::new(10)?, Dpi::new(600)?);
        fs::write(folder.join(format!("{name}.png")), picture)?;
        fs::write(
            folder.join(format!("{name}.svg")),
            svg::draw(&symbol, ModuleSize::from_mm(0.423)?),
        )?;
        fs::write(folder.join(format!("{name}.txt")), format!("{link}\n"))?;
        samples.push(Sample { name, link });
    }
    let index = StampIndex::try_from(u64::from(INDEX))?;
    let short_code =
        service.short_code(picks.valid, index).context("the secret is held")?.to_string();
    Ok(Samples { stamps: samples, short_code })
}

/// Well signed, as by a stolen key, but past the end of its batch.
fn not_issued(service: &Service, batch: BatchNumber) -> Result<ScannedStamp> {
    let snapshot = service.snapshot();
    let batch = snapshot.log().batch(batch).context("the batch was issued")?;
    let last = batch.issued.quantity - 1;
    let payload = batch
        .payload(StampIndex::try_from(u64::from(last))?)
        .context("the batch has a last stamp")?;
    let past_the_end = Payload { index: StampIndex::try_from(u64::from(last) + 5)?, ..payload };
    Ok(*mint(&wiring::demo_signer()?, past_the_end)?.as_scanned())
}

/// A true stamp with one bit of its signature turned.
fn forged(stamp: &ScannedStamp) -> ScannedStamp {
    let mut bytes = *stamp.bytes();
    bytes[Payload::LENGTH] ^= 1;
    ScannedStamp::new(bytes)
}
