//! The invented register: the tables in `fixtures/sample`, read into records.

use std::{collections::HashMap, str::FromStr};

use anyhow::{Context, Result, bail};
use jiff::{Span, civil::Date};
use sha2::{Digest, Sha256};

use super::drawing::{self, Drawing};
use crate::{
    app::{KeepsPictures, picture_id},
    registry::{
        Certificate, CertificateKind, Certified, IssuerLevel, Paper, PaperKind, PictureId, Points,
        Private, Producer, ProducerDetails, ProducerKind, Product, ProductGroup, Variant,
        programme,
    },
    stamp::{CertificateNumber, Gtin},
    store::folder::DataFolder,
};

const PRODUCERS: &str = include_str!("../../../fixtures/sample/producers.tsv");
const PRODUCTS: &str = include_str!("../../../fixtures/sample/products.tsv");
const CERTIFICATES: &str = include_str!("../../../fixtures/sample/certificates.tsv");

/// The invented register.
pub(super) struct SampleRegister {
    pub producers: Vec<SampleProducer>,
    pub products: Vec<Product>,
    /// Oldest decision first.
    pub certificates: Vec<SampleCertificate>,
}

/// A producer, with its telephone number and the address that its certificates have.
pub(super) struct SampleProducer {
    pub producer: Producer,
    pub details: ProducerDetails,
    address_certified: String,
}

/// A certificate, and what becomes of it.
pub(super) struct SampleCertificate {
    pub certificate: Certificate,
    pub decided_days_ago: i64,
    pub quota_per_year: u64,
    pub fate: Fate,
}

/// What becomes of a certificate in the invented history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    InForce,
    Expired,
    EndedEarly,
    WithdrawnForFoodSafety,
    Withdrawn,
    Suspended,
}

impl FromStr for Fate {
    type Err = anyhow::Error;

    fn from_str(word: &str) -> Result<Self> {
        Ok(match word {
            "in_force" => Self::InForce,
            "expired" => Self::Expired,
            "ended_early" => Self::EndedEarly,
            "withdrawn_food_safety" => Self::WithdrawnForFoodSafety,
            "withdrawn" => Self::Withdrawn,
            "suspended" => Self::Suspended,
            _ => bail!("{word:?} is no state of a sample certificate"),
        })
    }
}

impl SampleRegister {
    /// Reads the tables; dates count back from `today`, pictures are drawn into the folder.
    pub(super) fn read(today: Date, folder: &DataFolder) -> Result<Self> {
        let producers = rows(PRODUCERS).map(producer).collect::<Result<Vec<_>>>()?;
        let products =
            rows(PRODUCTS).map(|row| product(row, folder)).collect::<Result<Vec<_>>>()?;
        let mut register = Self { producers, products, certificates: Vec::new() };
        let mut numbers: HashMap<&str, CertificateNumber> = HashMap::new();
        for row in rows(CERTIFICATES) {
            let sample = register.certificate(&row, today, &numbers)?;
            numbers.insert(row.get("number")?, sample.certificate.certificate);
            register.certificates.push(sample);
        }
        Ok(register)
    }

    fn certificate(
        &self,
        row: &Row<'_>,
        today: Date,
        numbers: &HashMap<&str, CertificateNumber>,
    ) -> Result<SampleCertificate> {
        let decided_days_ago = row.parse("decided_days_ago")?;
        let decided_on = today.saturating_sub(Span::new().days(decided_days_ago));
        let product = row.parse("product")?;
        let known = self.products.iter().find(|known| known.product == product);
        let known = known.context("a certificate of an unknown product")?;
        let producer = known.producer;
        let holder = self.producers.iter().find(|known| known.producer.producer == producer);
        let holder = holder.context("a product of an unknown producer")?;
        let quota_per_year = row.parse("quota_per_year")?;
        let replaces = row.optional("replaces")?.map(|number| {
            numbers
                .get(number)
                .copied()
                .with_context(|| format!("{number} is replaced before it is recorded"))
        });
        let points = row.optional("points")?.map(str::parse::<f64>).transpose()?;
        let certificate = Certificate {
            certificate: row.parse("certificate")?,
            number: Some(row.get("number")?.to_owned()),
            product,
            producer,
            stars: row.parse::<u8>("stars")?.try_into().map_err(anyhow::Error::msg)?,
            points: points.map(|points| Points((points * 100.0).round() as u16)),
            proposed_5_star: row.get("proposed_5_star")? == "yes",
            kind: word::<CertificateKind>(row.get("kind")?)?,
            decision: row.get("decision")?.to_owned(),
            decided_on,
            valid_until: programme::default_last_valid_day(decided_on),
            issuer: row.get("issuer")?.to_owned(),
            issuer_level: word::<IssuerLevel>(row.get("issuer_level")?)?,
            certified: Certified::as_known(
                &holder.producer,
                known,
                Some(&holder.address_certified),
            ),
            province_code: holder.producer.province_code.clone(),
            replaces: replaces.transpose()?,
            quota_per_year: Some(quota_per_year),
            salt: salt(row.get("number")?),
        };
        let fate = row.parse("state")?;
        Ok(SampleCertificate { certificate, decided_days_ago, quota_per_year, fate })
    }
}

/// Sixteen bytes that only need to be unguessable where there is something to hide, which here is not.
fn salt(number: &str) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(number)[..16])
}

fn producer(row: Row<'_>) -> Result<SampleProducer> {
    let number = row.parse("producer")?;
    let producer = Producer {
        producer: number,
        name: row.get("name")?.to_owned(),
        kind: word::<ProducerKind>(row.get("kind")?)?,
        commune_code: Some(row.get("commune")?.to_owned()),
        province_code: row.get("province")?.to_owned(),
        contact: None,
    };
    let phone = row.optional("phone")?.map(Private::new);
    let details = ProducerDetails { phone, ..ProducerDetails::none(number) };
    let address_certified = row.get("address_certified")?.to_owned();
    Ok(SampleProducer { producer, details, address_certified })
}

/// Keeps a drawing.
fn keep(folder: &DataFolder, svg: &[u8]) -> Result<PictureId> {
    let id = picture_id(svg, "svg")?;
    folder.pictures().keep(&id, svg)?;
    Ok(id)
}

fn product(row: Row<'_>, folder: &DataFolder) -> Result<Product> {
    let name = row.get("name")?;
    let kind: Drawing = row.parse("drawing")?;
    let (colour, accent) = (row.get("colour")?, row.get("accent")?);
    let gtins: Vec<&str> = row.get("gtins")?.split('|').collect();
    let variant = |(place, net_content): (usize, &str)| -> Result<Variant> {
        let picture = drawing::draw(kind, colour, accent, name, net_content);
        let gtin = gtins.get(place).filter(|gtin| !gtin.is_empty());
        Ok(Variant {
            net_content: net_content.to_owned(),
            gtin: gtin.map(|gtin| Gtin::parse(gtin)).transpose()?,
            picture: Some(keep(folder, picture.as_bytes())?),
        })
    };
    let text = |column| Ok::<_, anyhow::Error>(row.optional(column)?.map(str::to_owned));
    Ok(Product {
        product: row.parse("product")?,
        producer: row.parse("producer")?,
        code: None,
        name: name.to_owned(),
        group: word::<ProductGroup>(row.get("group")?)?,
        subgroup: row.get("subgroup")?.to_owned(),
        variants: row
            .get("variants")?
            .split('|')
            .enumerate()
            .map(variant)
            .collect::<Result<_>>()?,
        made_at: text("made_at")?,
        made_at_code: None,
        material_area: text("material_area")?,
        material_area_code: None,
        papers: row
            .get("quality")?
            .split("; ")
            .filter(|paper| !paper.is_empty())
            .map(paper)
            .collect::<Result<_>>()?,
        storage: text("storage")?,
        warning: text("warning")?,
    })
}

/// `VietGAP TT-059, đến 2028-11-04`.
fn paper(text: &str) -> Result<Paper> {
    let is_origin = text.starts_with("Chỉ dẫn địa lý");
    let kind =
        if is_origin { PaperKind::GeographicalIndication } else { PaperKind::QualityCertificate };
    Ok(match text.rsplit_once(", đến ") {
        Some((name, day)) => Paper { kind, name: name.to_owned(), valid_until: Some(day.parse()?) },
        None => Paper { kind, name: text.to_owned(), valid_until: None },
    })
}

/// A word of a table as the enum that JSON knows by the same word.
fn word<T: serde::de::DeserializeOwned>(word: &str) -> Result<T> {
    serde_json::from_value(word.into())
        .with_context(|| format!("{word:?} is not a word of its column"))
}

/// A row of a table, by column.
struct Row<'a> {
    header: Vec<&'a str>,
    cells: Vec<&'a str>,
}

impl<'a> Row<'a> {
    fn get(&self, column: &str) -> Result<&'a str> {
        let place = self.header.iter().position(|name| *name == column);
        place
            .and_then(|place| self.cells.get(place).copied())
            .with_context(|| format!("no column {column}"))
    }

    fn optional(&self, column: &str) -> Result<Option<&'a str>> {
        Ok(Some(self.get(column)?).filter(|cell| !cell.is_empty()))
    }

    fn parse<T: FromStr>(&self, column: &str) -> Result<T>
    where
        T::Err: std::fmt::Display,
    {
        let cell = self.get(column)?;
        cell.parse().map_err(|error| anyhow::anyhow!("column {column}, {cell:?}: {error}"))
    }
}

fn rows(table: &str) -> impl Iterator<Item = Row<'_>> {
    let mut lines = table.lines();
    let header: Vec<_> = lines.next().unwrap_or_default().split('\t').collect();
    lines.map(move |line| Row { header: header.clone(), cells: line.split('\t').collect() })
}
