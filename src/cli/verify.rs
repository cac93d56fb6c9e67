//! `verify`: what codes, links and pictures of codes are worth, offline by the published keys or fully
//! by a service.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, Result, bail};
use clap::Args;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    PassphraseArgs,
    control_client::ControlClient,
    desk::{Desk, verify_at},
    picture,
};
use crate::{
    cli::DataArgs,
    signing::{DemoKey, IssuerKey, JwkSet, KeyRing, KeyStatus, Unreadable, check},
    stamp::{Code, KeyNumber, ScannedStamp, today},
};

/// Exit status where some code is none (sysexits `EX_DATAERR`).
const MALFORMED: u8 = 65;

#[derive(Args)]
pub(super) struct VerifyArgs {
    #[command(flatten)]
    source: SourceArgs,
    /// Take the demo key of a key set for a key: its private half is public, so this proves nothing
    #[arg(long, requires = "keys")]
    demo: bool,
    #[command(flatten)]
    passphrase: PassphraseArgs,
    /// One JSON object a code and line, with `code` and `verdict` or `error`
    #[arg(long)]
    json: bool,
    /// Codes, links, and PNG or JPEG files
    #[arg(required = true)]
    codes: Vec<String>,
}

/// By what they are checked: exactly one of these.
#[derive(Args)]
#[group(required = true, multiple = false)]
struct SourceArgs {
    /// Offline, by a published key set (issuer-keys.json): signature and dates, nothing of the log
    #[arg(long, value_name = "FILE")]
    keys: Option<PathBuf>,
    /// Fully, by a data folder or the service that runs on it
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Fully, by a service
    #[arg(long, value_name = "URL")]
    url: Option<String>,
}

/// What was asked about one code.
struct Asked {
    /// The picture that it stands in.
    picture: Option<String>,
    /// As it was given, or as it stands in the picture.
    code: String,
    /// The API's answer, or an error of ours.
    answer: Value,
}

pub(super) fn run(args: &VerifyArgs) -> Result<ExitCode> {
    let found = find_codes(&args.codes)?;
    let codes: Vec<_> =
        found.iter().filter_map(|found| found.code.as_ref().ok().cloned()).collect();
    let mut answers = answer(args, &codes)?.into_iter();
    let asked = found.into_iter().map(|Found { picture, code }| match code {
        Ok(code) => Asked { picture, code, answer: answers.next().unwrap_or_default() },
        Err(unreadable) => Asked {
            code: picture.clone().unwrap_or_default(),
            picture,
            answer: error("malformed", &unreadable.to_string()),
        },
    });
    let asked: Vec<_> = asked.collect();
    for asked in &asked {
        if args.json {
            println!("{}", asked.line());
        } else {
            println!("{}", asked.words());
        }
    }
    Ok(exit_status(&asked))
}

/// An error of ours, as the API words its own.
fn error(kind: &str, detail: &str) -> Value {
    json!({ "error": { "code": kind, "detail": detail } })
}

impl Asked {
    fn line(&self) -> Value {
        let mut line = self.answer.clone();
        line["code"] = json!(self.code);
        if let Some(picture) = &self.picture {
            line["picture"] = json!(picture);
        }
        line
    }

    /// `valid  https://…`, with what went wrong where something did.
    fn words(&self) -> String {
        let verdict = self.answer["verdict"].as_str();
        let error = self.answer["error"]["code"].as_str().unwrap_or("error");
        let detail = self.answer["error"]["detail"].as_str().unwrap_or_default();
        let warnings: Vec<_> = self.answer["warnings"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let remark = if warnings.is_empty() { detail.to_owned() } else { warnings.join(", ") };
        let what = self.picture.as_ref().unwrap_or(&self.code);
        let mut line = format!("{:<20} {what}", verdict.unwrap_or(error));
        if !remark.is_empty() {
            line.push_str(&format!("\n{:<20} {remark}", ""));
        }
        line
    }
}

/// 65 if any is malformed, 0 only if all are valid, or signed without a warning.
fn exit_status(asked: &[Asked]) -> ExitCode {
    let malformed = |asked: &Asked| asked.answer["error"]["code"] == "malformed";
    let good = |asked: &Asked| match asked.answer["verdict"].as_str() {
        Some("valid") => true,
        Some("signed") => asked.answer["warnings"].as_array().is_none_or(Vec::is_empty),
        Some(_) | None => false,
    };
    if asked.iter().any(malformed) {
        ExitCode::from(MALFORMED)
    } else if asked.iter().all(good) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// A code that was given, or that stands in a picture; or a picture in which none can be read.
struct Found {
    picture: Option<String>,
    code: Result<String, picture::PictureError>,
}

/// The codes in what was given, in its order: files that exist are pictures, everything else is a code.
fn find_codes(given: &[String]) -> Result<Vec<Found>> {
    let mut found = Vec::new();
    for given in given {
        let path = Path::new(given);
        if path.is_file() {
            let bytes = fs::read(path).with_context(|| format!("can't read {given}"))?;
            let picture = || Some(given.clone());
            match picture::read_codes(&bytes) {
                Ok(codes) => {
                    found.extend(
                        codes.into_iter().map(|code| Found { picture: picture(), code: Ok(code) }),
                    );
                }
                Err(unreadable) => found.push(Found { picture: picture(), code: Err(unreadable) }),
            }
            continue;
        }
        let is_picture = path.extension().is_some_and(|ending| {
            ["png", "jpg", "jpeg"].iter().any(|known| ending.eq_ignore_ascii_case(known))
        });
        if is_picture && !given.contains("://") {
            bail!("{given}: no such file");
        }
        found.push(Found { picture: None, code: Ok(given.clone()) });
    }
    Ok(found)
}

fn answer(args: &VerifyArgs, codes: &[String]) -> Result<Vec<Value>> {
    let source = &args.source;
    if let Some(path) = &source.keys {
        eprintln!(
            "Checked offline by {}: signatures and dates; nothing is known of the log.",
            path.display()
        );
        return Offline::read(path, args.demo).map(|keys| keys.answer(codes));
    }
    if let Some(url) = &source.url {
        eprintln!("Checked by the service at {url}.");
        return verify_at(&ControlClient::at(url)?, codes);
    }
    let data = source.data.clone().context("name one source")?;
    eprintln!("Checked fully by the data folder {}.", data.display());
    let desk = Desk::open(&DataArgs { data, passphrase: args.passphrase.clone() })?;
    let answers = desk.verify(codes);
    desk.close();
    answers
}

/// A published key set, and what it allows to say.
struct Offline {
    ring: KeyRing,
    compromised: Vec<IssuerKey>,
}

impl Offline {
    fn read(path: &Path, demo: bool) -> Result<Self> {
        let json = fs::read(path).with_context(|| format!("can't read {}", path.display()))?;
        let keys = JwkSet::read(&json).with_context(|| path.display().to_string())?;
        let mut ring = KeyRing::new(if demo { DemoKey::Accepted } else { DemoKey::Refused });
        let mut compromised = Vec::new();
        for (number, key, status) in keys {
            match (number == KeyNumber::DEMO, demo) {
                (true, true) => eprintln!(
                    "Key 0 is the demo key: its private half is public, so its stamps prove nothing."
                ),
                (true, false) => {
                    eprintln!("Key 0 is the demo key and is not taken for a key; --demo takes it.")
                }
                (false, _) => {}
            }
            ring.insert(number, key);
            if status == KeyStatus::Compromised {
                // The key, not the number: one key may stand under several numbers.
                compromised.push(key);
            }
        }
        Ok(Self { ring, compromised })
    }

    fn answer(&self, codes: &[String]) -> Vec<Value> {
        codes.iter().map(|code| self.answer_one(code)).collect()
    }

    fn answer_one(&self, text: &str) -> Value {
        match Code::from_text(text) {
            Ok(Code::Printed(stamp)) => self.signed(&stamp, |_| true),
            Ok(Code::Gs1(link)) => self.signed(&link.stamp, |payload| link.serial_names(payload)),
            Ok(Code::Short(_)) => {
                error("cannot_tell", "a short code can only be checked by the service")
            }
            Err(malformed) => error("malformed", &malformed.to_string()),
        }
    }

    fn signed(
        &self,
        stamp: &ScannedStamp,
        link_agrees: impl Fn(&crate::stamp::Payload) -> bool,
    ) -> Value {
        let payload = match check(stamp, &self.ring) {
            Ok(verified) => *verified.payload(),
            Err(Unreadable::Unsupported(_)) => return json!({ "verdict": "unsupported" }),
            Err(Unreadable::UnknownKey(_)) => return json!({ "verdict": "unknown_key" }),
            Err(Unreadable::Forged(_)) => return json!({ "verdict": "forged" }),
        };
        if !link_agrees(&payload) {
            return json!({ "verdict": "forged" });
        }
        let is_over = payload.valid_until.date() < today(Timestamp::now());
        let verdict = if is_over { "certificate_expired" } else { "signed" };
        let is_compromised =
            self.ring.get(payload.key).is_some_and(|key| self.compromised.contains(key));
        let warnings: &[&str] = if is_compromised { &["key_compromised"] } else { &[] };
        json!({
            "verdict": verdict,
            "checked_by": "signature",
            "warnings": warnings,
            "stamp": {
                "key": payload.key,
                "certificate": payload.certificate,
                "batch": payload.batch,
                "index": payload.index,
                "valid_until": payload.valid_until.date(),
            },
        })
    }
}
