//! `If-Match` (RFC 9110, 13.1.1): whoever changes something says which state of it they have seen.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header::IF_MATCH};

use utoipa::openapi::{
    ObjectBuilder, Required,
    path::{Parameter, ParameterIn},
    schema::Type,
};

use crate::web::problem::Problem;

/// What stands between the quotes of `If-Match`.
pub(super) struct IfMatch(String);

impl IfMatch {
    /// Whether it is this one.
    pub(super) fn is(&self, revision: impl ToString) -> bool {
        self.0 == revision.to_string()
    }

    /// The number that it is.
    ///
    /// # Errors
    /// 412, since no number of ours is another text.
    pub(super) fn number(&self) -> Result<u32, Problem> {
        self.0.parse().map_err(|_| Problem::changed_since())
    }
}

impl utoipa::IntoParams for IfMatch {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let text = ObjectBuilder::new().schema_type(Type::String).pattern(Some("^\".+\"$"));
        let parameter = Parameter::builder()
            .name("If-Match")
            .parameter_in(ParameterIn::Header)
            .required(Required::True)
            .description(Some("The `ETag` of what was seen."))
            .schema(Some(text));
        vec![parameter.build()]
    }
}

impl FromRequest for IfMatch {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let value = request.headers().get(IF_MATCH).and_then(|value| value.to_str().ok());
        let quoted =
            value.map(str::trim).and_then(|value| value.strip_prefix('"')?.strip_suffix('"'));
        ready(quoted.map(|text| Self(text.to_owned())).ok_or_else(Problem::if_match_needed))
    }
}
