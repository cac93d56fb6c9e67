//! A client of the control socket, and of a public service's verification.

use std::{path::Path, time::Duration};

use anyhow::{Context, Result, anyhow};
use reqwest::blocking::{Client, ClientBuilder, RequestBuilder};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// A service somewhere, asked in JSON.
pub(super) struct ControlClient {
    client: Client,
    base: String,
}

/// Signing ten thousand stamps, or waiting for a busy ledger, takes seconds, not minutes.
const PATIENCE: Duration = Duration::from_secs(120);

impl ControlClient {
    /// The service that listens on a data folder's socket.
    pub(super) fn on_socket(socket: &Path) -> Result<Self> {
        let client = builder().unix_socket(socket).no_proxy().build()?;
        Ok(Self { client, base: "http://localhost".to_owned() })
    }

    /// A public service.
    pub(super) fn at(url: &str) -> Result<Self> {
        let client = builder().build()?;
        Ok(Self { client, base: url.trim_end_matches('/').to_owned() })
    }

    pub(super) fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        answer(self.client.get(format!("{}{path}", self.base)))
    }

    pub(super) fn get_bytes(&self, path: &str) -> Result<Vec<u8>> {
        bytes(self.client.get(format!("{}{path}", self.base)))
    }

    pub(super) fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
        idempotency_key: Option<&str>,
    ) -> Result<T> {
        let request = self.client.post(format!("{}{path}", self.base)).json(body);
        answer(match idempotency_key {
            Some(key) => request.header("Idempotency-Key", key),
            None => request,
        })
    }
}

fn builder() -> ClientBuilder {
    // A second call finds the provider installed, which is as good.
    drop(rustls::crypto::ring::default_provider().install_default());
    Client::builder().timeout(PATIENCE)
}

/// The answer, or the problem in its words (RFC 9457).
fn answer<T: DeserializeOwned>(request: RequestBuilder) -> Result<T> {
    serde_json::from_slice(&bytes(request)?)
        .context("the service's answer is not what this version expects")
}

fn bytes(request: RequestBuilder) -> Result<Vec<u8>> {
    let response = request.send().context("the service does not answer")?;
    let status = response.status();
    let body = response.bytes().context("the service broke off its answer")?;
    if status.is_success() {
        return Ok(body.to_vec());
    }
    let problem: Value = serde_json::from_slice(&body).unwrap_or_default();
    let words = ["detail", "title"].iter().find_map(|field| problem[*field].as_str());
    Err(anyhow!(
        "{}",
        words.map_or_else(|| format!("the service answered {status}"), str::to_owned)
    ))
}
