//! Receipts of entries: a file each, to be kept, that proves years later that the entry stands in the log.

use std::fs;

use actix_web::{HttpRequest, HttpResponse, web};

use super::reading::{OneLog, Unreadable, bundle, checkpoint, logs};
use crate::{
    log::{
        checkpoint::Checkpoint,
        receipt::Receipt,
        tile::{FULL_WIDTH, TilePath},
        tile_tree::TileTree,
    },
    web::{problem::Problem, published::changing, response::NO_CACHE, site::Site},
};

/// The receipt of an entry: a proof that it stands in the log, to be checked offline.
#[utoipa::path(
    get, path = "/api/v1/log/receipts/{log_index}",
    params(("log_index" = u64, Path, description = "Position of the entry in the log.")),
    responses(
        (status = 200, description = "The entry with its proof, as C2SP tlog-proof has it.",
            body = String,
            content_type = "text/plain", headers(("ETag" = String, description = "For `If-None-Match`."))),
        (status = 304, description = "What the client has still stands."),
        (status = 404, description = "The log has no such entry."),
        (status = 409, description = "No checkpoint covers it yet."),
    ),
)]
pub(super) async fn receipt(
    request: &HttpRequest,
    site: &Site,
    position: &str,
) -> Result<HttpResponse, Problem> {
    let language = site.asked_in_json(request).language;
    let position: u64 = position.parse().map_err(|_| Problem::not_found(language))?;

    let snapshot = site.service.snapshot();
    let log = snapshot.log();
    if position >= log.next_position() {
        return Err(Problem::unknown_entry(position));
    }
    let mut logs = logs(&site.folders, site.service.vkey(), log);
    logs.retain(|one| one.first_position <= position);
    let one = logs.pop().expect("the first one begins at 0");
    let made = web::block(move || make(&one, position - one.first_position)).await;
    let made = made.map_err(|error| Problem::failed(&error))?;
    match made {
        Ok(Some(receipt)) => {
            let text = receipt.to_text().into_bytes();
            Ok(changing(request, "text/plain; charset=utf-8", NO_CACHE, text))
        }
        Ok(None) => Err(Problem::not_published_yet(position)),
        Err(error) => Err(Problem::failed(&error)),
    }
}

/// The receipt of an entry of a log, from the published files; `None` before a checkpoint covers it.
fn make(OneLog { folder, vkey, .. }: &OneLog, index: u64) -> Result<Option<Receipt>, Unreadable> {
    let Some((note, Checkpoint { size, .. })) = checkpoint(folder, vkey)? else { return Ok(None) };
    if index >= size {
        return Ok(None);
    }
    let read = |path: &TilePath| fs::read(folder.join(path.to_string()));
    let proof = TileTree::new(size, read).prove_inclusion(index)?;
    let width = u64::from(FULL_WIDTH);
    let place = usize::try_from(index % width).expect("below 256");
    let entry = bundle(folder, size, index / width)?.swap_remove(place);
    Ok(Some(Receipt { entry, index, proof, checkpoint: note }))
}

#[cfg(test)]
mod tests {
    use crate::{
        log::receipt::Receipt,
        web::test_service::{self, TestService},
    };

    async fn check(test: &TestService, index: u64) {
        let reply = test.get(&format!("/api/v1/log/receipts/{index}"), "*/*").await;
        assert_eq!(
            (reply.status, reply.header("content-type")),
            (200, "text/plain; charset=utf-8")
        );
        let text = String::from_utf8(reply.body).expect("text");
        let receipt = Receipt::parse(&text).expect("a receipt");
        let proven = receipt.check(test.service.vkey()).expect("it proves its entry");
        assert_eq!(proven.index, index);
    }

    #[test]
    fn each_published_entry_has_its_receipt() {
        test_service::run(async |test| {
            let size = test.settled().await.size;
            for index in 0..size {
                check(&test, index).await;
            }
            let beyond = test.get(&format!("/api/v1/log/receipts/{size}"), "*/*").await;
            assert_eq!((beyond.status, &beyond.json()["code"]), (404, &"unknown_entry".into()));
            for nowhere in ["x", "-1", "1/", "", "99999999999999999999999"] {
                let reply = test.get(&format!("/api/v1/log/receipts/{nowhere}"), "*/*").await;
                assert_eq!((reply.status, &reply.json()["code"]), (404, &"not_found".into()));
            }
        });
    }

    #[test]
    fn an_entry_that_no_checkpoint_covers_is_to_be_asked_for_again() {
        test_service::run(async |test| {
            let size = test.settled().await.size;
            // As if publishing lagged behind.
            std::fs::remove_file(test.site.folders.log.join("checkpoint")).expect("published");
            let reply = test.get(&format!("/api/v1/log/receipts/{}", size - 1), "*/*").await;
            assert_eq!((reply.status, &reply.json()["code"]), (409, &"not_published_yet".into()));
            assert_eq!(reply.header("retry-after"), "1");
        });
    }
}
