//! What a core has worked for this thread: waiting is left out, and with it others who use the machine, but for the
//! caches that they push our memory out of.

use std::time::Duration;

use nix::time::{ClockId, clock_gettime};

/// The time now, by the thread's own clock.
pub fn core_time() -> Duration {
    clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).expect("Linux has this clock").into()
}

/// What has passed of it.
pub fn since(begun: Duration) -> Duration {
    core_time() - begun
}
