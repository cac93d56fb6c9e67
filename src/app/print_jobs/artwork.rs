//! A producer's own pictures for its labels: kept before an order names them, under names that follow from their bytes.
//! What labels show of one is read once, however many jobs have it.

use std::{
    collections::HashMap,
    io,
    sync::{Arc, Mutex, PoisonError, Weak},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{KeepsPrintOrders, PrintJobNumber};
use crate::{
    access::Act,
    app::{
        Asker, Service, UseCaseError, ownership,
        people::{AccessError, MostADay},
    },
    ledger::Change,
    printing::{Artwork, ArtworkError},
    stamp::BatchNumber,
};

/// The largest file of a picture for labels that is kept here, in bytes.
pub const LARGEST_ARTWORK: usize = 512 * 1024;

/// More than anybody draws.
const KEPT: MostADay = MostADay { of_one: 20, of_all: 500 };

/// The most pictures that are offered.
const MOST_KNOWN: usize = 10;

/// The name of a picture: SHA-256 of its bytes, in hex.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(try_from = "String")]
#[schema(value_type = String, pattern = "^[0-9a-f]{64}$")]
pub struct ArtworkName(String);

/// Not the name of a picture.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the name of a picture is the SHA-256 of its bytes, in 64 small hex digits")]
pub struct NoArtworkName;

impl ArtworkName {
    /// The name of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(data_encoding::HEXLOWER.encode(&Sha256::digest(bytes)))
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ArtworkName {
    type Error = NoArtworkName;

    fn try_from(text: String) -> Result<Self, NoArtworkName> {
        let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let is_name = text.len() == 64 && text.bytes().all(is_hex);
        if is_name { Ok(Self(text)) } else { Err(NoArtworkName) }
    }
}

/// A picture that was kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct KeptArtwork {
    /// The name under which a print profile has it.
    pub artwork: ArtworkName,
}

/// Why no label can show a picture.
#[derive(Debug, thiserror::Error)]
pub enum ArtworkRefused {
    /// Too long for the service.
    #[error("the picture has more than {} KB: simplify it, or make it smaller", LARGEST_ARTWORK / 1024)]
    TooLarge,
    /// Not what labels show.
    #[error(transparent)]
    Unreadable(#[from] ArtworkError),
    /// Nobody gave it.
    #[error("there is no picture of this name here: send it first, to /api/v1/artwork")]
    NotThere,
    /// The disk.
    #[error("the picture can't be read or kept now")]
    Disk(#[source] io::Error),
}

/// The pictures that labels show now.
#[derive(Default)]
pub(super) struct Shelf(Mutex<HashMap<ArtworkName, Weak<Artwork>>>);

impl Shelf {
    /// A picture that was kept.
    pub(super) fn take(
        &self,
        name: &ArtworkName,
        kept: &dyn KeepsPrintOrders,
    ) -> Result<Arc<Artwork>, ArtworkRefused> {
        let shown = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = shown().get(name).and_then(Weak::upgrade) {
            return Ok(known);
        }
        // Nobody waits for this who asks for another one.
        let bytes = kept.read_artwork(name).map_err(ArtworkRefused::Disk)?;
        let artwork = Arc::new(Artwork::read(&bytes.ok_or(ArtworkRefused::NotThere)?)?);
        let mut shown = shown();
        shown.retain(|_, artwork| artwork.strong_count() > 0);
        shown.insert(name.clone(), Arc::downgrade(&artwork));
        Ok(artwork)
    }
}

impl Service {
    /// The pictures that print jobs of a batch's producer have, each with the newest job that has it.
    ///
    /// # Errors
    /// As for a batch that is not there.
    pub fn known_artwork(
        &self,
        asker: &Asker,
        batch: BatchNumber,
    ) -> Result<Vec<(ArtworkName, PrintJobNumber)>, UseCaseError> {
        let snapshot = self.snapshot();
        ownership::reached_batch(asker, &snapshot, batch)?;
        let producer_of = |batch| snapshot.log().batch(batch).map(|known| known.issued.producer);
        let producer = producer_of(batch);
        let jobs = self.printing.all(|order| {
            order.inputs.profile.artwork.is_some() && producer_of(order.batch) == producer
        });
        let mut known: Vec<(ArtworkName, PrintJobNumber)> = Vec::new();
        for order in jobs.iter().rev() {
            let Some(artwork) = &order.inputs.profile.artwork else { continue };
            if known.len() < MOST_KNOWN && !known.iter().any(|(name, _)| *name == artwork.name) {
                known.push((artwork.name.clone(), order.job));
            }
        }
        Ok(known)
    }

    /// Keeps a picture that a print profile is going to name; of people, so many in a day. Whoever knows its name may print
    /// it: it is no secret, and on labels anybody sees it.
    ///
    /// # Errors
    /// [`UseCaseError::Artwork`], [`UseCaseError::Busy`], [`AccessError::TooOftenToday`]
    pub async fn keep_artwork(
        &self,
        asker: &Asker,
        picture: impl AsRef<[u8]> + Send + 'static,
    ) -> Result<KeptArtwork, UseCaseError> {
        asker.authority.may(Act::SignStamps).map_err(AccessError::from)?;
        if picture.as_ref().len() > LARGEST_ARTWORK {
            return Err(ArtworkRefused::TooLarge.into());
        }
        self.count_today(asker, &self.presence.artwork, KEPT)?;
        let name = ArtworkName::of(picture.as_ref());
        let target = format!("artwork {}", name.as_str());
        let (orders, kept) = (self.parts.print_orders.clone(), name.clone());
        let keep = move || {
            Artwork::read(picture.as_ref())?;
            orders.keep_artwork(&kept, picture.as_ref()).map_err(ArtworkRefused::Disk)
        };
        self.signing.run(keep).await??;
        self.change(Change { target, ..self.begin(asker, "artwork keep") }).await?;
        Ok(KeptArtwork { artwork: name })
    }
}
