//! What a request asks for besides its path: page or JSON (RFC 9110 §12.5.1), and in which language.

use std::borrow::Cow;

use actix_web::{
    FromRequest, HttpRequest,
    dev::{Payload, RequestHead},
    http::{
        Method,
        header::{ACCEPT, ACCEPT_LANGUAGE, HeaderMap},
    },
};
use percent_encoding::percent_decode_str;
use std::future::{Ready, ready};

use super::{messages::Language, page::view::StayIn, problem::Problem};
use crate::app::Languages;

/// The two ways in which an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Representation {
    /// HTML, for people.
    Page,
    /// For programs.
    Json,
}

/// A request without its path.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'r> {
    /// The query as it was sent, without `?`.
    pub(super) query: &'r str,
    /// In which language.
    pub(super) language: Language,
    /// Page or JSON.
    pub(super) representation: Representation,
    /// The languages that the office offers.
    offered: &'r Languages,
}

impl<'r> Asked<'r> {
    /// What the request's query and `Accept` say, of what the office offers.
    pub(super) fn of(head: &'r RequestHead, offered: &'r Languages) -> Self {
        let query = head.uri.query().unwrap_or_default();
        let representation = preferred(&head.headers);
        Self { query, language: language(query, offered), representation, offered }
    }

    /// For paths that answer in JSON, whatever is accepted.
    pub(super) fn in_json(head: &'r RequestHead, offered: &'r Languages) -> Self {
        Self { representation: Representation::Json, ..Self::of(head, offered) }
    }

    /// In which language a program is told of a problem: the query's, else what `Accept-Language` prefers of what the office
    /// offers (RFC 9110, 12.5.4), else the office's first. Pages leave that header aside: their address says it all.
    pub(super) fn language_of_problems(head: &RequestHead, offered: &Languages) -> Language {
        let query = head.uri.query().unwrap_or_default();
        if let Some(asked) = named_language(query, offered) {
            return asked;
        }
        let fields = head.headers.get_all(ACCEPT_LANGUAGE).filter_map(|field| field.to_str().ok());
        let mut preferred = None;
        for range in fields.flat_map(|field| field.split(',')) {
            let mut parts = range.split(';').map(str::trim);
            let tag = parts.next().unwrap_or_default();
            let primary = tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
            let language = Language::from_code(&primary).filter(|asked| offered.offer(*asked));
            let (Some(language), Some(quality)) = (language, quality(parts)) else { continue };
            // Of equals, the first one that is named.
            if quality > preferred.map_or(0, |(best, _)| best) {
                preferred = Some((quality, language));
            }
        }
        preferred.map_or_else(|| offered.first(), |(_, language)| language)
    }

    /// The language that the reader may switch to, if the office offers one.
    pub(super) fn other_language(&self) -> Option<Language> {
        self.offered.other_than(self.language)
    }

    /// What addresses of ours say to stay in this language.
    pub(super) fn stay(&self) -> StayIn {
        StayIn((self.language != self.offered.first()).then_some(self.language))
    }

    /// The same query in another language, relative to the page: other parameters (GS1's `s`) stay.
    pub(super) fn href_in(&self, language: Language) -> String {
        let kept = self.query.split('&').filter(|pair| !pair.is_empty() && !is_language(pair));
        let switch = format!("lang={}", language.code());
        let pairs: Vec<&str> = kept.chain([switch.as_str()]).collect();
        format!("?{}", pairs.join("&"))
    }
}

/// Lets `GET` and `HEAD` through. A handler that takes it changes nothing.
pub(super) struct Reading;

impl FromRequest for Reading {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}

impl Reading {
    pub(super) fn of(request: &HttpRequest) -> Result<Self, Problem> {
        match *request.method() {
            Method::GET | Method::HEAD => Ok(Self),
            _ => Err(Problem::method_not_allowed("GET, HEAD")),
        }
    }
}

/// A path as it was meant. Bytes that are no text become a sign that no code has.
pub(super) fn decoded(path: &str) -> Cow<'_, str> {
    percent_decode_str(path).decode_utf8_lossy()
}

/// The first `lang` that names a language which the office offers, else the office's first.
fn language(query: &str, offered: &Languages) -> Language {
    named_language(query, offered).unwrap_or_else(|| offered.first())
}

fn named_language(query: &str, offered: &Languages) -> Option<Language> {
    let codes = query.split('&').filter_map(|pair| pair.strip_prefix("lang="));
    let mut asked = codes.filter_map(Language::from_code).filter(|asked| offered.offer(*asked));
    asked.next()
}

fn is_language(pair: &str) -> bool {
    pair == "lang" || pair.starts_with("lang=")
}

/// JSON if it is preferred to HTML, or as welcome and named where HTML is not; else the page.
fn preferred(headers: &HeaderMap) -> Representation {
    let (mut page, mut json) = (Welcome::default(), Welcome::default());
    let fields = headers.get_all(ACCEPT).filter_map(|field| field.to_str().ok());
    for range in fields.flat_map(|field| field.split(',')) {
        let mut parts = range.split(';').map(str::trim);
        let media_range = parts.next().unwrap_or_default().to_ascii_lowercase();
        let Some(quality) = quality(parts) else { continue };
        match media_range.as_str() {
            "text/html" | "application/xhtml+xml" => page.hear(Naming::Type, quality),
            "text/*" => page.hear(Naming::Group, quality),
            "application/json" | "application/problem+json" => json.hear(Naming::Type, quality),
            "application/*" => json.hear(Naming::Group, quality),
            "*/*" => {
                page.hear(Naming::Anything, quality);
                json.hear(Naming::Anything, quality);
            }
            _ => {}
        }
    }
    let is_preferred = json.quality > page.quality
        || (json.quality == page.quality && json.quality > 0 && json.naming > page.naming);
    if is_preferred { Representation::Json } else { Representation::Page }
}

/// How closely a media range names a type; the closest one counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
enum Naming {
    #[default]
    Nothing,
    Anything,
    Group,
    Type,
}

/// How welcome a type is, in thousandths.
#[derive(Debug, Default)]
struct Welcome {
    naming: Naming,
    quality: u16,
}

impl Welcome {
    fn hear(&mut self, naming: Naming, quality: u16) {
        if naming > self.naming {
            *self = Self { naming, quality };
        } else if naming == self.naming {
            self.quality = self.quality.max(quality);
        }
    }
}

/// The `q` among a range's parameters, in thousandths; 1 without one, `None` if it can't be read.
fn quality<'a>(parameters: impl Iterator<Item = &'a str>) -> Option<u16> {
    let mut named = parameters.filter_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("q").then(|| value.trim())
    });
    let Some(value) = named.next() else { return Some(1_000) };
    let quality: f32 = value.parse().ok()?;
    // Between 0 and 1, so the thousandths fit.
    (0.0..=1.0).contains(&quality).then(|| (quality * 1_000.0).round() as u16)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[track_caller]
    fn check(accept: Option<&str>, expect: Representation) {
        let request = TestRequest::get();
        let request = match accept {
            Some(accept) => request.insert_header((ACCEPT, accept)),
            None => request,
        };
        assert_eq!(preferred(request.to_http_request().headers()), expect, "{accept:?}");
    }

    #[test]
    fn programs_get_json_only_if_they_prefer_it() {
        use Representation::{Json, Page};
        check(None, Page);
        check(Some(""), Page);
        check(Some("*/*"), Page);
        check(Some("text/html"), Page);
        check(Some("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"), Page);
        check(Some("application/json"), Json);
        check(Some("Application/JSON; charset=utf-8"), Json);
        check(Some("application/problem+json"), Json);
        check(Some("application/*"), Json);
        check(Some("application/json, text/plain, */*"), Json);
        check(Some("application/json, text/html"), Page);
        check(Some("application/json, text/html;q=0.9"), Json);
        check(Some("application/json;q=0.5, text/html;q=0.4"), Json);
        check(Some("application/json;q=0.5, */*"), Page);
        check(Some("text/*;q=0.3, application/*;q=0.4"), Json);
        check(Some("application/json;q=0"), Page);
        check(Some("application/json;q=2"), Page);
        check(Some("image/avif"), Page);
    }

    #[track_caller]
    fn check_switch(uri: &str, expect: &str) {
        let request = TestRequest::with_uri(uri).to_http_request();
        let offered = Languages::default();
        let asked = Asked::of(request.head(), &offered);
        assert_eq!(asked.href_in(Language::English), expect, "{uri}");
    }

    #[test]
    fn the_switch_keeps_the_other_parameters() {
        check_switch("/1", "?lang=en");
        check_switch("/1?", "?lang=en");
        check_switch("/1?lang=vi", "?lang=en");
        check_switch("/01/1/21/2?s=3&lang=vi&x=%26", "?s=3&x=%26&lang=en");
        check_switch("/1?language=x", "?language=x&lang=en");
        check_switch("//evil.example/1", "?lang=en");
    }

    #[track_caller]
    fn check_language(offered: &str, query: &str, expect: Language) {
        let offered = offered.parse().expect("good languages");
        assert_eq!(language(query, &offered), expect, "{query}");
    }

    #[test]
    fn a_language_that_is_not_offered_is_the_first_one() {
        use Language::{English, Vietnamese};
        check_language("vi,en", "", Vietnamese);
        check_language("vi,en", "lang=en", English);
        check_language("vi,en", "s=1&lang=en", English);
        check_language("vi,en", "lang=fr", Vietnamese);
        check_language("vi,en", "lang=fr&lang=en", English);
        check_language("vi,en", "slang=en", Vietnamese);
        check_language("en,vi", "", English);
        check_language("en,vi", "lang=vi", Vietnamese);
        check_language("vi", "lang=en", Vietnamese);
    }

    #[track_caller]
    fn check_problems(uri: &str, accept_language: &str, expect: Language) {
        let request = TestRequest::with_uri(uri);
        let request = request.insert_header((ACCEPT_LANGUAGE, accept_language)).to_http_request();
        let offered = Languages::default();
        let language = Asked::language_of_problems(request.head(), &offered);
        assert_eq!(language, expect, "{uri} {accept_language}");
    }

    #[test]
    fn a_program_is_told_of_a_problem_in_the_language_that_it_prefers() {
        use Language::{English, Vietnamese};
        check_problems("/", "", Vietnamese);
        check_problems("/", "en", English);
        check_problems("/", "EN-gb, vi;q=0.9", English);
        check_problems("/", "en;q=0.5, vi-VN;q=0.8", Vietnamese);
        check_problems("/", "fr, de;q=0.9", Vietnamese);
        check_problems("/", "en;q=0", Vietnamese);
        check_problems("/", "en, vi", English);
        check_problems("/?lang=vi", "en", Vietnamese);
    }

    #[track_caller]
    fn check_staying(offered: &str, uri: &str, path: &str, expect: &str) {
        let request = TestRequest::with_uri(uri).to_http_request();
        let offered = offered.parse().expect("good languages");
        assert_eq!(Asked::of(request.head(), &offered).stay().href(path), expect, "{uri}");
    }

    #[test]
    fn a_path_names_its_language_unless_it_is_the_first_one() {
        check_staying("vi,en", "/", "/", "/");
        check_staying("vi,en", "/?lang=en", "/", "/?lang=en");
        check_staying("vi,en", "/?lang=en", "/01/1/21/2?s=3", "/01/1/21/2?s=3&lang=en");
        check_staying("en,vi", "/?lang=vi", "/", "/?lang=vi");
        check_staying("en,vi", "/?lang=en", "/", "/");
    }
}
