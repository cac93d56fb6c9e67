//! The rival: what an actix service for signed codes looks like when nothing is thought of but that it be right. A
//! route with `{code}`, `verify_strict`, a `HashSet` of revoked stamps, an answer in JSON by serde.

use std::{collections::HashSet, error::Error, fs, path::Path};

use actix_web::{HttpResponse, web};
use ed25519_dalek::{Signature, VerifyingKey};
use ocop_stamp::stamp::{Code, KeyNumber, Payload, ScannedStamp, today};
use serde::Serialize;

/// What it knows: the one key, and each stamp that is revoked.
pub struct Known {
    key: VerifyingKey,
    revoked: HashSet<(u32, u32)>,
}

impl Known {
    /// As `corpus` left it in a folder.
    ///
    /// # Errors
    /// If something is missing there.
    pub fn read(folder: &Path) -> Result<Self, Box<dyn Error>> {
        let hex = fs::read_to_string(folder.join("key.hex"))?;
        let byte = |place: usize| u8::from_str_radix(&hex[place * 2..place * 2 + 2], 16);
        let bytes: Vec<u8> = (0..32).map(byte).collect::<Result<_, _>>()?;
        let key = VerifyingKey::from_bytes(bytes.as_slice().try_into()?)?;
        let mut revoked = HashSet::new();
        for line in fs::read_to_string(folder.join("revoked.tsv"))?.lines() {
            let fields: Vec<u32> = line.split('\t').map(str::parse).collect::<Result<_, _>>()?;
            let [batch, from, to] = fields[..] else { return Err("three numbers a line".into()) };
            revoked.extend((from..=to).map(|index| (batch, index)));
        }
        Ok(Self { key, revoked })
    }

    /// How many stamps are revoked.
    pub fn revoked(&self) -> usize {
        self.revoked.len()
    }

    /// What a stamp is worth, and what it says of itself.
    pub fn verdict(&self, stamp: &ScannedStamp) -> Option<(&'static str, Payload)> {
        let payload = stamp.claimed_payload().ok()?;
        let signature = Signature::from_bytes(stamp.signature());
        let is_known = payload.key == KeyNumber::DEMO;
        let is_signed =
            is_known && self.key.verify_strict(&payload.signed_message(), &signature).is_ok();
        let place = (payload.batch.get(), payload.index.get());
        let verdict = if !is_known {
            "unknown_key"
        } else if !is_signed {
            "forged"
        } else if self.revoked.contains(&place) {
            "revoked"
        } else if payload.valid_until.date() < today(jiff::Timestamp::now()) {
            "certificate_expired"
        } else {
            "valid"
        };
        Some((verdict, payload))
    }
}

#[derive(Serialize)]
struct Answer {
    verdict: &'static str,
    certificate: u32,
    batch: u32,
    index: u32,
    valid_until: String,
}

/// `GET /{code}`
pub async fn check(known: web::Data<Known>, code: web::Path<String>) -> HttpResponse {
    let Ok(Code::Printed(stamp)) = Code::from_text(&code) else {
        return HttpResponse::BadRequest().finish();
    };
    let Some((verdict, payload)) = known.verdict(&stamp) else {
        return HttpResponse::Ok().json(serde_json::json!({ "verdict": "unsupported" }));
    };
    HttpResponse::Ok().json(Answer {
        verdict,
        certificate: payload.certificate.get(),
        batch: payload.batch.get(),
        index: payload.index.get(),
        valid_until: payload.valid_until.date().to_string(),
    })
}
