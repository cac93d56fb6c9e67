//! Checking stamps as programs do: one code by its address, or many in one request.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    answer_json::AnswerJson,
    messages::Language,
    negotiation::{Reading, decoded},
    openapi::LanguageParameter,
    problem::{Problem, ProblemBody},
    response,
    scan::{self, Question},
    site::Site,
};
use crate::{
    app::Service,
    stamp::{Code, Malformed},
    verification::Snapshot,
};

/// The path before a code.
pub(super) const STAMPS: &str = "/api/v1/stamps";

/// The most codes in one request.
const MOST_CODES: usize = 1_000;

/// The largest body: a thousand links of the longest kind, and room for how programs write JSON.
pub(super) const LARGEST_BODY: usize = 1024 * 1024;

/// What a stamp is worth.
///
/// "No" is an answer: a verdict comes with status 200, whatever it says.
#[utoipa::path(
    get, path = "/api/v1/stamps/{code}",
    params(
        ("code" = String, Path, description = "192 digits, 30 digits, 16 characters, a GS1 path, or a whole link; \
            percent-encoded where it is more than one segment.", min_length = 1),
        LanguageParameter,
    ),
    responses(
        (status = 200, description = "A verdict, whichever.", body = AnswerJson,
            headers(("ETag" = String, description = "For `If-None-Match`."))),
        (status = 304, description = "What the client has still stands."),
        (status = 400, description = "It is no code."),
        (status = 503, description = "Nothing can be said of it now."),
    ),
)]
pub(super) async fn stamp(
    _: Reading,
    request: HttpRequest,
    site: web::Data<Site>,
) -> Result<HttpResponse, Problem> {
    let asked = site.asked_in_json(&request);
    let after = request.uri().path().strip_prefix(STAMPS).and_then(|rest| rest.strip_prefix('/'));
    let text = decoded(after.ok_or_else(|| Problem::not_found(asked.language))?);
    let code = match text.contains('?') {
        true => Code::from_text(&text),
        false => Code::from_text(&format!("{text}?{}", asked.query)),
    };
    let code = code.map_err(|malformed| Problem::malformed(malformed, asked.language))?;
    site.count_guesses(&request, usize::from(code.is_guessable()), asked.language)?;
    Ok(scan::answer(&site, &Question { head: request.head(), asked, code }))
}

/// What is to be checked.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct VerifyRequest {
    /// Codes in any spelling, or whole links.
    codes: Vec<String>,
}

/// What many stamps are worth.
#[utoipa::path(
    post, path = "/api/v1/stamps/verify",
    params(LanguageParameter),
    request_body = VerifyRequest,
    responses(
        (status = 200, description = "An answer to each code, or why there is none; in their order.",
            body = VerifyAnswer),
    ),
)]
pub(super) async fn verify(
    request: HttpRequest,
    site: web::Data<Site>,
    asked: web::Json<VerifyRequest>,
) -> Result<HttpResponse, Problem> {
    let language = site.asked_in_json(&request).language;
    let codes = asked.into_inner().codes;
    if codes.len() > MOST_CODES {
        return Err(Problem::too_many_codes(codes.len(), MOST_CODES));
    }
    let guesses = codes.iter().filter_map(|text| Code::from_text(text).ok());
    site.count_guesses(&request, guesses.filter(Code::is_guessable).count(), language)?;
    // A thousand signatures would keep a worker from its scans.
    let body = web::block(move || {
        let snapshot = site.service.snapshot();
        let results = results(&site.service, &snapshot, &codes, language);
        serde_json::to_vec(&VerifyAnswer { results }).expect("answers of ours serialise")
    });
    let body = body.await.map_err(|error| Problem::failed(&error))?;
    Ok(response::json_bytes(StatusCode::OK, body))
}

/// What codes are worth, each as `POST /api/v1/stamps/verify` answers it; for who opened the data folder
/// without listening.
pub fn verify_codes(service: &Service, codes: &[String]) -> Vec<Value> {
    let snapshot = service.snapshot();
    let to_value = |result| serde_json::to_value(result).expect("answers of ours serialise");
    let language = service.office().languages.first();
    results(service, &snapshot, codes, language).into_iter().map(to_value).collect()
}

/// The answers, in the order of the codes.
#[derive(Serialize, utoipa::ToSchema)]
struct VerifyAnswer<'a> {
    results: Vec<CodeResult<'a>>,
}

/// A code as it was sent, and what became of it.
#[derive(Serialize, utoipa::ToSchema)]
struct CodeResult<'a> {
    code: &'a str,
    #[serde(flatten)]
    outcome: Outcome<'a>,
}

/// The answer's fields, or a problem under `error`.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(untagged)]
enum Outcome<'a> {
    Answer(Box<AnswerJson<'a>>),
    Error { error: ProblemBody },
}

/// So many codes are decided together: a multiple of what `signing` groups, and few enough that their
/// answers stay in the caches until they are written.
const TOGETHER: usize = 64;

fn results<'a>(
    service: &Service,
    snapshot: &'a Snapshot,
    codes: &'a [String],
    language: Language,
) -> Vec<CodeResult<'a>> {
    let together = |codes| results_together(service, snapshot, codes, language);
    codes.chunks(TOGETHER).flat_map(together).collect()
}

fn results_together<'a>(
    service: &Service,
    snapshot: &'a Snapshot,
    codes: &'a [String],
    language: Language,
) -> Vec<CodeResult<'a>> {
    let (now, published) = (service.now(), service.published());
    let hotline = &service.office().hotline;
    let read: Vec<_> = codes.iter().map(|text| Code::from_text(text)).collect();
    let well_spelt: Vec<Code> = read.iter().filter_map(|code| code.ok()).collect();
    let mut answers = service.scan_many(&well_spelt, snapshot, now).into_iter();
    let mut outcome = |code: Result<Code, Malformed>| {
        code.map_err(|why| Problem::malformed(why, language))?;
        let answer = answers.next().expect("one for each code that is well spelt");
        let answer = answer.map_err(|why| Problem::cannot_tell(why, language, hotline))?;
        Ok(AnswerJson::new(&answer, now, published))
    };
    let result = |(code, read)| CodeResult {
        code,
        outcome: match outcome(read) {
            Ok(answer) => Outcome::Answer(Box::new(answer)),
            Err(problem) => Outcome::Error { error: Problem::into_body(problem, language) },
        },
    };
    codes.iter().map(String::as_str).zip(read).map(result).collect()
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;
    use serde_json::json;

    use super::*;
    use crate::web::test_service::{self, Reply, TestService};

    async fn ask(test: &TestService, body: &str) -> Reply {
        let request = TestRequest::post().uri("/api/v1/stamps/verify");
        let request = request.insert_header(("Content-Type", "application/json"));
        test.call(request.set_payload(body.to_owned())).await
    }

    #[test]
    fn codes_are_answered_in_their_order() {
        test_service::run(async |test| {
            let link = format!("https://tem.example.vn{}", test.gs1_path(1, 0));
            let mut forged = test.digits(1, 0);
            let digit = if forged.ends_with('0') { "1" } else { "0" };
            forged.replace_range(forged.len() - 1.., digit);
            let codes = [
                test.digits(1, 0),
                "x".to_owned(),
                test.typed(7, 0),
                link,
                forged,
                test.digits(5, 0),
            ];
            let reply = ask(&test, &json!({ "codes": codes }).to_string()).await;
            assert_eq!((reply.status, reply.header("access-control-allow-origin")), (200, "*"));
            let results = reply.json()["results"].take();
            for (place, code) in codes.iter().enumerate() {
                assert_eq!(results[place]["code"], json!(code));
            }
            assert_eq!(results[0]["verdict"], "valid");
            assert_eq!(results[1]["error"]["code"], "malformed");
            assert_eq!(results[2]["error"]["status"], 503);
            assert_eq!(results[3]["verdict"], "valid");
            assert_eq!(results[4]["verdict"], "forged");
            assert_eq!(results[5]["revocation"]["family"], "certificate_withdrawn");
            assert_eq!(json!(verify_codes(&test.service, &codes)), results);
        });
    }

    #[test]
    fn what_can_not_be_read_is_told_what_to_do() {
        test_service::run(async |test| {
            let many = json!({ "codes": vec![""; 1_001] }).to_string();
            let large = json!({ "codes": ["1".repeat(LARGEST_BODY)] }).to_string();
            for (body, status, code) in [
                ("{}", 400, "body"),
                ("{\"codes\": 1}", 400, "body"),
                ("[", 400, "body"),
                (&many, 400, "too_many_codes"),
                (&large, 413, "too_large"),
            ] {
                let reply = ask(&test, body).await;
                assert_eq!(reply.status, status, "{code}");
                assert_eq!(reply.json()["code"], code);
            }
            let untyped = TestRequest::post().uri("/api/v1/stamps/verify").set_payload("{}");
            assert_eq!(test.call(untyped).await.status, 415);
            let get = test.get("/api/v1/stamps/verify", "*/*").await;
            assert_eq!((get.status, get.header("allow")), (405, "POST"));
        });
    }

    #[test]
    fn one_code_is_answered_by_its_address_always_in_json() {
        test_service::run(async |test| {
            let (digits, gs1) = (test.digits(1, 0), test.gs1_path(1, 0));
            let encoded_gs1 = gs1.replace('/', "%2F").replace('?', "%3F").replace('=', "%3D");
            let encoded_link = format!("https%3A%2F%2Ftem.example.vn%2F{digits}");
            for (path, status, word) in [
                (format!("/{digits}"), 200, "valid"),
                (format!("/{digits}?lang=en"), 200, "valid"),
                (format!("/{}", test.typed(1, 0).replace('-', "%20")), 200, "valid"),
                (gs1, 200, "valid"),
                (encoded_gs1, 200, "valid"),
                (format!("/{encoded_link}"), 200, "valid"),
                (format!("/{}", test.typed(7, 0)), 503, "cannot_tell"),
                ("/x".to_owned(), 400, "malformed"),
                ("/".to_owned(), 400, "malformed"),
            ] {
                let path = if path.starts_with('%') { format!("/{path}") } else { path };
                let reply = test.get(&format!("{STAMPS}{path}"), "text/html").await;
                let body = reply.json();
                assert_eq!(reply.status, status, "{path}: {body}");
                let found = if status == 200 { &body["verdict"] } else { &body["code"] };
                assert_eq!(found, word, "{path}");
            }
        });
    }

    #[test]
    fn scripts_of_other_sites_may_ask() {
        test_service::run(async |test| {
            for path in ["/api/v1/stamps/verify", "/api/v1/stamps/1", "/log/checkpoint"] {
                let request = TestRequest::default().method(actix_web::http::Method::OPTIONS);
                let reply = test.call(request.uri(path)).await;
                assert_eq!(reply.status, 204, "{path}");
                assert_eq!(reply.header("access-control-allow-origin"), "*");
                assert!(reply.header("access-control-allow-headers").contains("Content-Type"));
            }
        });
    }
}
