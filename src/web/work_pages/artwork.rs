//! A producer's own picture for its labels, sent by a form: the form of a print goes on with it.

use std::{future::poll_fn, pin::Pin};

use actix_multipart::Multipart;
use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};
use futures_core::Stream;

use super::{batch_path, elsewhere, form_page, frame, not_there, refused, to};
use crate::{
    access::act,
    app::{ArtworkRefused, LARGEST_ARTWORK},
    printing::ArtworkError,
    stamp::BatchNumber,
    web::{
        messages::Messages,
        negotiation::Asked,
        page::account::{Field, FormPage},
        problem::Problem,
        site::Site,
        who::May,
    },
};

/// `GET /account/batches/{batch}/artwork`
pub(super) async fn page(
    who: Result<May<act::SignStamps>, Problem>,
    request: HttpRequest,
    site: Data<Site>,
    batch: Path<BatchNumber>,
) -> HttpResponse {
    let asked = site.asked(&request);
    let who = match who {
        Ok(who) => who,
        Err(problem) => return elsewhere(&problem, &asked),
    };
    let batch = batch.into_inner();
    match site.service.batch(&who.asker, batch) {
        Ok(_) => form_page(&artwork_form(&site, &asked, batch)),
        Err(error) => not_there(&site, &asked, error),
    }
}

/// `POST /account/batches/{batch}/artwork`: keeps a picture, and leads back to the form of a print with it.
pub(super) async fn keep(
    who: Result<May<act::SignStamps>, Problem>,
    request: HttpRequest,
    site: Data<Site>,
    batch: Path<BatchNumber>,
    sent: Multipart,
) -> HttpResponse {
    let asked = site.asked(&request);
    let who = match who {
        Ok(who) => who,
        Err(problem) => return elsewhere(&problem, &asked),
    };
    let batch = batch.into_inner();
    let form = artwork_form(&site, &asked, batch);
    let kept = match picture_in(sent).await {
        Ok(picture) => site.service.keep_artwork(&who.asker, picture).await,
        Err(refused) => Err(refused.into()),
    };
    match kept {
        Ok(kept) => {
            let path = format!("{}/print?artwork={}", batch_path(batch), kept.artwork.as_str());
            to(&path, &asked)
        }
        Err(error) => refused(form, error),
    }
}

/// The file of a form, no longer than it may be.
async fn picture_in(mut sent: Multipart) -> Result<Vec<u8>, ArtworkRefused> {
    // Who breaks off, or sends something else, has sent no picture.
    let none = || ArtworkRefused::Unreadable(ArtworkError::Empty);
    let mut field = match poll_fn(|context| Pin::new(&mut sent).poll_next(context)).await {
        Some(Ok(field)) => field,
        Some(Err(_)) | None => return Err(none()),
    };
    let mut picture = Vec::new();
    while let Some(piece) = poll_fn(|context| Pin::new(&mut field).poll_next(context)).await {
        let piece = piece.map_err(|_| none())?;
        if picture.len() + piece.len() > LARGEST_ARTWORK {
            return Err(ArtworkRefused::TooLarge);
        }
        picture.extend_from_slice(&piece);
    }
    Ok(picture)
}

fn artwork_form(site: &Site, asked: &Asked<'_>, batch: BatchNumber) -> FormPage {
    let t = asked.language.messages();
    let path = batch_path(batch);
    FormPage {
        advice: t.work_artwork_advice(),
        action: asked.stay().href(&format!("{path}/artwork")),
        fields: vec![
            Field::file("picture", t.work_artwork_file(), "image/svg+xml,image/png")
                .hinted(t.work_artwork_hint()),
        ],
        submit: t.work_artwork_submit(),
        back: Some((asked.stay().href(&format!("{path}/print")), t.work_print())),
        ..FormPage::new(frame(site, asked), Messages::work_artwork)
    }
}
