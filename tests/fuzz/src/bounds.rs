//! What a case may take: time of the processor and memory.

use std::time::Duration;

use nix::time::{ClockId, clock_gettime};
use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Tests are built without optimising, and are some ten times as slow.
const SLOWER: u32 = if cfg!(debug_assertions) { 10 } else { 1 };

/// What a case took.
#[derive(Clone, Copy, Default)]
pub struct Took {
    /// Time of the processor.
    pub time: Duration,
    /// Memory held at once.
    pub bytes: usize,
}

impl Took {
    /// The most of each.
    pub fn max(self, other: Self) -> Self {
        Self { time: self.time.max(other.time), bytes: self.bytes.max(other.bytes) }
    }
}

/// What a case may take.
#[derive(Clone, Copy)]
pub struct Bounds {
    most_bytes: usize,
    most_time: Duration,
    clock: ClockId,
}

impl Bounds {
    /// For what is read by the thread that asks.
    pub const fn of_thread(most_megabytes: usize) -> Self {
        let clock = ClockId::CLOCK_THREAD_CPUTIME_ID;
        Self { most_bytes: most_megabytes << 20, most_time: Duration::from_secs(1), clock }
    }

    /// For what other threads of the process read.
    pub const fn of_process(most_megabytes: usize) -> Self {
        let clock = ClockId::CLOCK_PROCESS_CPUTIME_ID;
        Self { clock, ..Self::of_thread(most_megabytes) }
    }

    /// Runs a case. Other cases must not run beside it.
    ///
    /// # Panics
    /// If it takes more.
    pub fn hold(&self, case: impl FnOnce()) -> Took {
        let before = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        let begun = self.now();
        case();
        let time = self.now().saturating_sub(begun);
        let bytes = MEMORY.peak_usage().saturating_sub(before);
        assert!(time <= self.most_time * SLOWER, "it took {time:?} of the processor");
        assert!(bytes <= self.most_bytes, "it held {bytes} bytes at once");
        Took { time, bytes }
    }

    fn now(&self) -> Duration {
        clock_gettime(self.clock).expect("Linux has this clock").into()
    }
}
