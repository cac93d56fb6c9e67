//! A service in memory with a short history in which every verdict occurs, and requests to its routes.
//! For the tests of this module.

use std::{
    collections::BTreeMap,
    num::NonZeroU16,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::Duration,
};

use actix_service::{Service as _, ServiceFactory as _};
use actix_web::{
    body::to_bytes,
    dev::AppConfig,
    http::header::HeaderMap,
    rt::{System, time::sleep},
    test::TestRequest,
    web::Data,
};
use jiff::{Timestamp, civil::date};
use serde_json::Value;
use tempfile::TempDir;

use super::{Folders, Site, front::public_side, messages::print_words};
use crate::{
    access::{Actor, Directory},
    app::{
        AddKeyRequest, Asker, CurrentDirectory, CurrentSnapshot, HoldOutcome, HoldRequest,
        IssueRequest, Parts, PrintTerms, PublicSide, Retention, Service, UseCaseError,
        certificate_facts,
    },
    ledger::{
        Anchors, COSIGN_EVERY, Clock, Clocks, Cosigning, Draft, LogKey, Published, Saving, Signing,
        Surroundings, WatchedClock, start_publisher, start_sequencer,
    },
    log::{
        Base64Url, Body, Hold, RangeDeclared, Reason, Target, cosignature::Cosigner,
        tile_edge::TileEdge, tree::Frontier,
    },
    registry::{Certificate, Certified, Policy, Record},
    signing::{DemoKey, Signer, key_file::FileSigner, mint, proof_message},
    stamp::{
        BatchNumber, KeyNumber, Payload, PinSecret, ScannedStamp, ShortCode, ShortSecret, gs1_path,
        stamp_digits,
    },
    store::{
        KnownTimeFile, PersonalKeyFolder, PictureFolder, PresenceFile, PrintOrderFolder, TileFiles,
        memory::{Fault, MemoryLedger},
    },
    verification::Snapshot,
};

// A disk that is full when it is told to.
mod files;

// What the history is made of.
mod records;

use files::FillingDisk;
pub(super) use records::{at, one, payload_not_issued, producer, product};
use records::{batch, certificate, office};

/// When the history is entered; two of its certificates end three days later.
pub(super) const ENTERED_AT: &str = "2026-11-22T03:00:00Z";

/// When questions are asked: the day after those certificates ended.
pub(super) const ASKED_AT: &str = "2026-11-26T03:00:00Z";

const SHORT_SECRET: [u8; 32] = [5; 32];

/// The service, its clock and its folder.
pub(super) struct TestService {
    pub(super) service: Arc<Service>,
    pub(super) site: Data<Site>,
    ledger: MemoryLedger,
    pub(super) folder: TempDir,
    now: Arc<AtomicI64>,
    pub(super) disk_is_full: Arc<AtomicBool>,
    signer: Arc<FileSigner>,
}

/// A response that was read to its end.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Reply {
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("visible ASCII"))
    }

    pub(super) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("text")
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }
}

/// Runs a test with a service.
pub(super) fn run<T>(test: impl AsyncFnOnce(TestService) -> T) -> T {
    System::new().block_on(async { test(TestService::start().await).await })
}

impl TestService {
    async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let now = Arc::new(AtomicI64::new(0));
        let disk_is_full = Arc::new(AtomicBool::new(false));
        let clock: Clock = {
            let now = now.clone();
            Arc::new(move || {
                Timestamp::from_second(now.load(Ordering::SeqCst)).expect("a test's time")
            })
        };
        let log_key = LogKey::new("tem.example.vn/log".parse().expect("a name"), &[3; 32]);
        let vkey = log_key.vkey();
        let tiles = TileFiles::new(folder.path().join("log"));
        std::fs::create_dir(folder.path().join("log")).expect("a new folder");
        let cosigner =
            Cosigner::new("tem.example.vn/log/cosigner".parse().expect("a name"), &[4; 32]);
        let cosigner_vkey = cosigner.vkey();
        let says = clock.clone();
        let believed_time: Arc<dyn Fn() -> Option<Timestamp> + Send + Sync> =
            Arc::new(move || Some(says()));
        let cosigning = Cosigning { cosigner, believed_time, every: COSIGN_EVERY };
        let signing =
            Signing { key: log_key, cosigning, anchors: Anchors::default(), first_position: 0 };
        let edges = (TileEdge::published_up_to(0), Frontier::default());
        let (publication, publishing, _) =
            start_publisher(tiles, edges, 0, signing, Saving::never(), clock.clone())
                .expect("a thread");
        let random = |bytes: &mut [u8]| getrandom::fill(bytes).expect("randomness");
        let keys = PersonalKeyFolder::open(folder.path(), random).expect("a folder");
        let directory = CurrentDirectory::new(Directory::default(), Arc::new(keys));
        let current = CurrentSnapshot::new(Snapshot::empty(DemoKey::Refused));
        let state = current.get();
        let ledger = MemoryLedger::default();
        let clock = Arc::new(WatchedClock::new(Clocks::moved_by_hand(clock), None));
        let surroundings = Surroundings {
            clock: clock.clone(),
            random: |bytes| bytes.fill(1),
            held_keys: vec![KeyNumber::new(1)],
            short_generation: 1,
            pin_generation: Some(1),
            policy: Policy::default(),
        };
        let (sequencer, _) = start_sequencer(
            ledger.clone(),
            0,
            (state.log().clone(), state.register().clone()),
            surroundings,
            (current.clone(), directory.clone()),
            publication,
        )
        .expect("a thread");
        let signer = Arc::new(FileSigner::new(KeyNumber::new(1), &[7; 32]));
        let service = Arc::new(Service::new(Parts {
            office: office(),
            policy: Policy::default(),
            current,
            sequencer,
            publishing,
            vkey,
            cosigner_vkey,
            signers: BTreeMap::from([(KeyNumber::new(1), signer.clone() as Arc<dyn Signer>)]),
            short_secrets: BTreeMap::from([(1, ShortSecret::new(SHORT_SECRET))]),
            pin_secrets: BTreeMap::from([(1, PinSecret::new([9; 32]))]),
            clock,
            known_time: Box::new(KnownTimeFile::of(folder.path())),
            pictures: Arc::new(PictureFolder::of(folder.path())),
            directory,
            audit: Box::new(ledger.clone()),
            known_presence: Box::new(PresenceFile::of(folder.path())),
            bases: None,
            retention: Retention::default(),
            print_orders: Arc::new(PrintOrderFolder::of(folder.path())),
            print_files: Arc::new(FillingDisk::in_folder(
                &folder.path().join("files"),
                disk_is_full.clone(),
            )),
            print_terms: PrintTerms {
                keep_days: PrintTerms::KEEP_DAYS,
                dpi: NonZeroU16::new(300).expect("not 0"),
            },
            print_words,
            random,
        }));
        let folders =
            Folders { log: folder.path().join("log"), pictures: folder.path().join("pictures") };
        let site = Data::new(Site::new(service.clone(), folders, PublicSide::default()));
        let service = Self { service, site, ledger, folder, now, disk_is_full, signer };
        service.enter_history().await;
        service
    }

    /// Moves the clock.
    pub(super) fn set_time(&self, at: &str) {
        let at: Timestamp = at.parse().expect("a time");
        self.now.store(at.as_second(), Ordering::SeqCst);
    }

    /// Batch 1 in force; 2 ended; 3 ended and certified again; 4 not activated; 5 withdrawn; 6 without
    /// records; 7 of a generation whose secret is not held.
    async fn enter_history(&self) {
        self.set_time(ENTERED_AT);
        self.open_log().await;
        let soon = date(2026, 11, 25);
        let later = date(2027, 12, 31);
        for (number, valid_until, replaces) in
            [(1, later, None), (2, soon, None), (3, soon, None), (4, later, None), (5, later, None)]
        {
            self.record(&certificate(number, valid_until, replaces)).await;
        }
        for (number, activated) in [(1, true), (2, true), (3, true), (4, false), (5, true)] {
            self.issue(number, activated).await;
        }
        self.record(&certificate(7, date(2028, 12, 31), Some(3))).await;
        self.hold(Hold::Revoked, Reason::StampCopied, one(1, 1)).await;
        self.hold(Hold::Suspended, Reason::ProcessNotAsDeclared, one(1, 2)).await;
        self.hold(Hold::Revoked, Reason::FoodSafety, one(1, 3)).await;
        let withdrawn = Target::Certificate { certificate: 5.try_into().expect("small") };
        self.hold(Hold::Revoked, Reason::LabelNotAsCertified, withdrawn).await;
        self.declare(2, 1, date(2026, 11, 20)).await;
        self.declare(2, 2, date(2026, 11, 26)).await;
        // The day after the certificate ended.
        self.set_time("2026-11-26T02:00:00Z");
        self.hold(Hold::Revoked, Reason::Expired, one(2, 3)).await;

        let stranger = 2.try_into().expect("small");
        let facts = Certificate { producer: stranger, ..certificate(6, later, None) };
        let facts = Certificate { product: 2.try_into().expect("small"), ..facts };
        let unrecorded = certificate_facts(&facts).expect("good texts");
        self.enter(Body::CertificateRecorded(unrecorded)).await;
        self.enter(Body::BatchIssued(batch(6, 1))).await;
        self.enter(Body::BatchIssued(batch(7, 2))).await;
        self.set_time(ASKED_AT);
    }

    async fn open_log(&self) {
        let text = |text: &str| text.parse().expect("a good text");
        let opened = Body::LogOpened {
            origin: text("tem.example.vn/log"),
            vkey: text(&self.service.vkey().to_string()),
            predecessor: None,
        };
        self.enter(opened).await;
        let public_key = self.signer.public_key();
        let number = KeyNumber::new(1);
        let proof = self.signer.sign(&proof_message(number, &public_key)).expect("it signs");
        let request = AddKeyRequest {
            key: number,
            public_key: Base64Url(*public_key.as_bytes()),
            body: text("Văn phòng OCOP (mẫu)"),
            sign_from: date(2026, 1, 1),
            sign_until: date(2028, 12, 31),
            proof: Base64Url(proof),
        };
        self.service.add_key(asker(), &request).await.expect("a new key");
    }

    async fn record(&self, certificate: &Certificate) {
        self.keep(vec![Record::Producer(producer()), Record::Product(product())]).await;
        self.service.record_certificate(asker(), certificate).await.expect("recorded");
    }

    /// Keeps records of the register.
    pub(super) async fn keep(&self, records: Vec<Record>) {
        self.service.keep_records(asker(), records).await.expect("kept");
    }

    /// Rewords every certificate's record, without an entry.
    pub(super) async fn reword(&self, reword: impl Fn(&mut Certified)) {
        let snapshot = self.service.snapshot();
        let reworded = snapshot.register().certificates().map(|certificate| {
            let mut certificate = certificate.clone();
            reword(&mut certificate.certified);
            Record::Certificate(certificate)
        });
        self.keep(reworded.collect()).await;
    }

    /// Records a certificate of this decision's day.
    pub(super) async fn record_of_day(&self, number: u64, decided_on: jiff::civil::Date) {
        let valid_until = date(2028, 12, 31);
        let certificate = Certificate { decided_on, ..certificate(number, valid_until, None) };
        self.service.record_certificate(asker(), &certificate).await.expect("recorded");
    }

    async fn issue(&self, certificate: u64, activated: bool) {
        let certificate = certificate.try_into().expect("small");
        let (with_pin, print) = (false, None);
        let request =
            IssueRequest { certificate, quantity: 10, variant: 0, activated, with_pin, print };
        self.service.issue_batch(asker(), &request).await.expect("issued");
    }

    /// Revokes or suspends from now on.
    pub(super) async fn hold(&self, hold: Hold, reason: Reason, target: Target) {
        self.try_hold(hold, reason, target).await.expect("held");
    }

    /// The same, where it may fail.
    pub(super) async fn try_hold(
        &self,
        hold: Hold,
        reason: Reason,
        target: Target,
    ) -> Result<HoldOutcome, UseCaseError> {
        let request = HoldRequest {
            targets: vec![target],
            reason,
            decision: None,
            effective_from: None,
            review_on: None,
            note: None,
        };
        let acted = self.service.hold(&asker(), hold, &request).await?;
        Ok(acted.done().expect("the operator acts alone"))
    }

    /// Waits until all entries are published.
    pub(super) async fn settled(&self) -> Published {
        let size = self.service.snapshot().log().size();
        loop {
            match self.service.published() {
                Some(published) if published.size == size => return published,
                Some(_) | None => sleep(Duration::from_millis(10)).await,
            }
        }
    }

    /// Has the next change fail on its way to the disk.
    pub(super) fn ledger_fails_next(&self) {
        self.ledger.fail_next(Fault::NotPersisted);
    }

    /// Waits until the writer has ended, as it does after a failure of the ledger.
    pub(super) async fn writer_has_ended(&self) {
        while self.service.health().is_ok() {
            sleep(Duration::from_millis(10)).await;
        }
    }

    async fn declare(&self, batch: u32, index: u64, made: jiff::civil::Date) {
        let declared = RangeDeclared {
            batch: BatchNumber::new(batch),
            from: at(index),
            to: at(index),
            lot: None,
            made_from: Some(made),
            made_to: Some(made),
            best_before: None,
        };
        self.enter(Body::RangeDeclared(declared)).await;
    }

    pub(super) async fn enter(&self, body: Body) {
        self.service.enter(asker(), "test", Draft::Ready(body)).await.expect("admitted");
    }

    /// The payload of an issued stamp.
    pub(super) fn payload(&self, batch: u32, index: u64) -> Payload {
        let snapshot = self.service.snapshot();
        let batch = snapshot.log().batch(BatchNumber::new(batch)).expect("issued");
        batch.payload(at(index)).expect("within the batch")
    }

    /// A payload signed by key 1, issued or not.
    pub(super) fn sign(&self, payload: Payload) -> ScannedStamp {
        *mint(self.signer.as_ref(), payload).expect("it signs").as_scanned()
    }

    /// The 192 digits of an issued stamp.
    pub(super) fn digits(&self, batch: u32, index: u64) -> String {
        stamp_digits(&self.sign(self.payload(batch, index)))
    }

    /// The GS1 link's path and query of an issued stamp.
    pub(super) fn gs1_path(&self, batch: u32, index: u64) -> String {
        let payload = self.payload(batch, index);
        let gtin = product().variants[0].gtin.expect("it has one");
        gs1_path(gtin, &payload, &self.sign(payload))
    }

    /// The sixteen characters of an issued stamp.
    pub(super) fn typed(&self, batch: u32, index: u64) -> String {
        let secret = ShortSecret::new(SHORT_SECRET);
        ShortCode::typed(&secret, &self.payload(batch, index)).to_string()
    }

    /// The thirty digits of an issued stamp.
    pub(super) fn symbol(&self, batch: u32, index: u64) -> String {
        let secret = ShortSecret::new(SHORT_SECRET);
        ShortCode::symbol(&secret, &self.payload(batch, index)).to_string()
    }

    /// Asks the public side.
    pub(super) async fn call(&self, request: TestRequest) -> Reply {
        let public_side = public_side(self.site.clone()).new_service(AppConfig::default());
        let public_side = public_side.await.expect("routes without a fault");
        let response = public_side.call(request.to_request()).await.expect("an answer");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = to_bytes(response.into_body()).await.expect("bytes that lie ready");
        Reply { status, headers, body: body.to_vec() }
    }

    /// Asks for a path with some `Accept`.
    pub(super) async fn get(&self, path: &str, accept: &str) -> Reply {
        self.call(TestRequest::get().uri(path).insert_header(("Accept", accept))).await
    }

    /// Asks for a path as a program does.
    pub(super) async fn get_json(&self, path: &str) -> Reply {
        self.get(path, "application/json").await
    }
}

fn asker() -> Asker {
    Asker::operator(Actor::Demo)
}
