//! Work that keeps a core for a while, on threads that nobody else waits for: so much at once, and only so much waiting.

use std::sync::Arc;

use tokio::sync::Semaphore;

/// More of it waits than will be done soon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too much work of this kind waits: ask again in a moment")]
pub struct Busy;

/// One kind of such work.
#[derive(Debug)]
pub(super) struct HeavyWork {
    /// Of what runs and what waits.
    places: Arc<Semaphore>,
    /// Of what runs.
    at_once: Arc<Semaphore>,
}

impl HeavyWork {
    /// Work of which so much runs at once, and so much may wait.
    pub(super) fn new(at_once: usize, waiting: usize) -> Self {
        Self {
            places: Arc::new(Semaphore::new(at_once + waiting)),
            at_once: Arc::new(Semaphore::new(at_once)),
        }
    }

    /// Does it. Who asked may be gone before it ends: it keeps its place until it does.
    ///
    /// # Errors
    /// [`Busy`]
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Busy> {
        let place = self.places.clone().try_acquire_owned().map_err(|_| Busy)?;
        let turn = self.at_once.clone().acquire_owned().await.expect("it is never closed");
        let done = tokio::task::spawn_blocking(move || {
            let _held = (place, turn);
            work()
        });
        Ok(done.await.expect("it does not panic"))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, Sender, channel};

    use tokio::{runtime::Builder, task::yield_now};

    use super::*;

    /// Work that says when it begins, and ends when it is told to.
    fn work(begun: &Sender<()>, end: Receiver<()>) -> impl FnOnce() + Send + 'static {
        let begun = begun.clone();
        move || {
            begun.send(()).expect("the test listens");
            end.recv().expect("the test says so");
        }
    }

    #[test]
    fn who_goes_away_makes_no_room_for_more() {
        let runtime = Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(async {
            let heavy = Arc::new(HeavyWork::new(1, 1));
            let (begun, begins) = channel();
            let (end_first, ends) = channel();
            let first = {
                let (heavy, work) = (heavy.clone(), work(&begun, ends));
                tokio::spawn(async move { heavy.run(work).await })
            };
            yield_now().await;
            begins.recv().expect("the first one runs");
            first.abort();
            assert!(first.await.is_err(), "who asked is gone");

            let (end_second, ends) = channel();
            let second = {
                let (heavy, work) = (heavy.clone(), work(&begun, ends));
                tokio::spawn(async move { heavy.run(work).await })
            };
            yield_now().await;
            assert!(begins.try_recv().is_err(), "the first one still has the only turn");
            assert_eq!(heavy.run(|| ()).await, Err(Busy), "one waits, and no more may");

            end_first.send(()).expect("it waits for this");
            end_second.send(()).expect("it waits for this");
            assert_eq!(second.await.expect("it was not given up"), Ok(()));
            let elsewhere = heavy.run(|| std::thread::current().id()).await.expect("a free place");
            assert_ne!(elsewhere, std::thread::current().id(), "nobody here waits for it");
        });
    }
}
