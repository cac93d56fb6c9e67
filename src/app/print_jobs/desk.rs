//! The jobs of a running service: which there are, whose turn it is, what is being made. Jobs take turns file by
//! file, so that a small one does not wait for a million stamps. An order is on disk before anybody is told of it.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, VecDeque},
    io,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};

use super::{
    KeepsPrintOrders, MadeFile, PrintFilePlace, PrintInputs, PrintJobNumber, PrintOrder,
    PrintState, artwork::Shelf, order::Prepared,
};
use crate::{access::AccountNumber, app::UseCaseError, printing::JobFile, stamp::BatchNumber};

/// Who fetches a file again within this time goes on where it broke off.
const ONE_FETCH: SignedDuration = SignedDuration::from_hours(1);

/// So many are remembered before those are forgotten that are over.
const MOST_FETCHES: usize = 10_000;

/// How long a worker sleeps without being told that there is work.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// All jobs.
pub(in crate::app) struct PrintDesk {
    orders: Arc<dyn KeepsPrintOrders>,
    shelf: Shelf,
    /// The highest number that an order had at the start, whether it could be read or not.
    last_number: u32,
    state: Mutex<State>,
    work: Condvar,
    /// Held while an order is written: a newer one never gives way to an older one.
    keeping: Mutex<()>,
    fetched: Mutex<HashMap<Fetch, Timestamp>>,
    /// Held while a number is given.
    pub(super) ordering: tokio::sync::Mutex<()>,
}

/// A fetch of a file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Fetch {
    pub(super) by: Fetcher,
    pub(super) job: PrintJobNumber,
    pub(super) file: String,
}

/// Who fetches.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Fetcher {
    /// `None`: the operator.
    Account(Option<AccountNumber>),
    /// Somebody with a link, from a network.
    Link(u32, Option<String>),
}

#[derive(Default)]
struct State {
    orders: BTreeMap<PrintJobNumber, Order>,
    /// Of each batch, its jobs.
    of_batch: HashMap<BatchNumber, Vec<PrintJobNumber>>,
    turns: VecDeque<PrintJobNumber>,
    closes: bool,
}

#[derive(Clone)]
struct Order {
    order: Arc<PrintOrder>,
    prepared: Arc<Prepared>,
    in_work: BTreeSet<usize>,
    /// What becomes of it can't be kept: it waits for the next start, or until it is resumed.
    is_set_aside: bool,
}

/// A file to be made.
pub(super) struct Piece {
    pub(super) order: Arc<PrintOrder>,
    pub(super) prepared: Arc<Prepared>,
    pub(super) file: usize,
}

impl Piece {
    pub(super) fn file(&self) -> &JobFile {
        &self.prepared.files[self.file]
    }

    pub(super) fn place(&self) -> PrintFilePlace {
        let (batch, job) = (self.order.batch, self.order.job);
        PrintFilePlace { batch, job, name: self.file().name.clone() }
    }
}

/// A job as it stands.
pub(super) struct Standing {
    pub(super) order: Arc<PrintOrder>,
    pub(super) prepared: Arc<Prepared>,
    pub(super) is_in_work: bool,
}

impl PrintDesk {
    /// The jobs that are kept; those that were not finished have their turn again.
    pub(in crate::app) fn open(orders: Arc<dyn KeepsPrintOrders>) -> Self {
        let (mut state, shelf) = (State::default(), Shelf::default());
        for order in orders.read() {
            match prepare_order(&shelf, orders.as_ref(), &order) {
                Ok(prepared) => state.put(Arc::new(order), Arc::new(prepared)),
                Err(error) => {
                    let job = order.job.get();
                    tracing::error!(%error, job, "a print job can't be prepared, and is passed by");
                }
            }
        }
        Self {
            last_number: orders.last_number(),
            orders,
            shelf,
            state: Mutex::new(state),
            work: Condvar::new(),
            keeping: Mutex::default(),
            fetched: Mutex::default(),
            ordering: tokio::sync::Mutex::default(),
        }
    }

    /// What a print's files are made by.
    ///
    /// # Errors
    /// [`UseCaseError::NoSheet`], [`UseCaseError::Profile`], [`UseCaseError::Artwork`]
    pub(super) fn prepare(
        &self,
        inputs: &PrintInputs,
        batch: BatchNumber,
        only_sheet: Option<u32>,
    ) -> Result<Prepared, UseCaseError> {
        prepare(&self.shelf, self.orders.as_ref(), inputs, batch, only_sheet)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number for the next job. For who holds `ordering`.
    pub(super) fn next_number(&self) -> Option<PrintJobNumber> {
        let last = self.state().orders.keys().next_back().map_or(0, |last| last.get());
        u64::from(last.max(self.last_number)).checked_add(1)?.try_into().ok()
    }

    /// A job.
    pub(super) fn standing(&self, job: PrintJobNumber) -> Option<Standing> {
        self.state().orders.get(&job).map(Order::standing)
    }

    /// The jobs of a batch, the newest first.
    pub(super) fn of_batch(&self, batch: BatchNumber) -> Vec<Standing> {
        let state = self.state();
        let jobs = state.of_batch.get(&batch).map(Vec::as_slice).unwrap_or_default();
        jobs.iter().rev().filter_map(|job| state.orders.get(job)).map(Order::standing).collect()
    }

    /// The first job of which something holds.
    pub(super) fn find(&self, holds: impl Fn(&PrintOrder) -> bool) -> Option<Standing> {
        self.state().orders.values().find(|order| holds(&order.order)).map(Order::standing)
    }

    /// How many jobs there are of which something holds.
    pub(super) fn count(&self, holds: impl Fn(&PrintOrder) -> bool) -> usize {
        self.state().orders.values().filter(|order| holds(&order.order)).count()
    }

    /// The jobs of which something holds.
    pub(super) fn all(&self, holds: impl Fn(&PrintOrder) -> bool) -> Vec<Arc<PrintOrder>> {
        let state = self.state();
        let orders = state.orders.values().map(|order| &order.order);
        orders.filter(|order| holds(order)).cloned().collect()
    }

    /// Takes a new order in; on disk when it returns.
    pub(super) fn add(&self, order: PrintOrder, prepared: Prepared) -> io::Result<Standing> {
        let _keeping = self.keeping.lock().unwrap_or_else(PoisonError::into_inner);
        self.orders.keep(&order)?;
        let job = order.job;
        let mut state = self.state();
        state.put(Arc::new(order), Arc::new(prepared));
        self.work.notify_all();
        Ok(state.orders[&job].standing())
    }

    /// Changes an order, if it may be; on disk when it returns. Says nothing if `change` does not change it.
    pub(super) fn change(
        &self,
        job: PrintJobNumber,
        change: impl FnOnce(&mut PrintOrder) -> bool,
    ) -> io::Result<Option<Standing>> {
        let _keeping = self.keeping.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(standing) = self.standing(job) else { return Ok(None) };
        let mut order = PrintOrder::clone(&standing.order);
        if !change(&mut order) {
            return Ok(None);
        }
        let (waits, waited) =
            (order.state == PrintState::Waiting, standing.order.state == PrintState::Waiting);
        let prepared = match waits == waited {
            true => standing.prepared,
            false => {
                let prepared = prepare_order(&self.shelf, self.orders.as_ref(), &order);
                Arc::new(prepared.map_err(io::Error::other)?)
            }
        };
        self.orders.keep(&order)?;
        let mut state = self.state();
        let known = state.orders.get_mut(&job).expect("no order is ever forgotten");
        (known.order, known.prepared) = (Arc::new(order), prepared);
        known.is_set_aside &= !waits || waited;
        let standing = known.standing();
        if waits {
            state.give_turn(job);
            self.work.notify_all();
        }
        Ok(Some(standing))
    }

    /// The next file to be made, which is the caller's until it is [`given back`](Self::done_with). Waits for one;
    /// `None` once the desk closes.
    pub(super) fn next_piece(&self) -> Option<Piece> {
        let mut state = self.state();
        loop {
            if state.closes {
                return None;
            }
            if let Some(piece) = state.take_turn() {
                return Some(piece);
            }
            let waited = self.work.wait_timeout(state, LOOK_EVERY);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// The next file to be made, if there is one.
    pub(super) fn try_next_piece(&self) -> Option<Piece> {
        self.state().take_turn()
    }

    /// Whether nobody wants a file any more that is being made: it was cancelled, or the service ends.
    pub(super) fn is_given_up(&self, piece: &Piece) -> bool {
        let state = self.state();
        let order = state.orders.get(&piece.order.job);
        let waits = order.is_some_and(|order| order.order.state == PrintState::Waiting);
        state.closes || !waits
    }

    /// A file is no longer in work. One that was not made, though its job waits, has its turn again.
    pub(super) fn done_with(&self, piece: &Piece) {
        let mut state = self.state();
        let Some(order) = state.orders.get_mut(&piece.order.job) else { return };
        order.in_work.remove(&piece.file);
        state.give_turn(piece.order.job);
    }

    /// Has a job wait for the next start: what became of it can't be kept now.
    pub(super) fn set_aside(&self, job: PrintJobNumber) {
        if let Some(order) = self.state().orders.get_mut(&job) {
            order.is_set_aside = true;
        }
    }

    /// Whether somebody fetches a file for the first time within an hour, which is remembered until the service ends.
    pub(super) fn begins(&self, fetch: Fetch, now: Timestamp) -> bool {
        let mut fetched = self.fetched.lock().unwrap_or_else(PoisonError::into_inner);
        let since = now.saturating_sub(ONE_FETCH).unwrap_or(now);
        if fetched.len() >= MOST_FETCHES {
            fetched.retain(|_, at| *at > since);
        }
        match fetched.get(&fetch) {
            Some(at) if *at > since => false,
            Some(_) | None => {
                fetched.insert(fetch, now);
                true
            }
        }
    }

    /// Whether somebody goes on with a fetch.
    pub(super) fn goes_on(&self, fetch: &Fetch, now: Timestamp) -> bool {
        let fetched = self.fetched.lock().unwrap_or_else(PoisonError::into_inner);
        let since = now.saturating_sub(ONE_FETCH).unwrap_or(now);
        fetched.get(fetch).is_some_and(|at| *at > since)
    }

    /// Has it begin anew: it could not be told.
    pub(super) fn forget(&self, fetch: &Fetch) {
        self.fetched.lock().unwrap_or_else(PoisonError::into_inner).remove(fetch);
    }

    /// Has all workers end.
    pub(in crate::app) fn close(&self) {
        self.state().closes = true;
        self.work.notify_all();
    }
}

/// What an order's files are made by. Its picture is in memory while they wait to be made, and no longer: names and stamps of
/// files are the same without it.
fn prepare_order(
    shelf: &Shelf,
    orders: &dyn KeepsPrintOrders,
    order: &PrintOrder,
) -> Result<Prepared, UseCaseError> {
    match order.state {
        PrintState::Waiting => prepare(shelf, orders, &order.inputs, order.batch, order.only_sheet),
        PrintState::Done { .. }
        | PrintState::Failed { .. }
        | PrintState::Cancelled { .. }
        | PrintState::Deleted { .. } => order.inputs.prepare(order.batch, order.only_sheet, None),
    }
}

fn prepare(
    shelf: &Shelf,
    orders: &dyn KeepsPrintOrders,
    inputs: &PrintInputs,
    batch: BatchNumber,
    only_sheet: Option<u32>,
) -> Result<Prepared, UseCaseError> {
    let named = inputs.profile.artwork.as_ref();
    let artwork = named.map(|named| shelf.take(&named.name, orders)).transpose()?;
    inputs.prepare(batch, only_sheet, artwork)
}

impl State {
    fn put(&mut self, order: Arc<PrintOrder>, prepared: Arc<Prepared>) {
        let job = order.job;
        if order.state == PrintState::Waiting {
            self.turns.push_back(job);
        }
        self.of_batch.entry(order.batch).or_default().push(job);
        let in_work = BTreeSet::new();
        self.orders.insert(job, Order { order, prepared, in_work, is_set_aside: false });
    }

    /// Puts a job behind the others, if there is something to do for it.
    fn give_turn(&mut self, job: PrintJobNumber) {
        let waits = self.orders.get(&job).is_some_and(|order| order.next_file().is_some());
        if waits && !self.turns.contains(&job) {
            self.turns.push_back(job);
        }
    }

    /// The next file of the job whose turn it is, which then waits behind the others.
    fn take_turn(&mut self) -> Option<Piece> {
        while let Some(job) = self.turns.pop_front() {
            let Some(known) = self.orders.get_mut(&job) else { continue };
            if let Some(file) = known.next_file() {
                known.in_work.insert(file);
                let (order, prepared) = (known.order.clone(), known.prepared.clone());
                self.turns.push_back(job);
                return Some(Piece { order, prepared, file });
            }
        }
        None
    }
}

impl Order {
    fn standing(&self) -> Standing {
        Standing {
            order: self.order.clone(),
            prepared: self.prepared.clone(),
            is_in_work: !self.in_work.is_empty(),
        }
    }

    fn next_file(&self) -> Option<usize> {
        if self.order.state != PrintState::Waiting || self.is_set_aside {
            return None;
        }
        let is_there = |made: Option<&MadeFile>| made.is_some_and(|made| made.is_there);
        let files = self.prepared.files.iter().enumerate();
        let missing = files.filter(|(_, file)| !is_there(self.order.made(&file.name)));
        missing.map(|(place, _)| place).find(|place| !self.in_work.contains(place))
    }
}
