//! Connections of the public side, and how long one is waited for. The HTTP server limits the time of a connection's
//! first head and of its idling between requests, but neither later heads, nor bodies, nor a client that takes no
//! answer. So every connection is watched here, below HTTP, by three rules; and when places grow scarce, who has asked
//! nothing for some seconds is let go.

use std::{
    future::Future,
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, ready},
    time::{Duration, Instant},
};

use actix_web::rt::{
    net::{ActixStream, Ready, TcpStream},
    time::{Sleep, sleep},
};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// How long a connection is waited for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terms {
    /// From the first byte of a request to the first of its answer.
    pub(super) answer: Duration,
    /// For a client that takes nothing of its answer. A kernel makes room in pieces of ten thousand bytes and more, so a
    /// client that takes a byte now and then is none that takes something.
    pub(super) take: Duration,
    /// For the next request.
    pub(super) idle: Duration,
    /// The same while three quarters of the places are taken.
    pub(super) idle_when_crowded: Duration,
}

/// A phone on a bad line sends its 200 bytes in a second, and a program its thousand codes in a minute.
pub(super) const TERMS: Terms = Terms {
    answer: Duration::from_secs(75),
    take: Duration::from_secs(30),
    idle: Duration::from_secs(80),
    idle_when_crowded: Duration::from_secs(5),
};

/// The places for connections; one for all workers of a process.
#[derive(Debug)]
pub(super) struct Places {
    most: usize,
    taken: AtomicUsize,
    terms: Terms,
}

impl Places {
    pub(super) fn new(most: usize, terms: Terms) -> Self {
        Self { most, taken: AtomicUsize::new(0), terms }
    }

    /// How many there are.
    pub(super) fn most(&self) -> usize {
        self.most
    }

    /// How many connections are open.
    pub(super) fn taken(&self) -> usize {
        self.taken.load(Ordering::Relaxed)
    }

    fn are_scarce(&self) -> bool {
        self.taken() > self.most / 4 * 3
    }
}

/// What a connection's client is waited for.
#[derive(Debug)]
struct Patience {
    /// Since it began to send what is not answered yet.
    asking_since: Option<Instant>,
    /// Since it takes nothing of an answer.
    refusing_since: Option<Instant>,
    /// Since anything passed.
    quiet_since: Instant,
}

impl Patience {
    fn new(now: Instant) -> Self {
        Self { asking_since: None, refusing_since: None, quiet_since: now }
    }

    fn has_sent(&mut self, now: Instant) {
        self.asking_since.get_or_insert(now);
        self.quiet_since = now;
    }

    fn has_taken(&mut self, now: Instant) {
        *self = Self::new(now);
    }

    fn takes_nothing(&mut self, now: Instant) {
        self.refusing_since.get_or_insert(now);
    }

    fn ends_at(&self, terms: &Terms, places_are_scarce: bool) -> Instant {
        match (self.refusing_since, self.asking_since) {
            (Some(since), _) => since + terms.take,
            (None, Some(since)) => since + terms.answer,
            (None, None) if places_are_scarce => self.quiet_since + terms.idle_when_crowded,
            (None, None) => self.quiet_since + terms.idle,
        }
    }
}

/// A connection that is not waited for for ever.
#[derive(Debug)]
pub(super) struct Connection {
    stream: TcpStream,
    places: Arc<Places>,
    patience: Patience,
    /// Looks whether the patience has ended. Not set anew for each request, which would cost more than the looks.
    look: Pin<Box<Sleep>>,
}

impl Connection {
    pub(super) fn new(stream: TcpStream, places: Arc<Places>) -> Self {
        places.taken.fetch_add(1, Ordering::Relaxed);
        let look = Box::pin(sleep(places.terms.idle_when_crowded));
        Self { stream, places, patience: Patience::new(Instant::now()), look }
    }

    /// Fails once the patience has ended; else has the task woken for the next look.
    fn poll_patience(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        while self.look.as_mut().poll(context).is_ready() {
            let (now, terms) = (Instant::now(), &self.places.terms);
            let left = self.patience.ends_at(terms, self.places.are_scarce()).duration_since(now);
            if left.is_zero() {
                return Err(io::ErrorKind::TimedOut.into());
            }
            self.look.set(sleep(left.min(terms.idle_when_crowded)));
        }
        Ok(())
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.places.taken.fetch_sub(1, Ordering::Relaxed);
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        match Pin::new(&mut self.stream).poll_read(context, buffer) {
            Poll::Ready(read) => {
                if buffer.filled().len() > before {
                    self.patience.has_sent(Instant::now());
                }
                Poll::Ready(read)
            }
            Poll::Pending => match self.poll_patience(context) {
                Ok(()) => Poll::Pending,
                Err(ended) => Poll::Ready(Err(ended)),
            },
        }
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match Pin::new(&mut self.stream).poll_write(context, bytes) {
            Poll::Ready(written) => {
                self.patience.has_taken(Instant::now());
                Poll::Ready(written)
            }
            Poll::Pending => {
                self.patience.takes_nothing(Instant::now());
                match self.poll_patience(context) {
                    Ok(()) => Poll::Pending,
                    Err(ended) => Poll::Ready(Err(ended)),
                }
            }
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_shutdown(context))?;
        Poll::Ready(Ok(()))
    }
}

impl ActixStream for Connection {
    fn poll_read_ready(&self, context: &mut Context<'_>) -> Poll<io::Result<Ready>> {
        ActixStream::poll_read_ready(&self.stream, context)
    }

    fn poll_write_ready(&self, context: &mut Context<'_>) -> Poll<io::Result<Ready>> {
        ActixStream::poll_write_ready(&self.stream, context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What passes, at which second, and at which second the patience ends thereafter.
    #[track_caller]
    fn check(passes: &[(u64, char)], scarce: bool, ends_at: u64) {
        let begun = Instant::now();
        let mut patience = Patience::new(begun);
        for (second, what) in passes {
            let now = begun + Duration::from_secs(*second);
            match what {
                's' => patience.has_sent(now),
                't' => patience.has_taken(now),
                _ => patience.takes_nothing(now),
            }
        }
        let end = patience.ends_at(&TERMS, scarce).duration_since(begun);
        assert_eq!(end, Duration::from_secs(ends_at), "{passes:?}");
    }

    #[test]
    fn a_client_is_waited_for_as_long_as_it_does_its_part() {
        // s: it sends; t: it takes of an answer; n: it takes nothing.
        check(&[], false, 80);
        check(&[], true, 5);
        check(&[(1, 's'), (2, 't')], false, 82);
        check(&[(1, 's'), (2, 't')], true, 7);
        check(&[(1, 's')], false, 76);
        check(&[(1, 's')], true, 76);
        // A byte now and then does not help.
        check(&[(1, 's'), (30, 's'), (60, 's')], false, 76);
        check(&[(1, 's'), (2, 't'), (3, 's'), (70, 's')], false, 78);
        check(&[(1, 's'), (2, 'n'), (20, 'n'), (31, 's')], false, 32);
        check(&[(1, 's'), (2, 'n'), (20, 't')], false, 100);
    }
}
