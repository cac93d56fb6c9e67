//! What is published beside the answers, for anybody to check them by: the log's files byte for byte,
//! the issuer keys, the pictures.

use std::{fs, io, path::PathBuf};

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web,
};
use jiff::Timestamp;

use super::{
    etag::Etag,
    negotiation::{Reading, Representation},
    problem::Problem,
    response::{self, IMMUTABLE, NO_CACHE},
    site::Site,
};
use crate::{app::jwk_set, log::tile::TilePath, registry::PictureId};

/// The path before the log's files.
pub(super) const LOG: &str = "/log";

/// The path before a picture.
pub(super) const PICTURES: &str = "/pictures";

/// Where the issuer keys stand.
pub(super) const ISSUER_KEYS: &str = "/.well-known/ocop-stamp/issuer-keys.json";

/// Whom to tell of a fault (RFC 9116).
pub(super) const SECURITY_TXT: &str = "/.well-known/security.txt";

/// How long the contact is promised to hold; less than a year (RFC 9116 §2.5.5).
const CONTACT_HOLDS_FOR_SECONDS: i64 = 180 * A_DAY;

const A_DAY: i64 = 24 * 60 * 60;

/// Keys may be remembered for five minutes: a new one is added before it signs.
pub(super) const FOR_MINUTES: &str = "public, max-age=300";

/// Pictures come from strangers, and an SVG could hold more than strokes.
const PICTURE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/// `GET /log/…`: checkpoint, vkeys, tiles and entry bundles, as C2SP tlog-tiles names them; `GET /log/2/…` and so on: those
/// of the logs that continue the first one. Only what parses as the path of a tile is looked for, so nothing else can be
/// read.
pub(super) async fn log_file(
    _: Reading,
    request: HttpRequest,
    site: web::Data<Site>,
) -> Result<HttpResponse, Problem> {
    const TEXT: &str = "text/plain; charset=utf-8";
    let missing = || not_found(&request, &site);
    let newest = site.service.snapshot().log().number();
    let (number, name) = numbered(name_below(LOG, &request));
    if number > newest {
        return Err(missing());
    }
    let folder = site.folders.log_at(number);
    match name {
        "cosigner-vkey" | "vkey" if number < newest => {
            let bytes = read(folder.join(name), missing).await?;
            Ok(changing(&request, TEXT, FOR_MINUTES, bytes))
        }
        "checkpoint" => {
            let bytes = read(folder.join("checkpoint"), missing).await?;
            Ok(changing(&request, TEXT, NO_CACHE, bytes))
        }
        "cosigner-vkey" => {
            let vkey = site.service.cosigner_vkey().to_string();
            Ok(changing(&request, TEXT, FOR_MINUTES, vkey.into_bytes()))
        }
        "vkey" => {
            let vkey = site.service.vkey().to_string();
            Ok(changing(&request, TEXT, FOR_MINUTES, vkey.into_bytes()))
        }
        tile => {
            let path: TilePath = tile.parse().map_err(|_| missing())?;
            let bytes = read(folder.join(path.to_string()), missing).await?;
            Ok(immutable("application/octet-stream", None, bytes))
        }
    }
}

/// The number of the log whose file is asked for, and the file's name.
fn numbered(below: &str) -> (u32, &str) {
    let numbered = below.split_once('/').and_then(|(first, name)| {
        let number: u32 = first.parse().ok()?;
        (number > 1 && first == number.to_string()).then_some((number, name))
    });
    numbered.unwrap_or((1, below))
}

/// `GET /.well-known/ocop-stamp/issuer-keys.json`: all issuer keys as a JWK set (RFC 7517), by which
/// stamps are checked offline.
pub(super) async fn issuer_keys(
    _: Reading,
    request: HttpRequest,
    site: web::Data<Site>,
) -> HttpResponse {
    let set = jwk_set(site.service.snapshot().log());
    let bytes = serde_json::to_vec(&set).expect("texts, numbers and dates serialise");
    changing(&request, "application/jwk-set+json", FOR_MINUTES, bytes)
}

/// `GET /.well-known/security.txt`: whom to tell of a fault, if the office has said so. The same for a whole day.
pub(super) async fn security_txt(
    _: Reading,
    request: HttpRequest,
    site: web::Data<Site>,
) -> Result<HttpResponse, Problem> {
    let contact = site.settings.security_contact.as_ref();
    let contact = contact.ok_or_else(|| not_found(&request, &site))?.as_str();
    let today = site.service.now().as_second().div_euclid(A_DAY) * A_DAY;
    let expires = Timestamp::from_second(today + CONTACT_HOLDS_FOR_SECONDS);
    let expires = expires.map_err(|error| Problem::failed(&error))?;
    let base_url = &site.service.office().base_url;
    let text = format!(
        "Contact: {contact}\nExpires: {expires}\nPreferred-Languages: vi, en\nCanonical: {base_url}{SECURITY_TXT}\n"
    );
    Ok(changing(&request, "text/plain; charset=utf-8", FOR_MINUTES, text.into_bytes()))
}

/// `GET /pictures/{id}`: a product's picture under the hash of its bytes.
pub(super) async fn picture(
    _: Reading,
    request: HttpRequest,
    site: web::Data<Site>,
) -> Result<HttpResponse, Problem> {
    let missing = || not_found(&request, &site);
    let id = PictureId::parse(name_below(PICTURES, &request)).ok_or_else(missing)?;
    let content_type = match id.as_str().rsplit_once('.') {
        Some((_, "png")) => "image/png",
        Some((_, "jpg")) => "image/jpeg",
        Some((_, "svg")) => "image/svg+xml",
        Some(_) | None => return Err(missing()),
    };
    let bytes = read(site.folders.pictures.join(id.as_str()), missing).await?;
    Ok(immutable(content_type, Some(PICTURE_POLICY), bytes))
}

/// What follows a prefix and a slash in the path as it was sent.
fn name_below<'r>(prefix: &str, request: &'r HttpRequest) -> &'r str {
    let below = request.uri().path().strip_prefix(prefix);
    below.and_then(|below| below.strip_prefix('/')).unwrap_or_default()
}

async fn read(path: PathBuf, missing: impl FnOnce() -> Problem) -> Result<Vec<u8>, Problem> {
    let bytes =
        web::block(move || fs::read(path)).await.map_err(|error| Problem::failed(&error))?;
    bytes.map_err(|error| match error.kind() == io::ErrorKind::NotFound {
        true => missing(),
        false => Problem::failed(&error),
    })
}

fn not_found(request: &HttpRequest, site: &Site) -> Problem {
    Problem::not_found(site.asked_in_json(request).language)
}

/// Content that will be another one day.
pub(super) fn changing(
    request: &HttpRequest,
    content_type: &'static str,
    cache_control: &'static str,
    bytes: Vec<u8>,
) -> HttpResponse {
    let etag = Etag::of_content(&bytes);
    if etag.is_named_by(request.headers()) {
        return response::not_modified(&etag, cache_control, Representation::Json);
    }
    let mut response = response::typed(StatusCode::OK, content_type);
    response
        .insert_header((header::CACHE_CONTROL, cache_control))
        .insert_header((header::ETAG, etag.header_value()));
    response::shared(&mut response).body(bytes)
}

/// Content that its name fixes.
fn immutable(
    content_type: &'static str,
    policy: Option<&'static str>,
    bytes: Vec<u8>,
) -> HttpResponse {
    let mut response = response::typed(StatusCode::OK, content_type);
    response.insert_header((header::CACHE_CONTROL, IMMUTABLE));
    if let Some(policy) = policy {
        response.insert_header((header::CONTENT_SECURITY_POLICY, policy));
    }
    response::shared(&mut response).body(bytes)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;
    use crate::{
        app::PublicSide,
        log::checkpoint::Checkpoint,
        web::test_service::{self, TestService},
    };

    async fn check(test: &TestService, path: &str, file: &str, content_type: &str, cache: &str) {
        let reply = test.get(path, "*/*").await;
        let file = fs::read(test.folder.path().join(file)).expect("it was published");
        assert_eq!((reply.status, &reply.body), (200, &file), "{path}");
        assert_eq!(reply.header("content-type"), content_type);
        assert_eq!(reply.header("cache-control"), cache);
        assert_eq!(reply.header("access-control-allow-origin"), "*");
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
    }

    #[test]
    fn the_log_is_served_byte_for_byte() {
        test_service::run(async |test| {
            let published = test.settled().await;
            let vkey = test.get("/log/vkey", "*/*").await;
            assert_eq!(vkey.text(), test.service.vkey().to_string());
            let text = "text/plain; charset=utf-8";
            check(&test, "/log/checkpoint", "log/checkpoint", text, NO_CACHE).await;
            let checkpoint = test.get("/log/checkpoint", "*/*").await;
            let checkpoint = Checkpoint::open(&checkpoint.body, test.service.vkey());
            assert_eq!(checkpoint.expect("signed").size, published.size);
            for tile in ["tile/0/000", "tile/entries/000"] {
                let name = format!("log/{tile}.p/{}", published.size);
                let bytes = "application/octet-stream";
                check(&test, &format!("/{name}"), &name, bytes, IMMUTABLE).await;
            }
        });
    }

    #[test]
    fn nothing_else_is_read_from_the_folders() {
        test_service::run(async |test| {
            fs::write(test.folder.path().join("log/secret"), "x").expect("written");
            for path in [
                "/log/",
                "/log/secret",
                "/log/tile/0/999",
                "/log/tile/0/000/../../../secret",
                "/log/%63heckpoint",
                "/log//checkpoint",
                "/pictures/",
                "/pictures/../log/secret",
                "/pictures/a.svg",
            ] {
                let reply = test.get_json(path).await;
                assert_eq!(reply.status, 404, "{path}");
            }
        });
    }

    #[test]
    fn an_unchanged_checkpoint_is_not_sent_again() {
        test_service::run(async |test| {
            test.settled().await;
            for path in ["/log/checkpoint", ISSUER_KEYS] {
                let etag = test.get(path, "*/*").await.header("etag").to_owned();
                let request = TestRequest::get().uri(path).insert_header(("If-None-Match", etag));
                assert_eq!(test.call(request).await.status, 304, "{path}");
            }
        });
    }

    #[test]
    fn whom_to_tell_of_a_fault_stands_where_the_office_says_so() {
        test_service::run(async |mut test| {
            assert_eq!(test.get_json(SECURITY_TXT).await.status, 404);
            let security_contact = "mailto:security@tem.example.vn".parse().ok();
            let settings = PublicSide { security_contact, ..PublicSide::default() };
            let folders = test.site.folders.clone();
            test.site = web::Data::new(Site::new(test.service.clone(), folders, settings));
            let reply = test.get(SECURITY_TXT, "*/*").await;
            assert_eq!(reply.header("content-type"), "text/plain; charset=utf-8");
            assert_eq!(
                reply.text(),
                "Contact: mailto:security@tem.example.vn\nExpires: 2027-05-25T00:00:00Z\n\
                 Preferred-Languages: vi, en\n\
                 Canonical: https://tem.example.vn/.well-known/security.txt\n"
            );
        });
    }

    #[test]
    fn issuer_keys_are_a_jwk_set() {
        test_service::run(async |test| {
            let reply = test.get(ISSUER_KEYS, "*/*").await;
            assert_eq!(reply.header("content-type"), "application/jwk-set+json");
            let keys = crate::signing::JwkSet::read(&reply.body).expect("a set");
            assert_eq!(keys.iter().map(|(number, ..)| number.get()).collect::<Vec<_>>(), [1]);
        });
    }

    #[test]
    fn a_picture_runs_nothing() {
        test_service::run(async |test| {
            let name = format!("pictures/{}.svg", "a".repeat(64));
            fs::create_dir(test.folder.path().join("pictures")).expect("a new folder");
            fs::write(test.folder.path().join(&name), "<svg/>").expect("written");
            check(&test, &format!("/{name}"), &name, "image/svg+xml", IMMUTABLE).await;
            let picture = test.get(&format!("/{name}"), "*/*").await;
            assert_eq!(picture.header("content-security-policy"), PICTURE_POLICY);
        });
    }
}
