//! The rival: what an actix service for signed codes looks like when nothing is thought of but that it be right. A
//! route with `{code}`, `verify_strict`, a `HashSet` of revoked stamps, an answer in JSON by serde.
//!
//! `plain FOLDER PORT`, with a folder that `corpus` made. One worker; it reads what the service keeps in its log.

use std::{collections::HashSet, error::Error, fs, path::Path};

use actix_web::{App, HttpResponse, HttpServer, web};
use ed25519_dalek::{Signature, VerifyingKey};
use ocop_stamp::stamp::{Code, KeyNumber, today};
use serde::Serialize;

struct Known {
    key: VerifyingKey,
    revoked: HashSet<(u32, u32)>,
}

#[derive(Serialize)]
struct Answer {
    verdict: &'static str,
    certificate: u32,
    batch: u32,
    index: u32,
    valid_until: String,
}

async fn check(known: web::Data<Known>, code: web::Path<String>) -> HttpResponse {
    let Ok(Code::Printed(stamp)) = Code::from_text(&code) else {
        return HttpResponse::BadRequest().finish();
    };
    let Ok(payload) = stamp.claimed_payload() else {
        return HttpResponse::Ok().json(serde_json::json!({ "verdict": "unsupported" }));
    };
    let signature = Signature::from_bytes(stamp.signature());
    let is_known = payload.key == KeyNumber::DEMO;
    let is_signed =
        is_known && known.key.verify_strict(&payload.signed_message(), &signature).is_ok();
    let (batch, index) = (payload.batch.get(), payload.index.get());
    let valid_until = payload.valid_until.date();
    let verdict = if !is_known {
        "unknown_key"
    } else if !is_signed {
        "forged"
    } else if known.revoked.contains(&(batch, index)) {
        "revoked"
    } else if valid_until < today(jiff::Timestamp::now()) {
        "certificate_expired"
    } else {
        "valid"
    };
    let certificate = payload.certificate.get();
    HttpResponse::Ok().json(Answer {
        verdict,
        certificate,
        batch,
        index,
        valid_until: valid_until.to_string(),
    })
}

fn known(folder: &Path) -> Result<Known, Box<dyn Error>> {
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
    Ok(Known { key, revoked })
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, folder, port] = &arguments[..] else { return Err("usage: plain FOLDER PORT".into()) };
    let known = web::Data::new(known(Path::new(folder))?);
    println!("{} revoked", known.revoked.len());
    HttpServer::new(move || {
        App::new().app_data(known.clone()).route("/{code}", web::get().to(check))
    })
    .workers(1)
    .bind(("127.0.0.1", port.parse()?))?
    .run()
    .await?;
    Ok(())
}
