//! Answers with a file of a print job, which may be larger than memory: read piece by piece as the client takes it, whole
//! or from where an earlier try broke off (RFC 9110 §14).

use std::{
    io,
    ops::Range,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use actix_web::{
    HttpRequest, HttpResponse,
    body::{BodySize, MessageBody},
    http::{
        StatusCode,
        header::{self, HeaderMap, HeaderName, HeaderValue},
    },
    web::{self, Bytes, Data},
};

use super::{problem::Problem, response, site::Site};
use crate::app::{HeldFile, PrintFilePlace, Service};

/// What is in memory of a file at a time.
const PIECE: u64 = 256 * 1024;

/// What is sent of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Asked {
    Whole,
    Part(Range<u64>),
    /// No part of it.
    NoPart,
}

/// The answer to who asks for a file.
pub(super) fn file_answer(
    request: &HttpRequest,
    site: &Data<Site>,
    held: HeldFile,
) -> Result<HttpResponse, Problem> {
    let etag = format!("\"{}\"", held.sha256);
    let headers = request.headers();
    if names(headers, header::IF_NONE_MATCH, &etag) {
        return Ok(with_file_headers(HttpResponse::NotModified().finish(), &held, &etag));
    }
    let asked = asked(headers, &etag, held.bytes);
    let (status, range) = match asked {
        Asked::Whole => (StatusCode::OK, 0..held.bytes),
        Asked::Part(range) => (StatusCode::PARTIAL_CONTENT, range),
        Asked::NoPart => return Err(Problem::no_such_part(held.bytes)),
    };
    let body = FileBody {
        service: site.service.clone(),
        place: held.place.clone(),
        left: range.clone(),
        reading: None,
    };
    let mut response = response::typed(status, content_type(&held.place.name)).body(body);
    if status == StatusCode::PARTIAL_CONTENT {
        let part = format!("bytes {}-{}/{}", range.start, range.end - 1, held.bytes);
        let part = HeaderValue::from_str(&part).expect("numbers");
        response.headers_mut().insert(header::CONTENT_RANGE, part);
    }
    Ok(with_file_headers(response, &held, &etag))
}

fn with_file_headers(response: HttpResponse, held: &HeldFile, etag: &str) -> HttpResponse {
    let text = |text: &str| HeaderValue::from_str(text).expect("visible ASCII");
    // Names are of letters, digits, `-` and `.`.
    let disposition = text(&format!("attachment; filename=\"{}\"", held.place.name));
    let response = response::with(response, header::CONTENT_DISPOSITION, disposition);
    let response = response::with(response, header::ETAG, text(etag));
    let response = response::with(response, header::ACCEPT_RANGES, text("bytes"));
    response::with(response, header::CACHE_CONTROL, text("private, no-store"))
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("pdf") => "application/pdf",
        Some("zip") => "application/zip",
        Some("csv") => "text/csv; charset=utf-8",
        Some("jsonl") => "application/jsonl",
        Some(_) | None => "application/octet-stream",
    }
}

/// Whether a header names a strong tag.
fn names(headers: &HeaderMap, name: HeaderName, etag: &str) -> bool {
    let fields = headers.get_all(name).filter_map(|field| field.to_str().ok());
    fields.flat_map(|field| field.split(',')).any(|tag| tag.trim() == etag)
}

/// What is asked for of a file of so many bytes. What can't be read, is in other units, or in several parts is passed
/// by, as the RFC allows; so is a part of a file that is another one now.
fn asked(headers: &HeaderMap, etag: &str, bytes: u64) -> Asked {
    if headers.contains_key(header::IF_RANGE) && !names(headers, header::IF_RANGE, etag) {
        return Asked::Whole;
    }
    let field = headers.get(header::RANGE).and_then(|field| field.to_str().ok());
    let part = field.and_then(|field| field.strip_prefix("bytes="));
    let Some((from, to)) = part.and_then(|part| part.split_once('-')) else {
        return Asked::Whole;
    };
    let number = |text: &str| {
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| text.parse::<u64>().unwrap_or(u64::MAX))
    };
    let range = match (from.trim(), to.trim()) {
        ("", last) => match number(last) {
            Some(last) => bytes.saturating_sub(last)..bytes,
            None => return Asked::Whole,
        },
        (from, to) => match (number(from), to, number(to)) {
            (Some(from), "", _) => from..bytes,
            (Some(from), _, Some(to)) if from <= to => from..to.saturating_add(1).min(bytes),
            _ => return Asked::Whole,
        },
    };
    if range.start < range.end { Asked::Part(range) } else { Asked::NoPart }
}

type Reading = Pin<Box<dyn Future<Output = io::Result<Vec<u8>>>>>;

/// What is left to be sent of a file.
struct FileBody {
    service: Arc<Service>,
    place: PrintFilePlace,
    left: Range<u64>,
    reading: Option<Reading>,
}

impl FileBody {
    fn read(&mut self) -> Reading {
        let piece = self.left.start..self.left.end.min(self.left.start + PIECE);
        let (service, place) = (self.service.clone(), self.place.clone());
        Box::pin(async move {
            let read = web::block(move || service.read_print_file(&place, piece)).await;
            read.map_err(io::Error::other)?
        })
    }
}

impl MessageBody for FileBody {
    type Error = io::Error;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.left.end - self.left.start)
    }

    fn poll_next(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Bytes>>> {
        let this = self.get_mut();
        if this.left.is_empty() {
            return Poll::Ready(None);
        }
        let mut reading = this.reading.take().unwrap_or_else(|| this.read());
        let read = match reading.as_mut().poll(context) {
            Poll::Pending => {
                this.reading = Some(reading);
                return Poll::Pending;
            }
            Poll::Ready(read) => read,
        };
        Poll::Ready(Some(match read {
            Ok(bytes) if !bytes.is_empty() => {
                this.left.start += bytes.len() as u64;
                Ok(Bytes::from(bytes))
            }
            Ok(_) => Err(io::ErrorKind::UnexpectedEof.into()),
            // Its head is sent: the connection breaks off, and the client asks for the rest.
            Err(error) => {
                tracing::error!(%error, "a file of a print job can't be read");
                Err(error)
            }
        }))
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[track_caller]
    fn check(fields: &[(&str, &str)], expected: Asked) {
        let mut request = TestRequest::get();
        for (name, value) in fields {
            request = request.insert_header((*name, *value));
        }
        let request = request.to_http_request();
        assert_eq!(asked(request.headers(), "\"aa\"", 100), expected, "{fields:?}");
    }

    #[test]
    fn a_part_is_what_the_rfc_says() {
        check(&[], Asked::Whole);
        check(&[("range", "bytes=0-9")], Asked::Part(0..10));
        check(&[("range", "bytes=90-")], Asked::Part(90..100));
        check(&[("range", "bytes=90-1000")], Asked::Part(90..100));
        check(&[("range", "bytes=-10")], Asked::Part(90..100));
        check(&[("range", "bytes=-1000")], Asked::Part(0..100));
        check(&[("range", "bytes=100-")], Asked::NoPart);
        check(&[("range", "bytes=-0")], Asked::NoPart);
        check(&[("range", "bytes=99999999999999999999-")], Asked::NoPart);
        for passed_by in
            ["bytes=9-5", "bytes=a-b", "bytes=", "bytes=-", "lines=1-2", "bytes=0-1,5-6"]
        {
            check(&[("range", passed_by)], Asked::Whole);
        }
        check(&[("range", "bytes=0-9"), ("if-range", "\"aa\"")], Asked::Part(0..10));
        check(&[("range", "bytes=0-9"), ("if-range", "\"bb\"")], Asked::Whole);
        check(&[("range", "bytes=0-9"), ("if-range", "W/\"aa\"")], Asked::Whole);
    }
}
