//! `verify`: what codes, links and pictures of codes are worth, offline by the published keys or fully
//! by a service.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, Result, bail};
use clap::Args;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    DataArgs, PassphraseArgs,
    control_client::ControlClient,
    desk::{Desk, verify_at},
    exit_status::{Failure, Status},
    invocation::Invocation,
    picture,
};
use crate::{
    signing::{DemoKey, IssuerKey, JwkSet, KeyRing, KeyStatus, Unreadable, check},
    stamp::{Code, KeyNumber, ScannedStamp, today},
};

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct VerifyArgs {
    #[command(flatten)]
    source: SourceArgs,
    /// Take the demo key of a key set for a key: its private half is public, so this proves nothing
    #[arg(long)]
    demo: bool,
    #[command(flatten)]
    passphrase: PassphraseArgs,
    /// Codes, links, and PNG or JPEG files
    #[arg(required = true)]
    codes: Vec<String>,
}

/// By what they are checked: one of these, or else a variable.
#[derive(Args)]
#[group(multiple = false)]
pub(super) struct SourceArgs {
    /// Offline, by a published key set (issuer-keys.json): signature and dates, nothing of the log
    /// [env: OCOP_STAMP_KEYS, where none of these is named]
    #[arg(long, value_name = "FILE")]
    keys: Option<PathBuf>,
    /// Fully, by a data folder or the service that runs on it [env: OCOP_STAMP_DATA]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Fully, by a service [env: OCOP_STAMP_URL]
    #[arg(long, value_name = "URL")]
    url: Option<String>,
}

const EXAMPLES: &str = "\
Exit status 0: all valid, or offline all signed without a warning; 1: some are not; 65: some are no stamp's code;
69: some could not be checked.

Examples:
  ocop-stamp verify --url https://tem.example.vn WBN5-N2DG-DJZE-8G3M photo.jpg
  ocop-stamp verify --keys issuer-keys.json photo.jpg --json
  ocop-stamp verify --data /var/lib/ocop-stamp/data WBN5-N2DG-DJZE-8G3M";

/// By what codes are checked.
pub(super) enum Checker {
    /// A published key set.
    Keys(PathBuf),
    /// A data folder.
    Data(PathBuf),
    /// A service.
    Url(String),
}

impl SourceArgs {
    /// The one that was named; without one, the first variable that is set. A flag's variable would count
    /// as a second flag, so they are read here.
    fn checker(&self) -> Result<Checker> {
        self.given_or_set().ok_or_else(|| {
            let words = "name by what to check: --url URL, --data DIR or --keys FILE";
            Failure::new(Status::Usage, words).into()
        })
    }

    /// The same; `None` if nothing is named or set.
    pub(super) fn given_or_set(&self) -> Option<Checker> {
        let flags = [
            self.keys.clone().map(Checker::Keys),
            self.data.clone().map(Checker::Data),
            self.url.clone().map(Checker::Url),
        ];
        let variables = || {
            [
                env::var_os("OCOP_STAMP_DATA").map(|data| Checker::Data(data.into())),
                env::var("OCOP_STAMP_URL").ok().map(Checker::Url),
                env::var_os("OCOP_STAMP_KEYS").map(|keys| Checker::Keys(keys.into())),
            ]
        };
        let found = flags.into_iter().flatten().next();
        found.or_else(|| variables().into_iter().flatten().next())
    }
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

pub(super) fn run(args: &VerifyArgs, run: &Invocation) -> Result<ExitCode> {
    let checker = args.source.checker()?;
    if args.demo && !matches!(checker, Checker::Keys(_)) {
        bail!(Failure::new(Status::Usage, "--demo is about the keys of --keys"));
    }
    let found = find_codes(&args.codes)?;
    let codes: Vec<_> =
        found.iter().filter_map(|found| found.code.as_ref().ok().cloned()).collect();
    let mut answers = ask(&checker, args.demo, &args.passphrase, &codes)?.into_iter();
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
        run.print(&asked.line(), asked.words())?;
    }
    Ok(status(&asked).into())
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
        // The reason is English, as these words are; the detail is for readers of the pages.
        let detail = ["reason", "detail"].iter().find_map(|at| self.answer["error"][*at].as_str());
        let detail = detail.unwrap_or_default();
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

/// 65 if any is malformed, else 1 if any is not valid, else 69 if any could not be checked.
fn status(asked: &[Asked]) -> Status {
    let failed_as = |kind: &str| asked.iter().any(|asked| asked.answer["error"]["code"] == kind);
    let bad = |asked: &Asked| match asked.answer["verdict"].as_str() {
        Some("valid") => false,
        Some("signed") => {
            asked.answer["warnings"].as_array().is_some_and(|warnings| !warnings.is_empty())
        }
        Some(_) => true,
        None => asked.answer["error"]["code"] != "cannot_tell",
    };
    if failed_as("malformed") {
        Status::Data
    } else if asked.iter().any(bad) {
        Status::NotDone
    } else if failed_as("cannot_tell") {
        Status::Unavailable
    } else {
        Status::Done
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
            bail!(Failure::new(Status::NoInput, format!("{given}: no such file")));
        }
        found.push(Found { picture: None, code: Ok(given.clone()) });
    }
    Ok(found)
}

/// What codes are worth, each as the API answers it.
pub(super) fn ask(
    checker: &Checker,
    demo: bool,
    passphrase: &PassphraseArgs,
    codes: &[String],
) -> Result<Vec<Value>> {
    match checker {
        Checker::Keys(path) => {
            eprintln!(
                "Checked offline by {}: signatures and dates; nothing is known of the log.",
                path.display()
            );
            Ok(Offline::read(path, demo)?.answer(codes))
        }
        Checker::Url(url) => {
            eprintln!("Checked by the service at {url}.");
            verify_at(&ControlClient::at(url)?, codes).with_context(|| format!("{url} can't say"))
        }
        Checker::Data(data) => {
            eprintln!("Checked fully by the data folder {}.", data.display());
            let data = DataArgs { data: data.clone(), passphrase: passphrase.clone() };
            let desk = Desk::open(&data)?;
            let answers = desk.verify(codes);
            desk.close();
            answers
        }
    }
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
            Err(malformed) => error("malformed", malformed.0),
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
