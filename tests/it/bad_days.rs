//! Bad days, as tables: a row each, and after each the service either comes back with every acknowledged
//! change and a clean audit of the whole log, or refuses and says what to do.
//!
//! | the day | where its rows are |
//! |---|---|
//! | a write or sync of journal, sled, tile, checkpoint or folder fails | [`steps`] |
//! | damaged, missing and empty files and folders, keys and secrets; `doctor` on each of them | [`folders`] |
//! | full disk, read-only disk, out of file handles | [`surroundings`] |
//! | the clock jumps back and forth | [`clock`] |
//! | the journal's tail torn at every byte, sled's file damaged at many places | `recovery` |
//! | kill −9 | `crash`, and `tests/long` |

mod clock;
mod folders;
mod steps;
mod surroundings;

pub(crate) use steps::FaultyDisk;
