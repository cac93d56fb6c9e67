//! Revocations, each on disk in journal and sled before its answer: how many a second under 64 clients, and how long one
//! takes alone, against the least that such a promise costs on this disk: two fdatasyncs in a row, measured in turn with
//! it.

use std::{
    fs::File,
    io::Write,
    sync::Arc,
    time::{Duration, Instant},
};

use folder::{new_folder, revoke};
use ocop_stamp::{app::Service, stamp::BatchNumber};
use tokio::{runtime::Runtime, task::JoinSet};

mod folder;

const CLIENTS: u64 = 64;
const CHANGES: u64 = 19_200;
const ALONE: u64 = 2_000;
const ROUNDS: usize = 3;

/// As long as a frame of one revocation.
const FRAME: [u8; 800] = [7; 800];

fn main() {
    let runtime = Runtime::new().expect("a runtime");
    for round in 1..=ROUNDS {
        // Beside the build, which is on a disk; a folder for temporary files may be in memory.
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
        let (running, batch) = new_folder(&runtime, &folder.path().join("data"), 20_000);
        let begun = Instant::now();
        runtime.block_on(by_clients(&running.service, batch));
        let rate = CHANGES as f64 / begun.elapsed().as_secs_f64();

        let mut file = File::create(folder.path().join("rival")).expect("a file");
        let (mut alone, mut syncs) = (Vec::new(), Vec::new());
        for place in 0..ALONE {
            let begun = Instant::now();
            for _ in 0..2 {
                file.write_all(&FRAME).and_then(|()| file.sync_data()).expect("written");
            }
            syncs.push(begun.elapsed());
            let begun = Instant::now();
            runtime.block_on(revoke(&running.service, batch, [place].into_iter()));
            alone.push(begun.elapsed());
        }
        running.close();
        println!("round {round}: {rate:.0} revocations a second under {CLIENTS} clients");
        for (name, percent) in [("p50", 50), ("p99", 99)] {
            let (alone, syncs) = (percentile(&mut alone, percent), percentile(&mut syncs, percent));
            let ratio = alone.as_secs_f64() / syncs.as_secs_f64();
            println!("  alone {name} {alone:>8.1?}   two fdatasyncs {syncs:>8.1?}   {ratio:.2} x");
        }
    }
}

fn percentile(times: &mut [Duration], percent: usize) -> Duration {
    times.sort();
    times[times.len() * percent / 100]
}

async fn by_clients(service: &Arc<Service>, batch: BatchNumber) {
    let mut clients = JoinSet::new();
    for client in 0..CLIENTS {
        let service = Arc::clone(service);
        clients.spawn(async move {
            for place in (client..CHANGES).step_by(CLIENTS as usize) {
                revoke(&service, batch, [place].into_iter()).await;
            }
        });
    }
    while let Some(done) = clients.join_next().await {
        done.expect("no client panics");
    }
}
