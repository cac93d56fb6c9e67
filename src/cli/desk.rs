//! The operator's desk: the same requests, whether a service runs on the data folder or this command
//! opens it. sled locks its folder, so it is one or the other.

use std::{
    io::ErrorKind,
    os::unix::net::UnixStream,
    path::Path,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};
use jiff::Timestamp;
use nix::time::{ClockId, clock_gettime};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use super::{
    DataArgs,
    control_client::{ControlClient, ControlError},
    exit_status::{Failure, Status},
    place::Place,
};
use crate::{
    access::{Actor, ProposalState},
    app::{
        Acted, AddKeyRequest, Asker, BatchLabel, BatchStamps, ClockReport, CompromiseRequest,
        ExpiredCertificate, HoldOutcome, HoldPreview, HoldRequest, IssueRequest, IssuedBatch,
        KeyOutcome, Language, LiftOutcome, LiftPreview, LiftRequest, MadeBase, Office,
        PrintableStamp, PrintableStamps,
    },
    ledger::{Clocks, IdempotencyKey},
    log::{Hold, Target},
    stamp::{BatchNumber, KeyNumber},
    store::folder::{self, FolderError},
    wiring::{self, OpenError, Running},
};

/// How long a command waits for a service that is starting or another command that is finishing.
const PATIENCE: Duration = Duration::from_secs(10);

/// Where requests go.
pub(super) enum Desk {
    /// To the service that runs on the folder, or to one elsewhere.
    There(ControlClient),
    /// To this process, which opened the folder.
    Here(Running, Runtime),
}

/// Asks the system for the time, and for how much has passed since the machine started, its sleep counted.
pub(super) fn system_clock() -> Clocks {
    let monotonic = || {
        let since_boot = clock_gettime(ClockId::CLOCK_BOOTTIME);
        since_boot.map(Duration::from).expect("every Linux of this century has this clock")
    };
    Clocks { wall: Arc::new(Timestamp::now), monotonic: Arc::new(monotonic) }
}

/// Whoever runs this command.
pub(super) fn operator() -> Actor {
    let uid = nix::unistd::getuid();
    let user = nix::unistd::User::from_uid(uid).ok().flatten();
    let name = user.map_or_else(|| format!("uid {uid}"), |user| user.name);
    Actor::OperatingSystemUser { name, uid: uid.as_raw() }
}

impl Desk {
    /// The desk of a place, in a language where the service knows it.
    pub(super) fn at(place: &Place, language: Language) -> Result<Self> {
        match place {
            Place::Folder(folder) => Self::open(folder),
            Place::Service(elsewhere) => {
                Ok(Self::There(ControlClient::elsewhere(elsewhere, language)?))
            }
        }
    }

    /// Finds the service, or opens the folder.
    pub(super) fn open(args: &DataArgs) -> Result<Self> {
        let begun = Instant::now();
        loop {
            if let Some(client) = find_service(&args.data)? {
                return Ok(Self::There(client));
            }
            match wiring::open(&args.settings()?, system_clock()) {
                Ok(running) => {
                    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
                    return Ok(Self::Here(running, runtime));
                }
                Err(OpenError::Folder(FolderError::InUse(_))) if begun.elapsed() < PATIENCE => {
                    thread::sleep(Duration::from_millis(100));
                }
                Err(error) => bail!(error),
            }
        }
    }

    /// Ends what was opened here, after all that it was asked.
    pub(super) fn close(self) {
        match self {
            Self::There(_) => {}
            Self::Here(running, _) => running.close(),
        }
    }

    pub(super) fn office(&self) -> Result<Office> {
        match self {
            Self::There(client) => Ok(client.get("/api/v1/office")?),
            Self::Here(running, _) => Ok(running.service.office().clone()),
        }
    }

    pub(super) fn issue_batch(
        &self,
        request: &IssueRequest,
        key: &str,
    ) -> Result<Acted<IssuedBatch>> {
        match self {
            Self::There(client) => Ok(client.act("/api/v1/batches", request, key)?),
            Self::Here(running, runtime) => {
                Ok(runtime.block_on(running.service.request_batch(&asker(key)?, request))?)
            }
        }
    }

    /// The printed codes' digits of some stamps, both ends within.
    pub(super) fn stamps(&self, batch: BatchNumber, from: u32, to: u32) -> Result<Vec<String>> {
        match self {
            Self::There(client) => {
                let path = format!("/api/v1/batches/{batch}/stamps?from={from}&to={to}");
                Ok(client.get::<BatchStamps>(&path)?.digits)
            }
            Self::Here(running, runtime) => {
                let asker = own();
                let stamps = running.service.batch_stamps(&asker, batch, (from, to));
                Ok(runtime.block_on(stamps)?.digits)
            }
        }
    }

    /// What the labels of a batch say.
    pub(super) fn batch_label(&self, batch: BatchNumber) -> Result<BatchLabel> {
        match self {
            Self::There(client) => Ok(client.get(&format!("/api/v1/batches/{batch}/label"))?),
            Self::Here(running, _) => Ok(running.service.batch_label(&own(), batch)?),
        }
    }

    /// Some stamps in every spelling, both ends within.
    pub(super) fn printable_stamps(
        &self,
        batch: BatchNumber,
        from: u32,
        to: u32,
    ) -> Result<Vec<PrintableStamp>> {
        match self {
            Self::There(client) => {
                let path = format!("/api/v1/batches/{batch}/printable?from={from}&to={to}");
                Ok(client.get::<PrintableStamps>(&path)?.stamps)
            }
            Self::Here(running, runtime) => {
                Ok(runtime.block_on(running.service.printable_stamps(&own(), batch, (from, to)))?)
            }
        }
    }

    pub(super) fn preview_hold(&self, targets: &[Target]) -> Result<HoldPreview> {
        match self {
            Self::There(client) => {
                Ok(client.post("/api/v1/holds/preview", &json!({ "targets": targets }), None)?)
            }
            Self::Here(running, _) => Ok(running.service.preview_hold(&own(), targets)?),
        }
    }

    pub(super) fn hold(
        &self,
        hold: Hold,
        request: &HoldRequest,
        key: &str,
    ) -> Result<Acted<HoldOutcome>> {
        match self {
            Self::There(client) => {
                let path = match hold {
                    Hold::Revoked => "/api/v1/revocations",
                    Hold::Suspended => "/api/v1/suspensions",
                };
                Ok(client.act(path, request, key)?)
            }
            Self::Here(running, runtime) => {
                Ok(runtime.block_on(running.service.hold(&asker(key)?, hold, request))?)
            }
        }
    }

    pub(super) fn expired(&self) -> Result<Vec<ExpiredCertificate>> {
        match self {
            Self::There(client) => Ok(client.get("/api/v1/expiry")?),
            Self::Here(running, _) => Ok(running.service.expired()),
        }
    }

    pub(super) fn expire(&self) -> Result<Vec<ExpiredCertificate>> {
        match self {
            Self::There(client) => Ok(client.post("/api/v1/expiry", &json!({}), None)?),
            Self::Here(running, runtime) => {
                Ok(runtime.block_on(running.service.expire(operator()))?)
            }
        }
    }

    pub(super) fn make_base(&self) -> Result<MadeBase> {
        match self {
            Self::There(client) => Ok(client.post("/api/v1/bases", &json!({}), None)?),
            Self::Here(running, runtime) => Ok(runtime.block_on(running.service.make_base())?),
        }
    }

    pub(super) fn preview_lift(&self, log_index: u64) -> Result<LiftPreview> {
        match self {
            Self::There(client) => Ok(client.get(&format!("/api/v1/holds/{log_index}"))?),
            Self::Here(running, _) => Ok(running.service.preview_lift(&own(), log_index)?),
        }
    }

    pub(super) fn lift(&self, request: &LiftRequest, key: &str) -> Result<Acted<LiftOutcome>> {
        match self {
            Self::There(client) => Ok(client.act("/api/v1/lifts", request, key)?),
            Self::Here(running, runtime) => {
                Ok(runtime.block_on(running.service.lift(&asker(key)?, request))?)
            }
        }
    }

    pub(super) fn add_key(&self, request: &AddKeyRequest, key: &str) -> Result<KeyOutcome> {
        match self {
            Self::There(client) => Ok(client.post("/api/v1/keys", request, Some(key))?),
            Self::Here(running, runtime) => {
                Ok(runtime.block_on(running.service.add_key(asker(key)?, request))?)
            }
        }
    }

    pub(super) fn retire_key(&self, number: KeyNumber, key: &str) -> Result<KeyOutcome> {
        match self {
            Self::There(client) => {
                Ok(client.post(&format!("/api/v1/keys/{number}/retire"), &json!({}), Some(key))?)
            }
            Self::Here(running, runtime) => {
                Ok(runtime.block_on(running.service.retire_key(asker(key)?, number))?)
            }
        }
    }

    pub(super) fn compromise_key(
        &self,
        number: KeyNumber,
        request: &CompromiseRequest,
        key: &str,
    ) -> Result<Acted<KeyOutcome>> {
        match self {
            Self::There(client) => {
                Ok(client.act(&format!("/api/v1/keys/{number}/compromise"), request, key)?)
            }
            Self::Here(running, runtime) => Ok(
                runtime.block_on(running.service.compromise_key(&asker(key)?, number, request))?
            ),
        }
    }

    /// How the clock stands.
    pub(super) fn clock(&self) -> Result<ClockReport> {
        match self {
            Self::There(client) => Ok(client.get("/api/v1/clock")?),
            Self::Here(running, _) => Ok(running.service.clock()),
        }
    }

    /// The operator's word that the clock is right.
    pub(super) fn confirm_clock(&self) -> Result<ClockReport> {
        match self {
            Self::There(client) => Ok(client.post("/api/v1/clock/confirm", &json!({}), None)?),
            Self::Here(running, runtime) => {
                Ok(runtime.block_on(running.service.confirm_clock(own()))?)
            }
        }
    }

    /// What codes are worth, each as the API answers it.
    pub(super) fn verify(&self, codes: &[String]) -> Result<Vec<Value>> {
        match self {
            Self::There(client) => verify_at(client, codes),
            Self::Here(running, _) => Ok(crate::web::verify_codes(&running.service, codes)),
        }
    }
}

/// Asks a service about codes, in requests of a size that it takes.
pub(super) fn verify_at(client: &ControlClient, codes: &[String]) -> Result<Vec<Value>> {
    let mut results = Vec::with_capacity(codes.len());
    for codes in codes.chunks(1_000) {
        let mut answer: Value =
            client.post("/api/v1/stamps/verify", &json!({ "codes": codes }), None)?;
        let found = answer["results"].as_array_mut().map(std::mem::take).unwrap_or_default();
        if found.len() != codes.len() {
            bail!(ControlError::OtherVersion);
        }
        results.extend(found);
    }
    Ok(results)
}

pub(super) fn asker(key: &str) -> Result<Asker> {
    Ok(own().under(Some(IdempotencyKey::parse(key)?)))
}

/// What was done; or, as a failure that the same request mends later, that it waits for a second person.
pub(super) fn at_once<T>(acted: Acted<T>) -> Result<T> {
    match acted {
        Acted::Done(outcome) => Ok(outcome),
        Acted::Waits(proposal) => {
            let number = proposal.proposal;
            if let ProposalState::Dismissed { reason, .. } = proposal.state {
                let reason = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
                let words = format!("this was proposal {number}, which was dismissed{reason}");
                bail!(Failure::new(Status::NotDone, words))
            }
            let words = format!(
                "this waits for a second person, as proposal {number}. An officer who is signed in approves it \
                 (POST /api/v1/proposals/{number}/approve), or the operator (ocop-stamp proposal approve {number}); \
                 then ask again with the same --idempotency-key"
            );
            bail!(Failure::new(Status::TryAgain, words))
        }
    }
}

/// Whoever runs this command, without a key.
pub(super) fn own() -> Asker {
    Asker::operator(operator())
}

/// The service on the folder's socket, if one answers there. A socket that nobody listens on is what a
/// crash left behind.
pub(super) fn find_service(data: &Path) -> Result<Option<ControlClient>> {
    let socket = folder::control_socket(data);
    match UnixStream::connect(&socket) {
        Ok(_) => Ok(Some(ControlClient::on_socket(&socket)?)),
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            bail!(FolderError::NotLetIn(data.to_owned()))
        }
        Err(_) => Ok(None),
    }
}
