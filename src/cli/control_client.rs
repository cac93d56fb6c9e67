//! A client of the control socket, and of services elsewhere: of what everybody may ask there, or with a token.

use std::{path::Path, time::Duration};

use reqwest::{
    StatusCode,
    blocking::{Client, ClientBuilder, RequestBuilder},
    header::{
        ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, IF_MATCH, LOCATION,
    },
    redirect::Policy,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::place::Elsewhere;
use crate::app::{Acted, Language, ProposalView};

/// A service did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub(super) enum ControlError {
    /// Nobody there, or the answer broke off.
    #[error("the service does not answer")]
    NoAnswer(#[from] reqwest::Error),
    /// An answer that can't be read.
    #[error("the service's answer is not what this version expects")]
    OtherVersion,
    /// It sends to another address, where a token is not taken unasked.
    #[error("the service sends to another address: {0}")]
    Moved(String),
    /// It said why (RFC 9457).
    #[error("{words}")]
    Problem {
        /// The HTTP status.
        status: u16,
        /// The problem's one stable word.
        code: String,
        /// What it said.
        words: String,
    },
}

/// A service somewhere, asked in JSON.
pub(super) struct ControlClient {
    client: Client,
    base: String,
}

/// Signing ten thousand stamps, or waiting for a busy ledger, takes seconds, not minutes.
const PATIENCE: Duration = Duration::from_secs(120);

impl ControlClient {
    /// The service that listens on a data folder's socket.
    pub(super) fn on_socket(socket: &Path) -> Result<Self, ControlError> {
        let client = builder().unix_socket(socket).no_proxy().build()?;
        Ok(Self { client, base: "http://localhost".to_owned() })
    }

    /// A public service.
    pub(super) fn at(url: &str) -> Result<Self, ControlError> {
        let client = builder().build()?;
        Ok(Self { client, base: url.trim_end_matches('/').to_owned() })
    }

    /// A service elsewhere, asked with a token. The token goes to that address alone: no redirect is followed, and on
    /// this machine no proxy is asked.
    pub(super) fn elsewhere(place: &Elsewhere, language: Language) -> Result<Self, ControlError> {
        let mut headers = HeaderMap::new();
        let token = format!("Bearer {}", place.token.as_str());
        let mut token = HeaderValue::from_str(&token).expect("a token is of ASCII");
        token.set_sensitive(true);
        headers.insert(AUTHORIZATION, token);
        headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static(language.code()));
        if let Some(producer) = place.on_behalf_of {
            headers.insert("On-Behalf-Of", u64::from(producer).into());
        }
        let client = builder().default_headers(headers).redirect(Policy::none());
        let is_encrypted = place.url.is_encrypted();
        let client = if is_encrypted { client.https_only(true) } else { client.no_proxy() };
        Ok(Self { client: client.build()?, base: place.url.as_str().to_owned() })
    }

    pub(super) fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ControlError> {
        answer(self.client.get(format!("{}{path}", self.base)))
    }

    pub(super) fn get_bytes(&self, path: &str) -> Result<Vec<u8>, ControlError> {
        bytes(self.client.get(format!("{}{path}", self.base)))
    }

    pub(super) fn post_bytes<T: DeserializeOwned>(
        &self,
        path: &str,
        content_type: &'static str,
        body: Vec<u8>,
    ) -> Result<T, ControlError> {
        let request = self.client.post(format!("{}{path}", self.base)).body(body);
        answer(request.header(CONTENT_TYPE, content_type))
    }

    pub(super) fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
        idempotency_key: Option<&str>,
    ) -> Result<T, ControlError> {
        let request = self.client.post(format!("{}{path}", self.base)).json(body);
        answer(match idempotency_key {
            Some(key) => request.header("Idempotency-Key", key),
            None => request,
        })
    }

    /// Changes something that was seen in a state.
    pub(super) fn post_if<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
        seen: &str,
    ) -> Result<T, ControlError> {
        let request = self.client.post(format!("{}{path}", self.base)).json(body);
        answer(request.header(IF_MATCH, format!("\"{seen}\"")))
    }

    /// Asks for what may wait for a second person.
    pub(super) fn act<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
        idempotency_key: &str,
    ) -> Result<Acted<T>, ControlError> {
        let request = self.client.post(format!("{}{path}", self.base)).json(body);
        let (status, body) = status_and_bytes(request.header("Idempotency-Key", idempotency_key))?;
        let other_version = |_| ControlError::OtherVersion;
        if status == StatusCode::ACCEPTED {
            let waiting: Waiting = serde_json::from_slice(&body).map_err(other_version)?;
            return Ok(Acted::Waits(waiting.proposal));
        }
        serde_json::from_slice(&body).map(Acted::Done).map_err(other_version)
    }
}

/// What waits for a second person.
#[derive(Deserialize)]
struct Waiting {
    proposal: ProposalView,
}

fn builder() -> ClientBuilder {
    // A second call finds the provider installed, which is as good.
    drop(rustls::crypto::ring::default_provider().install_default());
    Client::builder().timeout(PATIENCE)
}

/// The answer, or the problem in its words.
fn answer<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, ControlError> {
    serde_json::from_slice(&bytes(request)?).map_err(|_| ControlError::OtherVersion)
}

fn bytes(request: RequestBuilder) -> Result<Vec<u8>, ControlError> {
    Ok(status_and_bytes(request)?.1)
}

fn status_and_bytes(request: RequestBuilder) -> Result<(StatusCode, Vec<u8>), ControlError> {
    let response = request.send()?;
    let status = response.status();
    if status.is_redirection() {
        let location = response.headers().get(LOCATION).and_then(|place| place.to_str().ok());
        return Err(ControlError::Moved(location.unwrap_or_default().to_owned()));
    }
    let body = response.bytes()?;
    if status.is_success() {
        return Ok((status, body.to_vec()));
    }
    let problem: Value = serde_json::from_slice(&body).unwrap_or_default();
    let text = |field: &str| problem[field].as_str().map(str::to_owned);
    Err(ControlError::Problem {
        status: status.as_u16(),
        code: text("code").unwrap_or_default(),
        words: text("detail")
            .or_else(|| text("title"))
            .unwrap_or_else(|| format!("the service answered {status}")),
    })
}
