//! Memory that all large bodies share, of requests while they are read and of answers while they are sent. Connections
//! are many, and without it each could hold a megabyte by being slow. What only known people may send has a share of its
//! own, which no stranger can take: whoever is unknown is refused there before their body is read.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};

use actix_web::{
    body::{BodySize, BoxBody, MessageBody},
    dev::{RequestHead, Response},
    http::{
        Method,
        header::{CONTENT_LENGTH, TRANSFER_ENCODING},
    },
    web::Bytes,
};

use crate::web::{api::is_open, routes::PublicPath};

/// What a connection may hold of its own: forms and scans never meet the limits below.
const SMALL: usize = 16 * 1024;

/// For requests of anybody, and as much for those of known people: sixty-four of the largest that anybody may send.
const FOR_REQUESTS: usize = 64 * 1024 * 1024;

/// For answers that wait for slow clients.
const FOR_ANSWERS: usize = 256 * 1024 * 1024;

/// A body that does not say how long it is, is taken for one as long as handlers read.
const OF_UNKNOWN_LENGTH: usize = 1024 * 1024;

/// The memory of a service; one for all of its workers.
#[derive(Debug)]
pub(in crate::web) struct Memory {
    of_anybody: Arc<Shared>,
    of_known: Arc<Shared>,
    answers: Arc<Shared>,
}

impl Default for Memory {
    fn default() -> Self {
        let shared = |bytes| Arc::new(Shared(AtomicUsize::new(bytes)));
        Self {
            of_anybody: shared(FOR_REQUESTS),
            of_known: shared(FOR_REQUESTS),
            answers: shared(FOR_ANSWERS),
        }
    }
}

/// What a path reads.
enum Reads {
    /// A form, a password, a code: no more than a connection may hold of its own, however long it says it is.
    Little,
    /// Whatever anybody sends.
    OfAnybody,
    /// What known people send.
    OfKnown,
}

impl Reads {
    fn of_path(path: &str) -> Self {
        match PublicPath::of(path) {
            PublicPath::SignIn
            | PublicPath::Account
            | PublicPath::Invitation
            | PublicPath::PrintLink => Self::Little,
            PublicPath::Api if is_open(path) => Self::Little,
            PublicPath::Api => Self::OfKnown,
            PublicPath::Home
            | PublicPath::Check
            | PublicPath::Stamps
            | PublicPath::CertificateList
            | PublicPath::CertificateTable
            | PublicPath::Certificate
            | PublicPath::Certificates
            | PublicPath::LogPage
            | PublicPath::LogFeed
            | PublicPath::Log
            | PublicPath::LogForPrograms
            | PublicPath::OpenApi
            | PublicPath::ApiDocs
            | PublicPath::IssuerKeys
            | PublicPath::SecurityContact
            | PublicPath::Pictures
            | PublicPath::Health
            | PublicPath::Scan => Self::OfAnybody,
        }
    }
}

/// All of it is taken.
#[derive(Debug)]
pub(super) struct Exhausted;

impl Memory {
    /// Room for a request's body, which is given back when the answer is there. `None` if it needs none.
    pub(super) fn for_request(&self, head: &RequestHead) -> Result<Option<Room>, Exhausted> {
        if matches!(head.method, Method::GET | Method::HEAD | Method::OPTIONS) {
            return Ok(None);
        }
        let length =
            head.headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        let bytes = match length {
            None if head.headers.contains_key(TRANSFER_ENCODING) => OF_UNKNOWN_LENGTH,
            None => return Ok(None),
            Some(length) => length,
        };
        if bytes <= SMALL {
            return Ok(None);
        }
        match Reads::of_path(head.uri.path()) {
            Reads::Little => Ok(None),
            Reads::OfAnybody => self.of_anybody.take(bytes.min(FOR_REQUESTS)).map(Some),
            Reads::OfKnown => self.of_known.take(bytes.min(FOR_REQUESTS)).map(Some),
        }
    }

    /// The answer with room for it, which is given back when it is sent, portion by portion.
    pub(super) fn for_answer(
        &self,
        answer: Response<BoxBody>,
    ) -> Result<Response<BoxBody>, Exhausted> {
        let BodySize::Sized(bytes) = answer.body().size() else { return Ok(answer) };
        let bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
        if bytes <= 4 * SMALL {
            return Ok(answer);
        }
        let (head, body) = answer.into_parts();
        let content = match body.try_into_bytes() {
            Ok(content) => content,
            // A file that is read as it is sent.
            Err(body) => return Ok(head.set_body(body)),
        };
        // A buffer that grew while it was written is up to twice as long.
        let room = self.answers.take(bytes.saturating_mul(2).min(FOR_ANSWERS))?;
        Ok(head.set_body(Portions { bytes: content, _room: room }.boxed()))
    }
}

/// The bytes that are left.
#[derive(Debug)]
struct Shared(AtomicUsize);

impl Shared {
    fn take(self: &Arc<Self>, bytes: usize) -> Result<Room, Exhausted> {
        let taken = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(bytes));
        taken.map_err(|_| Exhausted)?;
        Ok(Room { of: self.clone(), bytes })
    }
}

/// Bytes that somebody has, until it is dropped.
#[derive(Debug)]
pub(super) struct Room {
    of: Arc<Shared>,
    bytes: usize,
}

impl Drop for Room {
    fn drop(&mut self) {
        self.of.0.fetch_add(self.bytes, Ordering::Relaxed);
    }
}

/// A body that is handed on as it is taken: given whole, the server would copy it whole and keep the copy.
struct Portions {
    bytes: Bytes,
    _room: Room,
}

impl MessageBody for Portions {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.bytes.len() as u64)
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Infallible>>> {
        let portion = self.bytes.len().min(SMALL);
        let portion = self.bytes.split_to(portion);
        Poll::Ready((!portion.is_empty()).then_some(Ok(portion)))
    }
}

#[cfg(test)]
mod tests {
    use actix_web::{HttpResponse, body::to_bytes, rt::System, test::TestRequest};

    use super::*;

    #[test]
    fn large_bodies_share_what_there_is_and_give_it_back() {
        let memory = Memory::default();
        let post =
            |header: (&str, &str)| TestRequest::post().insert_header(header).to_http_request();
        let large = post(("content-length", "1048576"));
        let rooms: Vec<_> = (0..64).map(|_| memory.for_request(large.head())).collect();
        assert!(rooms.iter().all(|room| matches!(room, Ok(Some(_)))));
        assert!(memory.for_request(large.head()).is_err(), "all of it is taken");
        for (request, is_let_through) in [
            (post(("content-length", "16384")), true),
            (post(("accept", "*/*")), true),
            (
                TestRequest::get().insert_header(("content-length", "9999999")).to_http_request(),
                true,
            ),
            (post(("transfer-encoding", "chunked")), false),
            (post(("content-length", "16385")), false),
            (post(("content-length", "18446744073709551615")), false),
        ] {
            assert_eq!(memory.for_request(request.head()).is_ok(), is_let_through, "{request:?}");
        }
        let to = |path: &str| {
            let request = TestRequest::post().uri(path);
            request.insert_header(("transfer-encoding", "chunked")).to_http_request()
        };
        let import = to("/api/v1/register/import");
        let known: Vec<_> = (0..64).map(|_| memory.for_request(import.head())).collect();
        assert!(known.iter().all(|room| matches!(room, Ok(Some(_)))), "it has a share of its own");
        assert!(memory.for_request(import.head()).is_err(), "all of it is taken");
        for path in
            ["/api/v1/session", "/api/v1/invitation/accept", "/sign-in", "/account/password"]
        {
            let room = memory.for_request(to(path).head());
            assert!(matches!(room, Ok(None)), "{path} reads little");
        }
        drop((rooms, known));
        assert!(matches!(memory.for_request(large.head()), Ok(Some(_))), "it was given back");
    }

    #[test]
    fn a_large_answer_is_the_same_in_portions() {
        System::new().block_on(async {
            let memory = Memory::default();
            let text = "0123456789".repeat(100_000);
            let answer = |text: &str| Response::from(HttpResponse::Ok().body(text.to_owned()));
            let sent = memory.for_answer(answer(&text)).expect("there is room");
            assert_eq!(sent.body().size(), BodySize::Sized(1_000_000));
            assert_eq!(to_bytes(sent.into_body()).await.expect("bytes"), text);
            let waiting: Vec<_> = (0..134).map(|_| memory.for_answer(answer(&text))).collect();
            assert!(waiting.iter().all(Result::is_ok), "twice 134 MB");
            assert!(memory.for_answer(answer(&text)).is_err(), "no more");
            assert!(memory.for_answer(answer("small")).is_ok());
            drop(waiting);
            assert!(memory.for_answer(answer(&text)).is_ok(), "they are gone");
        });
    }
}
