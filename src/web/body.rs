//! A request's JSON, read strictly: what is wrong is named by its place (RFC 6901). How long it may be is
//! the route's to say (`PayloadConfig`).

use std::{future::Future, pin::Pin};

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header::CONTENT_TYPE, web::Bytes};
use serde::de::DeserializeOwned;

use super::problem::Problem;

/// A body that was read.
pub(super) struct Body<T>(pub(super) T);

impl<T: DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let is_json = request.headers().get(CONTENT_TYPE).is_some_and(|content_type| {
            let content_type = content_type.to_str().unwrap_or_default();
            let essence = content_type.split(';').next().unwrap_or_default().trim();
            essence.eq_ignore_ascii_case("application/json")
        });
        if !is_json {
            return Box::pin(std::future::ready(Err(Problem::not_json())));
        }
        let bytes = Bytes::from_request(request, payload);
        Box::pin(async move {
            let bytes = bytes.await.map_err(|error| Problem::body_not_read(&error))?;
            read(&bytes).map(Self)
        })
    }
}

/// A body that may be left out, with what that means.
pub(super) struct BodyOrNothing<T>(pub(super) T);

impl<T: Default + DeserializeOwned + 'static> FromRequest for BodyOrNothing<T> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        if request.headers().contains_key(CONTENT_TYPE) {
            let body = Body::from_request(request, payload);
            return Box::pin(async { body.await.map(|Body(value)| Self(value)) });
        }
        let bytes = Bytes::from_request(request, payload);
        Box::pin(async move {
            let bytes = bytes.await.map_err(|error| Problem::body_not_read(&error))?;
            if bytes.is_empty() { Ok(Self(T::default())) } else { Err(Problem::not_json()) }
        })
    }
}

/// Reads JSON.
fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let pointer = pointer(error.path());
        Problem::bad_field(pointer, &error.into_inner().to_string())
    })?;
    reader.end().map_err(|error| Problem::bad_field(String::new(), &error.to_string()))?;
    Ok(value)
}

/// A place as a JSON pointer.
fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut pointer = String::new();
    for segment in path {
        let name = match segment {
            Segment::Seq { index } => index.to_string(),
            Segment::Map { key } => key.clone(),
            Segment::Enum { variant } => variant.clone(),
            Segment::Unknown => continue,
        };
        pointer.push('/');
        pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
    }
    pointer
}
