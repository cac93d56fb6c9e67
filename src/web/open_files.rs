//! How many files, and so connections, the operating system lets the process have open.

use nix::sys::resource::{Resource, getrlimit, setrlimit};

/// Raises the limit to what the process may give itself, and returns it. Systems set it to 1,024 for the sake of
/// programs from before 1997.
pub(super) fn raise_limit() -> u64 {
    let Ok((now, most)) = getrlimit(Resource::RLIMIT_NOFILE) else { return 1_024 };
    match setrlimit(Resource::RLIMIT_NOFILE, most, most) {
        Ok(()) => most,
        Err(refused) => {
            tracing::warn!(%refused, limit = now, "the limit of open files can't be raised");
            now
        }
    }
}
