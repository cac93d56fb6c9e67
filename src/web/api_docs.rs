//! `/api/v1/docs`: the OpenAPI document as a page to read and to try, by Swagger UI. Its files come from an archive in
//! the binary; no other host is asked, neither when it is built nor when it is read.

use std::{
    io::{self, Cursor, Read},
    sync::OnceLock,
};

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web,
};
use utoipa_swagger_ui_vendored::SWAGGER_UI_VENDORED;
use zip::ZipArchive;

use super::{
    negotiation::Reading,
    problem::Problem,
    published::{FOR_MINUTES, changing},
    response::{self, NO_CACHE},
    site::Site,
};

/// The page, and the path before its files.
pub(super) const API_DOCS: &str = "/api/v1/docs";

/// Runs Swagger UI of this host, which asks this host. The pictures in its style sheet are written in it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const PAGE: &str = include_str!("api_docs/page.html");

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

/// A file of the archive, unpacked when it is asked for first.
struct Packed {
    name: &'static str,
    content_type: &'static str,
    bytes: OnceLock<Vec<u8>>,
}

static PACKED: [Packed; 4] = [
    Packed::new("dist/swagger-ui.css", "text/css; charset=utf-8"),
    Packed::new("dist/swagger-ui-bundle.js", JAVASCRIPT),
    Packed::new("LICENSE", TEXT),
    Packed::new("NOTICE", TEXT),
];

impl Packed {
    const fn new(name: &'static str, content_type: &'static str) -> Self {
        Self { name, content_type, bytes: OnceLock::new() }
    }

    fn bytes(&self) -> io::Result<&[u8]> {
        match self.bytes.get() {
            Some(bytes) => Ok(bytes),
            None => {
                let bytes = unpack(self.name)?;
                Ok(self.bytes.get_or_init(|| bytes))
            }
        }
    }
}

/// `GET /api/v1/docs`, and below it what the page is made of.
pub(super) async fn file(
    _: Reading,
    request: HttpRequest,
    site: web::Data<Site>,
) -> Result<HttpResponse, Problem> {
    let name = request.uri().path().strip_prefix(API_DOCS).unwrap_or_default();
    match name {
        "" => {
            let mut page = response::typed(StatusCode::OK, "text/html; charset=utf-8");
            page.insert_header((header::CONTENT_SECURITY_POLICY, POLICY));
            Ok(page.insert_header((header::CACHE_CONTROL, NO_CACHE)).body(PAGE))
        }
        "/start.js" => {
            let start = include_bytes!("api_docs/start.js").to_vec();
            Ok(changing(&request, JAVASCRIPT, FOR_MINUTES, start))
        }
        _ => {
            let name = name.strip_prefix('/').unwrap_or_default();
            let packed = PACKED.iter().find(|packed| packed.name.rsplit('/').next() == Some(name));
            let language = site.asked_in_json(&request).language;
            let packed = packed.ok_or_else(|| Problem::not_found(language))?;
            let bytes = web::block(|| packed.bytes().map(<[u8]>::to_vec)).await;
            let bytes = bytes.map_err(|error| Problem::failed(&error))?;
            let bytes = bytes.map_err(|error| Problem::failed(&error))?;
            Ok(changing(&request, packed.content_type, FOR_MINUTES, bytes))
        }
    }
}

/// Reads a file of the archive, below the one folder that all lie in.
fn unpack(name: &str) -> io::Result<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(SWAGGER_UI_VENDORED))?;
    let is_it = |path: &str| path.split_once('/').is_some_and(|(_, below)| below == name);
    let path = archive.file_names().filter_map(Result::ok).find(|path| is_it(path));
    let path = path.ok_or(io::ErrorKind::NotFound)?.into_owned();
    let mut bytes = Vec::new();
    archive.by_name(&path)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::test_service;

    #[test]
    fn the_page_and_all_that_it_names_come_from_here() {
        test_service::run(async |test| {
            let page = test.get(API_DOCS, "text/html").await;
            assert_eq!(page.status, 200);
            let text = page.text();
            let names = text.split('"').filter(|part| part.starts_with('/'));
            let names: Vec<&str> = names.collect();
            assert_eq!(names.len(), 3, "{text}");
            for name in names {
                let file = test.get(name, "*/*").await;
                assert_eq!(file.status, 200, "{name}");
                assert_eq!(file.header("x-content-type-options"), "nosniff");
                assert!(!file.body.is_empty(), "{name}");
            }
            assert!(!text.contains("http"), "no other host is named");
            let license = test.get("/api/v1/docs/LICENSE", "*/*").await;
            assert!(license.text().contains("Apache License"));
            for nowhere in ["", "x", "dist/swagger-ui.css", "../openapi.json", "start.js/"] {
                let reply = test.get(&format!("{API_DOCS}/{nowhere}"), "*/*").await;
                assert_eq!(reply.status, 404, "{nowhere}");
            }
        });
    }
}
