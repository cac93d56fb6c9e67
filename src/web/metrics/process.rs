//! What the operating system says of this process, under the names that Prometheus' own libraries use.

use std::fs;

use nix::{
    sys::resource::{Resource, getrlimit},
    unistd::{SysconfVar, sysconf},
};

/// Bytes of memory that it has.
pub(super) fn resident_bytes() -> Option<u64> {
    let pages: u64 =
        fs::read_to_string("/proc/self/statm").ok()?.split(' ').nth(1)?.parse().ok()?;
    let page = sysconf(SysconfVar::PAGE_SIZE).ok()??;
    Some(pages * u64::try_from(page).ok()?)
}

/// Files and sockets that it has open.
pub(super) fn open_files() -> Option<u64> {
    // Reading the folder opens one more.
    let listed = fs::read_dir("/proc/self/fd").ok()?.count().saturating_sub(1);
    u64::try_from(listed).ok()
}

/// How many it may.
pub(super) fn most_open_files() -> Option<u64> {
    getrlimit(Resource::RLIMIT_NOFILE).ok().map(|(now, _)| now)
}
