//! Checking stamps as programs do: one code by its address, or many in one request.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    answer_json::AnswerJson,
    messages::Language,
    negotiation::{Asked, Reading, decoded},
    problem::{Problem, ProblemBody},
    response, scan,
    site::Site,
};
use crate::{app::Service, stamp::Code, verification::Snapshot};

/// The path before a code.
pub(super) const STAMPS: &str = "/api/v1/stamps";

/// The most codes in one request.
const MOST_CODES: usize = 1_000;

/// The largest body: a thousand links of the longest kind, and room for how programs write JSON.
pub(super) const LARGEST_BODY: usize = 1024 * 1024;

/// `GET /api/v1/stamps/{code}`: the answer in JSON. The code is one path segment, a GS1 path, or any of
/// these, or a whole link, percent-encoded.
pub(super) async fn stamp(
    _: Reading,
    request: HttpRequest,
    site: web::Data<Site>,
) -> Result<HttpResponse, Problem> {
    let asked = Asked::in_json(&request);
    let after = request.uri().path().strip_prefix(STAMPS).and_then(|rest| rest.strip_prefix('/'));
    let text = decoded(after.ok_or_else(|| Problem::not_found(asked.language))?);
    let code = match text.contains('?') {
        true => Code::from_text(&text),
        false => Code::from_text(&format!("{text}?{}", asked.query)),
    };
    let code = code.map_err(|malformed| Problem::malformed(malformed, asked.language))?;
    Ok(scan::answer(&request, &site, &asked, &code))
}

/// What is to be checked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VerifyRequest {
    /// Codes in any spelling, or whole links.
    codes: Vec<String>,
}

/// `POST /api/v1/stamps/verify`: the answer to each code, or why there is none.
pub(super) async fn verify(
    site: web::Data<Site>,
    request: web::Json<VerifyRequest>,
) -> Result<HttpResponse, Problem> {
    let codes = request.into_inner().codes;
    if codes.len() > MOST_CODES {
        return Err(Problem::too_many_codes(codes.len(), MOST_CODES));
    }
    // A thousand signatures would keep a worker from its scans.
    let body = web::block(move || {
        let snapshot = site.service.snapshot();
        let results = results(&site.service, &snapshot, &codes);
        serde_json::to_vec(&VerifyAnswer { results }).expect("answers of ours serialise")
    });
    let body = body.await.map_err(|error| Problem::failed(&error))?;
    Ok(response::json_bytes(StatusCode::OK, body))
}

/// What codes are worth, each as [`verify`](fn@self::verify) answers it; for who opened the data folder
/// without listening.
pub fn verify_codes(service: &Service, codes: &[String]) -> Vec<Value> {
    let snapshot = service.snapshot();
    let to_value = |result| serde_json::to_value(result).expect("answers of ours serialise");
    results(service, &snapshot, codes).into_iter().map(to_value).collect()
}

/// The answers, in the order of the codes.
#[derive(Serialize)]
struct VerifyAnswer<'a> {
    results: Vec<CodeResult<'a>>,
}

/// A code as it was sent, and what became of it.
#[derive(Serialize)]
struct CodeResult<'a> {
    code: &'a str,
    #[serde(flatten)]
    outcome: Outcome<'a>,
}

/// The answer's fields, or a problem under `error`.
#[derive(Serialize)]
#[serde(untagged)]
enum Outcome<'a> {
    Answer(Box<AnswerJson<'a>>),
    Error { error: ProblemBody },
}

fn results<'a>(
    service: &Service,
    snapshot: &'a Snapshot,
    codes: &'a [String],
) -> Vec<CodeResult<'a>> {
    let (now, published) = (service.now(), service.published());
    let outcome = |text: &str| {
        let language = Language::default();
        let code = Code::from_text(text).map_err(|why| Problem::malformed(why, language))?;
        let answer = service.scan(&code, snapshot, now);
        let answer = answer.map_err(|why| Problem::cannot_tell(why, language))?;
        Ok(AnswerJson::new(&answer, now, published))
    };
    let result = |code: &'a String| CodeResult {
        code,
        outcome: match outcome(code) {
            Ok(answer) => Outcome::Answer(Box::new(answer)),
            Err(problem) => Outcome::Error { error: Problem::into_body(problem) },
        },
    };
    codes.iter().map(result).collect()
}
