//! Tokens for a person's software: made, shown once, revoked.

use std::{collections::BTreeSet, time::Duration};

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Form, Path},
};

use super::{
    ACCOUNT, SIGN_IN, TOKENS, form_page, frame, own_account::done_or_refused, own_page, refused, to,
};
use crate::{
    access::{Role, Scope, TokenNumber, act},
    app::people::TokenRequest,
    web::{
        messages::{Messages, scope_in_words},
        negotiation::Asked,
        page::account::{Choice, Done, Field, FieldKind, FormPage, Input, render_token},
        problem::Problem,
        site::Site,
        who::May,
    },
};

/// For how many days a token may be made here.
const DAYS: &[u16] = &[30, 90, 365];

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What the form sends: `name` and `days` once, `scope` for each that is ticked.
type Sent = Vec<(String, String)>;

/// `GET /account/tokens`
pub(super) async fn page(
    who: Result<May<act::SeeOwnAccount>, Problem>,
    request: HttpRequest,
    site: Data<Site>,
) -> HttpResponse {
    let asked = site.asked(&request);
    match who {
        Ok(who) => form_page(&token_page(&site, &asked, &who, &Wanted::default())),
        Err(_) => to(SIGN_IN, &asked),
    }
}

/// `POST /account/tokens`: makes one, and shows it this once.
pub(super) async fn make(
    who: Result<May<act::SeeOwnAccount>, Problem>,
    request: HttpRequest,
    site: Data<Site>,
    Form(sent): Form<Sent>,
) -> HttpResponse {
    let asked = site.asked(&request);
    let Ok(who) = who else { return to(SIGN_IN, &asked) };
    let wanted = Wanted::read(sent);
    let now = site.service.now();
    let request = TokenRequest {
        name: wanted.name.clone(),
        scopes: wanted.scopes.clone(),
        expires_at: now.saturating_add(DAY * u32::from(wanted.days)).unwrap_or(now),
    };
    match site.service.make_token(&who.asker, &request).await {
        Ok(made) => {
            let html = render_token(&frame(&site, &asked), &made, asked.stay().href(ACCOUNT));
            own_page(StatusCode::CREATED, html)
        }
        Err(error) => refused(token_page(&site, &asked, &who, &wanted), error),
    }
}

/// `POST /account/tokens/{token}/revoke`
pub(super) async fn revoke(
    who: Result<May<act::SeeOwnAccount>, Problem>,
    request: HttpRequest,
    site: Data<Site>,
    token: Path<TokenNumber>,
) -> HttpResponse {
    let asked = site.asked(&request);
    let Ok(who) = who else { return to(SIGN_IN, &asked) };
    let revoked = site.service.revoke_token(&who.asker, token.into_inner()).await;
    done_or_refused(&who, &site, &asked, revoked.map(|_| Done::TokenRevoked))
}

/// A token as the form asks for it.
struct Wanted {
    name: String,
    scopes: BTreeSet<Scope>,
    days: u16,
}

impl Default for Wanted {
    fn default() -> Self {
        Self { name: String::new(), scopes: BTreeSet::new(), days: DAYS[0] }
    }
}

impl Wanted {
    /// What no form of ours sends is passed by.
    fn read(sent: Sent) -> Self {
        let mut wanted = Self::default();
        for (name, value) in sent {
            match name.as_str() {
                "name" => wanted.name = value,
                "days" => {
                    let days = value.parse().ok().filter(|days| DAYS.contains(days));
                    wanted.days = days.unwrap_or(wanted.days);
                }
                "scope" => wanted.scopes.extend(Scope::from_word(&value)),
                _ => {}
            }
        }
        wanted
    }
}

fn token_page(
    site: &Site,
    asked: &Asked<'_>,
    who: &May<act::SeeOwnAccount>,
    wanted: &Wanted,
) -> FormPage {
    let t = asked.language.messages();
    let role = who.asker.authority.role().map(Role::kind);
    let is_of_use = |scope: &Scope| role.is_some_and(|role| scope.is_for(role));
    let choices = Scope::ALL.into_iter().filter(is_of_use).map(|scope| Choice {
        value: scope.word(),
        label: scope_in_words(scope, asked.language),
        is_checked: wanted.scopes.contains(&scope),
    });
    let scopes = FieldKind::Checks(choices.collect());
    FormPage {
        advice: t.tokens_advice(),
        action: asked.stay().href(TOKENS),
        fields: vec![
            Field::line("name", t.token_name(), Input::Text)
                .hinted(t.token_name_hint())
                .holding(&wanted.name),
            Field { kind: scopes, ..Field::line("scope", t.token_scopes(), Input::Text) },
            Field {
                kind: FieldKind::Days(DAYS),
                ..Field::line("days", t.token_days(), Input::Text)
            }
            .holding(wanted.days.to_string()),
        ],
        submit: t.token_submit(),
        back: Some((asked.stay().href(ACCOUNT), t.account_title())),
        ..FormPage::new(frame(site, asked), Messages::token_make_title)
    }
}
