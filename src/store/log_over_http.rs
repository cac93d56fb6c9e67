//! A published log that a web server, a service like this one or a CDN hands out.

use std::{io::Read, time::Duration};

use reqwest::{StatusCode, blocking::Client};

use crate::log::published_log::{FetchError, PublishedLog};

/// How long one file may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// No file of a log is longer: 256 entries of 65,535 bytes, each behind its length.
const LONGEST: u64 = 256 * (2 + 65_535);

/// Reads a published log from its address. Waits for each answer, so it is not for threads that run others' tasks.
#[derive(Debug, Clone)]
pub struct LogOverHttp {
    client: Client,
    address: String,
}

impl LogOverHttp {
    /// The log at this address, such as `https://tem.example.vn/log`; a service's own address stands for its log's.
    ///
    /// # Errors
    /// [`FetchError::Unreachable`] if the address is none.
    pub fn at(address: &str) -> Result<Self, FetchError> {
        Self::with_patience(address, PATIENCE)
    }

    /// The same, for who does not wait as long for a file.
    ///
    /// # Errors
    /// As for [`at`](Self::at).
    pub fn with_patience(address: &str, patience: Duration) -> Result<Self, FetchError> {
        // A second call finds the provider installed, which is as good.
        drop(rustls::crypto::ring::default_provider().install_default());
        let failed =
            |error: reqwest::Error| FetchError::Unreachable(address.to_owned(), cause_of(&error));
        let client = Client::builder().timeout(patience).build().map_err(failed)?;
        let bare = address.trim_end_matches('/');
        let is_a_host = bare.split_once("://").is_some_and(|(_, rest)| !rest.contains('/'));
        let address = if is_a_host { format!("{bare}/log") } else { bare.to_owned() };
        Ok(Self { client, address })
    }
}

impl PublishedLog for LogOverHttp {
    fn file(&self, name: &str) -> Result<Vec<u8>, FetchError> {
        let address = format!("{}/{name}", self.address);
        let failed = |reason: String| FetchError::Unreachable(address.clone(), reason);
        let response =
            self.client.get(&address).send().map_err(|error| failed(cause_of(&error)))?;
        match response.status() {
            StatusCode::OK => {}
            StatusCode::NOT_FOUND | StatusCode::GONE => return Err(FetchError::Missing(address)),
            other => return Err(failed(format!("it answers {other}"))),
        }
        let mut bytes = Vec::new();
        let read = response.take(LONGEST + 1).read_to_end(&mut bytes);
        read.map_err(|error| failed(error.to_string()))?;
        if bytes.len() as u64 > LONGEST {
            return Err(failed("the answer is longer than any file of a log".to_owned()));
        }
        Ok(bytes)
    }
}

/// The innermost cause, which says what happened; the address is named around it.
fn cause_of(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    if error.is_timeout() { "no answer in time".to_owned() } else { cause.to_string() }
}
