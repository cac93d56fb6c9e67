//! Getting in: a password, then a second factor where the role needs one; following an invitation. Whoever gets in is
//! given a cookie. What is sent is JSON, which a page of another site can't send without being allowed to, and it
//! is not allowed to; a browser that says that such a page asks is refused all the same.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use serde::{Deserialize, Serialize};

use super::outcome::private;
use crate::{
    access::{
        OneTimeSecret, Password, Role, SecondFactor, SecondFactorCode, SecretHash, SessionStage,
        act,
    },
    app::{
        AccessError,
        people::{NewFactor, Shown, Signed},
    },
    web::{
        body::Body,
        getting_in::{self, admit, end_session_before, session_cookie},
        problem::Problem,
        site::Site,
        who::{May, origin, session_of},
    },
};

/// How far somebody has come.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Stage {
    /// `signed_in`, or what is still asked for.
    stage: SessionStage,
}

/// A name and a password.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SignInRequest {
    /// Telephone number or e-mail address.
    identifier: String,
    /// The password.
    password: String,
}

/// Signs in by a password; the answer says whether a second factor is asked for.
#[utoipa::path(
    post, path = "/api/v1/session",
    request_body = SignInRequest,
    responses(
        (status = 200, description = "How far one has come.", body = Stage,
            headers(("Set-Cookie" = String, description = "The session's cookie."))),
    ),
)]
pub(super) async fn sign_in(
    request: HttpRequest,
    site: web::Data<Site>,
    Body(SignInRequest { identifier, password }): Body<SignInRequest>,
) -> Result<HttpResponse, Problem> {
    admit(&request, &site, &site.asked_in_json(&request))?;
    let signed =
        site.service.sign_in(&identifier, Password::new(password), origin(&request)).await?;
    end_session_before(&request, &site);
    Ok(given(&signed))
}

/// A code of an authenticator.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CodeRequest {
    /// Six digits.
    code: String,
}

/// The second step of signing in.
#[utoipa::path(
    post, path = "/api/v1/session/second-factor",
    request_body = CodeRequest,
    responses(
        (status = 200, description = "How far one has come.", body = Stage,
            headers(("Set-Cookie" = String, description = "The session's cookie."))),
    ),
)]
pub(super) async fn second_factor(
    request: HttpRequest,
    site: web::Data<Site>,
    Body(CodeRequest { code }): Body<CodeRequest>,
) -> Result<HttpResponse, Problem> {
    admit(&request, &site, &site.asked_in_json(&request))?;
    let session = session(&request)?;
    let code = SecondFactorCode::new(&code);
    Ok(given(&site.service.give_second_factor(&session, &code, origin(&request)).await?))
}

/// Signs out. Whoever is not signed in is signed out already.
#[utoipa::path(
    delete, path = "/api/v1/session",
    responses(
        (status = 204, description = "Nobody is signed in.",
            headers(("Set-Cookie" = String, description = "Takes the cookie back."))),
    ),
)]
pub(super) async fn sign_out(
    request: HttpRequest,
    site: web::Data<Site>,
) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::NoContent().cookie(getting_in::sign_out(&request, &site)).finish())
}

/// A second factor that was set up, with a code that shows that it works.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewFactorRequest {
    /// What the authenticator holds, in base32.
    secret: String,
    /// What it shows.
    code: String,
}

impl NewFactorRequest {
    fn read(&self) -> Result<NewFactor, Problem> {
        let factor = SecondFactor::from_base32(self.secret.trim()).ok_or(AccessError::WrongCode)?;
        Ok(NewFactor { factor, code: SecondFactorCode::new(&self.code) })
    }
}

/// A second factor in place of none, or of an earlier one.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SetFactorRequest {
    /// The new one.
    second_factor: NewFactorRequest,
    /// A code of the one before, if there is one.
    #[serde(default)]
    current_code: Option<String>,
    /// One's password, where there is none before and one is signed in.
    #[serde(default)]
    password: Option<String>,
}

/// Sets a second factor up, also halfway through signing in where the role needs one; other sessions end.
#[utoipa::path(
    put, path = "/api/v1/session/second-factor",
    request_body = SetFactorRequest,
    responses(
        (status = 200, description = "It is set.", body = Stage,
            headers(("Set-Cookie" = String, description = "The session's cookie."))),
    ),
)]
pub(super) async fn set_second_factor(
    request: HttpRequest,
    site: web::Data<Site>,
    Body(body): Body<SetFactorRequest>,
) -> Result<HttpResponse, Problem> {
    admit(&request, &site, &site.asked_in_json(&request))?;
    let session = session(&request)?;
    let new = body.second_factor.read()?;
    let shown = Shown {
        code: body.current_code.as_deref().map(SecondFactorCode::new),
        password: body.password.map(Password::new),
    };
    let signed = site.service.set_own_second_factor(&session, new, shown, origin(&request));
    Ok(given(&signed.await?))
}

/// A password in place of another.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PasswordRequest {
    /// The one of now.
    current: String,
    /// The one to come.
    new: String,
}

/// Changes one's password; all other sessions end.
#[utoipa::path(
    put, path = "/api/v1/account/password",
    request_body = PasswordRequest,
    responses(
        (status = 200, description = "It is changed.", body = Stage,
            headers(("Set-Cookie" = String, description = "The session's cookie."))),
    ),
)]
pub(super) async fn change_password(
    who: May<act::SeeOwnAccount>,
    request: HttpRequest,
    site: web::Data<Site>,
    Body(PasswordRequest { current, new }): Body<PasswordRequest>,
) -> Result<HttpResponse, Problem> {
    admit(&request, &site, &site.asked_in_json(&request))?;
    let passwords = (Password::new(current), Password::new(new));
    let signed = site.service.change_own_password(&who.asker, passwords, origin(&request)).await?;
    Ok(given(&signed))
}

/// The secret of an invitation's link.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct InvitationQuery {
    /// What stands at the end of the link.
    secret: String,
}

/// Who is invited, and what they need.
#[derive(Serialize, utoipa::ToSchema)]
struct InvitationView {
    /// Their name.
    name: String,
    /// What they will be.
    role: Role,
    /// A second factor to be set up, where the role needs one.
    second_factor: Option<FactorView>,
}

/// A second factor as an authenticator takes it.
#[derive(Serialize, utoipa::ToSchema)]
struct FactorView {
    /// In base32.
    secret: String,
    /// `otpauth://totp/…`
    link: String,
}

/// Who is invited by a link; where the role needs it, with a new second factor to set up.
#[utoipa::path(
    post, path = "/api/v1/invitation",
    request_body = InvitationQuery,
    responses(
        (status = 200, description = "Who is invited.", body = InvitationView),
    ),
)]
pub(super) async fn invitation(
    request: HttpRequest,
    site: web::Data<Site>,
    Body(InvitationQuery { secret }): Body<InvitationQuery>,
) -> Result<HttpResponse, Problem> {
    admit(&request, &site, &site.asked_in_json(&request))?;
    let secret = OneTimeSecret::parse(&secret).ok_or(AccessError::InvitationOver)?;
    let invited = site.service.invited_by(&secret)?;
    let second_factor = invited.role.needs_second_factor().then(|| {
        let factor = site.service.factor_to_set_up(&secret.hash());
        let link = site.service.factor_link(&factor, &invited.label);
        FactorView { secret: factor.base32(), link }
    });
    let view = InvitationView { name: invited.name, role: invited.role, second_factor };
    Ok(private(StatusCode::OK, &view))
}

/// What somebody who is invited chooses.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AcceptRequest {
    /// What stands at the end of the link.
    secret: String,
    /// Their password.
    password: String,
    /// Their second factor, where the role needs one.
    #[serde(default)]
    second_factor: Option<NewFactorRequest>,
}

/// Follows an invitation; the person is signed in.
#[utoipa::path(
    post, path = "/api/v1/invitation/accept",
    request_body = AcceptRequest,
    responses(
        (status = 200, description = "They are signed in.", body = Stage,
            headers(("Set-Cookie" = String, description = "The session's cookie."))),
    ),
)]
pub(super) async fn accept(
    request: HttpRequest,
    site: web::Data<Site>,
    Body(body): Body<AcceptRequest>,
) -> Result<HttpResponse, Problem> {
    admit(&request, &site, &site.asked_in_json(&request))?;
    let secret = OneTimeSecret::parse(&body.secret).ok_or(AccessError::InvitationOver)?;
    let factor = body.second_factor.as_ref().map(NewFactorRequest::read).transpose()?;
    let password = Password::new(body.password);
    let accepted = site.service.accept_invitation(&secret, password, factor, origin(&request));
    let accepted = accepted.await?;
    end_session_before(&request, &site);
    Ok(given(&accepted))
}

fn session(request: &HttpRequest) -> Result<SecretHash, Problem> {
    session_of(request).map(|secret| secret.hash()).ok_or_else(Problem::nobody)
}

/// How far somebody has come, with the cookie for it.
fn given(signed: &Signed) -> HttpResponse {
    let mut response = private(StatusCode::OK, &Stage { stage: signed.stage });
    response.add_cookie(&session_cookie(signed)).expect("base64 is a cookie's value");
    response
}
