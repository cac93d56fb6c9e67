//! Where a command's requests go: to a data folder on this machine, or, with somebody's token, to a service elsewhere,
//! which lets it do what that person may.

use std::{env, path::PathBuf};

use anyhow::Result;
use clap::Args;

use super::{DataArgs, PassphraseArgs};
use crate::{
    access::{ApiTokenError, ApiTokenText},
    config::find_token,
    registry::ProducerNumber,
    stamp::{BaseUrl, BaseUrlError},
};

/// Which folder, or which service and as whom.
#[derive(Args, Clone)]
pub(super) struct PlaceArgs {
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    passphrase: PassphraseArgs,
    /// With --url, a file with the token to show (otherwise OCOP_STAMP_TOKEN, or the systemd credential
    /// ocop-stamp-token)
    #[arg(long, value_name = "FILE", env = "OCOP_STAMP_TOKEN_FILE", hide_env_values = true)]
    token_file: Option<PathBuf>,
    /// With --url, the producer for whom an officer or a clerk asks
    #[arg(long, value_name = "N")]
    on_behalf_of: Option<ProducerNumber>,
}

/// One of these, or else a variable. A flag's variable would count as a second flag, so they are read here.
#[derive(Args, Clone)]
#[group(multiple = false)]
struct Which {
    /// The data folder; a service that runs on it is asked, otherwise the folder is opened [env: OCOP_STAMP_DATA]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// A service elsewhere, by its address; it does what the owner of the token may [env: OCOP_STAMP_URL]
    #[arg(long, value_name = "URL")]
    url: Option<String>,
}

/// Where requests go.
pub(super) enum Place {
    /// To a data folder, or the service that runs on it.
    Folder(DataArgs),
    /// To a service elsewhere.
    Service(Elsewhere),
}

/// A service elsewhere, and as whom it is asked.
pub(super) struct Elsewhere {
    /// Its address.
    pub(super) url: BaseUrl,
    /// What is shown to it.
    pub(super) token: ApiTokenText,
    /// For whom is asked.
    pub(super) on_behalf_of: Option<ProducerNumber>,
}

/// A place that can't be asked.
#[derive(Debug, thiserror::Error)]
pub(super) enum PlaceError {
    /// None was named.
    #[error(
        "name whom to ask: --url URL with a token, or --data DIR on the machine of the service"
    )]
    Unnamed,
    /// No address of a service.
    #[error("the address of the service: {0}")]
    Address(#[from] BaseUrlError),
    /// An address by which everybody on the way could read the token.
    #[error(
        "{0}: a token is shown over https:// only, or on this machine: anybody on the way could read it"
    )]
    NotEncrypted(BaseUrl),
    /// No token.
    #[error(
        "{0} asks for a token: name a file that holds it with --token-file, or set OCOP_STAMP_TOKEN"
    )]
    NoToken(BaseUrl),
    /// A text that is no token is sent nowhere: it may be another secret.
    #[error("the token can't be used")]
    Token(#[from] ApiTokenError),
    /// The operator is who asks with `--data`.
    #[error("--on-behalf-of goes with --url: who asks with --data is the operator")]
    OnBehalfOfFolder,
}

impl PlaceArgs {
    /// The place that was named; without one, the first variable that is set.
    pub(super) fn find(&self) -> Result<Place> {
        let Which { data, url } = &self.which;
        let (data, url) = match (data.clone(), url.clone()) {
            (None, None) => match env::var_os("OCOP_STAMP_DATA") {
                Some(data) => (Some(data.into()), None),
                None => (None, env::var("OCOP_STAMP_URL").ok()),
            },
            named => named,
        };
        if let Some(data) = data {
            if self.on_behalf_of.is_some() {
                return Err(PlaceError::OnBehalfOfFolder.into());
            }
            return Ok(Place::Folder(DataArgs { data, passphrase: self.passphrase.clone() }));
        }
        let url = url.ok_or(PlaceError::Unnamed)?;
        let url = BaseUrl::parse(url.trim_end_matches('/')).map_err(PlaceError::from)?;
        if !url.is_encrypted() && !url.is_on_this_machine() {
            return Err(PlaceError::NotEncrypted(url).into());
        }
        let Some(token) = find_token(self.token_file.as_deref())? else {
            return Err(PlaceError::NoToken(url).into());
        };
        let token = ApiTokenText::parse(&token).map_err(PlaceError::from)?;
        Ok(Place::Service(Elsewhere { url, token, on_behalf_of: self.on_behalf_of }))
    }
}
