//! Answers to what was asked for: done, or waiting for a second person; lists, page by page.

use std::borrow::Cow;

use actix_web::{
    HttpResponse,
    http::{
        StatusCode,
        header::{self, HeaderValue},
    },
};
use serde::{Deserialize, Serialize};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ArrayBuilder, ObjectBuilder, OneOfBuilder, Ref, RefOr, Schema, schema::Type},
};

use crate::{
    app::{Acted, ProposalView, UseCaseError},
    web::{problem::Problem, response},
};

/// What a change came to: it is in the log now, and in the answers.
pub(super) fn entered(
    outcome: Result<impl Serialize, UseCaseError>,
) -> Result<HttpResponse, Problem> {
    Ok(private(StatusCode::CREATED, &outcome?))
}

/// The same, or 202 with what waits for a second person.
pub(super) fn acted<T: Serialize>(
    outcome: Result<Acted<T>, UseCaseError>,
) -> Result<HttpResponse, Problem> {
    match outcome? {
        Acted::Done(outcome) => Ok(private(StatusCode::CREATED, &outcome)),
        Acted::Waits(proposal) => {
            let path = format!("/api/v1/proposals/{}", proposal.proposal);
            let mut response = private(StatusCode::ACCEPTED, &Waiting { proposal });
            let location = HeaderValue::from_str(&path).expect("a path of ASCII");
            response.headers_mut().insert(header::LOCATION, location);
            Ok(response)
        }
    }
}

/// What waits for a second person.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub(super) struct Waiting {
    /// The proposal.
    pub(super) proposal: ProposalView,
}

/// JSON that nobody keeps and no script of another site reads.
pub(super) fn private(status: StatusCode, body: &impl Serialize) -> HttpResponse {
    let bytes = serde_json::to_vec(body).expect("answers of ours serialise");
    response::typed(status, "application/json")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(bytes)
}

/// The same, with where it stands among its changes.
pub(super) fn tagged(
    status: StatusCode,
    body: &impl Serialize,
    revision: impl ToString,
) -> HttpResponse {
    let mut response = private(status, body);
    let etag = format!("\"{}\"", revision.to_string());
    let etag = HeaderValue::from_str(&etag).expect("a number or a word");
    response.headers_mut().insert(header::ETAG, etag);
    response
}

/// Some of a list.
#[derive(Debug, Serialize)]
pub(super) struct Page<T, C> {
    /// What was asked for.
    pub(super) items: Vec<T>,
    /// What to send as `cursor` for what follows; `null` at the end.
    pub(super) next: Option<C>,
}

impl<T: ToSchema, C: ToSchema> PartialSchema for Page<T, C> {
    fn schema() -> RefOr<Schema> {
        let items = ArrayBuilder::new().items(Ref::from_schema_name(T::name()));
        let end = ObjectBuilder::new().schema_type(Type::Null);
        let next = OneOfBuilder::new().item(C::schema()).item(end);
        let next =
            next.description(Some("What to send as `cursor` for what follows; null at the end."));
        let page = ObjectBuilder::new().property("items", items).property("next", next);
        page.required("items").required("next").description(Some("Some of a list.")).into()
    }
}

impl<T: ToSchema, C: ToSchema> ToSchema for Page<T, C> {
    fn name() -> Cow<'static, str> {
        format!("PageOf{}", T::name()).into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(schemas);
    }
}
