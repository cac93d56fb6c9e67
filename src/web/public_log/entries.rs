//! The log's entries, newest first: for programs, as a page in plain words, and as a feed.

use actix_web::{HttpRequest, HttpResponse, ResponseError, http::StatusCode, web};
use serde::Serialize;
use serde_json::Value;

use super::{
    LOG_FEED, LOG_PAGE,
    query::{EntriesParameters, EntriesQuery, EntriesQueryError},
    reading::{Part, newest},
};
use crate::log::Entry;
use crate::web::{
    moment::Moment,
    negotiation::{Asked, Reading},
    page::{
        facts,
        log::{LogPage, render_feed, render_log},
    },
    problem::Problem,
    published::changing,
    response::{self, NO_CACHE},
    site::Site,
};

/// A page of the log's entries.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = LogEntries)]
struct EntriesJson {
    /// How many entries are published, those of the logs that this one continues included.
    log_size: u64,
    /// Asks for the next page; null on the last one.
    next_cursor: Option<String>,
    entries: Vec<ListedEntry>,
}

/// An entry, and where it stands.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = ListedLogEntry)]
struct ListedEntry {
    /// Its position in the log.
    log_index: u64,
    #[schema(value_type = Entry)]
    entry: Value,
}

/// The entries of the public log, the newest first.
#[utoipa::path(
    get, path = "/api/v1/log/entries",
    params(EntriesParameters),
    responses((status = 200, description = "Some of them.", body = EntriesJson)),
)]
pub(super) async fn entries(
    request: HttpRequest,
    site: web::Data<Site>,
) -> Result<HttpResponse, Problem> {
    let query = parsed(&site.asked_in_json(&request))?;
    let part = read(&site, query).await?;
    let entries = part.found.iter().map(|found| {
        let bytes = found.entry.to_bytes().expect("it was read from such bytes");
        let entry = serde_json::from_slice(&bytes).expect("an entry is JSON");
        ListedEntry { log_index: found.position, entry }
    });
    let next_cursor = part.next.map(|next| next.to_string());
    let body = EntriesJson { log_size: part.size, next_cursor, entries: entries.collect() };
    Ok(response::json(StatusCode::OK, &body))
}

/// `GET /log`: the same in plain words.
pub(in crate::web) async fn page(
    _: Reading,
    request: HttpRequest,
    site: web::Data<Site>,
) -> HttpResponse {
    match try_page(&request, &site).await {
        Ok(response) => response,
        Err(problem) => problem.error_response(),
    }
}

async fn try_page(request: &HttpRequest, site: &web::Data<Site>) -> Result<HttpResponse, Problem> {
    let asked = site.asked(request);
    let query = parsed(&asked)?;
    let moment = Moment::of(site);
    let part = read(site, query.clone()).await?;
    let frame = facts::frame(site.service.office(), &asked);
    let stay = frame.stay;
    let page = LogPage {
        frame,
        checked_at: moment.now,
        data_as_of: moment.data_as_of(),
        size: part.size,
        kind: query.kind,
        rows: part.found.into_iter().map(|found| (found.position, found.entry)).collect(),
        hrefs_of_kinds: Box::new({
            let query = query.clone();
            move |kind| query.of_kind(kind).href_from(LOG_PAGE, None, stay)
        }),
        first_href: query.before.map(|_| query.href_from(LOG_PAGE, None, stay)),
        next_href: part.next.map(|next| query.href_from(LOG_PAGE, Some(next), stay)),
        feed_href: query.href_from(LOG_FEED, None, stay),
    };
    Ok(response::page(StatusCode::OK, render_log(&page)))
}

/// `GET /log.atom`: the newest entries as an Atom feed (RFC 4287), filtered as the page is.
pub(in crate::web) async fn feed(
    _: Reading,
    request: HttpRequest,
    site: web::Data<Site>,
) -> Result<HttpResponse, Problem> {
    let asked = site.asked(&request);
    let query = parsed(&asked)?;
    let part = read(&site, query.clone()).await?;
    let rows: Vec<_> = part.found.into_iter().map(|found| (found.position, found.entry)).collect();
    let office = site.service.office();
    let address = query.href_from(LOG_FEED, query.before, asked.stay());
    let feed = render_feed(office, &address, &rows, site.started_at, asked.language);
    Ok(changing(&request, "application/atom+xml", NO_CACHE, feed.into_bytes()))
}

fn parsed(asked: &Asked<'_>) -> Result<EntriesQuery, Problem> {
    EntriesQuery::parse(asked.query).map_err(|error: EntriesQueryError| Problem::from(&error))
}

/// Reads on a thread of its own, so that scans do not wait for it.
async fn read(site: &web::Data<Site>, query: EntriesQuery) -> Result<Part, Problem> {
    let site = site.clone();
    let read = move || {
        let snapshot = site.service.snapshot();
        newest(&site.folders, site.service.vkey(), snapshot.log(), &query)
    };
    let read = web::block(read).await.map_err(|error| Problem::failed(&error))?;
    read.map_err(|error| Problem::failed(&error))
}

#[cfg(test)]
mod tests {
    use crate::web::test_service::{self, TestService};

    async fn positions(test: &TestService, query: &str) -> Vec<u64> {
        let reply = test.get_json(&format!("/api/v1/log/entries?{query}")).await;
        assert_eq!(reply.status, 200, "{query}");
        let body = reply.json();
        let entries = body["entries"].as_array().expect("a list");
        entries.iter().map(|entry| entry["log_index"].as_u64().expect("a position")).collect()
    }

    #[test]
    fn entries_are_listed_newest_first_and_filtered() {
        test_service::run(async |test| {
            let size = test.settled().await.size;
            let all = positions(&test, "").await;
            assert_eq!(all, (0..size).rev().collect::<Vec<_>>());
            let mut paged = Vec::new();
            let mut cursor = String::new();
            loop {
                let query = format!("limit=4&cursor={cursor}");
                paged.extend(positions(&test, &query).await);
                let reply = test.get_json(&format!("/api/v1/log/entries?{query}")).await;
                match reply.json()["next_cursor"].as_str() {
                    Some(next) => next.clone_into(&mut cursor),
                    None => break,
                }
            }
            assert_eq!(paged, all);
            let revoked = positions(&test, "kind=revoked").await;
            assert!(revoked.len() == 4 && revoked.is_sorted_by(|a, b| a > b));
            // Its issue, three holds; of the certificate also its record.
            assert_eq!(positions(&test, "batch=1").await.len(), 4);
            assert_eq!(positions(&test, "certificate=1").await.len(), 5);
            assert_eq!(positions(&test, "certificate=5&kind=revoked").await.len(), 1);
            let refused = test.get_json("/api/v1/log/entries?kind=x").await;
            assert_eq!((refused.status, &refused.json()["code"]), (400, &"kind".into()));
        });
    }

    #[test]
    fn the_page_and_the_feed_say_it_in_words() {
        test_service::run(async |test| {
            test.settled().await;
            let page = test.get("/log?kind=revoked&lang=en", "text/html").await;
            assert_eq!(page.status, 200);
            let text = page.text();
            assert!(text.contains("Revoked: stamp 1/1 – stamp copied"), "{text}");
            assert!(text.contains("/api/v1/log/receipts/"), "{text}");
            assert!(!text.contains("Batch 1 issued"));
            // A stamp's page leads to the entries that decided it.
            let stamp = test.get(&format!("/{}?lang=en", test.digits(1, 1)), "text/html").await;
            let json = test.get_json(&format!("/{}", test.digits(1, 1))).await.json();
            let index = json["revocation"]["log_index"].as_u64().expect("revoked");
            let href = format!("/log?cursor={}&#38;limit=1&#38;lang=en", index + 1);
            assert!(stamp.text().contains(&href), "{}", stamp.text());
            let told = test.get(&href.replace("&#38;", "&"), "text/html").await;
            assert!(told.text().contains("Revoked: stamp 1/1 – stamp copied"));
            let feed = test.get("/log.atom", "*/*").await;
            assert_eq!(feed.header("content-type"), "application/atom+xml");
            let text = feed.text();
            assert!(text.contains("<title>Thu hồi tem 1/1: tem bị sao chép</title>"), "{text}");
            assert_eq!(text.matches("<entry>").count(), text.matches("</entry>").count());
        });
    }
}
